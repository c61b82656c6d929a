"""From what a macro calls a range to the cells it means."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from xlbilling.hosts.files.area_text import from_numbers, reference, unquoted
from xlbilling.hosts.files.package.addresses import Area, parse_area

_TABLE: Final = re.compile(r"([^\[\]!]+)(?:\[(?:#(All|Data|Headers|Totals)|([^\[\]#]+))?\])?")


def area_of(sheet: Any, what: Any) -> Area | None:
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
        return _address(what) or _named(sheet, what)
    area: Area | None = what.area
    return area


def areas_of(text: str) -> list[Area]:
    """Return the areas of an address such as ``A1,$C$3:$D$4``; "" has none.

    Raises:
        ValueError: one of them is no address.
    """
    return [parse_area(one.replace("$", "")) for one in text.split(",") if one]


def _address(text: str) -> Area | None:
    try:
        return parse_area(text.replace("$", "").upper())
    except ValueError:
        return None


def _named(sheet: Any, text: str) -> Area:
    owner, bang, name = text.rpartition("!")
    wanted = unquoted(owner) if bang else sheet.name
    here = _address(name) if bang and wanted.casefold() == sheet.name.casefold() else None
    if here is not None:
        return here
    for one in sheet.book.names.called(name, wanted):
        place = reference(one.refers_to)
        if place is None or (place[0] or sheet.name).casefold() != sheet.name.casefold():
            raise ValueError(f"{text!r} means {one.refers_to}, which is no range of {sheet.name}")
        return place[1]
    found = _TABLE.fullmatch(text)
    for table in sheet.tables if found else ():
        if found is not None and table.name.casefold() == found[1].casefold():
            return _part(table, found[2], found[3])
    raise ValueError(f"{text!r} is neither an address nor a name on sheet {sheet.name}")


def _part(table: Any, special: str | None, column: str | None) -> Area:
    whole: Area = table.area
    body: Area = table.body
    if special == "All":
        return whole
    if special == "Headers":
        return replace(whole, bottom=whole.top)
    if special == "Totals":
        return replace(whole, top=whole.bottom)
    if column is None:
        return body
    folded = [one.casefold() for one in table.headers]
    if column.casefold() not in folded:
        raise ValueError(f"table {table.name} has no column {column!r}")
    place = whole.left + folded.index(column.casefold())
    return replace(body, left=place, right=place)
