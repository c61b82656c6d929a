"""Posting payments: every claim judged, the waiting ones tried again, cash proved to the cent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, groupby
from typing import TYPE_CHECKING

from xlbilling.model import money
from xlbilling.model.ledger import Account, Entry
from xlbilling.tasks.posting import provider_level
from xlbilling.tasks.posting.answers import LEVEL_OF_STATUS
from xlbilling.tasks.posting.judge import Judged, judge, not_charged, waits_for
from xlbilling.tasks.posting.match_claims import ClaimIndex
from xlbilling.tasks.posting.mirror import Back, PostedRows, back_of, mirrored
from xlbilling.tasks.posting.open_balances import OpenBalances
from xlbilling.tasks.posting.our_claims import Office, read_office
from xlbilling.tasks.posting.posted_answers import (
    POSTED,
    PRIMARY,
    PostedAnswer,
    PostedAnswers,
    match_text,
    of_judged,
    read_posted,
)
from xlbilling.tasks.posting.propose import (
    Moment,
    Proposal,
    hold_cash,
    hold_id,
    propose,
    stated_amounts,
)
from xlbilling.tasks.posting.repeated import repeats
from xlbilling.tasks.posting.reversals import (
    Reversals,
    not_yet,
    place_of,
    reversals_of_sheet,
)

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.posting.answers import Answer, AnswerClaim
    from xlbilling.tasks.posting.exceptions import Trouble


@dataclass
class Posted:
    """What a run does with one payment.

    Attributes:
        answer: the payment.
        claims: the claims posted now, with their proposals.
        waiting: the claims that stay exceptions.
        before: the claims that were posted by an earlier run.
        entries: the new ledger rows, in order.
        difference: why nothing of it is posted; "" where nothing stands against it.
        is_entry_different: whether that is an entry the ledger has with another amount.
    """

    answer: Answer
    claims: list[tuple[Judged, Proposal]] = field(default_factory=list)
    waiting: list[Judged] = field(default_factory=list)
    before: list[AnswerClaim] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    difference: str = ""
    is_entry_different: bool = False


def match_all(book: Snapshot, answers: Iterable[Answer]) -> tuple[dict[str, list[Judged]], Office]:
    """Return every claim of the payments judged, by batch, and our side of them.

    What hangs on the primary's answer and on charges is looked at while posting; a reversal shows
    here already what it takes back.
    """
    found = _Matched(book, answers)
    return {
        batch: [found.foreseen(one) for one in claims] for batch, claims in found.judged.items()
    }, found.office


class _Matched:
    """The claims of some payments with our side of them, and what reversals among them take back.

    Attributes:
        judged: every claim judged by itself, by batch.
        there: the posted answers that they have to do with.
        reversals: which of them take back what.
    """

    def __init__(self, book: Snapshot, answers: Iterable[Answer]) -> None:
        """Match all claims."""
        index = ClaimIndex(book)
        found = [(one, claim, index.find(claim)) for one in answers for claim in one.claims]
        self.there = read_posted(book, [(claim, match.claim_id) for _, claim, match in found])
        numbers = {claim.icn.strip().upper() for _, claim, _ in found if claim.is_reversal}
        ours = {match.claim_id for _, _, match in found}
        ours |= {one.claim_id for icn in numbers for one in self.there.numbered(icn)}
        self.office = read_office(book, ours - {""})
        self.judged: dict[str, list[Judged]] = {}
        for answer, claim, match in found:
            self.judged.setdefault(answer.batch, []).append(
                judge(answer, claim, match, self.office)
            )
        every = [one for claims in self.judged.values() for one in claims]
        outside = reversals_of_sheet(book, {*self.judged, *(one.batch for one, _, _ in found)})
        self.reversals = Reversals(every, self.there, outside)

    def foreseen(self, one: Judged) -> Judged:
        """Return a claim with the trouble that its reversal, or its being one, gives it."""
        if one.trouble or one.claim.state == POSTED:
            return one
        if one.claim.is_reversal:
            return replace(one, trouble=self.reversals.target(one).trouble)
        return replace(one, trouble=self.reversals.blocks(one, is_planned=True))


def answered_levels(
    book: Snapshot, office: Office, there: PostedAnswers
) -> dict[tuple[str, str], set[str]]:
    """Return the levels of every answer that stands on the claims of a run, by claim and payer.

    An answer whose CLP02 tells no level (4 denied) counts as the primary's; one that was taken
    back does not count.
    """
    remits = book.frame("remits")
    payer_of = dict(zip(remits["batch"], remits["payer"], strict=True))
    lines = book.frame("remit_lines")
    posted = lines[(lines["state"] == POSTED) & lines["our_claim"].isin(list(office.claims))]
    found: dict[tuple[str, str], set[str]] = {}
    for claim, batch, status in zip(
        posted["our_claim"], posted["batch"], posted["clp02"], strict=True
    ):
        payer = payer_of.get(batch, "")
        if (claim, payer) not in found and there.is_reversed(claim):
            found[claim, payer] = {one.level for one in there.on_claim(claim, payer)}
        elif not there.is_reversed(claim):
            levels = found.setdefault((claim, payer), set())
            levels.add(LEVEL_OF_STATUS.get(status, PRIMARY))
    return found


class Run:
    """One run of posting over some payments; nothing is written, all is collected.

    Attributes:
        now: the answers and reversals posted so far, by their key on the Exceptions sheet.
    """

    def __init__(
        self, book: Snapshot, answers: Sequence[Answer], moment: Moment, stopped: Mapping[str, str]
    ) -> None:
        """Match all claims and sum what is open on them.

        Args:
            book: the workbook.
            answers: the payments to post.
            moment: when and by whom.
            stopped: payments of which nothing may be posted, with the reason, by batch.
        """
        self.moment = moment
        self.answers = answers
        matched = _Matched(book, answers)
        self.office, self.there = matched.office, matched.there
        self.reversals = matched.reversals
        ledger = book.frame("ledger")
        self.balances = OpenBalances(ledger, set(self.office.claims))
        self.answered = answered_levels(book, self.office, self.there)
        self._rows = PostedRows(ledger, self.reversals.originals())
        self.now: dict[str, PostedAnswer] = {}
        amounts = ledger["amount_cents"].to_numpy(dtype="int64", na_value=0).tolist()
        self.ledgered = dict(zip(ledger["entry"].tolist(), amounts, strict=True))
        self.posted = {
            answer.batch: Posted(answer, difference=stopped.get(answer.batch, ""))
            for answer in answers
        }
        self._queue: list[Judged] = []
        for answer in answers:
            self._sort_out(matched.judged.get(answer.batch, []))

    def _sort_out(self, judged: Sequence[Judged]) -> None:
        for one in judged:
            mine = self.posted[one.answer.batch]
            if not mine.difference:
                mine.difference = self._difference(one)
                mine.is_entry_different = bool(mine.difference)
        for one in judged:
            mine = self.posted[one.answer.batch]
            if mine.difference:
                continue
            if one.claim.state == POSTED:
                mine.before.append(one.claim)
            elif one.trouble is not None:
                mine.waiting.append(one)
            else:
                self._queue.append(one)

    def _difference(self, one: Judged) -> str:
        """Return how an answer differs from what the ledger has of it; "" where it does not."""
        if one.claim.state == POSTED or one.ours is None or one.claim.is_reversal:
            return ""
        for entry, cents in stated_amounts(one, self.office).items():
            there = int(self.ledgered.get(entry, cents))
            if there != cents:
                return (
                    f"claim {one.claim.pcn}: the ledger has {money.show(there)} as entry {entry}, "
                    f"the sheet {money.show(cents)}: {money.difference(cents, there)}"
                )
        return ""

    def post(self) -> None:
        """Post what can be posted, primaries before those who wait for them; keep the rest.

        A level is looked at once nothing more can be done on those before it: what a primary
        answers and takes back in one run is no answer that a secondary's could follow.
        """
        levels = [list(own) for _, own in groupby(sorted(self._queue, key=_level), key=_level)]
        place = 0
        while place < len(levels):
            waiting = [one for one in levels[place] if not self._post(one)]
            is_further = len(waiting) < len(levels[place])
            levels[place] = waiting
            place = 0 if is_further else place + 1
        for one in chain.from_iterable(levels):
            self._wait(replace(one, trouble=self._trouble(one)))
        for mine in self.posted.values():
            if not mine.difference:
                self._keep_cash(mine)

    def _trouble(self, one: Judged) -> Trouble | None:
        """Return why a claim waits for another answer; None where it need not."""
        if one.claim.is_reversal:
            return self._back(one).trouble
        return (
            self.reversals.blocks(one)
            or waits_for(one, self.answered)
            or repeats(one, self.there, self.reversals, self.office)
        )

    def _post(self, one: Judged) -> bool:
        """Post a claim, or note why not; False where it waits for another answer."""
        if one.claim.is_reversal:
            return self._take_back(one)
        if self._trouble(one):
            return False
        trouble = not_charged(one, self.balances.charged)
        if trouble is not None:
            self._wait(replace(one, trouble=trouble))
            return True
        is_held = hold_id(one) in self.ledgered
        proposal = propose(one, self.office, self.balances, self.moment, is_held=is_held)
        assert one.ours is not None
        levels = self.answered.setdefault((one.ours.claim_id, one.answer.payer_id), set())
        levels.add(one.claim.stated_level or PRIMARY)
        self._done(one, proposal, of_judged(one))
        return True

    def _back(self, one: Judged) -> Back:
        """Return what a reversal takes back, as far as that is posted."""
        target = self.reversals.target(one)
        originals = target.originals
        if target.waiting is not None:
            there = self.now.get(place_of(target.waiting))
            if there is None:
                return Back(trouble=not_yet(one, target.waiting))
            originals = (there,)
        rows = [entry for original in originals for entry in self._rows.of(original)]
        return back_of(one, originals, rows, target.trouble)

    def _take_back(self, one: Judged) -> bool:
        """Post a reversal; False where what it takes back is not posted."""
        back = self._back(one)
        if back.trouble is not None:
            return False
        source = Account.UNAPPLIED if hold_id(one) in self.ledgered else Account.CASH
        released = tuple((original.batch, original.claim_no) for original in back.originals)
        proposal = Proposal(mirrored(one, back.rows, self.moment, source), released=released)
        self.balances.add(proposal.entries)
        claim_id = back.originals[0].claim_id
        keys = [original.key for original in back.originals]
        done = replace(
            one, ours=self.office.claims.get(claim_id), match=match_text(one.match, keys)
        )
        self._done(done, proposal, replace(of_judged(done), reverses=tuple(keys)))
        self.reversals.done(one)
        payer = back.originals[0].payer_id
        levels = {each.level for each in self.there.on_claim(claim_id, payer)}
        self.answered[claim_id, payer] = levels
        return True

    def _done(self, one: Judged, proposal: Proposal, posted: PostedAnswer) -> None:
        mine = self.posted[one.answer.batch]
        mine.claims.append((one, proposal))
        self.there.add(posted)
        self.now[place_of(one)] = posted
        self._rows.add(proposal.entries)
        self._add(mine, proposal.entries)

    def _wait(self, one: Judged) -> None:
        self.posted[one.answer.batch].waiting.append(one)

    def _keep_cash(self, mine: Posted) -> None:
        """Add what belongs to no claim, each once: waiting cash, provider level, difference."""
        held = (hold_cash(one, self.moment) for one in mine.waiting)
        others = provider_level.entries(mine.answer, self.moment)
        self._add(mine, [entry for entry in (*held, *others) if entry is not None])

    def _add(self, mine: Posted, entries: Iterable[Entry]) -> None:
        """Add the entries that the ledger does not have, each once."""
        for entry in entries:
            if entry.entry not in self.ledgered:
                self.ledgered[entry.entry] = entry.amount_cents
                mine.entries.append(entry)


def _level(one: Judged) -> str:
    if one.claim.is_reversal:
        return ""
    assert one.standing is not None
    return one.standing.cover.level
