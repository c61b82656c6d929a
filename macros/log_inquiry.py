"""Button "Log inquiry": a new row of Inquiries for the selected claim or account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.active_row import named
from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def log_inquiry(
    book: xw.Book, claim: str = "", account: str = "", do: Do = press
) -> Outcome | None:
    """Add a row to Inquiries; without a claim or account, for the row that is selected."""
    given = {"claim": claim, "account": account} if claim or account else named(book)
    claim, account = given.get("claim", ""), given.get("account", "")
    return do(book, "log-inquiry", claim=claim, account=account)
