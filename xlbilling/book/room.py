"""Room below a table: before it grows, nothing of a person's may stand in its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlbilling.book import known
from xlbilling.book.binding import LAST_ROW_OF_SHEET, Bound, two_d
from xlbilling.layout.frames import column_letter
from xlbilling.model.errors import BookError

if TYPE_CHECKING:
    import xlwings as xw

_FIX: Final = (
    "move what stands there further down or to another sheet; rows that belong to the table are "
    "taken in with Table Design > Resize Table"
)


def demand(bound: Bound, last_row: int) -> None:
    """Refuse to let a table end where a totals row, filled cells or the sheet's end are in the way.

    Raises:
        BookError: names the cell in the way, or how many rows are too many.
    """
    name = bound.table.list_object
    if last_row > LAST_ROW_OF_SHEET:
        raise BookError(
            f"{bound.sheet.name}: table '{name}' would end in row {last_row}; a sheet ends in row "
            f"{LAST_ROW_OF_SHEET}",
            id="BOOK-FULL",
            fix="keep older rows in a workbook of their own, and go on in a new one",
        )
    if bound.has_totals:
        raise BookError(
            f"{bound.sheet.name}: totals row of table '{name}': it cannot end at another row",
            id="BOOK-ROOM",
            fix="take the totals row away (Table Design > Total Row), then run the command again",
        )
    if last_row <= bound.last_row or known.has_room(bound, last_row):
        return
    _demand_blank(bound, last_row)
    known.note_room(bound, last_row)


def _demand_blank(bound: Bound, last_row: int) -> None:
    name = bound.table.list_object
    is_known = last_row == bound.last_row + 1 and _has_blank_row_below(bound)
    block = None if is_known else _block(bound, last_row)
    if block is None and not is_known and _counts_formats(bound.sheet):
        return
    where = None if block is None else _first_filled(block)
    if where is not None:
        raise BookError(
            f"{bound.sheet.name}!{where}: not blank, but table '{name}' has to grow over it",
            id="BOOK-ROOM",
            fix=_FIX,
        )
    below = bound.sheet.range(
        (bound.last_row + 1, bound.first_column), (last_row, bound.last_column)
    )
    if below.merge_cells is not False:
        raise BookError(
            f"{bound.sheet.name}: merged cells below table '{name}' would hide new rows",
            id="BOOK-ROOM",
            fix=f"unmerge the cells in rows {bound.last_row + 1} to {last_row}",
        )


def demand_right(bound: Bound, count: int) -> None:
    """Refuse to add columns at a table's right end where anything stands in those columns.

    Args:
        bound: the table.
        count: how many columns.

    Raises:
        BookError: names the cell in the way.
    """
    used = bound.sheet.used_range.last_cell
    last_row, last_column = max(used.row, bound.last_row), bound.last_column + count
    if not count:
        return
    block = bound.sheet.range((1, bound.last_column + 1), (last_row, last_column))
    where = _first_filled(block)
    if where is None and block.merge_cells is not False:
        where = f"{column_letter(block.column)}1"
    if where is not None:
        raise BookError(
            f"{bound.sheet.name}!{where}: not blank, or merged, but table "
            f"'{bound.table.list_object}' needs {count} new columns from there on",
            id="BOOK-ROOM",
            fix="move what stands there further right or to another sheet, then run it again",
        )


def _has_blank_row_below(bound: Bound) -> bool:
    """Tell whether the row right below a table is known to hold nothing."""
    return bound.below is not None and all(cell is None for cell in bound.below)


def _counts_formats(sheet: xw.Sheet) -> bool:
    """Tell whether a used range takes in merged and formatted cells, as Excel's does."""
    is_excel = type(sheet.impl).__module__.startswith("xlwings.")
    return is_excel or bool(getattr(sheet.impl, "counts_formats", False))


def _block(bound: Bound, last_row: int) -> xw.Range | None:
    """Return the cells to look at: those below the table that the sheet uses at all."""
    used = bound.sheet.used_range.last_cell.row
    if used <= bound.last_row:
        return None
    corner = (bound.last_row + 1, bound.first_column)
    return bound.sheet.range(corner, (min(used, last_row), bound.last_column))


def _first_filled(block: xw.Range) -> str | None:
    """Return the address of the first cell with a value or a formula."""
    height = block.rows.count
    values = two_d(block.raw_value, rows=height)
    formulas = two_d(block.formula, rows=height)
    for row, (cells, texts) in enumerate(zip(values, formulas, strict=True), block.row):
        for column, (cell, text) in enumerate(zip(cells, texts, strict=True), block.column):
            if cell is not None or text:
                return f"{column_letter(column)}{row}"
    return None
