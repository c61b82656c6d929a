"""A remittance as read from a file, as an answer to post: rows numbered, key and batch given."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Final

from xlbilling.model import cells, money
from xlbilling.model.findings import ERROR
from xlbilling.model.remittance import ClaimPayment, Remittance, ServicePayment
from xlbilling.model.segments import Adjustment, Procedure
from xlbilling.tasks.posting.answers import (
    Adjusted,
    Answer,
    AnswerClaim,
    AnswerRow,
    ProviderLevel,
)

_OUT_OF_BALANCE: Final = frozenset({"B-LINE", "B-CLAIM"})
_KEY_PARTS: Final = re.compile(r"[^0-9A-Za-z]+")
_IN_BATCH_ID: Final = re.compile(r"[^0-9A-Za-z]+")
_LONGEST_BATCH: Final = 40


def payment_key(trace: str, payer_trace_id: str, day: date | None, cents: int) -> str:
    """Return what makes a payment itself: TRN02, TRN03, BPR16 and BPR02 (rules.md P-0)."""
    parts = (trace.strip(), payer_trace_id.strip(), day.isoformat() if day else "")
    return "|".join((*parts, money.to_text(cents)))


def key_of(remittance: Remittance) -> str:
    """Return a remittance's payment key; some carry a hash of their claims as well.

    Payers reuse the trace of payments that pay nothing (RFI-1847), and a sheet may name no check.
    """
    payment = remittance.payment
    cents = payment.cents or 0
    key = payment_key(payment.trace, payment.payer_trace_id, payment.date, cents)
    if cents and payment.trace.strip():
        return key
    said = (
        (c.pcn, c.payer_claim_no, c.status, str(c.charge_cents), str(c.paid_cents))
        for c in remittance.claims
    )
    digest = hashlib.sha256("\n".join("\x1f".join(one) for one in said).encode())
    return f"{key}|{digest.hexdigest()[:12]}"


def batch_id(remittance: Remittance, taken: Iterable[str]) -> str:
    """Return a readable id that no batch has: ``ERA-<trace>``, or ``EOB-…`` for a sheet."""
    payment = remittance.payment
    day = payment.date.strftime("%Y%m%d") if payment.date else "UNDATED"
    trace = _IN_BATCH_ID.sub("-", payment.trace).strip("-") or day
    base = f"{'EOB' if remittance.is_sheet else 'ERA'}-{trace}"[:_LONGEST_BATCH]
    known = {one.upper() for one in taken}
    n, name = 1, base
    while name.upper() in known:
        n += 1
        name = f"{base}-{n}"
    return name


def answer_of(remittance: Remittance, batch: str, payer_id: str, source: str) -> Answer:
    """Return a remittance as an answer; its rows are numbered in file order.

    Args:
        remittance: one payment, with a payment amount.
        batch: its batch id.
        payer_id: our payer, "" where none was recognised.
        source: the file's name, for places.
    """
    payment = remittance.payment
    assert payment.cents is not None, "a payment without an amount is refused before"
    place = f"{source} {'row' if remittance.is_sheet else 'segment'}"
    return Answer(
        batch=batch,
        payer_id=payer_id,
        trace=payment.trace,
        payer_trace_id=payment.payer_trace_id,
        cents=payment.cents,
        paid_on=payment.date,
        key=key_of(remittance),
        claims=tuple(_claims(remittance.claims, place, is_sheet=remittance.is_sheet)),
        provider_level=tuple(
            ProviderLevel(one.code, one.reference, one.cents)
            for one in remittance.provider_adjustments
        ),
        method=payment.method,
    )


def _claims(
    claims: tuple[ClaimPayment, ...], place: str, *, is_sheet: bool
) -> Iterable[AnswerClaim]:
    """Give the claims; a sheet's lone claim number is the payer's or ours, and counts as both."""
    seen: Counter[tuple[str, str]] = Counter()
    row = 0
    for claim_no, claim in enumerate(claims, start=1):
        identity = (claim.payer_claim_no, claim.status.lstrip("0"))
        seen[identity] += 1
        rows = _rows(claim, row)
        row += len(rows)
        yield AnswerClaim(
            claim_no=claim_no,
            pcn=claim.pcn or (claim.payer_claim_no if is_sheet else ""),
            icn=claim.payer_claim_no,
            status=claim.status.lstrip("0"),
            charge_cents=claim.charge_cents,
            paid_cents=claim.paid_cents,
            rows=rows,
            nth=seen[identity],
            patient=_patient_name(claim),
            member=_member_id(claim),
            dos=claim.first_service_on,
            unreadable=_unreadable(claim),
            is_crossed_over=claim.is_crossed_over,
            where=f"{place} {claim.segment}",
        )


def _patient_name(claim: ClaimPayment) -> str:
    who = claim.patient
    return ", ".join(part for part in (who.last, who.first) if part) if who else ""


def _member_id(claim: ClaimPayment) -> str:
    found = (who.id for who in (claim.patient, claim.subscriber) if who and who.id)
    return next(found, "")


def _unreadable(claim: ClaimPayment) -> str:
    told = [
        one.message.removeprefix(f"claim {claim.pcn}: ")
        for one in claim.findings
        if one.severity == ERROR and one.id not in _OUT_OF_BALANCE
    ]
    return cells.listed(list(dict.fromkeys(told)), "; ")


def _rows(claim: ClaimPayment, before: int) -> tuple[AnswerRow, ...]:
    rows = [
        _line(line, claim, before + ordinal, ordinal)
        for ordinal, line in enumerate(claim.services, start=1)
    ]
    billed = claim.charge_cents - sum(row.billed_cents for row in rows)
    paid = claim.paid_cents - sum(row.paid_cents for row in rows)
    if not rows or billed or paid or claim.adjustments:
        rows.append(
            AnswerRow(
                row=before + len(rows) + 1,
                ordinal=0,
                code="",
                mods=(),
                billed_cents=billed,
                paid_cents=paid,
                adjustments=_adjusted(claim.adjustments),
                dos=claim.first_service_on,
                remarks=_codes(claim),
            )
        )
    return tuple(rows)


def _codes(said: ClaimPayment | ServicePayment) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.code.strip().upper() for one in said.remarks if one.code))


def _line(line: ServicePayment, claim: ClaimPayment, row: int, ordinal: int) -> AnswerRow:
    code, mods = _code_and_modifiers(line.procedure)
    original, original_mods = _code_and_modifiers(line.original) if line.original else ("", ())
    return AnswerRow(
        row=row,
        ordinal=ordinal,
        code=code,
        mods=original_mods or mods,
        billed_cents=line.charge_cents,
        paid_cents=line.paid_cents,
        adjustments=_adjusted(line.adjustments),
        original_code=original,
        line_control=line.line_control_number,
        dos=line.service_from or _only_day(claim),
        units=float(line.units_paid),  # float: a count of units, not money
        allowed_cents=line.allowed_cents,
        remarks=tuple(dict.fromkeys((*_codes(line), *(_codes(claim) if ordinal == 1 else ())))),
    )


def _only_day(claim: ClaimPayment) -> date | None:
    """Return the claim's day where it has only one: a line without a date was then on it."""
    first, last = claim.statement_from, claim.statement_to
    return first if last is None or last == first else None


def _code_and_modifiers(procedure: Procedure) -> tuple[str, tuple[str, ...]]:
    """Return code and sorted modifiers, also where the file's parts are not parted as it says.

    A file whose ISA16 differs from what its data uses is told by the reader (R-4); the code is
    still to be seen in the text.
    """
    if procedure.code:
        return procedure.code.strip().upper(), _in_order(procedure.modifiers)
    parts = [part for part in _KEY_PARTS.split(procedure.text) if part]
    if len(parts) < 2:
        return "".join(parts).upper(), ()
    return parts[1].upper(), _in_order(parts[2:6])


def _in_order(modifiers: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(one.strip().upper() for one in modifiers if one.strip()))


def _adjusted(adjustments: tuple[Adjustment, ...]) -> tuple[Adjusted, ...]:
    return tuple(
        Adjusted(one.group.strip().upper(), one.reason.strip().upper(), one.cents, n, one.quantity)
        for n, one in enumerate(adjustments, start=1)
    )
