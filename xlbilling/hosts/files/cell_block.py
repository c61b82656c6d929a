"""Cells lifted out of a sheet, to be put down elsewhere: values, formulas and styles."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from xlbilling.hosts.files.formula_cells import Cell, Formula
from xlbilling.hosts.files.package.addresses import Area
from xlbilling.hosts.files.package.style_types import CellFormat
from xlbilling.model.cells import CellValue

if TYPE_CHECKING:
    from xlbilling.hosts.files.sheet_state import SheetState


@dataclass(frozen=True, slots=True)
class CellBlock:
    """A rectangle of cells.

    Attributes:
        values: rows of values.
        formulas: formulas by (row, column) within the block, from 0.
        styles: rows of style numbers of the book they come from.
    """

    values: list[list[CellValue]]
    formulas: dict[Cell, Formula]
    styles: list[list[int]]

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns."""
        return len(self.values), len(self.values[0])

    def transposed(self) -> CellBlock:
        """Return the block with rows and columns exchanged."""
        return CellBlock(
            [list(row) for row in zip(*self.values, strict=True)],
            {(column, row): one for (row, column), one in self.formulas.items()},
            [list(row) for row in zip(*self.styles, strict=True)],
        )


def lift(sheet: SheetState, area: Area) -> CellBlock:
    """Return a copy of the cells of an area; array formulas other than of one cell are refused.

    Raises:
        ValueError: the area holds an array formula over several cells.
    """
    formulas = {}
    for (row, column), formula in sheet.formulas.within(area):
        if formula.array is not None and ":" in formula.array:
            raise ValueError(f"{sheet.name}!{formula.array} holds an array formula; move it whole")
        formulas[row - area.top, column - area.left] = formula
    columns = range(area.left, area.right + 1)
    styles = [
        [sheet.formats.at(row, column) for column in columns]
        for row in range(area.top, area.bottom + 1)
    ]
    return CellBlock(sheet.grid.block(area), formulas, styles)


def put_down(sheet: SheetState, top: int, left: int, block: CellBlock) -> None:
    """Put a block's cells where its first one is (top, left); styles are numbers of this book."""
    sheet.place(top, left, block.values)
    for (row, column), formula in block.formulas.items():
        array = None
        if formula.array is not None:
            array = Area(top + row, left + column, top + row, left + column).name
        sheet.formulas.set(top + row, left + column, Formula(formula.text, array))
    for row, styles in enumerate(block.styles, top):
        for column, style in enumerate(styles, left):
            if sheet.formats.at(row, column) != style:
                sheet.formats.changed.setdefault(row, {})[column] = style


def style_in(target: SheetState, source: SheetState, style: int) -> int:
    """Return the number of a style in the target's book; made there if the books differ."""
    if target.book is source.book:
        return style
    look = source.book.package.styles.format_of(style)
    changes = {one.name: getattr(look, one.name) for one in fields(CellFormat)}
    return target.book.package.styles.with_format(0, **changes)
