"""What changed in a sheet since it was last put into the package, cell by cell on demand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xlbilling.hosts.files.format_grid import FormatGrid
from xlbilling.hosts.files.formula_cells import FormulaCells
from xlbilling.hosts.files.grid import Grid
from xlbilling.hosts.files.package.addresses import Area
from xlbilling.hosts.files.package.sheet_xml import CellOut


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
                formula = self._formulas.get((row, column)) if self._formulas else None
                if formula is None:
                    cells[column] = CellOut(value, None, styles.get(column))
                else:
                    mark = self._spill_mark if formula.spills else 0
                    style = styles.get(column)
                    cells[column] = CellOut(value, formula.text, style, formula.array, mark)
        return cells

    def __iter__(self) -> Iterator[int]:
        return iter(sorted(self._spans.keys() | self._styles.keys()))

    def __len__(self) -> int:
        return len(self._spans.keys() | self._styles.keys())
