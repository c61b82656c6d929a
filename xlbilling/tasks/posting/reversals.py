"""Answers that a payer takes back, and those that it gives anew: which belongs to which.

A reversal takes back the answer with its payer claim number, else the one on its claim with charge
and payment exactly negated. A correction posted before its reversal would stand on top of the
answer that it replaces, so it waits. Neither the order in a file nor the order of files matters:
payments are ordered by their dates. Source: rules.md P-6.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from xlbilling.model import money
from xlbilling.tasks.posting import exceptions
from xlbilling.tasks.posting.exceptions import Reason, Trouble
from xlbilling.tasks.posting.posted_answers import (
    POSTED,
    PostedAnswer,
    PostedAnswers,
    below_nothing,
    plain_names,
)
from xlbilling.tasks.posting.sheet_values import days

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.posting.answers import AnswerClaim
    from xlbilling.tasks.posting.judge import Judged

CORRECTION_GROUP: Final = "CR"
_GONE: Final = frozenset({"UNDONE", "DUPLICATE"})
_FEWEST_IN_ONE_PAYMENT: Final = 2
"""Answers to a claim that stand beside its reversal before one of them may be what it takes back;
a single one is the correction."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A reversal that is not posted: in which payment, of whom, when, and of which claim."""

    batch: str
    payer_id: str
    paid_on: date | None
    names: frozenset[str]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """What a reversal takes back.

    Attributes:
        originals: the posted answers; empty where there is none yet.
        waiting: the answer of this run that must be posted first.
        trouble: why nothing can be taken back.
    """

    originals: tuple[PostedAnswer, ...] = ()
    waiting: Judged | None = None
    trouble: Trouble | None = None


def place_of(one: Judged) -> str:
    """Return what names a claim of a run: its key on the Exceptions sheet."""
    return exceptions.key_of(one.answer, one.claim)


def names_of(one: Judged) -> frozenset[str]:
    """Return what the claim is called, by the payer and by us."""
    return plain_names((one.claim.pcn, one.ours.claim_id if one.ours else one.claim.our_claim))


def reversals_of_sheet(book: Snapshot, judged: Iterable[str]) -> list[Pending]:
    """Return the reversals that wait in payments which are not judged now."""
    remits, lines = book.frame("remits"), book.frame("remit_lines")
    chosen = lines[(below_nothing(lines) & (lines["state"] != POSTED)).to_numpy(dtype=bool)]
    if chosen.empty:
        return []
    open_ = remits[~remits["status"].isin(list(_GONE))]
    paid = zip(open_["batch"], open_["payer"], days(open_["date"]), strict=True)
    payments = {batch: (payer, day) for batch, payer, day in paid}
    chosen = chosen[chosen["batch"].isin(payments.keys() - set(judged))]
    return [
        Pending(batch, *payments[batch], plain_names((pcn, ours)))
        for batch, pcn, ours in zip(
            chosen["batch"], chosen["pcn"], chosen["our_claim"], strict=True
        )
    ]


class Reversals:
    """The reversals of a run, each with what it takes back; those that are posted drop out."""

    def __init__(
        self, judged: Sequence[Judged], there: PostedAnswers, outside: Iterable[Pending]
    ) -> None:
        """Pair the reversals with their originals, those of the earliest payments first.

        Args:
            judged: the claims of the run, each judged by itself.
            there: the posted answers.
            outside: reversals that wait in other payments.
        """
        open_ = [one for one in judged if one.claim.state != POSTED]
        reversals = [one for one in open_ if one.claim.is_reversal]
        answers = (one for one in open_ if not one.claim.is_reversal)
        self._answers = _by_name(answers) if reversals else {}
        self._there = there
        self._taken: set[str] = set()
        self._targets: dict[str, Target] = {}
        self._original_of: dict[str, str] = {}
        self._open: dict[str, list[Pending]] = {}
        for back in outside:
            self._note(back)
        for one in sorted(reversals, key=lambda each: each.answer.paid_on or date.min):
            self._pair(one)

    def _note(self, back: Pending) -> None:
        for name in back.names:
            self._open.setdefault(name, []).append(back)

    def _pair(self, one: Judged) -> None:
        target = self._found(one)
        self._targets[place_of(one)] = target
        self._taken.update(original.key for original in target.originals)
        if target.waiting is not None:
            self._taken.add(place_of(target.waiting))
            self._original_of[place_of(target.waiting)] = place_of(one)
        answer = one.answer
        names = names_of(one).union(*(each.names for each in target.originals))
        self._note(Pending(answer.batch, answer.payer_id, answer.paid_on, names, place_of(one)))

    def target(self, one: Judged) -> Target:
        """Return what a reversal of the run takes back."""
        return self._targets[place_of(one)]

    def originals(self) -> list[PostedAnswer]:
        """Return all posted answers that reversals of the run take back."""
        return [each for target in self._targets.values() for each in target.originals]

    def done(self, one: Judged) -> None:
        """Note that a reversal is posted: what corrects it need not wait any more."""
        place = place_of(one)
        for backs in self._open.values():
            backs[:] = [back for back in backs if back.key != place]

    def is_taken_back(self, one: Judged) -> bool:
        """Tell whether a reversal of the run takes this answer back as soon as it is posted."""
        return place_of(one) in self._original_of

    def blocks(self, one: Judged, *, is_planned: bool = False) -> Trouble | None:
        """Return the trouble of an answer that must wait until a reversal is posted.

        Args:
            one: an answer that takes nothing back.
            is_planned: reversals that found what they take back count as posted.
        """
        if one.claim.is_accepted or not self._open:
            return None
        own = self._original_of.get(place_of(one))
        for back in (each for name in sorted(names_of(one)) for each in self._open.get(name, ())):
            is_sure = back.key and self._targets[back.key].trouble is None
            if is_sure and (is_planned or own):
                continue
            if (not own or back.key != own) and _corrects(one, back):
                said = f"batch {back.batch} takes an answer on claim {one.claim.pcn} back"
                return Trouble(Reason.WAITS_FOR_REVERSAL, said)
        return None

    def _found(self, one: Judged) -> Target:
        icn, open_ = _icn(one), self._waiting(one)
        numbered = [each for each in self._there.numbered(icn) if self._fits(each, one)]
        same = [each for each in open_ if icn and _icn(each) == icn]
        exact = _latest(each for each in numbered if _negates(one, each))
        if exact:
            return Target((exact,))
        if same:
            return Target(waiting=same[0])
        if numbered and sum(each.paid_cents for each in numbered) == -one.claim.paid_cents:
            return Target(tuple(numbered))
        named = [each for each in self._there.named(names_of(one)) if self._fits(each, one)]
        exact = _latest(each for each in named if _negates(one, each))
        if exact:
            return Target((exact,))
        if open_:
            return Target(waiting=open_[0])
        return self._found_otherwise(one, numbered)

    def _found_otherwise(self, one: Judged, numbered: Sequence[PostedAnswer]) -> Target:
        """Return what a reversal takes back that negates no answer of an earlier day."""
        later = self._later(one) if self._is_alike_gone(one) else Target()
        if later.originals or later.waiting:
            return later
        if numbered:
            return Target(trouble=_differs(one, numbered))
        beside = self._only_one_beside(one)
        return Target(waiting=beside) if beside else Target(trouble=_no_original(one))

    def _fits(self, each: PostedAnswer, one: Judged) -> bool:
        """Tell whether a posted answer may be what a reversal takes back."""
        is_same_payer = _is_same_payer(each.payer_id, one.answer.payer_id)
        return is_same_payer and each.key not in self._taken and not _is_later(each.paid_on, one)

    def _is_alike_gone(self, one: Judged) -> bool:
        """Tell whether another reversal took back already what this one could have."""
        return any(
            _negates(one, each)
            and _is_same_payer(each.payer_id, one.answer.payer_id)
            and not _is_later(each.paid_on, one)
            for each in self._there.taken_back(names_of(one))
        )

    def _later(self, one: Judged) -> Target:
        """Return the answer of a later day that a reversal takes back in place of one alike.

        Files came in out of order, so that a later reversal has what belongs to this one: this one
        has what belongs to that. Which of two alike is taken back makes no difference.
        """
        posted = [
            each for each in self._there.named(names_of(one))
            if _is_same_payer(each.payer_id, one.answer.payer_id)
            and each.key not in self._taken
            and _negates(one, each)
        ]  # fmt: skip
        if posted:
            return Target((min(posted, key=lambda each: (each.paid_on or date.max, each.key)),))
        near = (each for each in self._of_claim(one) if _is_negated(each.claim, one.claim))
        first = min(near, key=lambda each: each.answer.paid_on or date.max, default=None)
        return Target(waiting=first)

    def _near(self, one: Judged) -> list[Judged]:
        """Return the answers of the run that a reversal may take back by payer, claim and day."""
        return [
            each for each in self._of_claim(one) if not _is_later(each.answer.paid_on, one)
        ]  # fmt: skip

    def _of_claim(self, one: Judged) -> list[Judged]:
        """Return the answers of the run to a reversal's claim, by its payer, that nobody takes."""
        near = {
            place_of(each): each
            for name in (*sorted(names_of(one)), _icn(one))
            for each in self._answers.get(name, ())
        }
        return [
            each for place, each in near.items()
            if _is_same_payer(each.answer.payer_id, one.answer.payer_id)
            and place not in self._taken
        ]  # fmt: skip

    def _waiting(self, one: Judged) -> list[Judged]:
        """Return the answers of the run that a reversal negates to the cent, the latest first."""
        near = self._near(one)
        beside = sum(each.answer.batch == one.answer.batch for each in near)
        found = [
            each for each in near
            if _is_negated(each.claim, one.claim)
            and (each.answer.batch != one.answer.batch or beside >= _FEWEST_IN_ONE_PAYMENT)
        ]  # fmt: skip
        return sorted(found, key=lambda each: each.answer.paid_on or date.min, reverse=True)

    def _only_one_beside(self, one: Judged) -> Judged | None:
        """Return the only answer beside a reversal if that is what it takes back, else None.

        It may be the correction of an answer that we do not have yet. So either the reversal
        negates each of its adjustments, and both of them together move nothing whatever comes
        later; or the reversal tells no adjustments, and stands behind it in the payment.
        """
        beside = [each for each in self._near(one) if each.answer.batch == one.answer.batch]
        if len(beside) != 1:
            return None
        other = beside[0]
        is_same_number = _icn(one) == _icn(other) or not (_icn(one) and _icn(other))
        if not is_same_number or not _is_negated(other.claim, one.claim):
            return None
        said = _adjusted(one.claim, -1)
        is_behind = not said and other.claim.claim_no < one.claim.claim_no
        return other if is_behind or said == _adjusted(other.claim, 1) else None


def _by_name(answers: Iterable[Judged]) -> dict[str, list[Judged]]:
    """Return answers by the names of their claim and by the payer's claim number."""
    found: dict[str, list[Judged]] = {}
    for one in answers:
        for name in {*names_of(one), _icn(one)} - {""}:
            found.setdefault(name, []).append(one)
    return found


def _icn(one: Judged) -> str:
    return one.claim.icn.strip().upper()


def _is_same_payer(one: str, other: str) -> bool:
    return not one or not other or one == other


def _is_negated(claim: AnswerClaim, reversal: AnswerClaim) -> bool:
    told = (-reversal.charge_cents, -reversal.paid_cents)
    return (claim.charge_cents, claim.paid_cents) == told


def _adjusted(claim: AnswerClaim, sign: int) -> list[tuple[str, str, int]]:
    """Return what a claim's adjustments come to by group and reason; those of group CR are memo."""
    sums: Counter[tuple[str, str]] = Counter()
    for row in claim.rows:
        for each in row.adjustments:
            if each.group != CORRECTION_GROUP:
                sums[each.group, each.carc] += sign * each.cents
    return sorted((group, carc, cents) for (group, carc), cents in sums.items() if cents)


def _is_later(paid_on: date | None, reversal: Judged) -> bool:
    day = reversal.answer.paid_on
    return bool(paid_on and day and paid_on > day)


def _negates(one: Judged, original: PostedAnswer) -> bool:
    claim = one.claim
    return (claim.charge_cents, claim.paid_cents) == (-original.charge_cents, -original.paid_cents)


def _latest(found: Iterable[PostedAnswer]) -> PostedAnswer | None:
    return max(found, key=lambda one: (one.paid_on or date.min, one.key), default=None)


def _no_original(one: Judged) -> Trouble:
    back = money.show(-one.claim.paid_cents)
    number = f"payer claim number {one.claim.icn}" if one.claim.icn else "a payer claim number"
    said = f"the payer takes back {back}; no posted answer has {number} or its amounts"
    return Trouble(Reason.NO_ORIGINAL, said)


def _differs(one: Judged, numbered: Sequence[PostedAnswer]) -> Trouble:
    there = sum(each.paid_cents for each in numbered)
    return differs(one, there, ", ".join(dict.fromkeys(each.batch for each in numbered)))


def not_yet(one: Judged, original: Judged) -> Trouble:
    """Return the trouble of a reversal whose original waits itself."""
    back = money.show(-one.claim.paid_cents)
    return Trouble(
        Reason.NO_ORIGINAL,
        f"the payer takes back {back} of batch {original.answer.batch}, which is not posted yet",
    )


def differs(one: Judged, there: int, batches: str) -> Trouble:
    """Return the trouble of a reversal that takes back another amount than was posted."""
    back = -one.claim.paid_cents
    return Trouble(
        Reason.REVERSAL_DIFFERS,
        f"the payer takes back {money.show(back)}; batch {batches} posted {money.show(there)}: "
        f"{money.difference(back, there)}",
    )


def _corrects(one: Judged, back: Pending) -> bool:
    """Tell whether an answer comes with or after a reversal; one dated before is the original."""
    answer = one.answer
    if not _is_same_payer(back.payer_id, answer.payer_id):
        return False
    if answer.batch == back.batch or not (answer.paid_on and back.paid_on):
        return True
    return answer.paid_on >= back.paid_on
