"""A check that stands on several sheets of a workbook: read once, or put together where parted.

Which of both holds is proven by the check's total: a summary and its details come to it each, the
parts of a check only together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from xlbilling.model import money
from xlbilling.model.findings import ERROR, INFO, WARNING, Finding
from xlbilling.model.remittance import Remittance
from xlbilling.remit.sheet_claims import recounted

_OF_CHECK = frozenset({"SHEET-TOTAL", "SHEET-TRACE", "SHEET-PAYER", "SHEET-STATUS", "SHEET-DATE"})


def once(remittances: Sequence[Remittance]) -> tuple[list[Remittance], list[Finding]]:
    """Return each check once, and what is told of those that stood on several sheets."""
    groups: dict[object, list[Remittance]] = {}
    for one in remittances:
        payer = one.payer.name.upper() if one.payer else ""
        named = (one.payment.trace, payer, one.payment.date)
        groups.setdefault((named, None if one.payment.trace else _answers(one)), []).append(one)
    made, findings = [], []
    for group in groups.values():
        one, found = _one(group)
        made.append(one)
        findings += found
    return made, findings


def _one(group: Sequence[Remittance]) -> tuple[Remittance, list[Finding]]:
    best = max(group, key=lambda one: (_adds_up(one), one.totals.services, one.totals.claims))
    if len(group) == 1:
        return best, []
    where = _where(best)
    sums = {one.totals.claim_paid_cents for one in group}
    if _parts_of(group):
        whole = _whole(group)
        what = f"{_name(best)} stands on {len(group)} sheets, which are read together"
        return whole, [Finding("SHEET-PARTS", INFO, what, where, "nothing to do")]
    if _adds_up(best) and len(sums) == 1:
        what = f"{_name(best)} stands on {len(group)} sheets; it is read from this one"
        return best, [Finding("SHEET-TWICE", INFO, what, where, "nothing to do")]
    amounts = ", ".join(money.show(one) for one in sorted(sums))
    what = f"{_name(best)} stands on {len(group)} sheets that pay {amounts}"
    if _adds_up(best) and _says_total(best):
        words = f"{what}; the one that comes to its total is read"
        return best, [Finding("SHEET-TWICE", WARNING, words, where, "compare the other sheets")]
    refused = replace(best, payment=replace(best.payment, cents=None))
    fix = "save the sheet that counts as a file of its own"
    trouble = Finding("SHEET-TWICE", ERROR, f"{what}; nothing tells which counts", where, fix)
    return replace(refused, findings=(trouble, *refused.findings)), []


def _where(one: Remittance) -> str:
    return next((each.where for each in one.findings), _name(one))


def _name(one: Remittance) -> str:
    return f"check {one.payment.trace}" if one.payment.trace else "a check without a number"


def _says_total(one: Remittance) -> bool:
    return not any(f.id == "SHEET-TOTAL" and f.severity == WARNING for f in one.findings)


def _adds_up(one: Remittance) -> bool:
    totals = one.totals
    return one.payment.cents == totals.claim_paid_cents - totals.provider_adjustment_cents


def _parts_of(group: Sequence[Remittance]) -> bool:
    """Tell whether the sheets are parts of a check: different claims, its total only together."""
    names = [name for one in group for name in _claims(one)]
    if len(names) != len(set(names)):
        return False
    if not any(map(_says_total, group)):
        return True
    totals = {one.payment.cents for one in group if _says_total(one)}
    paid = sum(one.totals.claim_paid_cents for one in group)
    held = sum(one.totals.provider_adjustment_cents for one in group)
    return totals == {paid - held}


def _answers(one: Remittance) -> object:
    """Return what tells two payments without a check number apart: their claims and amounts."""
    return frozenset((c.pcn, c.payer_claim_no, c.charge_cents, c.paid_cents) for c in one.claims)


def _claims(one: Remittance) -> Iterable[object]:
    return {(claim.pcn, claim.payer_claim_no, claim.status) for claim in one.claims}


def _whole(group: Sequence[Remittance]) -> Remittance:
    """Return the parts of a check as one, its balances counted anew."""
    first = next((one for one in group if _says_total(one)), group[0])
    claims = tuple(claim for one in group for claim in one.claims)
    cents = first.payment.cents
    if not _says_total(first):
        cents = sum(one.payment.cents or 0 for one in group)
    own = [one for one in first.findings if one.id in _OF_CHECK]
    of_claims = [found for claim in claims for found in claim.findings]
    return recounted(
        replace(
            first,
            payment=replace(first.payment, cents=cents),
            claims=claims,
            provider_adjustments=tuple(p for one in group for p in one.provider_adjustments),
            is_refused=any(one.is_refused for one in group),
            findings=(*own, *of_claims),
        )
    )
