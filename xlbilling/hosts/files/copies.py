"""Many sheets at once that are filled copies of a template sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from xlbilling.hosts.files.area_text import name_in_formula
from xlbilling.hosts.files.grid import Grid
from xlbilling.hosts.files.package import sheet_copy
from xlbilling.hosts.files.package.addresses import Area, column_letters, parse_area
from xlbilling.hosts.files.package.row_copies import Look, Pattern, Source, runs
from xlbilling.hosts.files.package.workbook_xml import DefinedName
from xlbilling.model.cells import CellValue
from xlbilling.model.formula_scan import Reference, prefix_for, rewrite, sheets_of

if TYPE_CHECKING:
    from xlbilling.hosts.files.book_state import BookState
    from xlbilling.hosts.files.package.package import Package

_PRINT_AREA: Final = "_xlnm.Print_Area"
_PRINT_TITLES: Final = "_xlnm.Print_Titles"
_NOT_COPIED: Final = frozenset({_PRINT_AREA, "_xlnm._FilterDatabase"})
_LOST: Final = "#REF!"
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


def fill(book: BookState, template: str, filled: Sequence[Filled], named: tuple[str, str]) -> None:
    """Make the sheets; those of these names that are there are replaced where they stand.

    What in the template's cells the office has written comes along, its formulas moved with their
    rows; pictures and charts too, notes do not. Print titles and names that the office gave cells
    of the sheet come along as well.

    Args:
        book: the book.
        template: the sheet that they are copies of.
        filled: what they show.
        named: the name that marks a sheet as ours, and how the names of the template's cells begin.

    Raises:
        BookError: the template holds something that cannot be copied here, or a value is one that
            no cell can hold; nothing was made.
    """
    if not filled:
        return
    grid = book.sheet(template).grid
    book.restructure(lambda package: _into(package, template, filled, named))
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


def _into(
    package: Package, template: str, filled: Sequence[Filled], named: tuple[str, str]
) -> None:
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
    replaced = {name for name, _ in there}
    defined = workbook.defined_names
    workbook.drop_names(replaced, {one.name for one in defined if one.sheet in replaced})
    own = [one for one in defined if one.sheet == workbook.sheet(template).name]
    workbook.add_names(_names(filled, named[0]))
    workbook.add_names(
        moved
        for one in own
        if one.name not in {*_NOT_COPIED, named[0]} and not one.name.startswith(named[1])
        for each in filled
        if (moved := _moved(one, each)) is not None
    )
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


def _moved(name: DefinedName, filled: Filled) -> DefinedName | None:
    """Return a name of the template's sheet as a copy has it; titles may be gone with rows."""
    look, own = filled.look, prefix_for(filled.sheet)

    def one(found: Reference) -> str:
        if sheets_of(found.prefix)[0].casefold() != str(name.sheet).casefold():
            return found.text
        bare = replace(found, prefix="")
        if name.name != _PRINT_TITLES or not found.first.row:
            return own + look.moved(bare.text, (0, 0))
        rows = parse_area(bare.text)
        first = next(runs(rows, look), None)  # where they are repeated overleaf they are no titles
        return f"{own}${first[0]}:${first[1]}" if first else _LOST

    refers_to = rewrite(name.refers_to, one)
    if name.name == _PRINT_TITLES and _LOST in refers_to:
        return None
    return replace(name, refers_to=refers_to, sheet=filled.sheet)


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
