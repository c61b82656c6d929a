"""Which cells of a sheet hold formulas: those of the file, and those written since."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from xlbilling.hosts.files.package.addresses import Area, parse_area

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as files write it.

    Attributes:
        text: without the equals sign.
        array: the area of an array formula, such as ``D1:D3``; None for an ordinary one.
        spills: whether the area is what a dynamic formula fills by itself.
    """

    text: str
    array: str | None = None
    spills: bool = False


class FormulaCells:
    """The formulas of a sheet; the file's own are read when first asked for.

    Args:
        read: gives the file's formulas by cell.
    """

    def __init__(self, read: Callable[[], Mapping[Cell, Formula]]) -> None:
        self._read = read
        self._base: dict[Cell, Formula] | None = None
        self._cleared: list[Area] = []
        self._written: dict[Cell, Formula] = {}

    def at(self, row: int, column: int) -> Formula | None:
        """Return the cell's formula, None for a constant or a blank."""
        cell = (row, column)
        return self._written.get(cell) or self._loaded().get(cell)

    @property
    def written(self) -> Mapping[Cell, Formula]:
        """The formulas that were written since the sheet was last put away."""
        return self._written

    def within(self, area: Area) -> Iterator[tuple[Cell, Formula]]:
        """Give every formula in the area with its cell."""
        for source in (self._loaded(), self._written):
            for cell, formula in source.items():
                if area.holds(*cell):
                    yield cell, formula

    def array_over(self, row: int, column: int) -> tuple[Cell, Formula] | None:
        """Return the array formula whose area covers the cell, with the cell that holds it."""
        for source in (self._written, self._loaded()):
            for cell, formula in source.items():
                if formula.array and parse_area(formula.array).holds(row, column):
                    return cell, formula
        return None

    def set(self, row: int, column: int, formula: Formula) -> None:
        """Put a formula into a cell."""
        self._written[row, column] = formula

    def clear(self, area: Area) -> None:
        """Drop every formula in the area: a value is written there."""
        _drop(self._written, area)
        if self._base is None:
            self._cleared.append(area)
        else:
            _drop(self._base, area)

    def put_away(self) -> None:
        """Take it that what was written now stands in the package."""
        if self._base is not None:
            self._base |= self._written
        self._cleared.clear()
        self._written.clear()

    def forget(self) -> None:
        """Read the file's formulas anew when next asked; nothing may be unsaved."""
        self._base = None

    def _loaded(self) -> dict[Cell, Formula]:
        if self._base is None:
            self._base = dict(self._read())
            for area in self._cleared:
                _drop(self._base, area)
            self._cleared.clear()
        return self._base


def _drop(formulas: dict[Cell, Formula], area: Area) -> None:
    if not formulas:
        return
    if area.size < len(formulas):
        for cell in area.cells():
            formulas.pop(cell, None)
    else:
        for cell in [cell for cell in formulas if area.holds(*cell)]:
            del formulas[cell]
