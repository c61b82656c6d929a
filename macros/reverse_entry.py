"""Button "Reverse entry": take one ledger row back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import chosen, press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def reverse_entry(book: xw.Book, entry: str = "", do: Do = press) -> Outcome | None:
    """Take an entry back with a contra row; without an id, that of the selected Ledger row."""
    return do(book, "reverse-entry", entry=entry or chosen(book, "ledger", "entry"))
