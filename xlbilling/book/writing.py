"""Applying a Plan's changes to tables: append, set a column, rewrite; bulk writes only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from xlbilling.book import formulas, room, strangers
from xlbilling.book.binding import Bound, bind, two_d
from xlbilling.book.reading import body, is_blank_row
from xlbilling.layout import frames, live
from xlbilling.layout.columns import Kind
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.cells import CellValue
from xlbilling.model.plan import Append, Rewrite, SetColumn

if TYPE_CHECKING:
    import xlwings as xw

NUMBER_FORMATS = {
    Kind.DATE: "yyyy-mm-dd",
    Kind.MONEY: "#,##0.00;[Red]-#,##0.00",
    Kind.NUMBER: "General",
}
"""Cell formats by kind; every other kind is text, so that leading zeros stay."""


_ROWS_AT_ONCE = 1000
"""How many rows are read to find a table's last filled one; it is nearly always the last."""


def append(book: xw.Book, change: Append, at: int = 0) -> None:
    """Add rows below the last row that holds anything; the table grows to take them in.

    Args:
        book: the workbook.
        change: the rows.
        at: the sheet row where they begin; 0 for the first free one.
    """
    if change.rows.empty:
        return
    bound = bind(book, BY_NAME[change.table])
    need_columns(bound, change)
    first = at or first_free_row(bound)
    last = first + len(change.rows) - 1
    if last > bound.last_row:
        room.demand(bound, last)
        _resize(bound, last)
    for run in _runs(bound):
        cells = frames.to_cells(bound.table, change.rows, run)
        formats = _formats(bound, run)
        _write(bound.sheet, cells, row=first, column=bound.places[run[0]], formats=formats)
    write_live(book, change, first)


def write_live(book: xw.Book, change: Append, at: int) -> None:
    """Write the live formulas of rows that stand from a sheet row on."""
    bound = bind(book, BY_NAME[change.table])
    for name in live.formulas_of(change.table):
        values = frames.to_cells(bound.table, change.rows, [name])
        _write_live(bound, name, at, values)


def set_column(book: xw.Book, change: SetColumn) -> None:
    """Write new values into one column, by sheet row; other rows keep theirs."""
    if change.values.empty:
        return
    bound = bind(book, BY_NAME[change.table])
    need_columns(bound, change)
    place = bound.places[change.column]
    column = bound.table.column(change.column)
    rows = change.values.index
    first, last = int(rows.min()), int(rows.max())
    there = bound.sheet.range((first, place), (last, place))
    cells = [row[0] for row in two_d(there.raw_value, rows=last - first + 1)]
    new = dict(zip(map(int, rows), frames.column_cells(column, change.values), strict=True))
    for row, cell in new.items():
        cells[row - first] = cell
    left = [row for row in _formula_rows(bound, place, first, last) if row not in new]
    for top, bottom in _between(first, last, left):
        block = [[cell] for cell in cells[top - first : bottom - first + 1]]
        formats = [number_format(column.kind)]
        _write(bound.sheet, block, row=top, column=place, formats=formats)
    if change.column in live.formulas_of(change.table):
        for top, bottom in formulas.runs_of(sorted(new)):
            _write_live(bound, change.column, top, [[new[r]] for r in range(top, bottom + 1)])


def _write_live(bound: Bound, name: str, top: int, values: list[list[CellValue]]) -> None:
    """Write a live column's formula from a row down, over the values that Python worked out."""
    place = bound.places[name]
    block = bound.sheet.range((top, place), (top + len(values) - 1, place))
    text = live.formulas_of(bound.table.name)[name]
    formulas.put(block, [[text]] * len(values), values)


def _formula_rows(bound: Bound, column: int, first: int, last: int) -> list[int]:
    """Return the rows of a column that hold a formula, which writing its value back would lose."""
    block = bound.sheet.range((first, column), (last, column))
    texts = two_d(block.formula, rows=last - first + 1)
    return [row for row, [text] in enumerate(texts, first) if str(text or "").startswith("=")]


def _between(first: int, last: int, left: Sequence[int]) -> list[tuple[int, int]]:
    """Return the runs of rows from first to last around those that are left alone."""
    edges = [first - 1, *left, last + 1]
    runs = [(before + 1, after - 1) for before, after in pairwise(edges)]
    return [(top, bottom) for top, bottom in runs if top <= bottom]


def rewrite(book: xw.Book, change: Rewrite, own: Iterable[tuple[str, int, str]] = ()) -> None:
    """Replace a program-owned table's rows; columns that a person added follow the row's key.

    Args:
        book: the workbook.
        change: the rows.
        own: formulas of a person's that `own_formulas` noted before an earlier try, which may
            have left their values alone.
    """
    bound = bind(book, BY_NAME[change.table])
    old, new, kept = _merged(bound, change)
    last = last_row_of(bound, change)
    if last > bound.last_row:
        room.demand(bound, last)
        _resize(bound, last)
    names = bound.names_in_place
    spare = max(len(old), bound.last_row - bound.header_row) - len(new)
    blank: list[list[CellValue]] = [[None] * len(names)] * max(spare, 0)
    formats = _formats(bound, names, live=change.formulas)
    top, left = bound.first_row, bound.first_column
    _write(bound.sheet, new + blank, row=top, column=left, formats=formats)
    if last < bound.last_row:  # only now, so that a stop between leaves no row below the table
        _resize(bound, last)
    strangers.write_formulas(bound, strangers.placed(bound, own) | kept)
    for name, texts in change.formulas.items():
        _write_formulas(bound, bound.places[name], texts, new)


def last_row_of(bound: Bound, change: Rewrite) -> int:
    """Return the sheet row in which a table's data end once it is rewritten."""
    return bound.header_row + max(len(change.rows), 1)


def own_formulas(book: xw.Book, change: Rewrite) -> list[tuple[str, int, str]]:
    """Return a person's formulas as they stand after a Rewrite: (header, sheet row, formula)."""
    bound = bind(book, BY_NAME[change.table])
    if all(bound.names_in_place):
        return []
    return strangers.named(bound, _merged(bound, change)[2])


def _merged(
    bound: Bound, change: Rewrite
) -> tuple[dict[int, list[Any]], list[list[CellValue]], strangers.Formulas]:
    """Return the rows that stand there by sheet row, the new ones, and a person's formulas."""
    old = {
        bound.first_row + n: row
        for n, row in enumerate(body(bound))
        if not is_blank_row(bound, row)
    }
    new = frames.to_cells(bound.table, change.rows, bound.names_in_place)
    return old, new, strangers.carry(bound, old, new)


def _write_formulas(
    bound: Bound, column: int, texts: Sequence[str], rows: list[list[CellValue]]
) -> None:
    """Write a column's formulas over the values that its cells hold already."""
    place = column - bound.first_column
    for start, end in formulas.runs_down(texts):
        top, bottom = bound.first_row + start, bound.first_row + end - 1
        block = bound.sheet.range((top, column), (bottom, column))
        values = [[row[place]] for row in rows[start:end]]
        formulas.put(block, [[text] for text in texts[start:end]], values)


def _runs(bound: Bound) -> list[list[str]]:
    """Return our columns in unbroken runs, so that a person's columns between are not touched."""
    names = bound.names_in_place
    return [list(run) for ours, run in groupby(names, key=bool) if ours]


def need_columns(bound: Bound, change: Append | SetColumn | Rewrite) -> None:
    """Refuse a table that lacks a column which a change writes.

    Raises:
        BookError: names the column that is missing, and the nearest one that is there.
    """
    match change:
        case SetColumn():
            bound.demand([change.column])
        case Rewrite():
            bound.demand(list(bound.table.by_name))
        case Append():
            rows = change.rows
            bound.demand([each.name for each in bound.table.columns if each.frame_name in rows])


def first_free_row(bound: Bound) -> int:
    """Return the sheet row below a table's last row that holds anything."""
    for bottom in range(bound.last_row, bound.header_row, -_ROWS_AT_ONCE):
        top = max(bound.first_row, bottom - _ROWS_AT_ONCE + 1)
        block = bound.sheet.range((top, bound.first_column), (bottom, bound.last_column))
        rows = two_d(block.raw_value, rows=bottom - top + 1)
        for n in range(len(rows) - 1, -1, -1):
            if not is_blank_row(bound, rows[n]):
                return top + n + 1
    return bound.first_row


def _resize(bound: Bound, last_row: int) -> None:
    corner = (bound.header_row, bound.first_column)
    bound.list_object.resize(bound.sheet.range(corner, (last_row, bound.last_column)))


def _write(
    sheet: xw.Sheet,
    cells: list[list[CellValue]],
    *,
    row: int,
    column: int,
    formats: Sequence[str],
) -> None:
    """Format each column for what it holds where it is not so yet, then write the block at once."""
    if not cells:
        return
    last = row + len(cells) - 1
    for format_, start, width in _format_runs(formats):
        block = sheet.range((row, column + start), (last, column + start + width - 1))
        if block.number_format != format_:
            block.number_format = format_
    sheet.range((row, column), (last, column + len(formats) - 1)).raw_value = cells


def _formats(bound: Bound, names: Sequence[str], live: Collection[str] = ()) -> list[str]:
    """Return each column's number format, "" for a column that is not ours.

    Args:
        bound: the table.
        names: the columns' code names, "" for one that is not ours.
        live: the columns whose cells hold formulas.
    """
    kinds = {name: number_format(bound.table.by_name[name].kind) for name in names if name}
    return [formulas.NUMBER_FORMAT if name in live else kinds.get(name, "") for name in names]


def _format_runs(formats: Sequence[str]) -> list[tuple[str, int, int]]:
    """Return (number format, first column, width) for runs of columns formatted alike."""
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
