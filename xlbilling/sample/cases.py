"""The odd cases of March: interest, a take-back, a strange claim, amounts that do not add up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from xlbilling.sample.answers import ClaimAnswer, LineAnswer, Reduction
from xlbilling.sample.office import MEDICAID, Payer

TAKEN_BACK_FROM: Final = date(2026, 1, 21)
WITHOUT_COPAY: Final = "C1109"
"""The claim that is answered anew once its patient has paid the copay, which is then a credit."""
_REVERSAL: Final = "22"
_SHORT_CENTS: Final = 12_00
_MORE_CENTS: Final = 6_00


@dataclass(frozen=True)
class Beside:
    """An amount outside of any claim (PLB); a positive one lowers the payment."""

    code: str
    reference: str
    cents: int


def besides(payer: Payer, day: date) -> tuple[Beside, ...]:
    """Return what a payment carries outside of its claims."""
    match payer.payer_id, day.isoformat():
        case "NORTHLIGHT", "2026-03-04":
            return (Beside("L6", "LATE CLAIMS", -2_15),)
        case "MEDICAID", "2026-03-13":
            return (Beside("WO", "20253480000000777", 48_00),)
        case _:
            return ()


def error_cents(payer: Payer, day: date) -> int:
    """Return by how much a payer's total is off: one small Medicaid payment does not add up."""
    return 10_00 if (payer, day) == (MEDICAID, date(2026, 3, 27)) else 0


def answers(
    payer: Payer,
    day: date,
    own: tuple[ClaimAnswer, ...],
    taken_back: tuple[ClaimAnswer, ...],
) -> tuple[ClaimAnswer, ...]:
    """Return a payment's claims, with the odd ones of that day."""
    match payer.payer_id, day.isoformat():
        case "NORTHLIGHT", "2026-03-04":
            again = next(one for one in taken_back if one.pcn == WITHOUT_COPAY)
            cut = _first_paid(own, _with_claim_level_cut)
            return (*cut, _reversed(again), _without_copay(again))
        case "NORTHLIGHT", "2026-03-18":
            again = next(one for one in taken_back if one.status == "1" and one.paid_cents)
            return (*own, _reversed(again), _corrected(again), _not_ours(own[0]))
        case "MEDICARE", "2026-03-09":
            return _first_paid(own, _short)
        case _:
            return own


def _first_paid(
    own: tuple[ClaimAnswer, ...], change: Callable[[ClaimAnswer], ClaimAnswer]
) -> tuple[ClaimAnswer, ...]:
    """Return the claims with the first one that was paid changed."""
    chosen = next(one for one in own if one.status == "1" and one.paid_cents > _SHORT_CENTS)
    return tuple(change(one) if one is chosen else one for one in own)


def _with_claim_level_cut(own: ClaimAnswer) -> ClaimAnswer:
    """Return a claim that is cut by contract as a whole, besides its lines."""
    cut = Reduction("CO", "A2", 5_00)
    return replace(own, paid_cents=own.paid_cents - cut.cents, reductions=(cut,))


def _short(own: ClaimAnswer) -> ClaimAnswer:
    """Return a claim whose payment is smaller than its adjustments say, and nobody says why."""
    return replace(own, paid_cents=own.paid_cents - _SHORT_CENTS)


def _reversed(own: ClaimAnswer) -> ClaimAnswer:
    """Return the claim with every amount taken back (CLP02 = 22)."""
    lines = tuple(
        LineAnswer(
            replace(line.line, charge_cents=-line.line.charge_cents),
            -line.paid_cents,
            tuple(replace(one, cents=-one.cents) for one in line.reductions),
        )
        for line in own.lines
    )
    return replace(
        own,
        status=_REVERSAL,
        charge_cents=-own.charge_cents,
        paid_cents=-own.paid_cents,
        lines=lines,
    )


def _corrected(own: ClaimAnswer) -> ClaimAnswer:
    """Return the claim answered anew, with $6.00 more allowed on its first line."""
    first, *others = own.lines
    reductions = tuple(
        replace(one, cents=one.cents - _MORE_CENTS) if one.carc == "45" else one
        for one in first.reductions
    )
    allowed = (first.allowed_cents or 0) + _MORE_CENTS
    mended = LineAnswer(first.line, first.paid_cents + _MORE_CENTS, reductions, (), allowed)
    return replace(
        own,
        payer_claim_no=f"{own.payer_claim_no[:-1]}7",
        paid_cents=own.paid_cents + _MORE_CENTS,
        lines=(mended, *others),
    )


def _without_copay(own: ClaimAnswer) -> ClaimAnswer:
    """Return the claim answered anew: the payer pays the copay too, which the patient has paid."""
    first, *others = own.lines
    copay = sum(one.cents for one in first.reductions if one.carc == "3")
    kept = tuple(one for one in first.reductions if one.carc != "3")
    mended = replace(first, paid_cents=first.paid_cents + copay, reductions=kept)
    return replace(
        own,
        payer_claim_no=f"{own.payer_claim_no[:-1]}7",
        paid_cents=own.paid_cents + copay,
        lines=(mended, *others),
    )


def _not_ours(like: ClaimAnswer) -> ClaimAnswer:
    """Return a claim of another office that slipped into this one's payment."""
    stranger = replace(like.claim.patient, last="Mockingbird", first="Zed")
    claim = replace(
        like.claim, claim_id="X99817", patient=stranger, day=like.claim.day - timedelta(days=3)
    )
    return replace(
        like,
        claim=claim,
        cover=replace(like.cover, member_id="NLX800001"),
        pcn="X99817",
        payer_claim_no="NL260640998171",
    )
