"""Button "Log call": a new row of Calls for the selected claim or account, ready to be typed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.active_row import named
from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def log_call(book: xw.Book, claim: str = "", account: str = "", do: Do = press) -> Outcome | None:
    """Add a row to Calls; without a claim or account, for the row that is selected."""
    given = {"claim": claim, "account": account} if claim or account else named(book)
    claim, account, payer = (given.get(name, "") for name in ("claim", "account", "payer"))
    return do(book, "log-call", claim=claim, account=account, payer=payer)
