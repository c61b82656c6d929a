"""Areas between our own form and Calc's structs and texts, which count from 0."""

from __future__ import annotations

import re
from typing import Any, Final

from xlbilling.hosts.calc import bridge
from xlbilling.hosts.files.package.addresses import Area, column_number

_PLACES: Final = re.compile(r"\.([A-Z]+)([0-9]+)(?::([A-Z]+)([0-9]+))?(?=[,;]|$)")


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
