"""Many sheets at once that are filled copies of a template sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from xlbilling.hosts.files.area_text import name_in_formula
from xlbilling.hosts.files.grid import Grid
from xlbilling.hosts.files.package import sheet_copy
from xlbilling.hosts.files.package.addresses import Area, column_letters
from xlbilling.hosts.files.package.row_copies import Look, Pattern, Source
from xlbilling.hosts.files.package.workbook_xml import DefinedName
from xlbilling.model.cells import CellValue

if TYPE_CHECKING:
    from xlbilling.hosts.files.book_state import BookState
    from xlbilling.hosts.files.package.package import Package

_PRINT_AREA: Final = "_xlnm.Print_Area"
_TEXT: Final = "@"
_ANCHOR_ROW: Final = re.compile(rb"(<(?:\w+:)?row>)(\d+)(</(?:\w+:)?row>)")


class Filled(Protocol):
    """One copy; see xlbilling/layout/forms/looks.py."""

    @property
    def sheet(self) -> str:
        """Its name."""

    @property
    def look(self) -> Look:
        """How it looks."""

    @property
    def values(self) -> tuple[CellValue, ...]:
        """What stands in each place of the look."""

    @property
    def formulas(self) -> tuple[str, ...]:
        """The live formula of each place, "" for none."""


def fill(book: BookState, template: str, filled: Sequence[Filled], mark: str) -> None:
    """Make the sheets; those of these names that are there are replaced where they stand.

    What in the template's cells the office has written comes along, its formulas moved with their
    rows; pictures and charts too, notes do not.

    Raises:
        BookError: the template holds something that cannot be copied here, or a value is one that
            no cell can hold; nothing was made.
    """
    if not filled:
        return
    grid = book.sheet(template).grid
    book.restructure(lambda package: _into(package, template, filled, mark))
    states = {one.name: one for one in book.sheets}
    for each in filled:
        states[each.sheet].take_grid(partial(_values, grid, each))


def _values(template: Grid, filled: Filled) -> Grid:
    """Return what stands on a copy, to be read before it is saved."""
    width = max([template.width, *(column for _, column in filled.look.places)])
    rows = [template.block(Area(row, 1, row, width))[0] for row in filled.look.rows]
    for (row, column), value in zip(filled.look.places, filled.values, strict=True):
        rows[row - 1][column - 1] = None if value == "" else value
    return Grid(rows)


def _into(package: Package, template: str, filled: Sequence[Filled], mark: str) -> None:
    styles = package.styles

    def text_style(style: int) -> int:
        return styles.with_format(style, number_format=_TEXT)

    source = Source(sheet_copy.fresh(package, template), text_style)
    patterns: dict[Look, Pattern] = {}
    made: list[tuple[str, bytes]] = []
    for each in filled:
        if each.look not in patterns:
            patterns[each.look] = source.look(each.look)
        made.append((each.sheet, patterns[each.look].xml(each.values, each.formulas)))
    workbook = package.workbook
    there = [one for one in made if workbook.has_sheet(one[0])]
    workbook.add_sheets([one for one in made if not workbook.has_sheet(one[0])])
    for name, xml in there:
        for pointer in package.relations(workbook.sheet(name).part):
            package.unrelate(workbook.sheet(name).part, pointer.id)
        package.set_sheet_xml(name, xml)
    workbook.drop_names({name for name, _ in there}, {_PRINT_AREA, mark})
    workbook.add_names(_names(filled, mark))
    if package.relations(workbook.sheet(template).part):
        for each in filled:
            _with_drawn(package, template, each)
    workbook.recalculate_on_load()


def _names(filled: Sequence[Filled], mark: str) -> list[DefinedName]:
    """Return the names that each copy has: its print area, and what says that it is ours."""
    names = []
    for each in filled:
        area = f"$A$1:${column_letters(each.look.columns)}${len(each.look.rows)}"
        printed = f"{name_in_formula(each.sheet)}!{area}"
        names.append(DefinedName(_PRINT_AREA, printed, each.sheet))
        names.append(DefinedName(mark, '"1"', each.sheet, hidden=True))
    return names


def _with_drawn(package: Package, template: str, filled: Filled) -> None:
    """Copy pictures and charts to where the rows that they stand on went."""
    sheet_copy.copy_drawn(package, template, filled.sheet)
    went: dict[int, int] = {}
    for number, row in enumerate(filled.look.rows, start=1):
        went.setdefault(row, number)

    def moved(found: re.Match[bytes]) -> bytes:
        """Count rows from nought, as drawings do; one that is gone counts from the last above."""
        row = int(found[2]) + 1
        above = max((each for each in went if each <= row), default=0)
        place = went.get(above, 0) + (row - above)
        return found[1] + str(place - 1).encode() + found[3]

    for one in package.relations_of_kind(package.workbook.sheet(filled.sheet).part, "drawing"):
        package.write(one.target, _ANCHOR_ROW.sub(moved, package.read(one.target)))
