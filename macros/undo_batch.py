"""Button "Undo batch": take a posted batch back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import chosen, press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def undo_batch(book: xw.Book, batch: str = "", do: Do = press) -> Outcome | None:
    """Take a batch back with contra rows; without a name, the batch of the selected Batches row."""
    return do(book, "undo-batch", batch=batch or chosen(book, "batches", "batch"))
