"""Button "Reprint statement": the statement of the selected row of Statements, made again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import chosen, press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def reprint_statement(book: xw.Book, statement: str = "", do: Do = press) -> Outcome | None:
    """Make a copy of a statement; without a number, of the selected row of Statements."""
    number = statement or chosen(book, "statements", "statement")
    return do(book, "reprint-statement", statement=number)
