"""What one command has found out about its workbook, so that it asks for nothing twice.

Each question to a live spreadsheet is a call to another program. While a command works, and
nobody else can change the workbook, its tables and hidden names are asked for once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.book.binding import Bound
    from xlbilling.model.errors import BookError


@dataclass(frozen=True)
class Block:
    """Cells of a table, by their sheet rows and columns."""

    rows: tuple[int, int]
    columns: Collection[int]

    def takes_in(self, rows: tuple[int, int], columns: Iterable[int]) -> bool:
        """Tell whether all cells of these columns between two rows are among them."""
        return (
            self.rows[0] <= rows[0] and rows[1] <= self.rows[1] and set(columns) <= {*self.columns}
        )


Guard = Callable[[Callable[[], object]], object]


@dataclass
class Known:
    """What is known of a workbook.

    Attributes:
        book: the workbook; the very object, since telling two apart asks the application.
        tables: Excel's tables by code name, with their sheets.
        bounds: the tables as they were bound, by code name.
        names: the texts of constant names.
        room: by table, the sheet row down to which it was found to have room.
        inner: the first cells of the program's hidden sheet, once they are read.
        is_preview_done: what is previewed is being applied, and is forgotten with the next note.
        sheets: the names of all sheets, in the order of their tabs, once they are read.
        painted: sheets that this command made, by all that tells how they look.
        vba: the open workbook or add-in whose VBA may be called; "" where there is none.
        guard: calls it for us; what an engine raises becomes an answer that begins with ``!``.
        state: the workbook's as our VBA told it when the click began; "" where it did not.
        ours: the sheets that are the program's own, where its VBA has listed them.
        facts: what was found out about template sheets, by their names.
        failed: what the VBA could not do, and Python did without it.
        values: by table, cells in which no formula stands.
        texts: by table, cells that are ones of text.
    """

    book: xw.Book
    tables: dict[str, tuple[xw.Sheet, xw.main.Table]] = field(default_factory=dict)
    bounds: dict[str, Bound] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    room: dict[str, int] = field(default_factory=dict)
    inner: list[Any] = field(default_factory=list)
    is_preview_done: bool = False
    sheets: list[str] = field(default_factory=list)
    painted: dict[object, str] = field(default_factory=dict)
    vba: str = ""
    guard: Guard = field(default=lambda call: call())
    state: str = ""
    ours: set[str] = field(default_factory=set)
    facts: dict[str, Any] = field(default_factory=dict)
    failed: list[BookError] = field(default_factory=list)
    values: dict[str, list[Block]] = field(default_factory=dict)
    texts: dict[str, list[Block]] = field(default_factory=dict)


_KNOWN: Final[ContextVar[Known | None]] = ContextVar("known", default=None)


@contextmanager
def kept(book: xw.Book, vba: str = "", guard: Guard | None = None) -> Iterator[None]:
    """Keep what is read of a workbook while one command works on it.

    Whatever writes to a table says so by `forget`; nobody else may change the workbook meanwhile,
    or `forget_all` comes first. Within another one for the same workbook it is the other one.

    Args:
        book: the workbook.
        vba: the open workbook or add-in that holds our VBA; "" where there is none.
        guard: the shell's way of calling it, by which no engine's error comes through.
    """
    if of(book) is not None:
        yield
        return
    found = Known(book, vba=vba)
    if guard is not None:
        found.guard = guard
    token = _KNOWN.set(found)
    try:
        yield
    finally:
        _KNOWN.reset(token)


@contextmanager
def nothing_kept(book: xw.Book) -> Iterator[None]:
    """Keep nothing while tables themselves are made and widened; what was kept is forgotten."""
    forget_all(book)
    token = _KNOWN.set(None)
    try:
        yield
    finally:
        _KNOWN.reset(token)


def of(book: xw.Book) -> Known | None:
    """Return what is kept of a workbook; None outside of `kept`."""
    known = _KNOWN.get()
    return known if known is not None and known.book is book else None


def forget(bound: Bound) -> None:
    """Let a table be read anew, since its cells or its size were changed."""
    known = _KNOWN.get()
    if known is not None:
        known.bounds.pop(bound.table.name, None)


def remember(bound: Bound) -> None:
    """Keep a table as it stands after what was just written to it; it need not be read anew."""
    known = _KNOWN.get()
    if known is not None:
        known.bounds[bound.table.name] = bound


def forget_all(book: xw.Book) -> None:
    """Let everything be read anew."""
    known = of(book)
    if known is not None:
        known.tables.clear()
        known.bounds.clear()
        known.names.clear()
        known.room.clear()
        known.inner.clear()
        known.sheets.clear()
        known.painted.clear()
        known.facts.clear()
        known.ours.clear()
        known.values.clear()
        known.texts.clear()


def has_room(bound: Bound, last_row: int) -> bool:
    """Tell whether a table was found already to have room down to a row."""
    known = _KNOWN.get()
    return known is not None and known.room.get(bound.table.name, 0) >= last_row


def note_room(bound: Bound, last_row: int) -> None:
    """Note that a table has room down to a row."""
    known = _KNOWN.get()
    if known is not None:
        known.room[bound.table.name] = last_row


def are_values(bound: Bound, rows: tuple[int, int], columns: Iterable[int]) -> bool:
    """Tell whether cells of a table were found to hold no formula."""
    known = _KNOWN.get()
    found = known.values.get(bound.table.name, ()) if known is not None else ()
    return any(block.takes_in(rows, columns) for block in found)


def note_values(bound: Bound, block: Block) -> None:
    """Note that no formula stands in cells of a table."""
    known = _KNOWN.get()
    if known is not None:
        known.values.setdefault(bound.table.name, []).append(block)


def are_texts(bound: Bound, rows: tuple[int, int], columns: Iterable[int]) -> bool:
    """Tell whether cells of a table were made ones of text."""
    known = _KNOWN.get()
    found = known.texts.get(bound.table.name, ()) if known is not None else ()
    return any(block.takes_in(rows, columns) for block in found)


def note_texts(bound: Bound, block: Block) -> None:
    """Note that cells of a table were made ones of text."""
    known = _KNOWN.get()
    if known is not None:
        known.texts.setdefault(bound.table.name, []).append(block)
