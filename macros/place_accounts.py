"""Button "Place accounts": give approved accounts to the agency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def place_accounts(book: xw.Book, do: Do = press) -> Outcome | None:
    """Give approved accounts to the agency; its file lies beside the workbook, which is saved."""
    return do(book, "place-accounts")
