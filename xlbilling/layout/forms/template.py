"""What a template sheet says: where its named cells stand, how large its rows and columns are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

_AGAIN: Final = re.compile(r"_\d+$")


class Area(NamedTuple):
    """A block of cells; rows and columns count from 1."""

    top: int
    left: int
    bottom: int
    right: int


def shown_by(name: str) -> str:
    """Return the name of what a cell shows: of ``Statement_Account_2`` that without its number."""
    return _AGAIN.sub("", name)


@dataclass(frozen=True)
class Template:
    """A template sheet as it stands.

    Attributes:
        sheet: its name.
        areas: the cells of each name; one with a number behind, as ``Statement_Account_2``, shows
            the same once more.
        rows: the last row that is printed; below it the office keeps what it likes.
        columns: the last column that is printed.
        heights: in points, of each row from the first on, as far as names reach.
        widths: in characters, of each printed column.
        sizes: in points, of the letters in cells whose words are broken into rows.
        formulas: the office's own, by row and column.
        titles: the rows that print at the top of every page.
    """

    sheet: str
    areas: Mapping[str, Area]
    rows: int
    columns: int
    heights: Sequence[float]
    widths: Sequence[float]
    sizes: Mapping[str, float]
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)
    titles: range = range(0)

    def areas_of(self, name: str) -> Sequence[Area]:
        """Return the cells that show what a name stands for."""
        return self._shown.get(name, ())

    @cached_property
    def _shown(self) -> Mapping[str, Sequence[Area]]:
        """The cells by what they show; worked out once, for a thousand sheets ask for them."""
        found: dict[str, list[Area]] = {}
        for each, area in self.areas.items():
            for name in {each, shown_by(each)}:
                found.setdefault(name, []).append(area)
        return found

    @cached_property
    def _rooms(self) -> dict[str, int]:
        return {}

    @cached_property
    def _blocks(self) -> dict[str, range]:
        return {}

    def rows_of(self, name: str) -> range:
        """Return the rows of a name, none where the template lacks it."""
        area = self.areas.get(name)
        return range(area.top, area.bottom + 1) if area else range(0)

    def block(self, beginning: str) -> range:
        """Return the rows from the first to the last cell whose name begins so."""
        if beginning not in self._blocks:
            self._blocks[beginning] = self._block(beginning)
        return self._blocks[beginning]

    def _block(self, beginning: str) -> range:
        found = [area for name, area in self.areas.items() if name.startswith(beginning)]
        if not found:
            return range(0)
        return range(min(area.top for area in found), max(area.bottom for area in found) + 1)

    def height(self, row: int) -> float:
        """Return a row's height in points; below those that are known as the last of them."""
        return self.heights[min(row, len(self.heights)) - 1]

    def room(self, name: str) -> int:
        """Return how many characters stand in one row from a cell to the edge or its neighbour.

        A column's width counts digits of 11 points; a tenth is kept free for capitals.
        """
        if name not in self._rooms:
            self._rooms[name] = self._room(name)
        return self._rooms[name]

    def _room(self, name: str) -> int:
        area = self.areas[name]
        beside = (
            other.left
            for each, other in self.areas.items()
            if each != name and other.left > area.right and other.top <= area.top <= other.bottom
        )
        last = min(beside, default=self.columns + 1) - 1
        width = sum(self.widths[area.left - 1 : max(last, area.right)])
        return max(int(width * _CHARACTERS / self.sizes.get(name, _USUAL)), _LEAST)


_USUAL: Final = 11.0
_CHARACTERS: Final = 0.88 * _USUAL
_LEAST: Final = 12
