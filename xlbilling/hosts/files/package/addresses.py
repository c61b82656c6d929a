"""Cell and area addresses: A1 text to numbers and back. Rows and columns count from 1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384

_CELL: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})", re.ASCII)
_ROWS: Final = re.compile(r"\$?([0-9]{1,7}):\$?([0-9]{1,7})", re.ASCII)
_COLUMNS: Final = re.compile(r"\$?([A-Z]{1,3}):\$?([A-Z]{1,3})", re.ASCII)


@lru_cache(maxsize=LAST_COLUMN)
def column_letters(column: int) -> str:
    """Return a column's letters: 1 gives ``A``, 28 gives ``AB``.

    Raises:
        ValueError: the number is below 1.
    """
    if column < 1:
        raise ValueError(f"column {column} does not exist")
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=LAST_COLUMN)
def column_number(letters: str) -> int:
    """Return the number of a column: ``A`` gives 1, ``AB`` gives 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


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
