"""Calling the add-in's own VBA, where it is at hand: it works inside of Excel, in one call.

A click starts Python from the add-in, which says where its VBA is. On Windows Excel waits for the
click meanwhile; on a Mac it goes on, so that there the VBA also stops its calculating and tells
whether somebody changed the workbook. Where a click does not come from the add-in there is no VBA
to call, and Python does the same through xlwings, call by call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlbilling.book import known, names
from xlbilling.model.errors import BookError

if TYPE_CHECKING:
    import xlwings as xw

FIELD: Final = "\x1f"
"""Parts the fields of a line; no cell holds it."""
RECORD: Final = "\x1e"
"""Parts the lines of what VBA is told; no cell holds it."""
_FAILED: Final = "!"
"""Begins an answer that says what went wrong."""
_MAC: Final = "xlwings._xlmac"
_ANY_TIME: Final = -1
"""A Mac gives an answer up after a minute, unless it is told to wait for any time."""


def is_at_hand(book: xw.Book) -> bool:
    """Tell whether our VBA can be called for this workbook."""
    kept = known.of(book)
    return kept is not None and bool(kept.vba)


def lines(book: xw.Book, procedure: str, *arguments: str) -> list[list[str]]:
    """Call a procedure such as ``Copies.Describe``; return the lines of its answer, in fields.

    Raises:
        BookError: it could not do what it was asked.
    """
    kept = known.of(book)
    assert kept is not None, "is_at_hand comes first"
    place = kept.vba.replace("'", "''")
    answer = str(_run(book.app, f"'{place}'!{procedure}", arguments) or "")
    if answer.startswith(_FAILED):
        raise BookError(
            f"{book.name}: Excel could not do its part: {answer.removeprefix(_FAILED)}",
            id="BOOK-VBA",
            fix="run the command again; it finishes what was left",
        )
    return [line.split(FIELD) for line in answer.split("\n") if line]


def _run(app: xw.App, macro: str, arguments: tuple[str, ...]) -> object:
    if type(app.impl).__module__ != _MAC:
        return app.macro(macro).run(*arguments)
    own: Any = app.api
    named = {f"arg{place}": each for place, each in enumerate(arguments, start=1)}
    return own.run_VB_macro(macro, timeout=_ANY_TIME, **named)


# Where the spreadsheet goes on while Python works


def pause(book: xw.Book) -> str:
    """Stop the calculating; return how it was, for `proceed`.

    What the workbook's hidden names say, and its state, are kept of the same call.

    Raises:
        BookError: VBA could not do it.
    """
    kept = known.of(book)
    assert kept is not None, "is_at_hand comes first"
    calculation = ""
    for kind, *rest in lines(book, "Meanwhile.Pause", names.BEGINNING):
        if kind == "calculation":
            calculation = rest[0]
        elif kind == "state":
            kept.state = rest[0]
        else:
            kept.names[rest[0]] = names.text_of(rest[1])
    return calculation


def proceed(book: xw.Book, calculation: str) -> None:
    """Calculate and draw again as before `pause`.

    Raises:
        BookError: VBA could not do it.
    """
    lines(book, "Meanwhile.Proceed", calculation)


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
