"""Cell and area addresses: A1 text to numbers and back. Rows and columns count from 1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from xlbilling.model.columns import LAST_COLUMN, LAST_ROW, column_letters, column_number

__all__ = [
    "LAST_COLUMN",
    "LAST_ROW",
    "Area",
    "cell_name",
    "column_letters",
    "column_number",
    "parse_area",
    "parse_cell",
]

_CELL: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})", re.ASCII)
_ROWS: Final = re.compile(r"\$?([0-9]{1,7}):\$?([0-9]{1,7})", re.ASCII)
_COLUMNS: Final = re.compile(r"\$?([A-Z]{1,3}):\$?([A-Z]{1,3})", re.ASCII)


def cell_name(row: int, column: int) -> str:
    """Return a cell's address without dollar signs: (7, 2) gives ``B7``."""
    return f"{column_letters(column)}{row}"


def parse_cell(name: str) -> tuple[int, int]:
    """Return (row, column) of an address such as ``B7`` or ``$B$7``.

    Raises:
        ValueError: the text is no cell address.
    """
    found = _CELL.fullmatch(name)
    if found is None:
        raise ValueError(f"{name!r} is no cell address")
    return int(found[2]), column_number(found[1])


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """A rectangle of cells, its edges included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def name(self) -> str:
        """The area as files write it: ``A1:C9``, a single cell as ``A1``."""
        first = cell_name(self.top, self.left)
        last = cell_name(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"

    @property
    def size(self) -> int:
        """How many cells it covers."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    def holds(self, row: int, column: int) -> bool:
        """Tell whether the cell lies in the area."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def meets(self, other: Area) -> bool:
        """Tell whether the two areas share a cell."""
        return not (
            other.top > self.bottom
            or other.bottom < self.top
            or other.left > self.right
            or other.right < self.left
        )

    def cells(self) -> Iterator[tuple[int, int]]:
        """Give every (row, column), row after row."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield row, column


def parse_area(name: str) -> Area:
    """Return the area of ``A1:C9``, ``B7``, ``A:C`` or ``3:5``, dollar signs or not.

    Raises:
        ValueError: the text is no area.
    """
    if found := _ROWS.fullmatch(name):
        first, last = sorted((int(found[1]), int(found[2])))
        return Area(first, 1, last, LAST_COLUMN)
    if found := _COLUMNS.fullmatch(name):
        first, last = sorted((column_number(found[1]), column_number(found[2])))
        return Area(1, first, LAST_ROW, last)
    start, _, end = name.partition(":")
    top, left = parse_cell(start)
    bottom, right = parse_cell(end) if end else (top, left)
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
