"""Reading the workbook: each table in one call, through the gates, into a Snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from xlbilling.book import names
from xlbilling.book.binding import Bound, bind, two_d
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
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
        [sheet.name for sheet in book.sheets],
    )


def read_table(bound: Bound) -> TableData:
    """Return one table through the gates; rows without any value are none.

    Raises:
        BookError: a declared column is missing.
    """
    bound.demand([column.name for column in bound.table.columns])
    rows = body(bound)
    kept = [n for n, row in enumerate(rows) if not is_blank_row(bound, row)]
    whole = rows if len(kept) == len(rows) else [rows[n] for n in kept]
    columns = list(zip(*whole, strict=True)) if whole else []
    raw: dict[str, Any] = {
        name: columns[place - bound.first_column] if whole else ()
        for name, place in bound.places.items()
    }
    sheet_rows = [bound.first_row + n for n in kept]
    return frames.gate(bound.table, raw, rows=sheet_rows, letters=bound.letters)


def is_blank_row(bound: Bound, row: list[Any]) -> bool:
    """Tell whether none of our columns holds anything in a row; a person's formula may."""
    if len(bound.places) == len(row):
        return all(is_blank(cell) for cell in row)
    return all(is_blank(row[place - bound.first_column]) for place in bound.places.values())


def body(bound: Bound) -> list[list[Any]]:
    """Return a table's rows of raw cells, all columns, in one call."""
    if bound.last_row < bound.first_row:
        return []
    block = bound.sheet.range(
        (bound.first_row, bound.first_column), (bound.last_row, bound.last_column)
    )
    return two_d(block.raw_value, rows=bound.last_row - bound.header_row)
