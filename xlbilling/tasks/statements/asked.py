"""What is asked of statements in a cell: what an account would be billed, or why it is not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from xlbilling.model import money
from xlbilling.model.tables import Snapshot
from xlbilling.tasks.receivables.asked import accounts_known
from xlbilling.tasks.statements.accounts import Account
from xlbilling.tasks.statements.standing import standing

NOTHING_OWED: Final = "the patient owes nothing"


def due(book: Snapshot, day: date, asked: Iterable[str]) -> list[tuple[Any, ...]]:
    """Return what a statement of a day asks of each account in dollars, else 0.00 and why not.

    An id of a patient stands for the account that gets the patient's bill; None for an id that is
    nobody's.

    Raises:
        RefusedError: a setting or a ledger row cannot be read.
    """
    now, known = standing(book, day), accounts_known(book)
    found = {one.id: (money.to_cell(0), _why(one)) for one in now.decided if one.reason}
    found |= {one.id: (money.to_cell(one.due_cents), "") for one in now.decided if not one.reason}
    sent = {id_: _sent(row["amount_cents"]) for id_, row in now.sent.items()}
    known = {one: one for one in (*found, *sent)} | known
    answers = found | sent
    nothing = money.to_cell(0), NOTHING_OWED
    return [answers.get(known[one], nothing) if one in known else (None,) for one in asked]


def _why(account: Account) -> str:
    return f"{account.reason}: {account.detail}"


def _sent(cents: Any) -> tuple[float, str]:
    return money.to_cell(int(cents)), "sent that day"
