"""The head of an 835 transaction: payment, trace, payer and payee."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from xlbilling.model import money
from xlbilling.model.findings import ERROR, WARNING, Finding
from xlbilling.model.remittance import Payment
from xlbilling.model.segments import Loop, Organization, day_of
from xlbilling.x12 import quoting
from xlbilling.x12.numbers import NotANumberError, RememberedCents

_BPR_ELEMENTS: Final = 21
_FIX: Final = "ask the payer for a corrected file"
_OF_PARTY: Final = frozenset({"N3", "N4", "REF", "PER", "RDM"})


def organization(header: Loop, entity: str) -> Organization | None:
    """Return who stands under N1 with this entity code, with the segments that follow the name."""
    start = f"N1{header.separator}{entity}"
    for place, text in enumerate(header.texts):
        if text != start and not text.startswith(start + header.separator):
            continue
        end = place + 1
        while (
            end < len(header.texts)
            and header.texts[end].partition(header.separator)[0] in _OF_PARTY
        ):
            end += 1
        row = [*text.split(header.separator), "", "", ""]
        loop = Loop(
            header.first + place, header.texts[place:end], header.separator, header.component
        )
        return Organization(row[2], row[3], row[4], loop)
    return None


def naming_findings(header: Loop, where: str) -> list[Finding]:
    """Return warnings when the payer (who paid) or the trace (which deposit) is missing."""
    found = []
    if organization(header, "PR") is None:
        what = "there is no payer (N1*PR)"
        found.append(Finding("X12-PAYER", WARNING, what, where, "choose the payer when importing"))
    traces = [row for _, row in header.rows("TRN") if row[2]]
    if len(traces) == 1:
        return found
    what = (
        "there is no trace number (TRN02)"
        if not traces
        else "there is more than one TRN; the first is used"
    )
    fix = "match the deposit by amount and date"
    return [*found, Finding("X12-TRACE", WARNING, what, where, fix)]


def payment(
    header: Loop, cents_by_text: RememberedCents, where: Callable[[int], str]
) -> tuple[Payment, list[Finding]]:
    """Return the payment of the header's BPR and TRN, and what is wrong with it."""
    trace = next((row for _, row in header.rows("TRN")), [""] * 5)
    rows = list(header.rows("BPR"))
    if not rows:
        missing = Finding(
            "X12-BPR", ERROR, "there is no BPR segment, so no payment", where(header.first), _FIX
        )
        return Payment(None, trace=trace[2], payer_trace_id=trace[3]), [missing]
    number, bpr = rows[0]
    found = _bpr_findings(bpr, where(number), len(rows))
    cents = None
    try:
        cents = cents_by_text[bpr[2] or "none"]
    except NotANumberError as error:
        why = str(error) if bpr[2] else "is empty"
        found.append(
            Finding(
                "X12-MONEY",
                ERROR,
                f"BPR02 (payment){quoting.amount(bpr[2])} {why}",
                where(number),
                _FIX,
            )
        )
    if cents is not None and cents < 0:
        what = f"the payment is {money.show(cents)}; expected $0.00 or more"
        found.append(
            Finding(
                "X12-BPR",
                WARNING,
                what,
                where(number),
                "find out how the payer takes the money back",
            )
        )
    paid = Payment(
        cents=cents,
        method=bpr[4],
        date=day_of(bpr[16]),
        credit_or_debit=bpr[3],
        handling=bpr[1],
        trace=trace[2],
        payer_trace_id=trace[3],
        date_text=bpr[16],
        elements=tuple(bpr[1 : _BPR_ELEMENTS + 1]),
    )
    return paid, found


def _bpr_findings(bpr: list[str], where: str, count: int) -> list[Finding]:
    found = []
    if count > 1:
        what = f"there are {count} BPR segments; the first is used"
        found.append(Finding("X12-ORDER", ERROR, what, where, _FIX))
    if day_of(bpr[16]) is None:
        what = (
            f"the payment date (BPR16){quoting.day(bpr[16])} is no date"
            if bpr[16]
            else "there is no payment date (BPR16)"
        )
        found.append(
            Finding("X12-DATE", WARNING, what, where, "enter the payment's date from the deposit")
        )
    return found
