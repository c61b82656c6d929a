"""One table on a sheet of its own: headers with notes, formats, lists, colors, page setup."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table as ListObject
from openpyxl.worksheet.table import TableColumn, TableFormula, TableStyleInfo

from xlbilling.book.writing import number_format
from xlbilling.layout import frames, live, look
from xlbilling.layout.columns import Kind
from xlbilling.model.cells import CellValue
from xlbilling.template.colors import color_by_words
from xlbilling.template.page_setup import fit_to_width

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from xlbilling.layout.columns import Column, Table


def fill_table_sheet(
    sheet: Worksheet,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    list_formula: Callable[[Column], str],
) -> None:
    """Lay out a table's sheet with its first rows.

    Args:
        sheet: an empty sheet.
        table: the declaration.
        rows: rows to begin with, by code name.
        list_formula: what a column's list allows, as a formula; "" for none.
    """
    for place, column in enumerate(table.columns, start=1):
        _header(sheet, table, column, place)
        _column_format(sheet, column, place)
        _validation(sheet, column, place, list_formula(column))
    data = frames.from_records(table, rows).frame
    cells = frames.to_cells(table, data, [column.name for column in table.columns])
    blank: list[CellValue] = [None] * len(table.columns)
    for row, values in enumerate(cells or [blank], start=2):
        for place, (column, value) in enumerate(zip(table.columns, values, strict=True), start=1):
            cell = sheet.cell(row, place)
            cell.number_format = number_format(column.kind)
            if column.kind is Kind.DATE:
                cell.alignment = Alignment(horizontal=look.ALIGNED[column.kind])
            cell.value = live.formulas_of(table.name).get(column.name) or value
    _list_object(sheet, table, max(len(cells), 1))
    color_by_words(sheet, table)
    _view(sheet, table)


def _header(sheet: Worksheet, table: Table, column: Column, place: int) -> None:
    cell = sheet.cell(1, place, column.header)
    cell.font = Font(name="Calibri", bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor=look.header_fill(column))
    cell.alignment = Alignment(
        horizontal=look.ALIGNED.get(column.kind), vertical="center", wrap_text=True
    )
    note = Comment(look.header_note(table, column), "xlbilling")
    note.width, note.height = 260, 110
    cell.comment = note


def _column_format(sheet: Worksheet, column: Column, place: int) -> None:
    dimension = sheet.column_dimensions[frames.column_letter(place)]
    dimension.number_format = number_format(column.kind)
    if column.kind is Kind.DATE:
        dimension.alignment = Alignment(horizontal=look.ALIGNED[column.kind])
    dimension.width = look.width(column)


def _validation(sheet: Worksheet, column: Column, place: int, formula: str) -> None:
    """Offer the list; another value is warned of and let in, since the checks will name it."""
    if not formula:
        return
    rule = DataValidation("list", formula1=formula, allow_blank=True, errorStyle="warning")
    rule.error = look.LIST_WORDS
    rule.errorTitle = column.header
    letter = frames.column_letter(place)
    rule.add(f"{letter}2:{letter}{look.LAST_ROW}")
    sheet.add_data_validation(rule)


def _list_object(sheet: Worksheet, table: Table, rows: int) -> None:
    last = frames.column_letter(len(table.columns))
    made = ListObject(displayName=table.list_object, ref=f"A1:{last}{rows + 1}")
    _live_columns(made, table)
    made.tableStyleInfo = TableStyleInfo(look.TABLE_STYLE, showRowStripes=True)
    sheet.add_table(made)


def _live_columns(made: ListObject, table: Table) -> None:
    """Let Excel fill the formulas into every row that somebody adds."""
    texts = live.formulas_of(table.name)
    if not texts:
        return
    made.autoFilter = AutoFilter(ref=made.ref)
    for number, column in enumerate(table.columns, start=1):
        shown = TableColumn(id=number, name=column.header)
        if column.name in texts:
            text = texts[column.name].removeprefix("=")
            shown.calculatedColumnFormula = TableFormula(attr_text=text)
        made.tableColumns.append(shown)


def _view(sheet: Worksheet, table: Table) -> None:
    sheet.freeze_panes = f"{frames.column_letter(table.freeze + 1)}2"
    sheet.row_dimensions[1].height = look.HEADER_HEIGHT
    fit_to_width(sheet, "landscape")
    sheet.print_title_rows = "1:1"
