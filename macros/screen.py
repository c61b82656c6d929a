"""The screen during a click: still while the program works, afterwards as the person left it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import xlwings as xw

_WINDOWS: Final = "xlwings._xlwindows"
_BY_HAND: Final = "manual"
_WORDS: Final = {"-4105": "automatic", "-4135": _BY_HAND, "2": "semiautomatic"}
"""Excel's own numbers of how it calculates, and xlwings' words."""


@dataclass
class Screen:
    """What a click shows at its end.

    Attributes:
        book: the workbook.
        shown: the sheet to open at the end; "" for the one that was open.
        was_open: the sheet that was open when the button was pressed.
        selected: the cells that were selected, "" for a chart or a picture; at the end they are
            selected again where their sheet is the one that is shown.
    """

    book: xw.Book
    shown: str = ""
    was_open: str = ""
    selected: str = ""

    @property
    def is_waiting(self) -> bool:
        """Whether the spreadsheet does nothing else until the macro ends.

        Excel on Windows waits for RunPython, whichever way it starts Python; on a Mac it does not.
        Our own hosts say so of themselves.
        """
        host = self.book.impl
        return type(host).__module__ == _WINDOWS or bool(getattr(host, "waits", False))

    def tells(self, words: str) -> None:
        """Say in the status bar what is being done: once a click, since each sentence is a call."""
        self.book.app.status_bar = words


@contextmanager
def still(book: xw.Book) -> Iterator[Screen]:
    """Stop drawing and calculating; both, the open sheet and what is selected come back.

    They come back also where the click ends in an error, each by itself, so that one that fails
    keeps no other from coming back. An add-in that waits for the click does all but the last.
    """
    from xlbilling.book import vba

    chosen = book.selection
    screen = Screen(book, "", book.sheets.active.name, chosen.address if chosen else "")
    with ExitStack() as after:
        if not vba.is_at_hand(book):
            _stop(book.app, after)
        else:
            after.callback(_log_failures, book)
            if not screen.is_waiting:
                _stop_by_vba(book, after)
        after.callback(_show, screen, screen.selected)
        yield screen


def _stop(app: xw.App, after: ExitStack) -> None:
    # a person who clicks sees the screen, so that nobody need ask whether it is drawn
    after.callback(setattr, app, "screen_updating", True)
    app.screen_updating = False
    calculation = app.calculation
    if calculation != _BY_HAND:
        after.callback(setattr, app, "calculation", calculation)
        app.calculation = _BY_HAND


def _stop_by_vba(book: xw.Book, after: ExitStack) -> None:
    """Let the add-in stop all in one call; where it does not answer, none is called any more."""
    from xlbilling.book import vba
    from xlbilling.hosts import log

    try:
        calculation = vba.pause(book)
    except Exception as trouble:  # each engine has errors of its own
        log.note(trouble, "calling the add-in's VBA")
        with suppress(Exception):  # it may have stopped all, and only its answer is lost
            vba.proceed(book, "")
        vba.give_up(book)
        _stop(book.app, after)
        return
    after.callback(_go_on_by_vba, book, calculation)
    book.app.screen_updating = False


def guarded(call: Callable[[], object]) -> object:
    """Call the add-in's VBA; an error of the engine becomes an answer that says so."""
    from xlbilling.book.vba import FAILED
    from xlbilling.hosts import log

    try:
        return call()
    except Exception as trouble:  # an older add-in has no procedure of that name, for one
        log.note(trouble, "calling the add-in's VBA")
        return f"{FAILED}{type(trouble).__name__}"


def _log_failures(book: xw.Book) -> None:
    """Note what the add-in could not do, so that the click took longer."""
    from xlbilling.book import known
    from xlbilling.hosts import log

    kept = known.of(book)
    for trouble in kept.failed if kept is not None else ():
        log.note(trouble, "calling the add-in's VBA")


def _go_on_by_vba(book: xw.Book, calculation: str) -> None:
    """Let the add-in go on as before; where it does not answer, all goes on without it."""
    from xlbilling.book import vba
    from xlbilling.hosts import log

    try:
        vba.proceed(book, calculation)
    except Exception as trouble:  # each engine has errors of its own
        log.note(trouble, "calling the add-in's VBA")
        with ExitStack() as after:
            after.callback(setattr, book.app, "screen_updating", True)
            after.callback(setattr, book.app, "calculation", _WORDS.get(calculation, "automatic"))


def _show(screen: Screen, selected: str) -> None:
    """Open the sheet that the click shows, or the one that was open, with the same selection."""
    sheets = screen.book.sheets
    wanted = screen.shown or screen.was_open
    if wanted not in sheets:
        return
    if sheets.active.name != wanted:
        sheets[wanted].impl.activate()  # xlwings' own would bring the whole program to the front
    if wanted == screen.was_open or screen.selected != selected:
        _select(screen.book, sheets[wanted], screen.selected)


def _select(book: xw.Book, sheet: xw.Sheet, address: str) -> None:
    now = book.selection
    if address and (now is None or now.address != address):
        sheet.range(address).impl.select()
