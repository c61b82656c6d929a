"""One sheet in memory: values, formulas, formats and layout, and what of it is not yet saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from xlbilling.hosts.files.format_grid import FormatGrid
from xlbilling.hosts.files.formula_cells import Cell, Formula, FormulaCells
from xlbilling.hosts.files.grid import Grid, Row
from xlbilling.hosts.files.number_formats import GENERAL, TEXT, for_moment, shows_dates
from xlbilling.hosts.files.package import formula_text, sheet_xml
from xlbilling.hosts.files.package.addresses import Area
from xlbilling.hosts.files.package.dynamic_arrays import dynamic_array_mark
from xlbilling.hosts.files.package.layout_types import SheetLayout
from xlbilling.hosts.files.package.sheet_layout import read_layout, with_layout
from xlbilling.hosts.files.package.style_types import CellFormat
from xlbilling.hosts.files.pending_cells import PendingCells
from xlbilling.hosts.files.typed_text import TypedText, entered
from xlbilling.hosts.files.values import (
    DAYS_BEFORE_1904,
    check_block,
    from_serial,
    to_serial,
)
from xlbilling.model.cells import CellValue

if TYPE_CHECKING:
    from xlbilling.hosts.files.book_state import BookState


class SheetState:
    """A sheet of an open book.

    Args:
        book: the book it belongs to.
        name: what its tab shows.
        part: its part in the package.
        in_file: whether the file that was opened holds it (its values are read from there).
    """

    def __init__(self, book: BookState, name: str, part: str, *, in_file: bool) -> None:
        self.book = book
        self.name = name
        self.part = part
        self.selection = Area(1, 1, 1, 1)
        self._name_in_file = name if in_file else None
        self._grid: Grid | None = None if in_file else Grid()
        self._later: Callable[[], Grid] | None = None
        self._height: int | None = None if in_file else 0  # the package's rows, None: not known
        self._formulas = FormulaCells(self._file_formulas)
        self._formats: FormatGrid | None = None
        self._layout: SheetLayout | None = None
        self._layout_changed = False
        self._rows: dict[int, sheet_xml.RowFormat] | None = None
        self._changed_rows: dict[int, sheet_xml.RowFormat] = {}
        self._written: list[Area] = []

    # Reading

    @property
    def grid(self) -> Grid:
        """The values; read from the file when first asked for."""
        if self._grid is None and self._later is not None:
            self._grid, self._later = self._later(), None
        elif self._grid is None:
            assert self._name_in_file is not None
            self._grid = self.book.read_grid(self._name_in_file, self.part)
            self._height = self._grid.height
        return self._grid

    @property
    def times_written(self) -> int:
        """How often values were written; reading them from the file is none."""
        return 0 if self._grid is None else self._grid.times_written

    @property
    def formulas(self) -> FormulaCells:
        """Which cells hold formulas."""
        return self._formulas

    @property
    def formats(self) -> FormatGrid:
        """The cells' styles."""
        if self._formats is None:
            height = self._height_in_package()
            self._formats = FormatGrid(self._file_styles, self._file_row_styles, height)
            for one in self.layout.columns:
                if one.style:
                    for column in range(one.first, one.last + 1):
                        self._formats.column_styles[column] = one.style
        return self._formats

    @property
    def layout(self) -> SheetLayout:
        """Merges, column widths, freeze panes, links and the like."""
        if self._layout is None:
            self._layout = read_layout(self._xml())
        return self._layout

    def change_layout(self, **changes: Any) -> None:
        """Change fields of the layout; they go into the package with the next save."""
        self._layout = replace(self.layout, **changes)
        self._layout_changed = True

    def row_format(self, row: int) -> sheet_xml.RowFormat:
        """Return a row's height and visibility."""
        changed = self._changed_rows.get(row)
        return changed or self._file_rows().get(row) or sheet_xml.RowFormat()

    def change_row(self, row: int, **changes: Any) -> None:
        """Change a row's height or visibility."""
        self._changed_rows[row] = replace(self.row_format(row), **changes)

    def rows_with_formats(self) -> set[int]:
        """Return the rows that have a height or visibility of their own."""
        return set(self._file_rows()) | set(self._changed_rows)

    def used_area(self) -> Area | None:
        """Return the smallest area that holds every value and formula, None when empty."""
        values, held = self.grid.used(), self.grid.held()
        cells = (
            [cell for cell, _ in self._formulas.within(Area(1, 1, 1_048_576, 16_384))]
            if (values != held or self._written)
            else []
        )
        if values is not None:
            cells += [(values.top, values.left), (values.bottom, values.right)]
        if not cells:
            return None
        rows, columns = [row for row, _ in cells], [column for _, column in cells]
        return Area(min(rows), min(columns), max(rows), max(columns))

    def cell_format(self, row: int, column: int) -> CellFormat:
        """Return how a cell looks."""
        return self.book.package.styles.format_of(self.formats.at(row, column))

    def formats_within(self, area: Area) -> Iterator[CellFormat]:
        """Give the different looks that occur in an area."""
        styles = self.book.package.styles
        for style in sorted(self.formats.within(area)):
            yield styles.format_of(style)

    # Writing

    def write(self, top: int, left: int, block: Sequence[Row]) -> None:
        """Write a block of values; typed text becomes what Excel would make of it.

        Raises:
            TypeError: a value is not plain Python.
            ValueError: a value that no cell can hold; nothing was written in either case.
        """
        check_block(block)
        if not block or not block[0]:
            return
        area = Area(top, left, top + len(block) - 1, left + len(block[0]) - 1)
        self._refuse_outside(area)
        block, formulas = self._as_entered(area, block)
        self._put(area, block)
        for cell, formula in formulas.items():
            self._set_formula(*cell, formula)

    def place(self, top: int, left: int, block: Sequence[Row]) -> None:
        """Put values as they are into cells whose styles the caller sees to."""
        area = Area(top, left, top + len(block) - 1, left + len(block[0]) - 1)
        self._refuse_outside(area)
        self.grid.write(top, left, block)
        self._formulas.clear(area)
        self._written.append(area)

    def wrote_in(self, area: Area) -> bool:
        """Tell whether a cell of the area was written since the sheet was last put away."""
        return any(one.meets(area) for one in self._written)

    def fill(self, area: Area, value: CellValue) -> None:
        """Write one value to every cell of an area."""
        if value is None or value == "":
            self.clear_contents(area)
            return
        self.write(
            area.top,
            area.left,
            [[value] * (area.right - area.left + 1)] * (area.bottom - area.top + 1),
        )

    def clear_contents(self, area: Area) -> None:
        """Blank the cells of an area and keep their formats."""
        held = self.reach(area)
        self._formulas.clear(area)
        if held is not None:
            self.grid.fill(held, None)
            self._written.append(held)

    def set_formula(self, row: int, column: int, formula: Formula, value: CellValue) -> None:
        """Put a formula into a cell with the value that stands for its result."""
        self._put(Area(row, column, row, column), [[value]])
        self._set_formula(row, column, formula)

    def write_formulas(
        self, top: int, left: int, formulas: Sequence[Sequence[str]], values: Sequence[Row]
    ) -> None:
        """Write formulas with their results; an entry without "=" is a constant in ``values``."""
        self.write(top, left, values)
        for row, texts in enumerate(formulas, top):
            for column, text in enumerate(texts, left):
                if text.startswith("="):
                    formula = Formula(formula_text.to_file(text).removeprefix("="))
                    self._formulas.set(row, column, formula)
        width = max(map(len, formulas), default=0)
        self._written.append(Area(top, left, top + len(formulas) - 1, left + width - 1))

    def restyle(self, area: Area, **changes: Any) -> None:
        """Change how the cells of an area look; the arguments are `CellFormat`'s fields."""
        styles = self.book.package.styles
        self.set_styles(area, lambda old: styles.with_format(old, **changes))
        if "number_format" in changes:
            self._show_as(area, dates=shows_dates(changes["number_format"]))

    def set_styles(self, area: Area, restyle: Any) -> None:
        """Give the cells of an area the style number that ``restyle`` returns for their old one."""
        self.formats.restyle(area, restyle, self.reach)
        if area.bottom - area.top + 1 == 1_048_576:
            self._layout_changed = True

    def reach(self, area: Area) -> Area | None:
        """Return the part of an area in which values or cells of the file lie."""
        held = self.grid.held()
        if held is None or not area.meets(held):
            return None
        return Area(
            area.top,
            area.left,
            min(area.bottom, held.bottom),
            min(area.right, held.right),
        )

    @contextmanager
    def part_changes(self) -> Iterator[None]:
        """Let the package change this sheet's part: the layout goes in first, and is read anew."""
        if self._layout_changed:
            layout = self._layout_with_styles()
            self.book.package.write(self.part, with_layout(self._xml(), layout))
            self._layout_changed = False
        self._layout = None
        yield
        self._layout = None

    # Into the package

    @property
    def changed(self) -> bool:
        """Whether anything here is not yet in the package."""
        formats = self._formats is not None and bool(
            self._formats.changed or self._formats.row_styles
        )
        return bool(self._written or self._layout_changed or self._changed_rows or formats)

    def flush(self, *, at_once: bool) -> None:
        """Put what changed into the package.

        Args:
            at_once: build the part's bytes now, because the package itself is about to change;
                else they are streamed when the book is saved.
        """
        if not self.changed:
            return
        package = self.book.package
        xml = self._xml()
        if self._layout_changed:
            xml = with_layout(xml, self._layout_with_styles())
        spills = any(one.spills for one in self._formulas.written.values())
        cells = PendingCells(
            self.grid,
            self._formulas,
            self.formats,
            self._written,
            spill_mark=dynamic_array_mark(package) if spills else 0,
        )
        splice = partial(
            sheet_xml.splice,
            xml,
            cells,
            rows=self._rows_out(),
            date1904=package.workbook.date1904,
            written=cells.reach(),
            plain_row=cells.plain_row,
        )
        package.write(self.part, b"".join(splice()) if at_once else splice)
        if self._written:
            package.workbook.recalculate_on_load()

    def put_away(self) -> None:
        """Take it that everything here stands in the package now."""
        self._written = []
        self._formulas.put_away()
        if self._formats is not None:
            self._formats.put_away()
        if self._rows is not None:
            self._rows |= self._changed_rows
        self._changed_rows = {}
        self._layout_changed = False

    def forget(self) -> None:
        """Read formulas, formats and layout anew when next asked: the package was changed."""
        self._formulas.forget()
        self._formats = self._layout = self._rows = self._height = None

    def is_in_file(self, name: str | None) -> None:
        """Note under which name the file now holds the sheet."""
        self._name_in_file = name

    def take_grid(self, grid: Grid | Callable[[], Grid]) -> None:
        """Use these values, or what gives them once they are asked for: the sheet is a copy."""
        if callable(grid):
            self._grid, self._later = None, grid
        else:
            self._grid = grid

    # Private

    def _set_formula(self, row: int, column: int, formula: Formula) -> None:
        self._formulas.set(row, column, formula)
        self._written.append(Area(row, column, row, column))

    def _put(self, area: Area, block: Sequence[Row]) -> None:
        for first, last in self._differing(area, block):
            self.place(area.top + first, area.left, block[first : last + 1])
        self._date_formats(area, block)

    def _differing(self, area: Area, block: Sequence[Row]) -> Iterator[tuple[int, int]]:
        """Give the runs of a block's rows (first, last) in which anything is new.

        A column is set whole though few of its cells change, and every row written is a row to
        splice when the book is saved.
        """
        if area.top > self.grid.height or any(True for _ in self._formulas.within(area)):
            yield 0, len(block) - 1
            return
        pairs = zip(self.grid.block(area), block, strict=True)
        is_new = [not _same(old, new) for old, new in pairs]
        at = 0
        for new, run in groupby(is_new):
            height = len(list(run))
            if new:
                yield at, at + height - 1
            at += height

    def _as_entered(
        self, area: Area, block: Sequence[Row]
    ) -> tuple[Sequence[Row], dict[Cell, Formula]]:
        """Turn typed text into what Excel makes of it; formulas come apart."""
        if not any(type(one) is TypedText or one == "" for row in block for one in row):
            return block, {}
        out, formulas = [list(row) for row in block], {}
        for row, values in enumerate(out):
            for index, value in enumerate(values):
                if value == "":
                    values[index] = None
                elif type(value) is TypedText:
                    cell = (area.top + row, area.left + index)
                    values[index], formula = self._entered(cell, value)
                    if formula is not None:
                        formulas[cell] = formula
        return out, formulas

    def _entered(self, cell: Cell, text: TypedText) -> tuple[CellValue, Formula | None]:
        entry = entered(text, today=self.book.today())
        if entry.value == text and entry.formula is None:
            return str(text), None
        shown = self.cell_format(*cell).number_format
        if shown == TEXT:
            return str(text), None
        if entry.formula is not None:
            return None, Formula(formula_text.to_file(entry.formula).removeprefix("="))
        if entry.number_format is not None and shown == GENERAL:
            area = Area(*cell, *cell)
            self.restyle(area, number_format=entry.number_format)
        return entry.value, None

    def _date_formats(self, area: Area, block: Sequence[Row]) -> None:
        """Give cells that got a date a date format, as Excel does, unless they have one."""
        columns: set[int] = set()
        for row in block:
            if dt.datetime in set(map(type, row)):
                columns |= {at for at, one in enumerate(row) if type(one) is dt.datetime}
        for index in sorted(columns):
            shown = [
                for_moment(one) if type(one) is dt.datetime else None
                for one in (row[index] for row in block)
            ]
            at = area.top
            for number_format, run in groupby(shown):
                bottom = at + len(list(run)) - 1
                if number_format is not None:
                    column = area.left + index
                    self._date_format(Area(at, column, bottom, column), number_format)
                at = bottom + 1

    def _date_format(self, area: Area, number_format: str) -> None:
        styles = self.book.package.styles

        def restyle(old: int) -> int:
            if shows_dates(styles.format_of(old).number_format):
                return old
            return styles.with_format(old, number_format=number_format)

        if any(restyle(old) != old for old in self.formats.within(area)):
            self.set_styles(area, restyle)

    def _show_as(self, area: Area, *, dates: bool) -> None:
        """Turn numbers into dates or back where the number format changed its kind."""
        held = self.reach(area)
        if held is None:
            return
        wrong: tuple[type, ...] = (int, float) if dates else (dt.datetime,)
        before = DAYS_BEFORE_1904 if self.book.package.workbook.date1904 else 0
        for row, values in enumerate(self.grid.block(held), held.top):
            if not any(type(one) in wrong for one in values):
                continue
            for column, value in enumerate(values, held.left):
                if type(value) is dt.datetime and not dates:
                    self.grid.write(row, column, [[to_serial(value) - before]])
                elif type(value) in wrong and dates:
                    moment = from_serial(float(value) + before)  # type: ignore[arg-type]
                    self.grid.write(row, column, [[moment]])

    def _layout_with_styles(self) -> SheetLayout:
        layout = self.layout
        if self._formats is None:
            return layout
        from xlbilling.hosts.files.columns import with_styles

        return replace(layout, columns=with_styles(layout.columns, self._formats.column_styles))

    def _rows_out(self) -> dict[int, sheet_xml.RowFormat]:
        rows = dict(self._changed_rows)
        if self._formats is not None:
            for row, style in self._formats.row_styles.items():
                rows[row] = replace(rows.get(row, sheet_xml.RowFormat()), style=style)
        return rows

    def _refuse_outside(self, area: Area) -> None:
        if area.bottom > 1_048_576 or area.right > 16_384:
            raise IndexError(f"{area.top}, {area.left}: the block does not fit on the sheet")

    def _xml(self) -> bytes:
        return self.book.package.sheet_xml(self.name)

    def _height_in_package(self) -> int:
        """Return how many rows of the package may have formats."""
        if self._height is None and self._grid is None:
            return self.grid.height
        if self._height is None:
            used = sheet_xml.used_area(self._xml())
            self._height = used.bottom if used is not None else 0
        return self._height

    def _file_formulas(self) -> Mapping[Cell, Formula]:
        xml = self._xml()
        areas = sheet_xml.array_areas(xml)
        return {
            cell: Formula(text, areas.get(cell)) for cell, text in sheet_xml.formulas(xml).items()
        }

    def _file_styles(self) -> sheet_xml.StyleGrid:
        return sheet_xml.styles_grid(self._xml())

    def _file_row_styles(self) -> Mapping[int, int]:
        rows = self._file_rows().items()
        return {row: one.style for row, one in rows if one.style is not None}

    def _file_rows(self) -> dict[int, sheet_xml.RowFormat]:
        if self._rows is None:
            self._rows = dict(sheet_xml.row_formats(self._xml()))
        return self._rows


def _same(old: Row, new: Row) -> bool:
    """Tell whether two rows hold the same; TRUE is not 1, and an error not its text."""
    return list(old) == list(new) and list(map(type, old)) == list(map(type, new))
