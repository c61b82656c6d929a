"""Calling the add-in's own VBA, where it is at hand: it works inside of Excel, in one call.

Only Excel on Windows starts Python from its VBA and waits for it; elsewhere there is none to call,
and Python does the same through xlwings, call by call.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from xlbilling.book import known
from xlbilling.model.errors import BookError

if TYPE_CHECKING:
    import xlwings as xw

FIELD: Final = "\x1f"
"""Parts the fields of a line; no cell holds it."""
_FAILED: Final = "!"
"""Begins an answer that says what went wrong."""


def is_at_hand(book: xw.Book) -> bool:
    """Tell whether our VBA can be called for this workbook."""
    kept = known.of(book)
    return kept is not None and bool(kept.vba)


def lines(book: xw.Book, procedure: str, *arguments: str | Sequence[str]) -> list[list[str]]:
    """Call a procedure such as ``Copies.Describe``; return the lines of its answer, in fields.

    Raises:
        BookError: it could not do what it was asked.
    """
    kept = known.of(book)
    assert kept is not None, "is_at_hand comes first"
    place = kept.vba.replace("'", "''")
    asked = [each if isinstance(each, str) else list(each) for each in arguments]
    answer = str(book.app.macro(f"'{place}'!{procedure}").run(*asked) or "")
    if answer.startswith(_FAILED):
        raise BookError(
            f"{book.name}: Excel could not make the sheets: {answer.removeprefix(_FAILED)}",
            id="BOOK-VBA",
            fix="run the command again; it finishes what was left",
        )
    return [line.split(FIELD) for line in answer.split("\n") if line]
