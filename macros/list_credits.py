"""Button "List credits": every credit balance, proved against the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def list_credits(book: xw.Book, do: Do = press) -> Outcome | None:
    """List every credit balance with owner, cause and due day, and prove it by the ledger."""
    return do(book, "list-credits")
