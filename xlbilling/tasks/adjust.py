"""Post adjustments and write-offs that a person decides: the open rows of Adjustments, or one more.

An adjustment's type says which account it goes to; contractual and other adjustments never share a
type. Above a limit a second name is needed. No adjustment is more than what is open, none that is
taken back more than what was adjusted. Source: rules.md L-7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from xlbilling.model import money
from xlbilling.model.errors import RefusedError
from xlbilling.model.findings import WARNING, Finding
from xlbilling.model.plan import Plan
from xlbilling.tasks.money import after
from xlbilling.tasks.money.adjusting import Adjusting
from xlbilling.tasks.money.approvals import WRITE_OFF, Asks, read_users
from xlbilling.tasks.money.decisions import Desk, Keyed, Kind, Refused, blank_row
from xlbilling.tasks.money.receipt_money import REFUSED, REVERSED
from xlbilling.tasks.money.sources import Source
from xlbilling.tasks.posting.periods import refuse_to_post

if TYPE_CHECKING:
    from xlbilling.model.ledger import Entry
    from xlbilling.model.tables import Request, Snapshot

READS: Final[tuple[str, ...]] = ("adjustments", "adjustment_types", *after.READS)
KIND: Final = Kind(Source.ADJUSTMENT, "adjustment", "ADJ", "adjustment", "ADJUST")
PROPOSED: Final = "PROPOSED"
"""State of a row that the program proposes: it is posted once somebody has approved it."""
PROPOSAL_PREFIX: Final = "FIN-"
"""What the ids of rows begin with that a financial screening proposes."""
_GIVEN: Final = ("claim", "line", "type", "amount", "owner", "reason", "approver")


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the ledger rows of the adjustments that wait, or of the one that the request gives.

    Raises:
        RefusedError: the month is closed, the ledger was changed, or an option is no amount.
    """
    refuse_to_post(book, request)
    desk = Desk(book, request, KIND)
    if not any(request.option(name) for name in _GIVEN):
        rows = [one for one in desk.keyed() if not _waits(one)]
        judge = _Approved(desk, Adjusting(desk, rows)).judge
        return desk.plan(desk.decided(rows, judge))
    given = _given(desk)
    same = _same(desk, given)
    if same:
        return Plan(
            result={"batch": "", "posted": 0, "refused": 0, "amount": "0.00", "adjustments": []},
            lines=(f"adjustment {same} says the same; nothing was posted",),
            findings=(_twice(desk, same),),
        )
    (decision,) = desk.decided([given], Adjusting(desk, [given]).judge)
    new = [] if decision.why else [dict(given.row) | decision.cells()]
    return desk.plan([decision], new)


def _waits(one: Keyed) -> bool:
    """Tell whether a row is a proposal of the program's that nobody has approved."""
    return one.text("state") == PROPOSED and not one.text("approver").strip()


class _Approved:
    """Judges proposals first by their approver, whoever posts them, then as any adjustment."""

    def __init__(self, desk: Desk, adjusting: Adjusting) -> None:
        self._user = desk.request.user
        self._users = read_users(desk.book)
        self._adjusting = adjusting

    def judge(self, one: Keyed) -> list[Entry] | Refused:
        """Return the ledger rows of a row, or why there are none."""
        if one.text("state") == PROPOSED or one.text("adjustment").startswith(PROPOSAL_PREFIX):
            asks = Asks(self._user, one.text("approver"))
            why = self._users.approval(asks, abs(one.cents or 0), WRITE_OFF)
            if why:
                return Refused(why, "approver")
        return self._adjusting.judge(one)


def _given(desk: Desk) -> Keyed:
    """Return the row that the command line gives; its id is the batch's.

    Raises:
        RefusedError: the amount is none.
    """
    request = desk.request
    try:
        cents = money.from_text(request.option("amount"))
    except money.NotMoneyError as why:
        raise RefusedError(
            f"--amount {why}", id="USAGE", fix="give dollars and cents, such as --amount 12.50"
        ) from None
    key = desk.act.batch
    row = {
        "adjustment": key,
        "date": pd.Timestamp(request.as_of),
        "claim_id": request.option("claim"),
        "line": request.option("line"),
        "adjustment_type": request.option("type"),
        "amount_cents": cents,
        "owner": request.option("owner").upper(),
        "reason": request.option("reason"),
        "approver": request.option("approver"),
    }
    return Keyed(key, blank_row(KIND, row), 0)


def _same(desk: Desk, given: Keyed) -> str:
    """Return the adjustment of the sheet that says the same as the one given; "" for none.

    So a command that is given twice adjusts once.
    """
    names = ("claim_id", "line", "adjustment_type", "owner")

    def facts(one: Keyed) -> tuple[Any, ...]:
        return (*(one.text(name).upper() for name in names), one.cents, one.day)

    there = (one for one in desk.keyed() if one.row["state"] not in {REFUSED, REVERSED})
    return next((one.key for one in there if facts(one) == facts(given)), "")


def _twice(desk: Desk, same: str) -> Finding:
    rows = {one.key: one.sheet_row for one in desk.keyed()}
    return Finding(
        "ADJUST-TWICE",
        WARNING,
        f"adjustment {same} says the same for this day: claim, line, type, owner and amount; "
        f"nothing was posted",
        desk.book["adjustments"].where("adjustment", rows[same]),
        "nothing, if it was given twice; key a second one as a row of Adjustments",
    )
