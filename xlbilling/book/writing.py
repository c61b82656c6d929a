"""Applying a Plan's changes to tables: append, set a column, rewrite; bulk writes only."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from xlbilling.book.binding import Bound, bind
from xlbilling.book.reading import body, is_blank_row
from xlbilling.layout import frames
from xlbilling.layout.columns import Kind
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.cells import CellValue

if TYPE_CHECKING:
    import pandas as pd
    import xlwings as xw

    from xlbilling.model.plan import Append, Rewrite, SetColumn

NUMBER_FORMATS = {
    Kind.DATE: "yyyy-mm-dd",
    Kind.MONEY: "#,##0.00;[Red]-#,##0.00",
    Kind.NUMBER: "General",
}
"""Cell formats by kind; every other kind is text, so that leading zeros stay."""


def append(book: xw.Book, change: Append) -> None:
    """Add rows below the last row that holds anything; the table grows to take them in."""
    if change.rows.empty:
        return
    bound = bind(book, BY_NAME[change.table])
    _need_columns_of(bound, change.rows)
    first = _first_free_row(bound)
    last = first + len(change.rows) - 1
    if last > bound.last_row:
        _resize(bound, last)
    for run in _runs(bound):
        cells = frames.to_cells(bound.table, change.rows, run)
        _write(bound, cells, row=first, column=bound.places[run[0]], names=run)


def set_column(book: xw.Book, change: SetColumn) -> None:
    """Write new values into one column, by sheet row; other rows keep theirs."""
    if change.values.empty:
        return
    bound = bind(book, BY_NAME[change.table])
    bound.demand([change.column])
    place = bound.places[change.column]
    column = bound.table.column(change.column)
    rows = change.values.index
    first, last = int(rows.min()), int(rows.max())
    kept = [row[place - bound.first_column] for row in body(bound)[first - bound.first_row :]]
    cells = kept[: last - first + 1]
    for row, cell in zip(rows, frames.column_cells(column, change.values), strict=True):
        cells[int(row) - first] = cell
    _write(bound, [[cell] for cell in cells], row=first, column=place, names=[column.name])


def rewrite(book: xw.Book, change: Rewrite) -> None:
    """Replace a program-owned table's rows; columns that a person added follow the row's key."""
    bound = bind(book, BY_NAME[change.table])
    old = [row for row in body(bound) if not is_blank_row(bound, row)]
    names = _names_in_place(bound)
    new = frames.to_cells(bound.table, change.rows, names)
    _carry_strangers(bound, old, new)
    height = max(len(new), 1)
    if bound.first_row + height - 1 != bound.last_row:
        _resize(bound, bound.first_row + height - 1)
    spare = max(len(old), bound.last_row - bound.header_row) - len(new)
    blank: list[list[CellValue]] = [[None] * len(names)] * max(spare, 0)
    _write(bound, new + blank, row=bound.first_row, column=bound.first_column, names=names)


def _carry_strangers(bound: Bound, old: list[list[Any]], new: list[list[CellValue]]) -> None:
    """Give each new row what its old row had in columns that are not ours, found by key."""
    strangers = [n for n, name in enumerate(_names_in_place(bound)) if not name]
    if not strangers or not old:
        return
    keys = [bound.places[name] - bound.first_column for name in bound.table.key]
    by_key = {tuple(row[n] for n in keys): row for row in old}
    for row in new:
        before = by_key.get(tuple(row[n] for n in keys))
        if before is not None:
            for n in strangers:
                row[n] = before[n]


def _names_in_place(bound: Bound) -> list[str]:
    """Return code names in the sheet's order, "" for a column that is not ours."""
    by_place = {place: name for name, place in bound.places.items()}
    return [by_place.get(place, "") for place in range(bound.first_column, bound.last_column + 1)]


def _runs(bound: Bound) -> list[list[str]]:
    """Return our columns in unbroken runs, so that a person's columns between are not touched."""
    names = _names_in_place(bound)
    return [list(run) for ours, run in groupby(names, key=bool) if ours]


def _need_columns_of(bound: Bound, rows: pd.DataFrame) -> None:
    named = [column.name for column in bound.table.columns if column.frame_name in rows]
    bound.demand(named)


def _first_free_row(bound: Bound) -> int:
    rows = body(bound)
    for n in range(len(rows) - 1, -1, -1):
        if not is_blank_row(bound, rows[n]):
            return bound.first_row + n + 1
    return bound.first_row


def _resize(bound: Bound, last_row: int) -> None:
    corner = (bound.header_row, bound.first_column)
    bound.list_object.resize(bound.sheet.range(corner, (last_row, bound.last_column)))


def _write(
    bound: Bound,
    cells: list[list[CellValue]],
    *,
    row: int,
    column: int,
    names: Sequence[str],
) -> None:
    """Format each column for what it holds where it is not so yet, then write the block at once."""
    if not cells:
        return
    last = row + len(cells) - 1
    sheet = bound.sheet
    for format_, start, width in _format_runs(bound, names):
        block = sheet.range((row, column + start), (last, column + start + width - 1))
        if block.number_format != format_:
            block.number_format = format_
    sheet.range((row, column), (last, column + len(names) - 1)).raw_value = cells


def _format_runs(bound: Bound, names: Sequence[str]) -> list[tuple[str, int, int]]:
    """Return (number format, first column, width) for runs of columns formatted alike."""
    formats = [number_format(bound.table.by_name[n].kind) if n else "" for n in names]
    runs, start = [], 0
    for format_, run in groupby(formats):
        width = len(list(run))
        if format_:
            runs.append((format_, start, width))
        start += width
    return runs


def number_format(kind: Kind) -> str:
    """Return the number format of cells of a kind; text for all that is no number or date."""
    return NUMBER_FORMATS.get(kind, "@")
