"""One table on a sheet of its own: headers with notes, formats, lists, colors, page setup."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table as ListObject
from openpyxl.worksheet.table import TableStyleInfo

from xlbilling.book.writing import number_format
from xlbilling.layout import frames
from xlbilling.layout.columns import Kind, Writer
from xlbilling.model.cells import CellValue
from xlbilling.template.colors import color_by_words
from xlbilling.template.page_setup import fit_to_width

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from xlbilling.layout.columns import Column, Table

LAST_ROW: Final = 1_048_576
HEADER_HEIGHT: Final = 32
PERSON_FILL: Final = "0F4C75"
PROGRAM_FILL: Final = "5F6B76"
WIDTHS: Final[dict[Kind, float]] = {
    Kind.ID: 13,
    Kind.TEXT: 20,
    Kind.DATE: 12,
    Kind.MONEY: 12,
    Kind.NUMBER: 9,
    Kind.LIST: 12,
    Kind.YES_NO: 8,
}
WIDE: Final = {
    "action": 50,
    "basis": 45,
    "batch": 18,
    "category": 28,
    "checked_as": 24,
    "counts": 60,
    "first_finding": 60,
    "fix": 60,
    "go_to": 22,
    "icn": 20,
    "key": 26,
    "match": 30,
    "message": 75,
    "name": 30,
    "next_step": 60,
    "payer": 15,
    "payer_id": 15,
    "payer_claim_no": 20,
    "payer_now": 15,
    "payment_key": 46,
    "plain_words": 60,
    "reason": 22,
    "row_key": 16,
    "source": 30,
    "source_file": 30,
    "stamp": 31,
    "statement": 20,
    "subscriber_address": 24,
    "totals": 50,
    "value": 40,
    "what_it_does": 70,
}
NARROW: Final = {"line": 6, "pos": 6, "pointers": 10, "units": 7, "sex": 6, "seq": 8}
ALIGNED: Final = {Kind.DATE: "center", Kind.MONEY: "right", Kind.NUMBER: "right"}
"""Headers stand over their values; dates in the middle, so that they do not touch a text."""


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
                cell.alignment = Alignment(horizontal=ALIGNED[column.kind])
            cell.value = value
    _list_object(sheet, table, max(len(cells), 1))
    color_by_words(sheet, table)
    _view(sheet, table)


def _header(sheet: Worksheet, table: Table, column: Column, place: int) -> None:
    cell = sheet.cell(1, place, column.header)
    is_ours = column.writer is Writer.PROGRAM
    cell.font = Font(name="Calibri", bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor=PROGRAM_FILL if is_ours else PERSON_FILL)
    cell.alignment = Alignment(
        horizontal=ALIGNED.get(column.kind), vertical="center", wrap_text=True
    )
    note = Comment(_note(table, column), "xlbilling")
    note.width, note.height = 260, 110
    cell.comment = note


def _note(table: Table, column: Column) -> str:
    """Return the words of a header's note: what it is, what may stand there, who fills it."""
    kinds = {
        Kind.ID: "Text, so that leading zeros stay.",
        Kind.TEXT: "Text.",
        Kind.DATE: "A date.",
        Kind.MONEY: "Dollars and cents.",
        Kind.NUMBER: "A number.",
        Kind.LIST: "Choose from the list.",
        Kind.YES_NO: "Y or N.",
    }
    who = {
        Writer.PERSON: "You fill it.",
        Writer.PROGRAM: "The program fills it; what you type here is overwritten.",
        Writer.EITHER: "An import fills it, or you.",
    }
    need = "Needed in every row." if column.required else ""
    parts = (column.note, kinds[column.kind], need, who[column.writer])
    return f"{table.title}: {column.header}\n" + " ".join(part for part in parts if part)


def _column_format(sheet: Worksheet, column: Column, place: int) -> None:
    dimension = sheet.column_dimensions[frames.column_letter(place)]
    dimension.number_format = number_format(column.kind)
    if column.kind is Kind.DATE:
        dimension.alignment = Alignment(horizontal=ALIGNED[column.kind])
    width = WIDE.get(column.name) or NARROW.get(column.name) or WIDTHS[column.kind]
    dimension.width = max(width, len(column.header) * 0.75 + 3)


def _validation(sheet: Worksheet, column: Column, place: int, formula: str) -> None:
    """Offer the list; another value is warned of and let in, since the checks will name it."""
    if not formula:
        return
    rule = DataValidation("list", formula1=formula, allow_blank=True, errorStyle="warning")
    rule.error = "This value is not on the list. Keep it all the same?"
    rule.errorTitle = column.header
    letter = frames.column_letter(place)
    rule.add(f"{letter}2:{letter}{LAST_ROW}")
    sheet.add_data_validation(rule)


def _list_object(sheet: Worksheet, table: Table, rows: int) -> None:
    last = frames.column_letter(len(table.columns))
    made = ListObject(displayName=table.list_object, ref=f"A1:{last}{rows + 1}")
    made.tableStyleInfo = TableStyleInfo("TableStyleLight1", showRowStripes=True)
    sheet.add_table(made)


def _view(sheet: Worksheet, table: Table) -> None:
    sheet.freeze_panes = f"{frames.column_letter(table.freeze + 1)}2"
    sheet.row_dimensions[1].height = HEADER_HEIGHT
    fit_to_width(sheet, "landscape")
    sheet.print_title_rows = "1:1"
