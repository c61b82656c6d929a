"""Bringing a workbook of an older schema up to this one: what it lacks is added, nothing moves.

Sheets are added behind their neighbours of a fresh workbook, columns at the right end of their
tables. Everything a person has made stays: rows, own columns, notes, formulas, formats.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from xlbilling import SCHEMA_VERSION
from xlbilling.book import names, room, sheets, template_sheet, widening, writing
from xlbilling.book.binding import Bound, bind, find_table, two_d
from xlbilling.layout import frames
from xlbilling.layout.columns import Writer
from xlbilling.layout.pages.fixed import PAPER
from xlbilling.layout.pages.statement_page import TEMPLATE
from xlbilling.layout.since import NEW_COLUMNS
from xlbilling.layout.tables import BY_NAME, TABLES
from xlbilling.model.errors import BookError
from xlbilling.model.gates import is_blank
from xlbilling.model.plan import Append

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.layout.columns import Column, Table

FirstRows = Callable[[str], Sequence[Mapping[str, Any]]]
"""Gives the rows that a new table begins with, by the table's code name."""

_PRIMARY_EOB: Final = "PRIMARY EOB"


@dataclass(frozen=True)
class Migration:
    """What was done to a workbook, or what it would take.

    Attributes:
        before: the schema version it had.
        tables: the tables that were added, each on a new sheet.
        columns: the columns that were added, by table.
    """

    before: int
    tables: tuple[Table, ...]
    columns: Mapping[str, tuple[Column, ...]]

    @property
    def words(self) -> str:
        """What it is, in one line."""
        width = sum(map(len, self.columns.values()))
        return (
            f"schema {self.before} brought to {SCHEMA_VERSION}: {len(self.tables)} sheets and "
            f"{width} columns added"
        )


def is_older(book: xw.Book) -> bool:
    """Tell whether a workbook is of an older schema than this program's.

    Raises:
        BookError: it is not ours, or newer.
    """
    return names.schema(book) < SCHEMA_VERSION


def migrate(book: xw.Book, first_rows: FirstRows) -> Migration:
    """Give a workbook the tables and columns it lacks; its version is raised last of all.

    What could be in the way is looked for before anything is written. A workbook that was left
    half way, or is of this schema already, comes out the same.

    Raises:
        BookError: it is not ours or newer, or something of a person's is in the way.
    """
    before = names.schema(book)
    new = tuple(table for table in TABLES if find_table(book, table) is None)
    bound = [bind(book, table) for table in TABLES if table not in new]
    _check_sheets(book, new)
    for each in bound:
        _check_columns(each, before)
    active = book.sheets.active
    lists = widening.Lists(book)
    for table in new:
        _add_table(book, table, lists, first_rows(table.name))
    for each in bound:
        if each.missing:
            widening.widen(each, _lacking(each), lists)
    for version in range(before, SCHEMA_VERSION):
        for step in _STEPS.get(version, ()):
            step(book)
    active.impl.activate()  # xlwings' own activate() asks which Excel is in front
    if before < SCHEMA_VERSION:
        names.set_constant(book, names.SCHEMA, str(SCHEMA_VERSION))
        names.raise_revision(book)
    columns = {each.table.name: _lacking(each) for each in bound if each.missing}
    return Migration(before, new, columns)


def _lacking(bound: Bound) -> tuple[Column, ...]:
    return tuple(column for column in bound.table.columns if column.name in bound.missing)


def _check_sheets(book: xw.Book, new: Sequence[Table]) -> None:
    """Refuse where a person's sheet has the name that a new table's sheet needs."""
    taken = {sheet.name.casefold(): sheet.name for sheet in book.sheets}
    for table in new:
        own = taken.get(table.sheet.casefold())
        if own is not None:
            raise BookError(
                f"{book.name}: sheet '{own}' has the name of a new sheet of the program",
                id="BOOK-TAKEN",
                fix=f"rename the sheet '{own}', then run the command again",
            )


def _check_columns(bound: Bound, before: int) -> None:
    """Refuse where cells are in the way, an old header is gone, or a person's column has a new one.

    What the program fills is filled anew at each run: a person's own column of that name would be
    lost. A column for people is taken as it stands. An old header that is gone was renamed: a
    blank column in its place would hide all that stands below the other name.
    """
    new = {
        name
        for version in range(before + 1, SCHEMA_VERSION + 1)
        for name in NEW_COLUMNS[version].get(bound.table.name, ())
    }
    gone = tuple(name for name in bound.missing if name not in new)
    replace(bound, missing=gone).demand(gone)
    room.demand_right(bound, len(bound.missing))
    for column in bound.table.columns:
        is_ours = column.name in new and column.writer is Writer.PROGRAM
        if is_ours and column.name in bound.places:
            _demand_blank(bound, column.name)


def _demand_blank(bound: Bound, name: str) -> None:
    corner = (bound.first_row, bound.places[name])
    block = bound.sheet.range(corner, (bound.last_row, bound.places[name]))
    cells = two_d(block.raw_value, rows=bound.last_row - bound.header_row)
    if not all(is_blank(cell) for [cell] in cells):
        header = bound.table.column(name).header
        where = f"{bound.sheet.name}!{bound.letters[name]}{bound.header_row}"
        raise BookError(
            f"{where}: your column '{header}' has the name of a new column of the program",
            id="BOOK-TAKEN",
            fix=f"give the header {where} another text, then run the command again",
        )


def _add_table(
    book: xw.Book, table: Table, lists: widening.Lists, rows: Sequence[Mapping[str, Any]]
) -> None:
    widening.add_sheet(book, table, _neighbour(book, table), lists)
    if rows:
        writing.append(book, Append(table.name, frames.from_records(table, rows).frame))


def _neighbour(book: xw.Book, table: Table) -> xw.Sheet:
    """Return the sheet of the nearest table before this one that the book has."""
    for before in reversed(TABLES[: TABLES.index(table)]):
        found = find_table(book, before)
        if found is not None:
            return found.range.sheet
    return book.sheets[len(book.sheets) - 1]


def _secondary_deadlines(book: xw.Book) -> None:
    """Say in Secondary From what Counted From said of payers counted from the primary's EOB."""
    bound = bind(book, BY_NAME["payers"])
    places = [
        bound.places[name] - bound.first_column for name in ("counted_from", "secondary_from")
    ]
    block = bound.sheet.range(
        (bound.first_row, bound.first_column), (bound.last_row, bound.last_column)
    )
    for n, row in enumerate(two_d(block.raw_value, rows=bound.last_row - bound.header_row)):
        said, says = (row[place] for place in places)
        if said == _PRIMARY_EOB and is_blank(says):
            bound.sheet.range((
                bound.first_row + n,
                bound.places["secondary_from"],
            )).raw_value = said


def _statement_template(book: xw.Book) -> None:
    """Keep the page setup of letters and lists by itself, and draw the statements' own template."""
    old = sheets.find(book, TEMPLATE)
    if old is not None and sheets.find(book, PAPER) is None:
        made = sheets.copy(book, TEMPLATE, PAPER, old.name)
        made.visible = False
    template_sheet.ensure(book)


_STEPS: Final[Mapping[int, Sequence[Callable[[xw.Book], None]]]] = {
    1: (_secondary_deadlines,),
    3: (_statement_template,),
}
"""What else each version needs on the way to the next, once its tables and columns are there."""
