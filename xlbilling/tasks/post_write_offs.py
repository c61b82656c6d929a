"""Post the write-offs that were proposed and that somebody who may has approved.

A proposal is posted only as it would be proposed today: same line, same amount, no hold since. The
approver's limit is asked of all that an account gives up at once. Source: rules.md L-7, ST-12 to
ST-14; capability G5.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from xlbilling.model import money
from xlbilling.model.plan import Plan
from xlbilling.tasks.collecting import dues, placements, policy, proposals
from xlbilling.tasks.collecting.policy import Policy
from xlbilling.tasks.collecting.steps import next_step
from xlbilling.tasks.money import after
from xlbilling.tasks.money.adjusting import Adjusting, read_types
from xlbilling.tasks.money.approvals import WRITE_OFF, Asks, read_users
from xlbilling.tasks.money.decisions import Desk, Keyed, Kind, Refused
from xlbilling.tasks.money.sources import Source
from xlbilling.tasks.posting.periods import refuse_to_post

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlbilling.model.ledger import Entry
    from xlbilling.model.tables import Request, Snapshot

READS: Final[tuple[str, ...]] = tuple(dict.fromkeys((
    proposals.TABLE, "adjustment_types", *after.READS, *dues.READS, *policy.READS,
)))  # fmt: skip
KIND: Final = Kind(Source.WRITE_OFF, "proposal", "WO", "write-off", "WRITE-OFF")


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the ledger rows of the proposals that somebody approved.

    Raises:
        RefusedError: the month is closed, the ledger was changed, or a setting cannot be read.
    """
    refuse_to_post(book, request)
    desk = Desk(book, request, KIND)
    rows = [one for one in desk.keyed() if one.text("approver") and not _is_declined(one)]
    judging = _Judging(desk, rows)
    decisions = desk.decided(rows, judging.judge)
    entries = [entry for one in decisions for entry in one.entries]
    return desk.plan(decisions, more=placements.changes(book, entries))


def _is_declined(one: Keyed) -> bool:
    return one.text("decline").upper() == "Y"


class _Judging:
    """Judges approved proposals: first whether they still hold, then as any adjustment."""

    def __init__(self, desk: Desk, rows: Sequence[Keyed]) -> None:
        how = Policy.of(desk.book, desk.request.as_of)
        found = ((due, next_step(due, how)) for due in dues.dues(desk.book, how.day))
        self._now = proposals.proposed(found, how)
        self._adjusting = Adjusting(desk, rows)
        self._users = read_users(desk.book)
        self._types = read_types(desk.book)
        self._user = desk.request.user
        self._sums: Counter[tuple[str, str]] = Counter()
        for one in rows:
            self._sums[self._account(one)] += one.cents or 0

    def judge(self, one: Keyed) -> list[Entry] | Refused:
        """Return the ledger rows of a proposal, or why there are none."""
        key = (one.text("kind"), one.text("claim_id"), one.text("line"))
        now = self._now.get(key)
        if now is None:
            return Refused("it is not proposed any more; see Collections", "proposal")
        if now.cents != one.cents:
            open_ = money.show(now.cents)
            return Refused(f"{open_} is open now; run work-collections and approve that")
        kinds = self._types.get(one.text("adjustment_type").upper(), [])
        limit = kinds[0].limit if len(kinds) == 1 else None
        asks = Asks(self._user, one.text("approver"))
        why = self._users.approval(asks, self._sums[self._account(one)], WRITE_OFF, limit)
        return Refused(why, "approver") if why else self._adjusting.judge(one)

    @staticmethod
    def _account(one: Keyed) -> tuple[str, str]:
        return one.text("kind"), one.text("guarantor_id")
