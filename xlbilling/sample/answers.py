"""What the payers decide about each claim: allowed, paid, the patient's share, denials."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from xlbilling.sample import office
from xlbilling.sample.claims import Claim, Line
from xlbilling.sample.draws import draw, happens
from xlbilling.sample.office import Payer
from xlbilling.sample.people import Cover

DAYS_TO_ANSWER: Final = 14
NEVER_ANSWERED_PERCENT: Final = 9
ONE_IN: Final = 11
"""One claim in so many is denied."""
_FREE: Final = frozenset({"G0439", "36415", "80053", "81002", "83036", "85025"})
"""Services for which Medicare leaves nothing to the patient."""
_WELLNESS: Final = frozenset({"99392", "99393", "99394", "99395", "99396", "90471", "90686"})


@dataclass(frozen=True)
class Reduction:
    """Why a payer pays less than the charge: group, reason code, amount."""

    group: str
    carc: str
    cents: int


@dataclass(frozen=True)
class LineAnswer:
    """What a payer says about one service line."""

    line: Line
    paid_cents: int
    reductions: tuple[Reduction, ...]
    remarks: tuple[str, ...] = ()
    allowed_cents: int | None = None

    @property
    def patient_cents(self) -> int:
        """What it leaves to the patient."""
        return sum(one.cents for one in self.reductions if one.group == "PR")


@dataclass(frozen=True)
class ClaimAnswer:
    """What a payer says about one claim.

    Attributes:
        pcn: our claim id as the payer returns it.
        status: CLP02.
        reductions: those of the whole claim.
        is_forwarded: the payer sent it on to the next payer.
    """

    claim: Claim
    cover: Cover
    pcn: str
    payer_claim_no: str
    status: str
    charge_cents: int
    paid_cents: int
    lines: tuple[LineAnswer, ...]
    reductions: tuple[Reduction, ...] = ()
    is_forwarded: bool = False

    @property
    def patient_cents(self) -> int:
        """What it leaves to the patient, in the lines and of the claim as a whole."""
        whole = sum(one.cents for one in self.reductions if one.group == "PR")
        return whole + sum(line.patient_cents for line in self.lines)


# Group, reason and remarks of each kind of denial.
_DENIALS: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("CO", "16", ("M51",)),
    ("CO", "197", ()),
    ("CO", "29", ()),
    ("PR", "96", ("N130",)),
    ("CO", "50", ("N115",)),
    ("CO", "252", ("N706",)),
)


def answered(claim: Claim, cover: Cover, *, sent: date) -> date | None:
    """Return the day on which the payer answers; None where it has not answered yet."""
    if happens(NEVER_ANSWERED_PERCENT, "silent", claim.claim_id, cover.level):
        return None
    due = sent + timedelta(days=DAYS_TO_ANSWER)
    return next((day for day in cover.payer.pays_on if day >= due), None)


def first_answer(claim: Claim, cover: Cover) -> ClaimAnswer:
    """Return what a claim's first payer decides."""
    if draw(ONE_IN, "denied", claim.claim_id) == 0:
        lines = tuple(_denied(claim, line) for line in claim.lines)
    else:
        lines = tuple(_lines(claim, cover.payer))
    forwarded = (
        cover.payer is office.MEDICARE
        and any(other.payer is office.NORTHLIGHT for other in claim.patient.covers)
        and any(line.patient_cents and line.paid_cents for line in lines)
    )
    is_denied = all(_is_denial(line) for line in lines)
    status = "4" if is_denied else "19" if forwarded else "1"
    return _answer(claim, cover, status, lines, is_forwarded=forwarded)


def second_answer(claim: Claim, cover: Cover, first: ClaimAnswer) -> ClaimAnswer:
    """Return what the second payer decides, after the first one's decision."""
    whole = cover.payer is office.NORTHLIGHT
    lines = tuple(_after(line, pays_all=whole) for line in first.lines)
    return _answer(claim, cover, "2", lines, is_forwarded=False)


def _answer(
    claim: Claim,
    cover: Cover,
    status: str,
    lines: tuple[LineAnswer, ...],
    *,
    is_forwarded: bool,
) -> ClaimAnswer:
    return ClaimAnswer(
        claim=claim,
        cover=cover,
        pcn=claim.claim_id,
        payer_claim_no=_payer_claim_no(claim, cover),
        status=status,
        charge_cents=claim.charge_cents,
        paid_cents=sum(line.paid_cents for line in lines),
        lines=lines,
        is_forwarded=is_forwarded,
    )


def _payer_claim_no(claim: Claim, cover: Cover) -> str:
    """Return the payer's own number: each payer has its own form, Medicaid's has 17 digits."""
    day, number = claim.sent.strftime("%y%j"), int(claim.claim_id[1:])
    match cover.payer.payer_id:
        case "NORTHLIGHT":
            return f"NL{day}{number:06d}{cover.level}"
        case "MEDICARE":
            return f"02{day}{number:06d}"
        case _:
            return f"20{day}0000{number:06d}"


def _lines(claim: Claim, payer: Payer) -> Iterator[LineAnswer]:
    match payer.payer_id:
        case "MEDICARE":
            yield from _medicare(claim)
        case "MEDICAID":
            for line in claim.lines:
                yield _priced(line, office.allowed_cents(payer, line.charge_cents), ())
        case _:
            yield from _northlight(claim)


def _northlight(claim: Claim) -> Iterator[LineAnswer]:
    """Price by contract: a copay on the visit, and for some a deductible in the new year."""
    has_deductible = claim.day.year == 2026 and happens(25, "deductible", claim.patient.household)
    for line in claim.lines:
        allowed = office.allowed_cents(office.NORTHLIGHT, line.charge_cents)
        if line.code in _WELLNESS:
            yield _priced(line, allowed, ())
        elif has_deductible:
            yield _priced(line, allowed, (Reduction("PR", "1", allowed),))
        elif line.number == "1":
            yield _priced(line, allowed, (Reduction("PR", "3", min(office.COPAY_CENTS, allowed)),))
        else:
            yield _priced(line, allowed, ())


def _medicare(claim: Claim) -> Iterator[LineAnswer]:
    """Price by fee schedule: deductible in January, then 20 percent; 2 percent sequestration."""
    starts_year = claim.day.year == 2026 and claim.day.month == 1
    for line in claim.lines:
        allowed = office.allowed_cents(office.MEDICARE, line.charge_cents)
        shares: tuple[Reduction, ...] = ()
        if line.code not in _FREE and starts_year and happens(40, "part b", claim.claim_id):
            shares = (Reduction("PR", "1", allowed),)
        elif line.code not in _FREE:
            shares = (Reduction("PR", "2", (allowed * 20 + 50) // 100),)
        yield _priced(line, allowed, shares, sequestered=True)


def _priced(
    line: Line, allowed: int, shares: tuple[Reduction, ...], *, sequestered: bool = False
) -> LineAnswer:
    """Return a line's answer: what is above the allowed amount is written off by contract."""
    before = allowed - sum(share.cents for share in shares)
    held = (before * 2 + 50) // 100 if sequestered else 0
    contract = Reduction("CO", "45", line.charge_cents - allowed)
    holding = (Reduction("CO", "253", held),) if held else ()
    return LineAnswer(line, before - held, (contract, *holding, *shares), (), allowed)


def _denied(claim: Claim, line: Line) -> LineAnswer:
    number = int(claim.claim_id[1:])
    group, carc, remarks = _DENIALS[(number // 3) % len(_DENIALS)]
    return LineAnswer(line, 0, (Reduction(group, carc, line.charge_cents),), remarks)


def _is_denial(answer: LineAnswer) -> bool:
    denials = {(group, carc) for group, carc, _ in _DENIALS}
    return any((one.group, one.carc) in denials for one in answer.reductions)


def _after(first: LineAnswer, *, pays_all: bool) -> LineAnswer:
    """Return a second payer's line: what the first one dealt with is named by reason 23."""
    left = first.patient_cents
    paid = left if pays_all else left // 2
    prior = Reduction("OA", "23", first.line.charge_cents - left)
    cut = (Reduction("CO", "45", left - paid),) if left > paid else ()
    return LineAnswer(first.line, paid, (prior, *cut))
