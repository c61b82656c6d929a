"""What is being written into a live workbook, noted in it first, so that it is never left half.

A file is replaced as a whole; an open workbook is written call by call, and what stops between
two calls leaves half a batch that a person may save. So all changes are noted on a hidden sheet,
then a hidden name says that they are, in one call: from there on the next start can finish them,
as often as it takes, because each is written to the rows it was noted for. Before that call
nothing was changed. Source: design.md section 3 (POSTING and POSTED).
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xlbilling.book import names
from xlbilling.book.binding import two_d
from xlbilling.model import plan_text
from xlbilling.model.errors import BookError

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.model.plan import Change

NAME: Final = "xlb_journal"
SHEET: Final = "_xlb_journal"
_CELL_CHARS: Final = 30_000
"""A cell holds 32,767 characters."""
_TEXT_MARK: Final = "x"
"""Stands before each part, so that no part reads as a number or a formula."""


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
        keys: by table, what `guards.digest` said of the rows whose cells are set.
    """

    command: str
    stamp: str
    changes: tuple[Change, ...]
    firsts: tuple[int, ...]
    head_before: str
    head_after: str
    sheets: tuple[str, ...]
    keys: dict[str, tuple[int, str]]


def is_kept(book: xw.Book) -> bool:
    """Tell whether a workbook holds changes that were noted and not finished."""
    return bool(names.constant(book, NAME))


def keep(book: xw.Book, entry: Entry) -> None:
    """Note what is to be written; the last call makes it count."""
    parts = _parts(entry)
    sheet = _sheet(book)
    cells = sheet.range((1, 1), (len(parts), 1))
    cells.number_format = "@"
    cells.raw_value = [[part] for part in parts]
    names.set_constant(book, NAME, f"{len(parts)}:{_digest(parts)}")


def read(book: xw.Book) -> Entry:
    """Return what was noted.

    Raises:
        BookError: the hidden sheet is gone or was changed.
    """
    count, _, digest = names.constant(book, NAME).partition(":")
    sheet = next((each for each in book.sheets if each.name == SHEET), None)
    cells = sheet.range((1, 1), (int(count), 1)).raw_value if sheet else None
    parts = [str(row[0] or "") for row in two_d(cells, rows=int(count))] if sheet else []
    if not parts or _digest(parts) != digest:
        raise BookError(
            f"{book.name}: a command stopped half-way, and its notes on the hidden sheet "
            f"'{SHEET}' were changed",
            id="BOOK-HALF-WRITTEN",
            fix="close the workbook without saving, or go back to its last copy in 'backups'",
        )
    return _entry(parts)


def drop(book: xw.Book) -> None:
    """Say that all is written: the first call makes it count, the rest is tidying."""
    names.set_constant(book, NAME, "")
    for sheet in book.sheets:
        if sheet.name == SHEET:
            sheet.used_range.clear_contents()


def _sheet(book: xw.Book) -> xw.Sheet:
    for sheet in book.sheets:
        if sheet.name == SHEET:
            return sheet
    in_front = book.sheets.active
    made = book.sheets.add(SHEET, after=book.sheets[len(book.sheets) - 1])
    made.visible = False
    in_front.impl.activate()  # the tab alone: xlwings would bring the whole program to the front
    return made


def _parts(entry: Entry) -> list[str]:
    rest: dict[str, Any] = {k: v for k, v in _fields(entry).items() if k != "changes"}
    text = json.dumps([rest, plan_text.changes_to_text(entry.changes)])
    packed = base64.b64encode(zlib.compress(text.encode())).decode()
    starts = range(0, len(packed), _CELL_CHARS)
    return [_TEXT_MARK + packed[start : start + _CELL_CHARS] for start in starts]


def _fields(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in Entry.__dataclass_fields__}


def _entry(parts: Sequence[str]) -> Entry:
    packed = "".join(part.removeprefix(_TEXT_MARK) for part in parts)
    rest, changes = json.loads(zlib.decompress(base64.b64decode(packed)))
    keys = {table: (last, digest) for table, (last, digest) in rest.pop("keys").items()}
    firsts, sheets = tuple(rest.pop("firsts")), tuple(rest.pop("sheets"))
    read_changes = plan_text.changes_of_text(changes)
    return Entry(changes=read_changes, firsts=firsts, sheets=sheets, keys=keys, **rest)


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("".join(parts).encode()).hexdigest()
