"""Button "Age receivables": refresh the Aging sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def age_receivables(book: xw.Book, do: Do = press) -> Outcome | None:
    """Age the receivables as of today into the Aging sheet."""
    return do(book, "age-receivables")
