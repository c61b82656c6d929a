"""Button "Make statements": one sheet for each account that owes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def make_statements(book: xw.Book, pdf: str = "", do: Do = press) -> Outcome | None:
    """Make the day's patient statements into new sheets; with a folder, also a PDF of each."""
    return do(book, "make-statements", pdf=pdf)
