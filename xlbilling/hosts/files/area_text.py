"""From what a macro calls a range to the cells it means, and back to text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xlbilling.hosts.files.package.addresses import (
    LAST_COLUMN,
    LAST_ROW,
    Area,
    column_letters,
    parse_area,
)

if TYPE_CHECKING:
    pass

_PLAIN_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_LIKE_A_CELL: Final = re.compile(r"[A-Za-z]{1,3}[0-9]{1,7}|[Rr][0-9]*|[Cc][0-9]*|[Rr]\d+[Cc]\d+")
_TABLE: Final = re.compile(r"([^\[\]!]+)(?:\[(?:#(All|Data|Headers|Totals)|([^\[\]#]+))?\])?")


def from_numbers(row: int, column: int, rows: int = 1, columns: int = 1) -> Area | None:
    """Return the area of so many rows and columns from a cell on; None for none.

    Raises:
        IndexError: a row or column below 1, or beyond the sheet.
    """
    if row < 1 or column < 1:
        raise IndexError(f"there is no cell in row {row}, column {column}: both count from 1")
    if rows < 1 or columns < 1:
        return None
    area = Area(row, column, row + rows - 1, column + columns - 1)
    if area.bottom > LAST_ROW or area.right > LAST_COLUMN:
        raise IndexError(f"row {area.bottom}, column {area.right} lies outside the sheet")
    return area


def reference(formula: str) -> tuple[str | None, Area] | None:
    """Return the (sheet, area) that a formula names and nothing else, or None.

    Args:
        formula: such as ``=Sheet1!$A$1:$B$3``, ``'My sheet'!A1`` or ``$A$1``.
    """
    text = formula.removeprefix("=")
    owner, bang, address = text.rpartition("!")
    try:
        area = parse_area(address.replace("$", "").upper())
    except ValueError:
        return None
    return (unquoted(owner) if bang else None), area


def unquoted(name: str) -> str:
    """Return a sheet's name without the quotes that formulas put around it."""
    if len(name) > 1 and name.startswith("'") and name.endswith("'"):
        return name[1:-1].replace("''", "'")
    return name


def name_in_formula(name: str) -> str:
    """Return a sheet's name as formulas write it: quoted where it must be."""
    if _PLAIN_NAME.fullmatch(name) and not _LIKE_A_CELL.fullmatch(name):
        return name
    return "'" + name.replace("'", "''") + "'"


def address(area: Area, *, row_absolute: bool = True, column_absolute: bool = True) -> str:
    """Return an area as Excel shows it: ``$A$1:$C$3``, ``$A:$D``, ``$1:$10``."""
    row, column = ("$" if row_absolute else ""), ("$" if column_absolute else "")
    first, last = f"{row}{area.top}", f"{row}{area.bottom}"
    if (area.left, area.right) == (1, LAST_COLUMN):
        return f"{first}:{last}"
    left = f"{column}{column_letters(area.left)}"
    right = f"{column}{column_letters(area.right)}"
    if (area.top, area.bottom) == (1, LAST_ROW):
        return f"{left}:{right}"
    if area.size == 1:
        return left + first
    return f"{left}{first}:{right}{last}"
