"""What is being written into a live workbook, noted in it first, so that it is never left half.

A file is replaced as a whole; an open workbook is written call by call, and what stops between
two calls leaves half a batch that a person may save. So all changes are noted on the hidden inner
sheet, with a mark that says that they are, in one call: from there on the next start can finish
them, as often as it takes, because each is written to the rows it was noted for. Before that call
nothing was changed. Source: design.md section 3 (POSTING and POSTED).
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xlbilling.book import names
from xlbilling.book.binding import two_d
from xlbilling.model import plan_text
from xlbilling.model.errors import BookError

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.model.plan import Change

SHEET: Final = "_xlb_journal"
"""Holds the notes in a workbook without the inner sheet; earlier programs wrote them there too."""
_CELL_CHARS: Final = 8_000
"""A cell holds 32,767 characters, but of an array Excel 2007 took 8,203 a cell at most."""
_QUICK: Final = 1
"""Packed so, notes take a fifth more room while a command writes, and a quarter of the time."""
_NOTHING: Final = "-"
"""The mark where nothing is noted."""
_TEXT_MARK: Final = "x"
"""Stands before each part, so that no part reads as a number or a formula."""


@dataclass(frozen=True)
class RowKeys:
    """Rows of a table and what tells them from all others.

    Attributes:
        columns: code names of the key columns that the command itself leaves alone.
        keys: their values as text, by sheet row; () for a row without any.
    """

    columns: tuple[str, ...]
    keys: Mapping[int, tuple[str, ...]]


@dataclass(frozen=True)
class Entry:
    """What one command writes.

    Attributes:
        command: the task's name.
        stamp: when it was noted, ISO.
        changes: in the order in which they are written.
        firsts: the sheet row where each Append's rows begin; 0 for other changes.
        head_before: the ledger's head when it was noted.
        head_after: the ledger's head when all is written.
        sheets: the sheets that there were.
        set_rows: by table, the rows whose cells are set, by which they are found again.
        known: by table, the keys of rows to be added that it had already; mostly none.
        own: by table that is rewritten, the formulas of columns that a person added, as (header,
            sheet row after it, formula): once written over they stand nowhere else.
    """

    command: str
    stamp: str
    changes: tuple[Change, ...]
    firsts: tuple[int, ...]
    head_before: str
    head_after: str
    sheets: tuple[str, ...]
    set_rows: Mapping[str, RowKeys]
    known: Mapping[str, Sequence[tuple[str, ...]]]
    own: Mapping[str, Sequence[tuple[str, int, str]]]


def is_kept(book: xw.Book) -> bool:
    """Tell whether a workbook holds changes that were noted and not finished."""
    return bool(_mark(book))


def keep(book: xw.Book, entry: Entry) -> None:
    """Note what is to be written; the last call makes it count."""
    parts = _parts(entry)
    mark = f"{_TEXT_MARK}{len(parts)}:{_digest(parts)}"
    if names.has_inner(book):
        names.set_inner_mark(book, mark, parts)
        return
    sheet = _sheet(book)
    sheet.range((1, 1), (len(parts), 1)).raw_value = [[part] for part in parts]
    names.set_inner_mark(book, mark)


def _mark(book: xw.Book) -> str:
    """Return the count of parts and their digest; "" where nothing is noted."""
    mark = names.inner_mark(book) or _NOTHING
    return mark.removeprefix(_TEXT_MARK) if mark != _NOTHING else ""


def read(book: xw.Book) -> Entry:
    """Return what was noted.

    Raises:
        BookError: the hidden sheet is gone or was changed.
    """
    count, _, digest = _mark(book).partition(":")
    kept = (notes(book, int(count)) for notes in (names.inner_notes, _on_own_sheet))
    parts = next((each for each in kept if _digest(each) == digest), [])
    if not parts:
        raise BookError(
            f"{book.name}: a command stopped half-way, and its notes on the hidden sheet "
            f"'{names.INNER_SHEET}' were changed",
            id="BOOK-HALF-WRITTEN",
            fix="close the workbook without saving, or go back to its last copy in 'backups'",
        )
    return _entry(parts)


def _on_own_sheet(book: xw.Book, count: int) -> list[str]:
    sheet = next((each for each in book.sheets if each.name == SHEET), None)
    cells = sheet.range((1, 1), (count, 1)).raw_value if sheet else None
    return [str(row[0] or "") for row in two_d(cells, rows=count)] if sheet else []


def drop(book: xw.Book) -> None:
    """Raise the revision and say that all is written, in one call; the notes go with it.

    Raises:
        BookError: the cell of the revision was deleted.
    """
    count, _, _ = _mark(book).partition(":")
    names.raise_revision_and_mark(book, _NOTHING, int(count or 0))
    for sheet in book.sheets:
        if sheet.name == SHEET:
            sheet.clear_contents()


def _sheet(book: xw.Book) -> xw.Sheet:
    """Return the hidden sheet for notes, made where there is none."""
    sheet = next((each for each in book.sheets if each.name == SHEET), None)
    if sheet is None:
        in_front = book.sheets.active
        sheet = book.sheets.add(SHEET, after=book.sheets[len(book.sheets) - 1])
        in_front.impl.activate()  # the tab alone: xlwings would bring the program to the front
        sheet.visible = False
    elif sheet.visible:  # a stop left it in sight
        sheet.visible = False
    return sheet


def _parts(entry: Entry) -> list[str]:
    text = json.dumps([_plain(entry), plan_text.changes_to_text(entry.changes)])
    packed = base64.b64encode(zlib.compress(text.encode(), _QUICK)).decode()
    starts = range(0, len(packed), _CELL_CHARS)
    return [_TEXT_MARK + packed[start : start + _CELL_CHARS] for start in starts]


def _plain(entry: Entry) -> dict[str, Any]:
    """Return all but the changes as what JSON knows."""
    rows = {
        table: [each.columns, [[row, *key] for row, key in each.keys.items()]]
        for table, each in entry.set_rows.items()
    }
    fields = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
    del fields["changes"]
    return {**fields, "set_rows": rows}


def _entry(parts: Sequence[str]) -> Entry:
    packed = "".join(part.removeprefix(_TEXT_MARK) for part in parts)
    plain, changes = json.loads(zlib.decompress(base64.b64decode(packed)))
    rows = {
        table: RowKeys(tuple(columns), {row: tuple(key) for row, *key in keys})
        for table, (columns, keys) in plain["set_rows"].items()
    }
    return Entry(**{
        **plain,
        "changes": plan_text.changes_of_text(changes),
        "firsts": tuple(plain["firsts"]),
        "sheets": tuple(plain["sheets"]),
        "set_rows": rows,
        "known": {table: [tuple(key) for key in keys] for table, keys in plain["known"].items()},
    })


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("".join(parts).encode()).hexdigest()
