"""How claims do: denied, clean, accepted, paid at first, underpaid, and how old what is owed is."""

from __future__ import annotations

from xlbilling.tasks import kpi
from xlbilling.tasks.kpi import Kpi, shown


def denial_rate(denied_cents: int, submitted_cents: int) -> Kpi:
    """Return K-4 in percent of money: denied against submitted. Source: AAFP (sample: 10)."""
    return kpi.percent(
        "Denial rate (by amount)",
        (denied_cents, submitted_cents),
        f"{shown(denied_cents)} denied / {shown(submitted_cents)} charged",
        "nothing was submitted",
    )


def remittance_denials(denied: int, remitted: int) -> Kpi:
    """Return K-4 in percent of claims: claims denied of the claims that payers answered.

    Args:
        denied: claims answered with status 4, or with nothing paid and an amount denied.
        remitted: claims answered.

    Source: HFMA MAP Keys AR-5, remittance denial rate.
    """
    return kpi.percent(
        "Denial rate (HFMA AR-5, by claim remitted)",
        (denied, remitted),
        f"{denied:,} claims denied / {remitted:,} claims remitted",
        "no claim was remitted",
    )


def clean_claims(clean: int, checked: int) -> Kpi:
    """Return K-5 in percent: claims without an error at their first check, of those checked.

    Args:
        clean: claims without an error at the first check that nobody changed before sending.
        checked: claims that were ever checked.

    Source: HFMA MAP Keys, clean claim rate.
    """
    return kpi.percent(
        "Clean claims",
        (clean, checked),
        f"{clean:,} without an error at first, and unchanged / {checked:,} checked",
        "no claim was checked yet",
    )


def accepted_claims(accepted: int, rejected: int) -> Kpi:
    """Return K-5 as payers see it, in percent: claims accepted of those accepted or rejected.

    Source: IDX, (ACC + ACK) / (ACC + ACK + REJ), by rules K-5.
    """
    answered = accepted + rejected
    return kpi.percent(
        "Clean claims (IDX, accepted by the payer)",
        (accepted, answered),
        f"{accepted:,} accepted / ({accepted:,} accepted + {rejected:,} rejected)",
        "no claim was accepted or rejected",
    )


def first_pass_pay(paid: int, remitted: int) -> Kpi:
    """Return K-6 in percent: claims paid on their first remittance of those remitted.

    Source: capsacoding, first-pass payment rate.
    """
    return kpi.percent(
        "First-pass pay",
        (paid, remitted),
        f"{paid:,} claims paid on the first remittance / {remitted:,} claims remitted",
        "no claim was remitted",
    )


def first_pass_resolution(settled: int, remitted: int) -> Kpi:
    """Return K-6 with claims that the first remittance left to the patient counted as settled.

    A claim that falls under the deductible is answered, though the payer pays nothing.
    """
    return kpi.percent(
        "First-pass resolution (paid or the patient's share)",
        (settled, remitted),
        f"{settled:,} claims paid or left to the patient on the first remittance "
        f"/ {remitted:,} claims remitted",
        "no claim was remitted",
    )


def over_90(old_cents: int, billed_cents: int, who: str = "") -> Kpi:
    """Return K-7 in percent: billed receivables older than 90 days of all that is billed.

    Args:
        old_cents: open balances of claims that were billed, older than 90 days.
        billed_cents: all open balances of claims that were billed.
        who: the payer they are of; "" for all.

    Source: HFMA MAP Keys AR-1, and AR-2 by payer.
    """
    return kpi.percent(
        f"AR over 90 days (billed{_of(who)})",
        (old_cents, billed_cents),
        f"{shown(old_cents)} older than 90 days / {shown(billed_cents)} billed and open",
        "nothing that was billed is open",
    )


def underpaid(short_cents: int, expected_cents: int, who: str = "") -> Kpi:
    """Return K-12 in percent: what payers allowed below the contract of what it says.

    Args:
        short_cents: expected less allowed, summed over lines that were allowed too little.
        expected_cents: what the contracts say for all lines that have a contract row.
        who: the payer they are of; "" for all.

    Source: rules K-12: the sum of max(0, expected - allowed) by the sum expected.
    """
    return kpi.percent(
        f"Underpayment rate{_of(who, ' (', ')')}",
        (short_cents, expected_cents),
        f"{shown(short_cents)} allowed too little / {shown(expected_cents)} expected",
        "no answered line has a contract row",
    )


def _of(who: str, before: str = ", ", after: str = "") -> str:
    return f"{before}{who}{after}" if who else ""
