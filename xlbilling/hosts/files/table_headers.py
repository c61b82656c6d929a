"""Keep a table's column names and the text in its header cells the same, as Excel does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xlbilling.hosts.files.package import tables
from xlbilling.hosts.files.package.addresses import Area
from xlbilling.hosts.files.values import shown_text

if TYPE_CHECKING:
    from xlbilling.hosts.files.sheet_state import SheetState


def sync_headers(sheet: SheetState) -> None:
    """Take the column names of a sheet's tables from their header cells where those were written.

    Blank and repeated headers get a name of their own, in the cell too.
    """
    if not sheet.changed:
        return
    package = sheet.book.package
    for table in tables.tables_of(package, sheet.name):
        if not table.header_row:
            continue
        area = table.area
        header = Area(area.top, area.left, area.top, area.right)
        if not sheet.wrote_in(header):
            continue
        names = header_names(sheet, header)
        if names != [one.name for one in table.columns]:
            columns = tuple(
                replace(one, name=name) for one, name in zip(table.columns, names, strict=True)
            )
            tables.update_table(package, replace(table, columns=columns))


def header_names(sheet: SheetState, header: Area) -> list[str]:
    """Return the names that a header row gives; cells that cannot be a name are mended."""
    names: list[str] = []
    taken: set[str] = set()
    row = sheet.grid.block(header)[0]
    for number, value in enumerate(row, 1):
        name = own = shown_text(value) or f"Column{number}"
        count = 1
        while name.casefold() in taken:
            count += 1
            name = f"{own}{count}"
        taken.add(name.casefold())
        names.append(name)
    if names != row:
        sheet.write(header.top, header.left, [names])
    return names
