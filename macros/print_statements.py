"""Button "Print statements": the day's statements as one PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def print_statements(
    book: xw.Book, to: str = "", one_file: str = "Y", do: Do = press
) -> Outcome | None:
    """Print the day's statements into one PDF beside the workbook; with one_file "" one each."""
    return do(book, "print-statements", to=to, one_file=one_file)
