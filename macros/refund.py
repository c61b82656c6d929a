"""Button "Refund": post the open rows of Refunds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def refund(book: xw.Book, do: Do = press) -> Outcome | None:
    """Post the open rows of Refunds: money given back to patients and payers."""
    return do(book, "refund")
