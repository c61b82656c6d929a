"""Button "Transfer": move balances from one who owes to another, as Transfers says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def transfer(book: xw.Book, do: Do = press) -> Outcome | None:
    """Move balances from one who owes to another, as Transfers says."""
    return do(book, "transfer")
