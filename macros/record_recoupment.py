"""Button "Record recoupment": post the refund letters that Recoupments lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def record_recoupment(book: xw.Book, do: Do = press) -> Outcome | None:
    """Record what payers' refund letters will take back."""
    return do(book, "record-recoupment")
