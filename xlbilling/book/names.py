"""What the workbook says of itself: schema version, ledger head, revision, whose a sheet is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from xlbilling import SCHEMA_VERSION
from xlbilling.book import known
from xlbilling.book.binding import two_d
from xlbilling.model.errors import BookError

if TYPE_CHECKING:
    import xlwings as xw

BEGINNING: Final = "xlb_"
"""Of all names that the program keeps in a workbook."""
SCHEMA: Final = "xlb_schema"
LEDGER_HEAD: Final = "xlb_ledger_head"
REVISION: Final = "xlb_rev"
INNER_SHEET: Final = "_xlb"
"""The program's hidden sheet: the revision in A1, the journal's mark in A2, what is previewed in
A3, the journal's notes below; lists beside them."""
_OWN_ROWS: Final = 3
MARK: Final = "xlb_journal"
"""Holds the journal's mark in a workbook without that sheet."""
PAGE: Final = "xlb_page"
"""Sheet-level name that marks a sheet as the program's own, and says how it is laid out."""
_NO_LAYOUT: Final = "1"


def constant(book: xw.Book, name: str) -> str:
    """Return the text that a defined name holds as a constant; "" where there is no such name."""
    kept = known.of(book)
    if kept is not None and name in kept.names:
        return kept.names[name]
    found = _named(book, name)
    text = text_of(found.refers_to) if found is not None else ""
    if kept is not None:
        kept.names[name] = text
    return text


def set_constant(book: xw.Book, name: str, text: str) -> None:
    """Make a defined name hold a text as a constant; a new name is hidden, an old one as it was.

    Args:
        book: the workbook.
        name: such as ``xlb_status``.
        text: at most 255 characters, which is what Excel takes in a formula.
    """
    _note(book, name, text)
    quoted = text.replace('"', '""')
    refers_to = f'="{quoted}"'
    found = _named(book, name)
    if found is not None:
        found.refers_to = refers_to
    else:
        _hide(book.names.add(name, refers_to))


def remove(book: xw.Book, name: str) -> None:
    """Take a defined name away where there is one."""
    _note(book, name, "")
    found = _named(book, name)
    if found is not None:
        found.delete()


def _named(book: xw.Book, name: str) -> xw.Name | None:
    """Return a name by its text: asked for itself, since a book has one for each print area."""
    every = book.names
    return every[name] if name in every else None  # noqa: SIM401  xlwings has no get here


def _note(book: xw.Book, name: str, text: str) -> None:
    """Remember what a name holds from now on."""
    kept = known.of(book)
    if kept is not None:
        kept.names[name] = text


def _hide(name: xw.Name) -> None:
    """Keep a name out of Excel's name manager, through the host's own object."""
    if hasattr(type(name.impl), "hidden"):
        name.impl.hidden = True
    elif hasattr(name.api, "Visible"):
        name.api.Visible = False
    elif hasattr(name.api, "visible"):
        name.api.visible.set(False)


def text_of(refers_to: str | None) -> str:
    """Return the text that a name holds, of what the spreadsheet says it refers to."""
    text = (refers_to or "").removeprefix("=").strip()
    return text[1:-1].replace('""', '"') if text.startswith('"') else text


def raise_revision(book: xw.Book) -> None:
    """Add one to the cell named ``xlb_rev``: worksheet functions that depend on it recalculate.

    Raises:
        BookError: the name stands, but its cell was deleted.
    """
    found = _standing_revision(book)
    if found is not None:
        cell = found.refers_to_range
        cell.raw_value = _number(cell.raw_value) + 1


def raise_revision_and_mark(book: xw.Book, mark: str, notes: int) -> None:
    """Do what `raise_revision` does, set the inner sheet's mark and blank its notes, in one call.

    Args:
        book: the workbook.
        mark: the mark from now on.
        notes: how many notes stand below it.

    Raises:
        BookError: the name of the revision stands, but its cell was deleted.
    """
    found, cells = _standing_revision(book), inner_cells(book)
    sheet = _inner_sheet(book)
    cell = found.refers_to_range if found is not None else None
    if sheet is None or cell is None or not cells or not _is_first(cell):
        raise_revision(book)
        set_inner_mark(book, mark, [None] * notes)
        return
    now = [_number(cells[0]) + 1, mark, _preview_now(book, cells)]
    _write_inner(sheet, 1, [*now, *[None] * notes])
    _note_inner(book, now)


def inner_mark(book: xw.Book) -> str | None:
    """Return the mark on the inner sheet; None where there is none."""
    cells = inner_cells(book)
    if cells and cells[1] is not None:
        return str(cells[1])
    return constant(book, MARK) or None  # where earlier programs kept it


def has_inner(book: xw.Book) -> bool:
    """Tell whether a workbook has the inner sheet, and so room for notes."""
    return INNER_SHEET in book.sheets


def set_inner_mark(book: xw.Book, mark: str, notes: Sequence[str | None] = ()) -> None:
    """Set the mark on the inner sheet and the notes below it, in one call.

    Without that sheet a name holds the mark alone.
    """
    sheet, cells = _inner_sheet(book), inner_cells(book)
    if sheet is None:
        set_constant(book, MARK, mark)
        return
    now = [cells[0], mark, _preview_now(book, cells)]
    _write_inner(sheet, 2, [*now[1:], *notes])
    _note_inner(book, now)


def inner_notes(book: xw.Book, count: int) -> list[str]:
    """Return so many notes below the inner sheet's mark; [] without that sheet."""
    sheet = _inner_sheet(book)
    if sheet is None:
        return []
    first = _OWN_ROWS + 1
    rows = two_d(sheet.range((first, 1), (_OWN_ROWS + count, 1)).raw_value, rows=count)
    return [str(row[0] or "") for row in rows]


def previewed(book: xw.Book) -> str:
    """Return the request that is previewed, as text; "" where there is none."""
    cells = inner_cells(book)
    return str(cells[2] or "") if cells else ""


def set_previewed(book: xw.Book, text: str) -> None:
    """Keep a previewed request as text, "" for none.

    Raises:
        BookError: the hidden sheet is gone.
    """
    sheet, cells = _inner_sheet(book), inner_cells(book)
    if sheet is None:
        raise BookError(
            f"{book.name}: the hidden sheet '{INNER_SHEET}' is gone",
            id="BOOK-NAME",
            fix="go back to the workbook's last copy in 'backups'",
        )
    _write_inner(sheet, _OWN_ROWS, [text or None])
    _note_inner(book, [*cells[:2], text or None])


def forget_previewed(book: xw.Book) -> None:
    """Let the previewed request go with the next note of the journal, since that is its doing."""
    kept = known.of(book)
    if kept is not None:
        kept.is_preview_done = True


def _preview_now(book: xw.Book, cells: Sequence[Any]) -> Any:
    kept = known.of(book)
    return None if kept is not None and kept.is_preview_done else cells[2]


def _write_inner(sheet: xw.Sheet, top: int, cells: Sequence[Any]) -> None:
    block = sheet.range((top, 1), (top + len(cells) - 1, 1))
    block.raw_value = [[each] for each in cells]


def inner_cells(book: xw.Book) -> list[Any]:
    """Return what stands first on the inner sheet, as far as its notes; [] without the sheet."""
    kept = known.of(book)
    if kept is not None and kept.inner:
        return kept.inner
    sheet = _inner_sheet(book)
    block = None if sheet is None else sheet.range((1, 1), (_OWN_ROWS, 1))
    cells = [] if block is None else [row[0] for row in two_d(block.raw_value, rows=_OWN_ROWS)]
    _note_inner(book, cells)
    return cells


def _inner_sheet(book: xw.Book) -> xw.Sheet | None:
    return book.sheets[INNER_SHEET] if has_inner(book) else None


def _note_inner(book: xw.Book, cells: list[Any]) -> None:
    kept = known.of(book)
    if kept is not None:
        kept.inner[:] = cells


def _is_first(cell: xw.Range) -> bool:
    return (cell.sheet.name, cell.row, cell.column) == (INNER_SHEET, 1, 1)


def _number(value: Any) -> float:
    return value if isinstance(value, int | float) else 0


def demand_revision(book: xw.Book) -> None:
    """Refuse a workbook in which the cell of ``xlb_rev`` was deleted, though the name stands.

    Raises:
        BookError: it was.
    """
    _standing_revision(book)


def _standing_revision(book: xw.Book) -> xw.Name | None:
    """Return the name of the revision's cell; None where there is none.

    Raises:
        BookError: its cell was deleted.
    """
    found, kept = _named(book, REVISION), known.of(book)
    if found is not None and kept is not None and REVISION in kept.names:
        return found
    if found is not None and kept is not None and kept.inner:
        # a cell that is deleted takes its number along
        is_whole = isinstance(kept.inner[0], int | float)
        if is_whole and not isinstance(kept.inner[0], bool):
            return found
    if found is not None and "#REF!" in (found.refers_to or ""):
        raise BookError(
            f"{book.name}: the cell of the name '{REVISION}' was deleted",
            id="BOOK-NAME",
            fix=f"point '{REVISION}' at an empty cell of its own (Formulas > Name Manager)",
        )
    _note(book, REVISION, "stands")
    return found


def revision(book: xw.Book) -> int:
    """Return how often a command has changed the book; 0 where the name or its cell is gone."""
    found = _named(book, REVISION)
    if found is None or "#REF!" in (found.refers_to or ""):
        return 0
    value = found.refers_to_range.raw_value
    return int(value) if isinstance(value, int | float) else 0


def check_schema(book: xw.Book) -> None:
    """Refuse a workbook that is not ours, or of another schema than this program's.

    Raises:
        BookError: the hidden name ``xlb_schema`` is missing, no number, newer or older.
    """
    version = schema(book)
    if version < SCHEMA_VERSION:
        raise BookError(
            f"{book.name}: schema version {version}; this program works with {SCHEMA_VERSION}",
            id="BOOK-OLDER",
            fix="run 'xlbilling migrate' on it; it adds what is missing and changes nothing else",
        )


def schema(book: xw.Book) -> int:
    """Return a workbook's schema version.

    Raises:
        BookError: the hidden name ``xlb_schema`` is missing or no number, or it is newer than what
            this program knows.
    """
    version = constant(book, SCHEMA)
    if not version:
        raise BookError(
            f"{book.name}: not a billing workbook (it has no schema version)",
            id="BOOK-NOT-OURS",
            fix="make one with 'xlbilling new' and bring your rows in with 'xlbilling load'",
        )
    if not (version.isascii() and version.isdigit()) or int(version) > SCHEMA_VERSION:
        raise BookError(
            f"{book.name}: schema version {version}; this program knows up to {SCHEMA_VERSION}",
            id="BOOK-NEWER",
            fix="install the newer xlbilling that made this workbook",
        )
    return int(version)


def is_our_page(sheet: xw.Sheet) -> bool:
    """Tell whether a sheet is the program's own, so that it may be written anew."""
    return any(_is_mark(each) for each in sheet.names)


def layout_of(sheet: xw.Sheet) -> str:
    """Return the name of the layout or frame that a page of ours was given; "" for none."""
    texts = (text_of(each.refers_to) for each in sheet.names if _is_mark(each))
    return next((text for text in texts if text != _NO_LAYOUT), "")


def mark_page(sheet: xw.Sheet, layout: str = "") -> None:
    """Mark a sheet as the program's own, with the name of the layout or frame that it has."""
    marks = [each for each in sheet.names if _is_mark(each)]
    text = f'="{layout or _NO_LAYOUT}"'
    if not marks:
        sheet.names.add(PAGE, text)
    elif layout:
        marks[0].refers_to = text


def _is_mark(name: xw.Name) -> bool:
    return name.name.rpartition("!")[2] == PAGE
