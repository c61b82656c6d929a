"""The cells of a look that are filled, and what fills them, in blocks that Calc takes at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from xlbilling.hosts.calc.cells_out import Place, runs
from xlbilling.hosts.calc.formula_text import to_calc
from xlbilling.hosts.files.package.addresses import Area

_NUMBER: Final = "n"
_FORMULA: Final = "f"

Values = tuple[tuple[str | float, ...], ...]
Formulas = tuple[tuple[str, ...], ...]


class Places:
    """The cells that are filled in sheets of one look.

    Args:
        cells: row and column of each.
    """

    def __init__(self, cells: Sequence[Place]) -> None:
        self._cells = cells
        self._formulas: dict[Place, str] = {}
        self._blocks: dict[frozenset[Place], list[Area]] = {}

    def values(self, contents: Sequence[str]) -> Iterator[tuple[Area, Values]]:
        """Give blocks of numbers and texts, none of which covers a cell that is not filled so.

        Args:
            contents: of each cell: a text after t, a number after n, a formula after f, or nothing.
        """
        plain = {
            place: _value(content)
            for place, content in zip(self._cells, contents, strict=True)
            if not content.startswith(_FORMULA)
        }
        which = frozenset(plain)
        if which not in self._blocks:
            self._blocks[which] = [*_blocks(which)]
        for area in self._blocks[which]:
            columns = range(area.left, area.right + 1)
            yield (
                area,
                tuple(
                    tuple(plain[row, column] for column in columns)
                    for row in range(area.top, area.bottom + 1)
                ),
            )

    def formulas(self, contents: Sequence[str]) -> Iterator[tuple[Area, Formulas]]:
        """Give the formulas that the look's first sheet has not, which the others are copies of."""
        found = {
            place: content.removeprefix(_FORMULA)
            for place, content in zip(self._cells, contents, strict=True)
            if content.startswith(_FORMULA)
        }
        others = {place: text for place, text in found.items() if self._formulas.get(place) != text}
        if not self._formulas:
            self._formulas = found
        for area in runs(others):
            rows = range(area.top, area.bottom + 1)
            yield area, tuple((to_calc(others[row, area.left]),) for row in rows)


def _value(content: str) -> str | float:
    return float(content[1:]) if content.startswith(_NUMBER) else content[1:]


def _blocks(places: Iterable[Place]) -> Iterator[Area]:
    """Give blocks of neighbours: runs along a row, joined where the row below has the same."""
    open_: dict[tuple[int, int], Area] = {}
    for row, members in groupby(sorted(places), lambda place: place[0]):
        columns = [column for _, column in members]
        now: dict[tuple[int, int], Area] = {}
        for _, run in groupby(enumerate(columns), lambda each: each[1] - each[0]):
            span = [column for _, column in run]
            left, right = span[0], span[-1]
            above = open_.pop((left, right), None)
            top = above.top if above is not None and above.bottom == row - 1 else row
            if above is not None and top == row:
                yield above
            now[left, right] = Area(top, left, row, right)
        yield from open_.values()
        open_ = now
    yield from open_.values()
