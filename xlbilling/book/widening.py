"""New sheets with their tables and new columns of tables, made through the spreadsheet's own API.

They look as in a fresh workbook as far as every host can do it: header, note, width, cell format
and list. Print settings and conditional formats have no word in that API and stay behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from xlbilling.book.binding import Bound, find_table, two_d
from xlbilling.book.writing import number_format
from xlbilling.layout import look
from xlbilling.layout.frames import column_letter
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.cells import CellValue

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.layout.columns import Column, Table

INNER_SHEET: Final = "_xlb"
LAST_SOURCE_ROW: Final = 5000
"""Lists of keys, such as the payers' ids, reach down to this row."""

_WHITE: Final = (255, 255, 255)
_IS_LIST, _WARNS = 3, 2
"""Excel's xlValidateList and xlValidAlertWarning."""


class Lists:
    """The allowed values of list columns on the inner sheet; new ones are added at its right end.

    Args:
        book: the workbook; one without the inner sheet gets no lists.
    """

    def __init__(self, book: xw.Book) -> None:
        self._book = book
        self._sheet = next((each for each in book.sheets if each.name == INNER_SHEET), None)
        self._places: dict[tuple[str, ...], int] = {}
        self._last = 1
        if self._sheet is not None:
            self._read(self._sheet)

    def _read(self, sheet: xw.Sheet) -> None:
        end = sheet.used_range.last_cell
        block = sheet.range((1, 1), (end.row, end.column))
        columns = zip(*two_d(block.raw_value, rows=end.row), strict=True)
        for place, cells in enumerate(columns, start=1):
            self._places[tuple(str(cell) for cell in cells if cell is not None)] = place
        self._last = end.column

    def formula(self, column: Column) -> str:
        """Return the range that lists what a column allows; "" where anything goes."""
        if column.source:
            return self._of_source(column.source)
        if not column.values or self._sheet is None:
            return ""
        if column.values not in self._places:
            self._write(self._sheet, column.values)
        letter = column_letter(self._places[column.values])
        return f"'{INNER_SHEET}'!${letter}$1:${letter}${len(column.values)}"

    def _write(self, sheet: xw.Sheet, values: tuple[str, ...]) -> None:
        self._last += 1
        self._places[values] = self._last
        block = sheet.range((1, self._last), (len(values), self._last))
        block.number_format = "@"
        block.raw_value = [[value] for value in values]

    def _of_source(self, source: str) -> str:
        """Return the range of a key column wherever it stands; "" where it is not there yet."""
        table_name, _, column_name = source.partition(".")
        table = BY_NAME[table_name]
        found = find_table(self._book, table)
        if found is None or found.header_row_range is None:
            return ""
        headers = two_d(found.header_row_range.raw_value, rows=1)[0]
        wanted = table.column(column_name).header
        if wanted not in headers:
            return ""
        header = found.header_row_range
        letter = column_letter(header.column + headers.index(wanted))
        sheet = found.range.sheet.name.replace("'", "''")
        return f"'{sheet}'!${letter}${header.row + 1}:${letter}${LAST_SOURCE_ROW}"


def add_sheet(book: xw.Book, table: Table, after: xw.Sheet, lists: Lists) -> None:
    """Add a table that the workbook lacks, empty, on a sheet of its own.

    Args:
        book: the workbook, without a sheet of the table's name.
        table: the declaration.
        after: the sheet behind which the new one stands.
        lists: where allowed values are kept.
    """
    sheet = book.sheets.add(table.sheet, after=after)
    _dress(sheet, table, table.columns, row=1, column=1)
    source = sheet.range((1, 1), (2, len(table.columns)))
    sheet.tables.add(
        source=source, name=table.list_object, has_headers=True, table_style_name=look.TABLE_STYLE
    )
    for place, column in enumerate(table.columns, start=1):
        _offer(sheet, column, place, row=2, formula=lists.formula(column))
    sheet.range((1, 1)).row_height = look.HEADER_HEIGHT
    sheet.freeze_panes.freeze_at(f"A1:{column_letter(table.freeze)}1")


def widen(bound: Bound, columns: Sequence[Column], lists: Lists) -> None:
    """Add columns at the right end of a table, behind those that a person added.

    Args:
        bound: the table; the cells to its right are blank.
        columns: the columns to add.
        lists: where allowed values are kept.
    """
    sheet, first = bound.sheet, bound.last_column + 1
    last_row = bound.list_object.range.last_cell.row
    corner = (bound.header_row, bound.first_column)
    bound.list_object.resize(sheet.range(corner, (last_row, bound.last_column + len(columns))))
    _dress(sheet, bound.table, columns, row=bound.header_row, column=first)
    for place, column in enumerate(columns, start=first):
        _offer(sheet, column, place, row=bound.first_row, formula=lists.formula(column))


def _dress(
    sheet: xw.Sheet, table: Table, columns: Sequence[Column], *, row: int, column: int
) -> None:
    """Write headers with their notes, and give each column its width and cell format."""
    last = column + len(columns) - 1
    headers: list[list[CellValue]] = [[each.header for each in columns]]
    block = sheet.range((row, column), (row, last))
    for place, each in enumerate(columns, start=column):
        letter = column_letter(place)
        whole = sheet.range(f"{letter}:{letter}")
        whole.number_format = number_format(each.kind)
        whole.column_width = look.width(each)
    for place, each in enumerate(columns, start=column):  # once all columns are what they will be
        _dress_header(sheet.range((row, place)), table, each)
    block.raw_value = headers
    block.wrap_text = True
    block.vertical_alignment = "center"
    block.font.bold = True
    block.font.color = _WHITE


def _dress_header(cell: xw.Range, table: Table, column: Column) -> None:
    cell.number_format = "General"
    cell.color = f"#{look.header_fill(column)}"
    cell.add_note(look.header_note(table, column))
    if column.kind in look.ALIGNED:
        cell.horizontal_alignment = look.ALIGNED[column.kind]


def _offer(sheet: xw.Sheet, column: Column, place: int, *, row: int, formula: str) -> None:
    """Offer a list in a column's cells, through the host's own object: xlwings has no word for it.

    Where the host has none, as on a Mac, cells stay without their list.
    """
    if not formula:
        return
    block = sheet.range((row, place), (look.LAST_ROW, place))
    if hasattr(type(block.impl), "offer_list"):
        block.impl.offer_list(formula, column.header, look.LIST_WORDS)
        return
    validation = getattr(block.api, "Validation", None)
    if validation is not None:
        validation.Add(_IS_LIST, _WARNS, 1, f"={formula}")
        validation.ErrorTitle, validation.ErrorMessage = column.header, look.LIST_WORDS
