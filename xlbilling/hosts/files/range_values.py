"""What a range holds: values, formulas, links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Self

from xlbilling.hosts.files.collecting import collector_paused
from xlbilling.hosts.files.formula_cells import Formula
from xlbilling.hosts.files.grid import next_edge
from xlbilling.hosts.files.package.addresses import Area, cell_name, parse_area
from xlbilling.hosts.files.package.formula_text import to_file, to_shown
from xlbilling.hosts.files.package.layout_types import Hyperlink
from xlbilling.hosts.files.range_base import RangeBase
from xlbilling.hosts.files.translating import moved
from xlbilling.hosts.files.typed_text import TypedText
from xlbilling.hosts.files.values import shown_text
from xlbilling.model.cells import CellValue

_STEPS = {
    "d": (1, 0), "down": (1, 0), "u": (-1, 0), "up": (-1, 0),
    "r": (0, 1), "right": (0, 1), "l": (0, -1), "left": (0, -1),
}  # fmt: skip
_LINK_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
# Functions that give more than one value: their cell is saved as the head of an array formula.
_SPILLING = (
    "UNIQUE(", "FILTER(", "SORT(", "SORTBY(", "SEQUENCE(", "RANDARRAY(", "TRANSPOSE(",
    "TEXTSPLIT(", "VSTACK(", "HSTACK(", "TAKE(", "DROP(", "CHOOSECOLS(", "CHOOSEROWS(",
)  # fmt: skip


class RangeValues(RangeBase):
    """Reading and writing the cells of a range."""

    @property
    def raw_value(self) -> Any:
        """The values as they are: one cell's bare, else a list of rows.

        Formulas give the result that was last cached in the file.
        """
        self.counted()
        if self.area is None:
            return None
        if self.area.size == 1:
            return self.state.grid.cell(self.area.top, self.area.left)
        with collector_paused():
            return self.state.grid.block(self.area)

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        """Write one value into every cell, or rows of values from the first cell on.

        Text stays text, whatever it looks like: "001" and "=A1" too. (``Range.value`` treats text
        as Excel treats typing; a live Excel does so for ``raw_value`` as well unless the cells have
        the format ``@``. What must hold in every host sets that format first.)

        Raises:
            TypeError: a value is not plain Python (numpy, Decimal, NaN and the like).
            ValueError: the rows differ in length, or a value fits in no cell.
        """
        self.counted()
        own = self.own
        if not isinstance(value, (list, tuple)):
            self.state.fill(own, value)
            return
        rows = value if value and isinstance(value[0], (list, tuple)) else [value]
        if rows[0]:
            self.state.write(own.top, own.left, rows)

    @property
    def formula(self) -> Any:
        """The formulas, constants as text; one cell's bare, else a list of rows."""
        self.counted()
        own = self.own
        if own.size == 1:
            return self._formula_at(own.top, own.left)
        rows = [[shown_text(value) for value in row] for row in self.state.grid.block(own)]
        for (row, column), formula in self.state.formulas.within(own):
            rows[row - own.top][column - own.left] = _shown_formula(formula)
        return rows

    @formula.setter
    def formula(self, value: Any) -> None:
        """Write formulas; one for many cells moves its references along, as in Excel."""
        self._write_formulas(value, spilling=False)

    @property
    def formula2(self) -> Any:
        """The same as `formula`: files tell dynamic formulas apart by themselves."""
        return self.formula

    @formula2.setter
    def formula2(self, value: Any) -> None:
        """Write formulas that may spill."""
        self._write_formulas(value, spilling=True)

    @property
    def formula_array(self) -> str | None:
        """The array formula that covers the first cell, None when there is none."""
        self.counted()
        found = self.state.formulas.array_over(self.own.top, self.own.left)
        return None if found is None else "=" + to_shown(found[1].text).removeprefix("=")

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        """Put one array formula over the whole range; nothing calculates it here."""
        self.counted()
        own = self.own
        self.state.clear_contents(own)
        formula = Formula(to_file(value).removeprefix("="), own.name)
        self.state.set_formula(own.top, own.left, formula, None)

    @property
    def has_array(self) -> bool:
        """Whether the first cell belongs to an array formula."""
        return self.state.formulas.array_over(self.own.top, self.own.left) is not None

    def set_formulas(
        self, formulas: Sequence[Sequence[str]], values: Sequence[Sequence[CellValue]]
    ) -> None:
        """Write formulas with the results that Python worked out, for nothing calculates here.

        Args:
            formulas: rows of formulas; text without "=" at its start takes the value alone.
            values: rows of the same shape: each formula's result, or the constant.

        Raises:
            ValueError: the two differ in shape.
        """
        self.counted()
        if [len(row) for row in formulas] != [len(row) for row in values]:
            raise ValueError("formulas and their values must have the same shape")
        self.state.write_formulas(self.own.top, self.own.left, formulas, values)

    def clear_contents(self) -> None:
        """Blank the cells; their formats stay."""
        self.counted()
        if self.area is not None:
            self.state.clear_contents(self.area)

    def end(self, direction: str) -> Self:
        """Return the cell that Ctrl and an arrow key reach from the first cell."""
        self.counted()
        row, column = next_edge(self.state.grid, self.own.top, self.own.left, _STEPS[direction])
        return self.other(Area(row, column, row, column))

    @property
    def current_region(self) -> Self:
        """The block around the first cell that blank rows and columns bound."""
        self.counted()
        used = self.state.used_area()
        area = Area(self.own.top, self.own.left, self.own.top, self.own.left)
        while used is not None:
            wider = Area(
                max(area.top - 1, 1), max(area.left - 1, 1), area.bottom + 1, area.right + 1
            )
            grown = self._around(wider, area)
            if grown == area:
                break
            area = grown
        return self.other(area)

    def _around(self, wider: Area, area: Area) -> Area:
        """Return the area grown by each side of ``wider`` that holds a value."""
        grid = self.state.grid
        top, left, bottom, right = area.top, area.left, area.bottom, area.right

        def filled(side: Area) -> bool:
            return any(value is not None for row in grid.block(side) for value in row)

        if wider.top < top and filled(replace(wider, bottom=wider.top)):
            top = wider.top
        if wider.left < left and filled(replace(wider, right=wider.left)):
            left = wider.left
        if filled(replace(wider, top=wider.bottom)):
            bottom = wider.bottom
        if filled(replace(wider, left=wider.right)):
            right = wider.right
        return Area(top, left, bottom, right)

    @property
    def hyperlink(self) -> str:
        """The address the first cell links to.

        Raises:
            ValueError: it has no link.
        """
        targets = {
            one.id: one.target for one in self.sheet.book.state.package.relations(self.state.part)
        }
        for one in self.state.layout.hyperlinks:
            if parse_area(one.area).holds(self.own.top, self.own.left):
                return targets[one.rel_id] if one.rel_id else f"#{one.location}"
        raise ValueError(f"{self.address}: the cell has no link")

    def add_hyperlink(
        self, address: str, text_to_display: str | None = None, screen_tip: str | None = None
    ) -> None:
        """Make the cells a link; an address that starts with # leads into this book."""
        self.counted()
        own, state = self.own, self.state
        package = self.sheet.book.state.package
        kept = tuple(one for one in state.layout.hyperlinks if not parse_area(one.area).meets(own))
        if address.startswith("#"):
            link = Hyperlink(own.name, location=address[1:], tooltip=screen_tip)
        else:
            rel_id = package.relate(state.part, _LINK_TYPE, address, external=True)
            link = Hyperlink(own.name, rel_id=rel_id, tooltip=screen_tip)
        state.change_layout(hyperlinks=(*kept, link))
        state.fill(Area(own.top, own.left, own.top, own.left), text_to_display or address)
        state.restyle(own, font_color="0563C1", underline="single")

    def _formula_at(self, row: int, column: int) -> str:
        formula = self.state.formulas.at(row, column)
        if formula is None:
            return shown_text(self.state.grid.cell(row, column))
        return _shown_formula(formula)

    def _write_formulas(self, value: Any, *, spilling: bool) -> None:
        self.counted()
        own = self.own
        rows = _as_rows(value, own)
        self.state.write(own.top, own.left, [[_typed(one) for one in row] for row in rows])
        if spilling:
            self._mark_spilling(own.top, own.left, rows)

    def _mark_spilling(self, top: int, left: int, rows: Sequence[Sequence[Any]]) -> None:
        for row, texts in enumerate(rows, top):
            for column, text in enumerate(texts, left):
                formula = self.state.formulas.written.get((row, column))
                if formula is not None and any(one in text.upper() for one in _SPILLING):
                    head = replace(formula, array=cell_name(row, column), spills=True)
                    self.state.formulas.set(row, column, head)


def _shown_formula(formula: Formula) -> str:
    return "=" + to_shown(formula.text).removeprefix("=")


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
