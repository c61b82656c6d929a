"""Button "Show account": the account card of the selected patient, guarantor or claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.active_row import named
from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def show_account(
    book: xw.Book, account: str = "", claim: str = "", do: Do = press
) -> Outcome | None:
    """Fill the sheet Account Card; without an account, for the row that is selected."""
    given = {"account": account, "claim": claim} if account or claim else named(book)
    account, claim = given.get("account", ""), given.get("claim", "")
    return do(book, "show-account", account=account, claim=claim)
