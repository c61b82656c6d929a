"""Reading the workbook: each table in one call, through the gates, into a Snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from xlbilling.book import known, names, sheets, vba
from xlbilling.book.binding import LAST_ROW_OF_SHEET, Bound, bind, two_d
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.findings import WARNING, Finding
from xlbilling.model.gates import is_blank
from xlbilling.model.tables import Snapshot, TableData

if TYPE_CHECKING:
    import xlwings as xw


def read(book: xw.Book, tables: Iterable[str]) -> Snapshot:
    """Return the tables named, the settings and the ledger's head.

    Raises:
        BookError: the workbook is not ours, or lacks a table or a column that is needed.
    """
    names.check_schema(book)
    wanted = dict.fromkeys((*tables, "settings"))
    data = {name: read_table(bind(book, BY_NAME[name])) for name in wanted}
    settings = data["settings"].frame
    return Snapshot(
        data,
        dict(zip(settings["setting"], settings["value"], strict=True)),
        names.constant(book, names.LEDGER_HEAD),
        sheets.names_of(book),
    )


def read_table(bound: Bound) -> TableData:
    """Return one table through the gates; rows without any value are none.

    Raises:
        BookError: a declared column is missing.
    """
    bound.demand([column.name for column in bound.table.columns])
    rows = body(bound)
    kept = _kept(bound, rows)
    whole = rows if len(kept) == len(rows) else [rows[n] for n in kept]
    columns = list(zip(*whole, strict=True)) if whole else []
    raw: dict[str, Any] = {
        name: columns[place - bound.first_column] if whole else ()
        for name, place in bound.places.items()
    }
    sheet_rows = [bound.first_row + n for n in kept]
    data = frames.gate(bound.table, raw, rows=sheet_rows, letters=bound.letters)
    return replace(data, findings=(*data.findings, *_left_out(bound)))


def _kept(bound: Bound, rows: list[list[Any]]) -> Sequence[int]:
    """Return the places of the rows that hold anything; few have nothing in the first column."""
    first = min(bound.places.values()) - bound.first_column
    doubtful = [n for n, row in enumerate(rows) if is_blank(row[first])]
    blank = {n for n in doubtful if is_blank_row(bound, rows[n])}
    return [n for n in range(len(rows)) if n not in blank] if blank else range(len(rows))


def _left_out(bound: Bound) -> tuple[Finding, ...]:
    """Tell of a row right below a table: where a table does not grow by itself, it is not read."""
    row = bound.last_row + 1
    if bound.has_totals or row > LAST_ROW_OF_SHEET or is_blank_row(bound, _below(bound)):
        return ()
    return (
        Finding(
            "TABLE-BELOW",
            WARNING,
            f"filled, but not in table '{bound.table.list_object}', so it is not read",
            f"{bound.sheet.name}!{row}:{row}",
            "take it in with Table Design > Resize Table, or move it elsewhere",
        ),
    )


def _below(bound: Bound) -> list[Any]:
    """Return the cells right below a table."""
    if bound.below is not None:
        return bound.below
    row = bound.last_row + 1
    below = bound.sheet.range((row, bound.first_column), (row, bound.last_column))
    return two_d(below.raw_value, rows=1)[0]


def mark(book: xw.Book) -> object | None:
    """Return what is another one after any change of the book; None where nothing can tell.

    A live spreadsheet may be changed by anybody at any time: there only reading again tells, or
    the add-in's VBA, which watches from the beginning of a click. A file in memory is changed by
    its engine alone, which counts, and the file on disk has its SHA-256.
    """
    kept = known.of(book)
    return getattr(book.impl, "mark", None) or (kept.state if kept else None) or None


def is_file(book: xw.Book) -> bool:
    """Tell whether a book is a file's, which only saving changes, and as a whole.

    Asks the host's kind alone: the mark itself takes the SHA-256 of the file, and a live
    spreadsheet has one too where the add-in's VBA watches it.
    """
    return hasattr(type(book.impl), "mark")


def is_as(marked: object | None, book: xw.Book) -> bool:
    """Tell whether the book surely is as it was when `mark` returned this."""
    if marked is None:
        return False
    own = getattr(book.impl, "mark", None)
    return marked == (own if own is not None else vba.state(book))


def is_blank_row(bound: Bound, row: list[Any]) -> bool:
    """Tell whether none of our columns holds anything in a row; a person's formula may."""
    if len(bound.places) == len(row):
        return all(is_blank(cell) for cell in row)
    return all(is_blank(row[place - bound.first_column]) for place in bound.places.values())


def body(bound: Bound) -> list[list[Any]]:
    """Return a table's rows of raw cells, all columns, in one call."""
    if bound.last_row < bound.first_row:
        return []
    if bound.cells is not None:
        return bound.cells[: bound.last_row - bound.header_row]
    block = bound.sheet.range(
        (bound.first_row, bound.first_column), (bound.last_row, bound.last_column)
    )
    return two_d(block.raw_value, rows=bound.last_row - bound.header_row)
