"""The screen during a click: still while the program works, afterwards as the person left it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import xlwings as xw

_STEPS: Final = 4
"""So many times a click tells how far it is while it writes, however much it writes."""


@dataclass
class Screen:
    """What a click shows at its end.

    Attributes:
        book: the workbook.
        shown: the sheet to open at the end; "" for the one that was open.
        was_open: the sheet that was open when the button was pressed.
    """

    book: xw.Book
    shown: str = ""
    was_open: str = ""

    def tells(self, words: str) -> None:
        """Say in the status bar what is being done."""
        self.book.app.status_bar = words

    def advance(self, done: int, whole: int) -> None:
        """Say how far the writing is, a few times only: each is a call."""
        if done * _STEPS // whole > (done - 1) * _STEPS // whole:
            self.tells(f"Writing: {done} of {whole}")


@contextmanager
def still(book: xw.Book) -> Iterator[Screen]:
    """Stop drawing and calculating; both, the open sheet and what is selected come back.

    They come back also where the click ends in an error, each by itself, so that one that fails
    keeps no other from coming back.
    """
    app = book.app
    active = book.sheets.active
    screen = Screen(book, was_open=active.name)
    with ExitStack() as after:
        _put_back(after, app, "screen_updating", still=False)
        _put_back(after, app, "calculation", still="manual")
        after.callback(_show, screen, _selected(book))
        yield screen


def _put_back(after: ExitStack, app: xw.App, what: str, *, still: Any) -> None:
    before = getattr(app, what)
    if before != still:
        after.callback(setattr, app, what, before)
        setattr(app, what, still)


def _selected(book: xw.Book) -> Callable[[], None]:
    """Return what selects again the cells that are selected now."""
    chosen = book.selection
    if chosen is None:  # a chart or a picture is selected
        return lambda: None
    sheet, address = chosen.sheet, chosen.address

    def select() -> None:
        now = book.selection
        if now is None or now.address != address:
            sheet.range(address).impl.select()

    return select


def _show(screen: Screen, select: Callable[[], None]) -> None:
    """Open the sheet that the click shows, or the one that was open, with the same selection."""
    wanted = screen.shown or screen.was_open
    sheets = screen.book.sheets
    if wanted not in sheets:
        return
    if sheets.active.name != wanted:
        sheets[wanted].impl.activate()  # xlwings' own would bring the whole program to the front
    if wanted == screen.was_open:
        select()
