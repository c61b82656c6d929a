"""From what a macro calls a range to the cells it means, on a sheet of Calc."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from xlbilling.hosts.calc import bridge
from xlbilling.hosts.files.area_text import from_numbers, reference, unquoted
from xlbilling.hosts.files.package.addresses import Area, column_number, parse_area

if TYPE_CHECKING:
    from xlbilling.hosts.calc.sheets import Sheet

_TABLE: Final = re.compile(r"([^\[\]!]+)(?:\[(?:#(All|Data|Headers|Totals)|([^\[\]#]+))?\])?")
_PLACES: Final = re.compile(r"\.([A-Z]+)([0-9]+)(?::([A-Z]+)([0-9]+))?(?=[,;]|$)")


def area_of(sheet: Sheet, what: Any) -> Area | None:
    """Return the cells meant; None for an area without any cell.

    Args:
        sheet: where addresses and names count.
        what: a range of ours, a (row, column) pair, a (row, column, rows, columns) tuple, an
            address such as ``B2``, ``A:C`` or ``3:5``, a defined name, or a table's name.

    Raises:
        IndexError: a row or column below 1.
        ValueError: the text means nothing on this sheet.
    """
    if isinstance(what, tuple):
        return from_numbers(*what)
    if isinstance(what, str):
        try:
            return parse_area(what.replace("$", "").upper())
        except ValueError:
            return _named(sheet, what)
    area: Area | None = what.area
    return area


def _named(sheet: Sheet, text: str) -> Area:
    owner, bang, name = text.rpartition("!")
    wanted = unquoted(owner) if bang else sheet.name
    if bang and wanted.casefold() == sheet.name.casefold():
        try:
            return parse_area(name.replace("$", "").upper())
        except ValueError:
            pass
    for one in sheet.book.names.called(name, wanted):
        place = reference(one.refers_to)
        if place is None or (place[0] or sheet.name).casefold() != sheet.name.casefold():
            raise ValueError(f"{text!r} means {one.refers_to}, which is no range of {sheet.name}")
        return place[1]
    return _of_table(sheet, text)


def _of_table(sheet: Sheet, text: str) -> Area:
    found = _TABLE.fullmatch(text)
    for table in sheet.tables if found else ():
        if found is not None and table.name.casefold() == found[1].casefold():
            return _part(table.area, table.body, found[2], found[3], table.headers)
    raise ValueError(f"{text!r} is neither an address nor a name on sheet {sheet.name}")


def _part(
    whole: Area, body: Area, special: str | None, column: str | None, headers: list[str]
) -> Area:
    if special == "All":
        return whole
    if special == "Headers":
        return replace(whole, bottom=whole.top)
    if special == "Totals":
        return replace(whole, top=whole.bottom)
    if column is None:
        return body
    folded = [one.casefold() for one in headers]
    if column.casefold() not in folded:
        raise ValueError(f"the table has no column {column!r}")
    place = whole.left + folded.index(column.casefold())
    return replace(body, left=place, right=place)


def area_at(address: Any) -> Area:
    """Return the area of a CellRangeAddress, which counts from 0."""
    return Area(
        address.StartRow + 1, address.StartColumn + 1, address.EndRow + 1, address.EndColumn + 1
    )


def areas_in(addresses: str) -> list[Area]:
    """Return the areas of ``Sheet.A1:B2,Sheet.D4``: a text is quicker than thousands of structs."""
    return [
        Area(
            int(top),
            column_number(left),
            int(bottom or top),
            column_number(right or left),
        )
        for left, top, right, bottom in _PLACES.findall(addresses)
    ]


def range_address(index: int, area: Area) -> Any:
    """Return the CellRangeAddress of an area on the sheet at a place from 0."""
    return bridge.struct(
        "com.sun.star.table.CellRangeAddress",
        Sheet=index,
        StartRow=area.top - 1,
        StartColumn=area.left - 1,
        EndRow=area.bottom - 1,
        EndColumn=area.right - 1,
    )


def cell_address(index: int, row: int, column: int) -> Any:
    """Return the CellAddress of a cell on the sheet at a place from 0."""
    return bridge.struct(
        "com.sun.star.table.CellAddress", Sheet=index, Row=row - 1, Column=column - 1
    )


def bounds(area: Area) -> tuple[int, int, int, int]:
    """Return an area as ``getCellRangeByPosition`` takes it: left, top, right, bottom from 0."""
    return area.left - 1, area.top - 1, area.right - 1, area.bottom - 1
