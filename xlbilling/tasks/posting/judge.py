"""Whether a claim of a payment may be posted: matched to ours, and nothing against it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from xlbilling.model import money
from xlbilling.model.remittance import NOT_OUR_CLAIM, PREDETERMINATION
from xlbilling.tasks.posting.answers import Answer, AnswerClaim, AnswerRow
from xlbilling.tasks.posting.classify import MOVED, WRITTEN_OFF, classify
from xlbilling.tasks.posting.exceptions import ACCEPTABLE, Reason, Trouble
from xlbilling.tasks.posting.match_claims import ClaimMatch
from xlbilling.tasks.posting.match_lines import LineMatch, match_lines
from xlbilling.tasks.posting.our_claims import Cover, Office, OurClaim
from xlbilling.tasks.posting.responsibility import Standing, standing

Answered = Mapping[tuple[str, str], Collection[str]]


@dataclass(frozen=True)
class Judged:
    """A payer's claim with our side of it.

    Attributes:
        answer: the payment it belongs to.
        claim: what the payer decided.
        ours: our claim; None where none was found.
        lines: our line for each service row, by its ordinal.
        standing: where the payer stands on it; None where it does not insure the claim.
        match: how it was found, for the sheet.
        trouble: why it may not be posted; None where it may.
    """

    answer: Answer
    claim: AnswerClaim
    ours: OurClaim | None = None
    lines: Mapping[int, LineMatch] = field(default_factory=dict)
    standing: Standing | None = None
    match: str = ""
    trouble: Trouble | None = None

    def our_line(self, row: AnswerRow) -> str:
        """Return our line's number for a row; "" for the claim row and where none was found."""
        match = self.lines.get(row.ordinal)
        return match.line.line if match else ""


def judge(answer: Answer, claim: AnswerClaim, match: ClaimMatch, office: Office) -> Judged:
    """Return a claim matched and judged by itself; what hangs on other answers comes later."""
    ours = office.claims.get(match.claim_id)
    lines = match_lines(claim, ours) if ours and not claim.is_reversal else {}
    where = standing(claim, answer.payer_id, office.covers_of(ours)) if ours else None
    rules = dict.fromkeys(found.rule for found in lines.values())
    return Judged(
        answer=answer,
        claim=claim,
        ours=ours,
        lines=lines,
        standing=where,
        match=" / ".join((match.rule, *rules)) if ours else "",
        trouble=_first_trouble(_Case(answer, claim, match, ours, lines, where, office)),
    )


def waits_for(judged: Judged, answered: Answered) -> Trouble | None:
    """Return the trouble of a secondary answer whose earlier payers have not been posted yet.

    Args:
        judged: a claim without trouble of its own.
        answered: the levels of the answers that are posted, by claim and payer.
    """
    if judged.standing is None or judged.ours is None or not judged.standing.is_secondary:
        return None
    own = judged.answer.payer_id
    covers = judged.standing.covers
    missing = [
        cover.payer_id
        for cover in judged.standing.earlier
        if not _has_answered(cover, covers, answered.get((judged.ours.claim_id, cover.payer_id)))
    ]
    if not missing or judged.claim.is_accepted:
        return None
    return Trouble(
        Reason.WAITS_FOR_PRIMARY,
        f"{own} answers as level {judged.standing.cover.level}; {', '.join(missing)} has not "
        f"been posted on claim {judged.ours.claim_id}",
    )


def _has_answered(cover: Cover, covers: Sequence[Cover], levels: Collection[str] | None) -> bool:
    """Tell whether a payer answered; one that insures the patient twice, at that level."""
    if not levels:
        return False
    is_only = sum(one.payer_id == cover.payer_id for one in covers) == 1
    return is_only or cover.level in levels


def not_charged(judged: Judged, charged: Mapping[tuple[str, str], int]) -> Trouble | None:
    """Return the trouble of an answer to lines that have no charge in the ledger yet."""
    assert judged.ours is not None
    answered = [match.line for match in judged.lines.values()] or judged.ours.lines
    claim_id = judged.ours.claim_id
    missing = [
        line.line for line in answered
        if line.charge_cents > 0 and charged.get((claim_id, line.line), 0) == 0
    ]  # fmt: skip
    if not missing:
        return None
    numbers = ", ".join(dict.fromkeys(missing))
    return Trouble(
        Reason.NO_CHARGE, f"line {numbers} of claim {claim_id} has no charge in the ledger"
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """What is looked at for trouble."""

    answer: Answer
    claim: AnswerClaim
    match: ClaimMatch
    ours: OurClaim | None
    lines: Mapping[int, LineMatch]
    standing: Standing | None
    office: Office


def _first_trouble(case: _Case) -> Trouble | None:
    for trouble in _troubles(case):
        if not (case.claim.is_accepted and trouble.reason in ACCEPTABLE):
            return trouble
    return None


def _troubles(case: _Case) -> Iterator[Trouble]:
    yield from _of_reading(case.claim)
    yield from _of_kind(case.claim)
    if case.claim.is_reversal:
        return  # what counts are our own rows of the answer that it takes back
    yield from _of_match(case)
    if case.ours is not None:
        yield from _of_payer(case, case.ours)
        yield from _of_lines(case, case.ours)
        yield from _of_prior(case)


def _of_reading(claim: AnswerClaim) -> Iterator[Trouble]:
    if claim.unreadable:
        yield Trouble(Reason.REFUSED, claim.unreadable)
    if claim.is_balanced:
        return
    for row in claim.lines:
        if not row.is_balanced:
            what = f"row {row.row} ({row.code})"
            yield _out_of_balance(what, row.billed_cents, row.adjusted_cents, row.paid_cents)
    yield _out_of_balance("the claim", claim.charge_cents, claim.adjusted_cents, claim.paid_cents)


def _out_of_balance(what: str, charge: int, adjusted: int, paid: int) -> Trouble:
    expected = charge - adjusted
    return Trouble(
        Reason.OUT_OF_BALANCE,
        f"{what}: charge {money.show(charge)} less adjustments {money.show(adjusted)} is "
        f"{money.show(expected)}, but paid is {money.show(paid)}: "
        f"{money.difference(paid, expected)}",
    )


def _of_kind(claim: AnswerClaim) -> Iterator[Trouble]:
    if claim.status == PREDETERMINATION:
        yield Trouble(Reason.PREDETERMINATION, "an estimate before the service, not a payment")
    if claim.status == NOT_OUR_CLAIM:
        yield Trouble(Reason.NOT_OUR_CLAIM, "the payer forwarded it to another payer")


def _of_match(case: _Case) -> Iterator[Trouble]:
    if case.ours is not None:
        return
    candidates = ", ".join(case.match.candidates[:5])
    if len(case.match.candidates) > 1:
        yield Trouble(Reason.SEVERAL_CLAIMS, f"could be {candidates}")
    said = case.claim.our_claim
    missing = f"Our Claim says {said}, which is not on the Claims sheet" if said else "not found"
    hint = f"; {candidates} has the same patient, day and charge" if candidates else ""
    yield Trouble(Reason.NO_CLAIM, missing + hint)


def _of_payer(case: _Case, ours: OurClaim) -> Iterator[Trouble]:
    if case.standing is None:
        payer = case.answer.payer_id or "a payer that is not on the Payers sheet"
        yield Trouble(
            Reason.PAYER_NOT_ON_CLAIM,
            f"{payer} does not insure the patient of claim {ours.claim_id} on that day",
        )


def _of_lines(case: _Case, ours: OurClaim) -> Iterator[Trouble]:
    for row in case.claim.lines:
        if row.ordinal not in case.lines:
            yield Trouble(
                Reason.NO_LINE,
                f"row {row.row} ({row.code}, {money.show(row.billed_cents)}) fits no line of "
                f"claim {ours.claim_id}",
            )
    if not case.claim.lines and case.claim.charge_cents != ours.charge_cents:
        yield _charge_differs(f"claim {ours.claim_id}", case.claim.charge_cents, ours.charge_cents)
    yield from _of_charges(case, ours)
    yield from _of_days(case, ours)


def _of_charges(case: _Case, ours: OurClaim) -> Iterator[Trouble]:
    billed: dict[str, int] = {}
    for row in case.claim.lines:
        match = case.lines.get(row.ordinal)
        if match:
            billed[match.line.line] = billed.get(match.line.line, 0) + row.billed_cents
    for match in case.lines.values():
        said = billed.pop(match.line.line, match.line.charge_cents)
        if said != match.line.charge_cents:
            what = f"claim {ours.claim_id} line {match.line.line}"
            yield _charge_differs(what, said, match.line.charge_cents)


def _charge_differs(what: str, theirs: int, ours: int) -> Trouble:
    return Trouble(
        Reason.CHARGE_DIFFERS,
        f"{what}: the payer has {money.show(theirs)}, we charged {money.show(ours)}: "
        f"{money.difference(theirs, ours)}",
    )


def _of_days(case: _Case, ours: OurClaim) -> Iterator[Trouble]:
    for row in case.claim.lines:
        match = case.lines.get(row.ordinal)
        if match and row.dos and match.line.dos and row.dos != match.line.dos:
            yield Trouble(
                Reason.DOS_DIFFERS,
                f"claim {ours.claim_id} line {match.line.line}: the payer has "
                f"{row.dos.isoformat()}, ours is {match.line.dos.isoformat()}",
            )


def _of_prior(case: _Case) -> Iterator[Trouble]:
    """A secondary answer must say what the primary paid (OA-23); some do not (RFI-2194)."""
    if case.standing is None or case.claim.stated_level not in {"2", "3"} or case.claim.has_prior:
        return
    if not _moves_money(case):
        return
    yield Trouble(
        Reason.PRIOR_MISSING,
        f"answered as level {case.claim.stated_level} without the earlier payer's amount (OA-23); "
        f"proposed: paid {money.show(case.claim.paid_cents)}, contractual only up to what is open",
    )


def _moves_money(case: _Case) -> bool:
    """Tell whether posting the answer would change a balance; a plain denial does not."""
    effective = WRITTEN_OFF | MOVED
    classed = (
        one for row in case.claim.rows for one in classify(case.claim, row, case.office.carcs)
    )
    return case.claim.paid_cents != 0 or any(one.class_ in effective for one in classed)
