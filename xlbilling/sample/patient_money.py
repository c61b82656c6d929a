"""Patients' money: what they pay and when, what was agreed in instalments, what is given back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from xlbilling.sample import cases, follow_up, office
from xlbilling.sample.answers import ClaimAnswer
from xlbilling.sample.claims import Claim
from xlbilling.sample.draws import draw, happens, pick
from xlbilling.sample.payments import Payment, payments
from xlbilling.sample.staff import FRONT_DESK, MANAGER

_PAYS_PERCENT: Final = 45
"""So many patients pay what their insurer leaves to them soon after they hear of it."""
_OLDEST: Final = "OLDEST"
_AT_DESK_PERCENT: Final = 30
"""Of the others, so many pay a copay at the desk since the office asks for it there."""
_COPAYS_SINCE: Final = date(2026, 1, 5)
_SOONEST_DAYS: Final = 12
_SPREAD_DAYS: Final = 20
_HEARD_OF_SINCE: Final = date(2025, 12, 20)
"""The first statements with patients' shares are of January."""


@dataclass(frozen=True)
class Receipt:
    """Money from a household."""

    day: date
    guarantor_id: str
    cents: int
    method: str = "CARD"
    apply_to: str = _OLDEST
    note: str = ""


def _day(text: str) -> date:
    return date.fromisoformat(text)


KEPT, MISSED, DEFAULTED, DONE = "G1037", "G1084", "G1015", "G1030"
"""The guarantors whose payment plan is kept up, missed once, in default, paid off."""

PLANS: Final[tuple[dict[str, Any], ...]] = (
    {"plan": "PP1", "guarantor_id": KEPT, "started": _day("2025-12-31"),
     "total_cents": 427_00, "instalment_cents": 110_00, "due_day": 15},
    {"plan": "PP2", "guarantor_id": DEFAULTED, "started": _day("2025-12-31"),
     "total_cents": 305_00, "instalment_cents": 100_00, "due_day": 10},
    {"plan": "PP3", "guarantor_id": DONE, "started": _day("2025-12-31"),
     "total_cents": 225_00, "instalment_cents": 75_00, "due_day": 5},
    {"plan": "PP4", "guarantor_id": MISSED, "started": _day("2026-01-31"),
     "total_cents": 225_00, "instalment_cents": 75_00, "due_day": 20},
)  # fmt: skip

_INSTALMENTS: Final = (
    *(Receipt(_day(day), KEPT, 110_00) for day in ("2026-01-14", "2026-02-13", "2026-03-13")),
    Receipt(_day("2026-01-09"), DEFAULTED, 100_00, "CHECK"),
    *(Receipt(_day(day), DONE, 75_00) for day in ("2026-01-05", "2026-02-05", "2026-03-05")),
    Receipt(_day("2026-02-20"), MISSED, 75_00),
)

PAID_TOO_MUCH: Final = Receipt(
    _day("2026-01-13"), "G1019", 25_00, apply_to="C1131", note="copay of a yearly visit"
)
"""A copay that was taken for a visit without one; it is given back in March."""
_COPAY_HELD: Final = Receipt(
    _day("2026-03-13"), "G1081", 25_00, apply_to="C1261", note="copay of a yearly visit"
)
_ALL_BUT_A_LITTLE: Final = Receipt(
    _day("2026-01-20"), "G1022", 25_00, "CHECK", note="paid a round sum"
)
_COPAY_PAID_TWICE: Final = Receipt(
    _day("2026-02-10"), "G1065", 25_00, "CHECK", apply_to=cases.WITHOUT_COPAY
)
"""Its payer pays it too, in March."""
_BY_HAND: Final = (
    *_INSTALMENTS,
    PAID_TOO_MUCH,
    _COPAY_HELD,
    _COPAY_PAID_TWICE,
    _ALL_BUT_A_LITTLE,
)


def plan_rows(month: tuple[int, int]) -> list[dict[str, Any]]:
    """Return the payment plans agreed in a month."""
    own = (plan for plan in PLANS if _is_of(plan["started"], month))
    return [{**plan, "state": "CURRENT", "written_agreement": "Y"} for plan in own]


def receipt_rows(month: tuple[int, int]) -> list[dict[str, Any]]:
    """Return a month's rows of the Receipts table, in the order of their days."""
    every = sorted((*_BY_HAND, *_shares()), key=lambda one: (one.day, one.guarantor_id))
    return [
        {
            "receipt": f"R{number}",
            "date": one.day,
            "guarantor_id": one.guarantor_id,
            "amount_cents": one.cents,
            "method": one.method,
            "apply_to": one.apply_to,
            "taken_by": FRONT_DESK,
            "note": one.note,
        }
        for number, one in enumerate(every, start=1001)
        if _is_of(one.day, month)
    ]


def refund_rows(month: tuple[int, int]) -> list[dict[str, Any]]:
    """Return a month's rows of the Refunds table: the copay that was never due."""
    if not _is_of(office.AS_OF, month):
        return []
    return [
        {
            "refund": "RF1",
            "date": office.AS_OF,
            "to": "PATIENT",
            "guarantor_id": PAID_TOO_MUCH.guarantor_id,
            "amount_cents": PAID_TOO_MUCH.cents,
            "check_no": "2201",
            "reason": "no copay is due for a yearly visit",
            "approver": MANAGER,
        }
    ]


def _is_of(day: date, month: tuple[int, int]) -> bool:
    return (day.year, day.month) == month


def _shares() -> Iterator[Receipt]:
    """Yield what patients pay of what their only insurer leaves to them, later or at the desk."""
    for payment in payments():
        for answer in payment.answers:
            claim = answer.claim
            if payment.day < _HEARD_OF_SINCE or not _leaves_a_share(answer):
                continue
            if happens(_PAYS_PERCENT, "pays", claim.claim_id):
                yield _share(payment, answer)
            elif _is_asked_at_desk(answer) and happens(_AT_DESK_PERCENT, "desk", claim.claim_id):
                yield _copay(claim)


def _leaves_a_share(answer: ClaimAnswer) -> bool:
    """Tell whether a patient hears of a share that nothing else is to be said on."""
    claim = answer.claim
    is_plain = answer.status == "1" and answer.paid_cents > 0 and not answer.reductions
    adds_up = answer.paid_cents == sum(line.paid_cents for line in answer.lines)
    is_only = len(claim.patient.covers) == 1 and claim.patient.guarantor_id not in SPOKEN_FOR
    return is_plain and adds_up and is_only and answer.patient_cents > 0


def _is_asked_at_desk(answer: ClaimAnswer) -> bool:
    is_copay = answer.patient_cents == office.COPAY_CENTS
    return is_copay and answer.claim.day >= _COPAYS_SINCE


def _copay(claim: Claim) -> Receipt:
    """Return what the front desk takes on the day of a visit."""
    return Receipt(
        claim.day,
        claim.patient.guarantor_id,
        office.COPAY_CENTS,
        apply_to=claim.claim_id,
        note="copay",
    )


def _share(payment: Payment, answer: ClaimAnswer) -> Receipt:
    claim = answer.claim
    days = _SOONEST_DAYS + draw(_SPREAD_DAYS, "pays after", claim.claim_id)
    return Receipt(
        payment.day + timedelta(days),
        claim.patient.guarantor_id,
        answer.patient_cents,
        pick(("CARD", "CARD", "CHECK", "CASH"), "pays by", claim.claim_id),
        claim.claim_id,
    )


SPOKEN_FOR: Final = frozenset(
    {one.guarantor_id for one in _BY_HAND} | {str(one["guarantor_id"]) for one in follow_up.HOLDS}
)
"""Guarantors whose payments stand here one by one, or who pay nothing for a reason."""
