"""What a range holds: values, formulas, links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, Self

from xlbilling.hosts.calc import cells_in, links
from xlbilling.hosts.calc.cells_out import Block, heights_kept, put_formulas
from xlbilling.hosts.calc.edges import STEPS, filled_around, next_edge
from xlbilling.hosts.calc.formula_text import to_calc, to_excel
from xlbilling.hosts.calc.range_base import RangeBase
from xlbilling.hosts.calc.refusals import told
from xlbilling.hosts.files.collecting import collector_paused
from xlbilling.hosts.files.package.addresses import Area
from xlbilling.hosts.files.translating import moved
from xlbilling.hosts.files.typed_text import TypedText
from xlbilling.hosts.files.values import shown_text
from xlbilling.model.cells import ERROR_TEXTS, CellValue


@told
class RangeValues(RangeBase):
    """Reading and writing the cells of a range, each block in one call to Calc."""

    @property
    def raw_value(self) -> Any:
        """The values as they are: one cell's bare, else a list of rows."""
        self.counted()
        if self.area is None:
            return None
        with collector_paused():
            rows = self._rows()
        return rows[0][0] if self.area.size == 1 else rows

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        """Write one value into every cell, or rows of values from the first cell on.

        Text stays text, whatever it looks like: "001" and "=A1" too.

        Raises:
            TypeError: a value is not plain Python (numpy, Decimal, NaN and the like).
            ValueError: the rows differ in length, or a value fits in no cell.
        """
        self.counted()
        own = self.own
        if not isinstance(value, (list, tuple)):
            width = own.right - own.left + 1
            rows: Sequence[Any] = [[value] * width] * (own.bottom - own.top + 1)
        else:
            rows = value if value and isinstance(value[0], (list, tuple)) else [value]
        if rows[0]:
            Block(self.sheet, own.top, own.left, rows).write()

    def _rows(self) -> cells_in.Block:
        """Return the values; of whole rows and columns only what is used is asked for."""
        own = self.own
        if own.size <= _SMALL:
            return cells_in.read(self.sheet, own)
        used = self.sheet.used_area()
        if used is None:
            return _blank(own)
        bottom = min(own.bottom, max(used.bottom, own.top))
        right = min(own.right, max(used.right, own.left))
        rows = cells_in.read(self.sheet, replace(own, bottom=bottom, right=right))
        width = own.right - own.left + 1
        if right < own.right:
            rows = [[*row, *[None] * (own.right - right)] for row in rows]
        rows.extend([None] * width for _ in range(own.bottom - bottom))
        return rows

    @property
    def formula(self) -> Any:
        """The formulas, constants as text; one cell's bare, else a list of rows."""
        self.counted()
        own = self.own
        rows = [[shown_text(value) for value in row] for row in self._rows()]
        for area in cells_in.formula_areas(self.sheet, own):
            texts = self.sheet.cells_of(area).getFormulaArray()
            for row, line in enumerate(texts, area.top - own.top):
                for column, text in enumerate(line, area.left - own.left):
                    rows[row][column] = _shown(text)
        return rows[0][0] if own.size == 1 else rows

    @formula.setter
    def formula(self, value: Any) -> None:
        """Write formulas; one for many cells moves its references along, as in Excel."""
        self.counted()
        own = self.own
        rows = _as_rows(value, own)
        typed = [[_typed(one) for one in row] for row in rows]
        if not self._put_all_formulas(typed):
            Block(self.sheet, own.top, own.left, typed).write()

    def _put_all_formulas(self, rows: Sequence[Sequence[Any]]) -> bool:
        """Write a block that holds nothing but formulas, in one call; tell whether it was one."""
        if not all(isinstance(one, str) and one[:1] == "=" and one[1:] for r in rows for one in r):
            return False
        own = self.own
        area = Area(own.top, own.left, own.top + len(rows) - 1, own.left + len(rows[0]) - 1)
        texts = tuple(tuple(to_calc(str(one)) for one in row) for row in rows)
        with heights_kept(self.sheet.book.document, len(texts)):
            self.sheet.cells_of(area).setFormulaArray(texts)
        return True

    @property
    def formula2(self) -> Any:
        """The same as `formula`."""
        return self.formula

    @formula2.setter
    def formula2(self, value: Any) -> None:
        """Write formulas; Calc gives one that returns more than one value its first."""
        self.formula = value

    @property
    def formula_array(self) -> str | None:
        """The array formula that covers the first cell, None when there is none."""
        self.counted()
        text: str = self._first().cells.getArrayFormula()
        return to_excel(text.removeprefix("{").removesuffix("}")) if text else None

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        """Put one array formula over the whole range."""
        self.counted()
        self.cells.setArrayFormula(to_calc(value))

    @property
    def has_array(self) -> bool:
        """Whether the first cell belongs to an array formula."""
        return bool(self._first().cells.getArrayFormula())

    def set_formulas(
        self, formulas: Sequence[Sequence[str]], values: Sequence[Sequence[CellValue]]
    ) -> None:
        """Write formulas; Calc calculates them, so that Python's results only serve constants.

        Args:
            formulas: rows of formulas; text without "=" at its start takes the value alone.
            values: rows of the same shape: each formula's result, or the constant.

        Raises:
            ValueError: the two differ in shape.
        """
        self.counted()
        if [len(row) for row in formulas] != [len(row) for row in values]:
            raise ValueError("formulas and their values must have the same shape")
        if self._put_all_formulas(formulas):
            return
        own = self.own
        found = {
            (own.top + down, own.left + right): to_calc(text)
            for down, row in enumerate(formulas)
            for right, text in enumerate(row)
            if text.startswith("=")
        }
        constants = [
            [None if text.startswith("=") else value for text, value in zip(*pair, strict=True)]
            for pair in zip(formulas, values, strict=True)
        ]
        Block(self.sheet, own.top, own.left, constants).write()
        put_formulas(self.sheet, found)

    def clear_contents(self) -> None:
        """Blank the cells; their formats stay."""
        self.counted()
        if self.area is not None:
            self.cells.clearContents(cells_in.CONTENTS)

    def _first(self) -> Self:
        own = self.own
        return self if own.size == 1 else self.other(Area(own.top, own.left, own.top, own.left))

    def end(self, direction: str) -> Self:
        """Return the cell that Ctrl and an arrow key reach from the first cell."""
        self.counted()
        row, column = next_edge(self.sheet, self.own.top, self.own.left, STEPS[direction])
        return self.other(Area(row, column, row, column))

    @property
    def current_region(self) -> Self:
        """The block around the first cell that blank rows and columns bound."""
        self.counted()
        return self.other(filled_around(self.sheet, self.own.top, self.own.left))

    @property
    def hyperlink(self) -> str:
        """The address the first cell links to.

        Raises:
            ValueError: it has no link.
        """
        found = links.target(self._first().cells)
        if found is None:
            raise ValueError(f"{self.address}: the cell has no link")
        return found

    def add_hyperlink(
        self, address: str, text_to_display: str | None = None, screen_tip: str | None = None
    ) -> None:
        """Make the first cell a link; an address that starts with # leads into this book."""
        self.counted()
        links.put(self.sheet, self._first().cells, address, text_to_display or address)


_SMALL: Final = 4_000_000
"""So many cells are asked for at once without a look at what is used."""


def _blank(own: Area) -> cells_in.Block:
    width = own.right - own.left + 1
    return [[None] * width for _ in range(own.bottom - own.top + 1)]


def _shown(text: str) -> str:
    error = text.removeprefix("=")
    return error if error in ERROR_TEXTS else to_excel(text)


def _as_rows(value: Any, own: Area) -> Sequence[Sequence[Any]]:
    if isinstance(value, (list, tuple)):
        return value if value and isinstance(value[0], (list, tuple)) else [value]
    moves = isinstance(value, str) and value.startswith("=") and own.size > 1
    return [
        [moved(value, down, right) if moves else value for right in range(own.right - own.left + 1)]
        for down in range(own.bottom - own.top + 1)
    ]


def _typed(value: Any) -> Any:
    return TypedText(value) if type(value) is str and value else value
