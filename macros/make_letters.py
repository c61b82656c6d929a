"""Button "Make letters": make the pre-collection letters of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def make_letters(book: xw.Book, do: Do = press) -> Outcome | None:
    """Make the pre-collection letters of the day; what was sent stays as it is."""
    return do(book, "make-letters")
