"""What happens to cells when a table grows, shrinks, or gets a header or totals row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xlbilling.hosts.files.formula_cells import Formula
from xlbilling.hosts.files.package import tables
from xlbilling.hosts.files.package.addresses import Area
from xlbilling.hosts.files.package.tables import Table, TableColumn
from xlbilling.hosts.files.table_headers import header_names
from xlbilling.model.cells import CellValue
from xlbilling.model.errors import BookError
from xlbilling.model.formula_scan import Pattern

if TYPE_CHECKING:
    from xlbilling.hosts.files.sheet_state import SheetState


def is_empty(sheet: SheetState, table: Table) -> bool:
    """Tell whether a table's only data row is blank."""
    body = table.body
    if body.top < body.bottom:
        return False
    return not _is_filled(sheet, body)


def resize(sheet: SheetState, table: Table, area: Area) -> None:
    """Make a table cover another area; columns keep their names, new ones take their header's.

    Raises:
        BookError: ``BOOK-TABLE``, the header would move, or the area meets another table.
    """
    if area == table.area:
        return
    if table.header_row:
        if area.top != table.area.top or area.right < table.area.left:
            raise BookError(
                f"table {table.name}: its header stays in row {table.area.top}",
                id="BOOK-TABLE",
                fix="resize it to a range that starts in that row",
            )
        if area.bottom == area.top:
            area = replace(area, bottom=area.top + 1)
    package = sheet.book.package
    if replace(area, bottom=table.area.bottom) == table.area and area.bottom > table.area.bottom:
        with sheet.part_changes():
            tables.grow_table(package, table.name, area.bottom, sheet=table.sheet)
        _fill_calculated(sheet, table, area.bottom)
        return
    tables.update_table(package, replace(table, area=area, columns=_columns(sheet, table, area)))


def _fill_calculated(sheet: SheetState, table: Table, last_row: int) -> None:
    """Give new rows the formulas of calculated columns, as Excel does; nothing calculates here."""
    bottom = table.body.bottom
    for column, one in enumerate(table.columns, table.area.left):
        above = sheet.formulas.at(bottom, column) if one.formula is not None else None
        if above is None or above.array is not None:
            continue
        pattern = Pattern(above.text, bottom, column)
        for row in range(bottom + 1, last_row + 1):
            if sheet.grid.cell(row, column) is None and sheet.formulas.at(row, column) is None:
                sheet.set_formula(row, column, Formula(pattern.at(row, column)), None)


def _columns(sheet: SheetState, table: Table, area: Area) -> tuple[TableColumn, ...]:
    old = {table.area.left + index: one for index, one in enumerate(table.columns)}
    if table.header_row:
        names = header_names(sheet, replace(area, bottom=area.top))
    else:
        names = _free_names(old, area)
    return tuple(
        replace(old[column], name=name) if column in old else TableColumn(name)
        for column, name in enumerate(names, area.left)
    )


def _free_names(old: dict[int, TableColumn], area: Area) -> list[str]:
    """Return column names for a table without a header."""
    taken = {one.name.casefold() for one in old.values()}
    names = []
    for column in range(area.left, area.right + 1):
        if column in old:
            names.append(old[column].name)
            continue
        number = column - area.left + 1
        while f"column{number}" in taken:
            number += 1
        taken.add(f"column{number}")
        names.append(f"Column{number}")
    return names


def drop_header(sheet: SheetState, table: Table) -> None:
    """Take the header row off; its cells go blank."""
    header = replace(table.area, bottom=table.area.top)
    area = replace(table.area, top=table.area.top + 1)
    tables.update_table(
        sheet.book.package, replace(table, area=area, header_row=False, has_filter=False)
    )
    sheet.clear_contents(header)


def add_header(sheet: SheetState, table: Table) -> None:
    """Put a header row above the data; the cells there must be blank."""
    header = replace(table.area, top=table.area.top - 1, bottom=table.area.top - 1)
    if header.top < 1 or _is_filled(sheet, header):
        raise _no_room(table, "above its first row")
    area = replace(table.area, top=header.top)
    sheet.write(header.top, header.left, [[one.name for one in table.columns]])
    tables.update_table(
        sheet.book.package, replace(table, area=area, header_row=True, has_filter=True)
    )


def add_totals(sheet: SheetState, table: Table) -> None:
    """Put a totals row below the data: "Total", and the last column's sum or count."""
    totals = replace(table.area, top=table.area.bottom + 1, bottom=table.area.bottom + 1)
    if _is_filled(sheet, totals):
        raise _no_room(table, "below its last row")
    columns = list(table.columns)
    columns[0] = replace(columns[0], totals_label="Total")
    code, word, result = _total(sheet, table)
    columns[-1] = replace(columns[-1], totals_function=word, totals_label=None)
    tables.update_table(
        sheet.book.package,
        replace(
            table,
            area=replace(table.area, bottom=totals.bottom),
            totals_row=True,
            columns=tuple(columns),
        ),
    )
    if len(columns) > 1:
        sheet.write(totals.top, totals.left, [["Total"]])
    name = columns[-1].name
    for mark in "'[]#":
        name = name.replace(mark, f"'{mark}")
    formula = Formula(f"SUBTOTAL({code},{table.name}[{name}])")
    sheet.set_formula(totals.top, totals.right, formula, result)


def drop_totals(sheet: SheetState, table: Table) -> None:
    """Take the totals row off; its cells go blank."""
    totals = replace(table.area, top=table.area.bottom)
    columns = tuple(replace(one, totals_label=None, totals_function=None) for one in table.columns)
    area = replace(table.area, bottom=table.area.bottom - 1)
    tables.update_table(
        sheet.book.package, replace(table, area=area, totals_row=False, columns=columns)
    )
    sheet.clear_contents(totals)


def _total(sheet: SheetState, table: Table) -> tuple[int, str, CellValue]:
    """Return SUBTOTAL's code, the file's word, and the result for the last column."""
    column = replace(table.body, left=table.body.right)
    values = [row[0] for row in sheet.grid.block(column) if row[0] is not None]
    numbers = [float(one) for one in values if isinstance(one, (int, float))]
    if len(numbers) == len(values) and not any(isinstance(one, bool) for one in values):
        return 109, "sum", sum(numbers)
    return 103, "count", float(len(values))


def _is_filled(sheet: SheetState, area: Area) -> bool:
    if any(value is not None for row in sheet.grid.block(area) for value in row):
        return True
    return any(True for _ in sheet.formulas.within(area))


def _no_room(table: Table, where: str) -> BookError:
    return BookError(
        f"table {table.name}: the cells {where} are not blank",
        id="BOOK-TABLE",
        fix="move what stands there, then try again",
    )
