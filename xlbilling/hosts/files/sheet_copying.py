"""Copy a sheet within its book, or into another open book."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xlbilling.hosts.files.cell_block import CellBlock, lift, put_down, style_in
from xlbilling.hosts.files.package import notes, sheet_copy, tables
from xlbilling.hosts.files.package.addresses import Area

if TYPE_CHECKING:
    from xlbilling.hosts.files.book_state import BookState
    from xlbilling.hosts.files.sheet_state import SheetState


def copy_within(sheet: SheetState, index: int | None) -> SheetState:
    """Copy a sheet with all that belongs to it; the copy becomes active.

    Args:
        sheet: the sheet to copy.
        index: how many tabs stand before the copy's place.
    """
    book = sheet.book
    name = free_name(book, sheet.name)
    values = sheet.grid.copy()
    book.restructure(lambda package: sheet_copy.copy_sheet(package, sheet.name, name, index))
    made = book.sheet(name)
    made.take_grid(values)
    book.activate(made)
    return made


def copy_across(sheet: SheetState, book: BookState, index: int | None) -> SheetState:
    """Copy a sheet into another book: values, formulas, looks, widths, merges, tables and notes.

    Pictures, charts, validations and conditional formats stay behind; a formula that names another
    sheet keeps that name.
    """
    name = sheet.name
    if book.package.workbook.has_sheet(name):
        name = free_name(book, name)
    book.package.workbook.add_sheet(name, index)
    book.settle()
    made = book.sheet(name)
    _copy_cells(sheet, made)
    _copy_layout(sheet, made)
    _copy_tables(sheet, made)
    for note in notes.notes_of(sheet.book.package, sheet.name).values():
        if not note.threaded:
            with made.part_changes():
                notes.set_note(book.package, name, note)
    book.activate(made)
    return made


def free_name(book: BookState, name: str) -> str:
    """Return the name that Excel gives a copy: ``Claims (2)``, at most 31 characters."""
    number = 2
    while True:
        ending = f" ({number})"
        made = name[: 31 - len(ending)] + ending
        if not book.package.workbook.has_sheet(made):
            return made
        number += 1


def _copy_cells(sheet: SheetState, made: SheetState) -> None:
    used = sheet.used_area()
    if used is None:
        return
    block = lift(sheet, Area(1, 1, used.bottom, used.right))
    known = {one: style_in(made, sheet, one) for row in block.styles for one in set(row)}
    styles = [[known[one] for one in row] for row in block.styles]
    put_down(made, 1, 1, CellBlock(block.values, block.formulas, styles))


def _copy_layout(sheet: SheetState, made: SheetState) -> None:
    layout = sheet.layout
    columns = tuple(replace(one, style=style_in(made, sheet, one.style)) for one in layout.columns)
    made.change_layout(
        merges=layout.merges,
        columns=columns,
        freeze=layout.freeze,
        zoom=layout.zoom,
        gridlines=layout.gridlines,
        tab_color=layout.tab_color,
        page=layout.page,
    )
    for row in sheet.rows_with_formats():
        one = sheet.row_format(row)
        made.change_row(row, height=one.height, hidden=one.hidden)


def _copy_tables(sheet: SheetState, made: SheetState) -> None:
    package = made.book.package
    taken = {one.name.casefold() for one in tables.all_tables(package)}
    for one in tables.tables_of(sheet.book.package, sheet.name):
        free = None if one.name.casefold() in taken else one.name
        with made.part_changes():
            tables.add_table(
                package,
                made.name,
                one.area,
                one.columns,
                name=free,
                style=one.style,
                header_row=one.header_row,
                has_filter=one.has_filter,
            )
