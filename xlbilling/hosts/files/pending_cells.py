"""What changed in a sheet since it was last put into the package, cell by cell on demand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from xlbilling.hosts.files.format_grid import FormatGrid
from xlbilling.hosts.files.formula_cells import FormulaCells
from xlbilling.hosts.files.grid import Grid
from xlbilling.hosts.files.package.addresses import Area
from xlbilling.hosts.files.package.cell_text import PlainRow
from xlbilling.hosts.files.package.sheet_xml import CellOut
from xlbilling.model.cells import CellValue


class PendingCells(Mapping[int, Mapping[int, CellOut]]):
    """The changed cells by row and column; a row's cells are made when the row is asked for.

    Args:
        grid: the sheet's values.
        formulas: its formulas.
        formats: its styles.
        written: the areas whose values or formulas were written.
        spill_mark: the number that cells with a spilling formula carry.
    """

    def __init__(
        self,
        grid: Grid,
        formulas: FormulaCells,
        formats: FormatGrid,
        written: list[Area],
        *,
        spill_mark: int = 0,
    ) -> None:
        self._spill_mark = spill_mark
        self._written = written
        self._grid = grid
        self._formulas = formulas.written
        self._styles = formats.changed
        self._spans: dict[int, list[range]] = {}
        for area in written:
            span = range(area.left, area.right + 1)
            for row in range(area.top, area.bottom + 1):
                self._spans.setdefault(row, []).append(span)

    def __getitem__(self, row: int) -> dict[int, CellOut]:
        spans, styles = self._spans.get(row, ()), self._styles.get(row, {})
        if row not in self._spans and row not in self._styles:
            raise KeyError(row)
        cells = {column: CellOut(style=style) for column, style in styles.items()}
        for span in spans:
            values = self._grid.block(Area(row, span.start, row, span.stop - 1))[0]
            for column, value in zip(span, values, strict=True):
                if self._formulas and (row, column) in self._formulas:
                    cells[column] = self._formula_out(row, column, value)
                else:
                    cells[column] = CellOut(value, None, styles.get(column))
        return cells

    def plain_row(self, row: int) -> PlainRow | None:
        """Return a row that was written as one run of cells; None for any other row."""
        spans, styles = self._spans.get(row), self._styles.get(row, {})
        if spans is None:
            return None
        whole = max(spans, key=len)
        if any(one.start < whole.start or one.stop > whole.stop for one in spans):
            return None
        if not all(column in whole for column in styles):
            return None
        values = self._grid.block(Area(row, whole.start, row, whole.stop - 1))[0]
        formulas = {
            column: self._formula_out(row, column, values[column - whole.start])
            for column in self._formula_columns.get(row, ())
        }
        return PlainRow(whole.start, values, [styles.get(column) for column in whole], formulas)

    @cached_property
    def _formula_columns(self) -> dict[int, list[int]]:
        columns: dict[int, list[int]] = {}
        for row, column in self._formulas:
            columns.setdefault(row, []).append(column)
        return columns

    def _formula_out(self, row: int, column: int, value: CellValue) -> CellOut:
        formula = self._formulas[row, column]
        mark = self._spill_mark if formula.spills else 0
        style = self._styles.get(row, {}).get(column)
        return CellOut(value, formula.text, style, formula.array, mark)

    def reach(self) -> Area | None:
        """Return the area around all values and formulas written; None where there are none."""
        ends = [one for one in map(self._reach_in, self._written) if one is not None]
        ends += [Area(row, column, row, column) for row, column in self._formulas]
        if not ends:
            return None
        return Area(
            min(one.top for one in ends),
            min(one.left for one in ends),
            max(one.bottom for one in ends),
            max(one.right for one in ends),
        )

    def _reach_in(self, area: Area) -> Area | None:
        used = Grid(self._grid.block(area)).used()
        if used is None:
            return None
        down, right = area.top - 1, area.left - 1
        return Area(used.top + down, used.left + right, used.bottom + down, used.right + right)

    def __iter__(self) -> Iterator[int]:
        return iter(sorted(self._spans.keys() | self._styles.keys()))

    def __len__(self) -> int:
        return len(self._spans.keys() | self._styles.keys())
