"""Posting payments: every claim judged, the waiting ones tried again, cash proved to the cent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xlbilling.model import money
from xlbilling.model.ledger import Entry
from xlbilling.tasks.posting import provider_level
from xlbilling.tasks.posting.answers import LEVEL_OF_STATUS
from xlbilling.tasks.posting.judge import Judged, judge, not_charged, waits_for
from xlbilling.tasks.posting.match_claims import ClaimIndex
from xlbilling.tasks.posting.open_balances import OpenBalances
from xlbilling.tasks.posting.our_claims import Office, read_office
from xlbilling.tasks.posting.propose import (
    Moment,
    Proposal,
    hold_cash,
    hold_id,
    propose,
    stated_amounts,
)
from xlbilling.tasks.posting.reversals import with_corrections

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.posting.answers import Answer, AnswerClaim

POSTED = "POSTED"
PRIMARY = "1"


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

    What hangs on the primary's answer and on charges is looked at while posting.
    """
    index = ClaimIndex(book)
    found = [(answer, claim, index.find(claim)) for answer in answers for claim in answer.claims]
    office = read_office(book, {match.claim_id for _, _, match in found if match.claim_id})
    judged: dict[str, list[Judged]] = {}
    for answer, claim, match in found:
        judged.setdefault(answer.batch, []).append(judge(answer, claim, match, office))
    return with_corrections(book, judged), office


def answered_levels(book: Snapshot) -> dict[tuple[str, str], set[str]]:
    """Return the levels of every answer that is posted, by claim and payer.

    An answer whose CLP02 tells no level (4 denied) counts as the primary's.
    """
    remits = book.frame("remits")
    payer_of = dict(zip(remits["batch"], remits["payer"], strict=True))
    lines = book.frame("remit_lines")
    posted = lines[lines["state"] == POSTED]
    found: dict[tuple[str, str], set[str]] = {}
    for claim, batch, status in zip(
        posted["our_claim"], posted["batch"], posted["clp02"], strict=True
    ):
        levels = found.setdefault((claim, payer_of.get(batch, "")), set())
        levels.add(LEVEL_OF_STATUS.get(status, PRIMARY))
    return found


class Run:
    """One run of posting over some payments; nothing is written, all is collected."""

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
        judged, self.office = match_all(book, answers)
        ledger = book.frame("ledger")
        self.balances = OpenBalances(ledger, set(self.office.claims))
        self.answered = answered_levels(book)
        amounts = ledger["amount_cents"].to_numpy(dtype="int64", na_value=0).tolist()
        self.ledgered = dict(zip(ledger["entry"].tolist(), amounts, strict=True))
        self.posted = {
            answer.batch: Posted(answer, difference=stopped.get(answer.batch, ""))
            for answer in answers
        }
        self._queue: list[Judged] = []
        for answer in answers:
            self._sort_out(judged.get(answer.batch, []))

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
        if one.claim.state == POSTED or one.ours is None:
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
        """Post what can be posted, primaries before those who wait for them; keep the rest."""
        queue = sorted(self._queue, key=_level)
        while queue:
            waiting = [one for one in queue if not self._post(one)]
            if len(waiting) == len(queue):
                break
            queue = waiting
        for one in queue:
            trouble = waits_for(one, self.answered)
            self._wait(replace(one, trouble=trouble) if one.trouble is None else one)
        for mine in self.posted.values():
            if not mine.difference:
                self._keep_cash(mine)

    def _post(self, one: Judged) -> bool:
        """Post a claim, or note why not; False where it waits for another answer."""
        if waits_for(one, self.answered):
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
        mine = self.posted[one.answer.batch]
        mine.claims.append((one, proposal))
        self._add(mine, proposal.entries)
        return True

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
    assert one.standing is not None
    return one.standing.cover.level
