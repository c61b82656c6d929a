"""Calling the add-in's own VBA, where it is at hand: it works inside of Excel, in one call.

A click starts Python from the add-in, which says where its VBA is. On Windows Excel waits for the
click meanwhile; on a Mac it goes on, so that there the VBA also stops its calculating and tells
whether somebody changed the workbook. Where a click does not come from the add-in there is no VBA
to call, and Python does the same through xlwings, call by call.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from xlbilling.book import known, names
from xlbilling.model.errors import BookError

if TYPE_CHECKING:
    import xlwings as xw

FIELD: Final = "\x1f"
"""Parts the fields of a line; no cell holds it."""
RECORD: Final = "\x1e"
"""Parts the lines of what VBA is told; no cell holds it."""
FAILED: Final = "!"
"""Begins an answer that says what went wrong."""
_TEXT: Final = '="'
"""Begins what a name with a text refers to; that of a cell is asked for, as the cell may go."""
_FACT: Final = 2
"""Fields of a line that tells one thing by its name."""
_MAC: Final = "xlwings._xlmac"
_ANY_TIME: Final = -1
"""A Mac gives an answer up after a minute, unless it is told to wait for any time."""


def is_at_hand(book: xw.Book) -> bool:
    """Tell whether our VBA can be called for this workbook."""
    kept = known.of(book)
    return kept is not None and bool(kept.vba)


def lines(book: xw.Book, procedure: str, *arguments: str) -> list[list[str]]:
    """Call a procedure such as ``Copies.Describe``; return the lines of its answer, in fields.

    It is told the workbook's name first: another one may be in front by now, on a Mac.

    Raises:
        BookError: it could not do what it was asked.
    """
    return _lines(book, procedure, book.name, *arguments)


def tried(book: xw.Book, procedure: str, orders: Sequence[str]) -> list[int] | None:
    """Give orders to a procedure that can be done without; return the numbers that it answers.

    Where it failed, or did not answer as it should, nothing that was known stays so: it may have
    begun. Why is kept for the log, and no such procedure is called again before the next click.

    Args:
        book: the workbook.
        procedure: its module and name.
        orders: what it is told.

    Returns:
        Numbers of orders, counted from nought; None where it failed.
    """
    kept = known.of(book)
    assert kept is not None, "is_at_hand comes first"
    if kept.failed:
        return None
    try:
        *found, last = lines(book, procedure, RECORD.join(orders)) or [[]]
        numbers = {str(number): number for number in range(len(orders))}
        if last != ["of", str(len(orders))] or not {*map("".join, found)} <= numbers.keys():
            raise _failed(book, f"{procedure} gave no answer that can be read")
    except BookError as trouble:
        kept.failed.append(trouble)
        known.forget_all(book)
        return None
    return [numbers["".join(line)] for line in found]


def _lines(book: xw.Book, procedure: str, *arguments: str) -> list[list[str]]:
    kept = known.of(book)
    assert kept is not None, "is_at_hand comes first"
    place = kept.vba.replace("'", "''")
    told = kept.guard(lambda: _run(book.app, f"'{place}'!{procedure}", arguments))
    answer = told if isinstance(told, str) else ""  # a Mac has an object of its own for nothing
    if answer.startswith(FAILED):
        raise _failed(book, answer.removeprefix(FAILED))
    return [line.split(FIELD) for line in answer.split("\n") if line]


def _failed(book: xw.Book, why: str) -> BookError:
    return BookError(
        f"{book.name}: Excel could not do its part: {why}",
        id="BOOK-VBA",
        fix="run the command again; it finishes what was left",
    )


def _run(app: xw.App, macro: str, arguments: tuple[str, ...]) -> object:
    if type(app.impl).__module__ != _MAC:
        return app.macro(macro).run(*arguments)
    own: Any = app.api
    named = {f"arg{place}": each for place, each in enumerate(arguments, start=1)}
    return own.run_VB_macro(macro, timeout=_ANY_TIME, **named)


# Where the spreadsheet goes on while Python works


def pause(book: xw.Book) -> str:
    """Stop the calculating; return how it was, for `proceed`.

    What the texts in the workbook's hidden names are, and its state, is kept of the same call.

    Raises:
        BookError: VBA could not do it, or its answer does not come through.
    """
    kept = known.of(book)
    assert kept is not None, "is_at_hand comes first"
    told = lines(book, "Meanwhile.Pause", names.BEGINNING)
    facts = {line[0]: line[1] for line in told if len(line) == _FACT}
    if "calculation" not in facts:
        raise _failed(book, "it answered nothing")
    kept.state = facts.get("state", "")
    for kind, *rest in told:
        if kind == "name" and rest[1].startswith(_TEXT):
            kept.names[rest[0]] = names.text_of(rest[1])
    return facts["calculation"]


def proceed(book: xw.Book, calculation: str) -> None:
    """Calculate and draw again as before `pause`, whose answer is given; "" where none came.

    Raises:
        BookError: VBA could not do it.
    """
    _lines(book, "Meanwhile.Proceed", calculation)


def state(book: xw.Book) -> str:
    """Return what is another text after any change of the workbook; "" where nobody watches.

    Raises:
        BookError: VBA could not do it.
    """
    return next((line[0] for line in lines(book, "Meanwhile.State")), "")


def give_up(book: xw.Book) -> None:
    """Call no VBA any more for this click: it does not answer."""
    kept = known.of(book)
    if kept is not None:
        kept.vba = kept.state = ""
