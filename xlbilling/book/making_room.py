"""Room for a Plan's rows: the add-in's VBA looks at it and makes it, for all tables in a call each.

Without it each table is asked, made longer and formatted by itself, as room.py, writing.py and
text_cells.py do. What VBA could not do, or does not find in order, is left to them, and they say
what is wrong. So are tables that are rewritten, since a person's columns are read before they grow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from xlbilling.book import known, vba, writing
from xlbilling.book.binding import LAST_ROW_OF_SHEET, Bound, bind
from xlbilling.book.known import Block
from xlbilling.book.text_cells import TEXT
from xlbilling.book.vba import FIELD, RECORD
from xlbilling.layout import live
from xlbilling.layout.frames import column_letter
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.plan import Append, Rewrite, SetColumn

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.model.plan import Change

BLANK: Final = "blank"
"""Asks whether cells hold nothing, and none is merged."""
VALUES: Final = "values"
"""Asks whether cells hold no formula."""
TABLE: Final = "table"
"""Lets a table take in other cells."""
TEXTS: Final = "text"
"""Makes cells ones of text."""


@dataclass(frozen=True)
class _Asked:
    """What is asked of a table's cells: BLANK or VALUES."""

    what: str
    bound: Bound
    block: Block

    @property
    def order(self) -> str:
        """What VBA is told."""
        return FIELD.join((self.what, self.bound.sheet.name, _address(self.block)))

    def note(self) -> None:
        """Keep that it is so."""
        if self.what == BLANK:
            known.note_room(self.bound, self.block.rows[1])
        else:
            known.note_values(self.bound, self.block)


def look(
    book: xw.Book, bounds: Mapping[str, Bound], ends: Mapping[str, int], changes: Iterable[Change]
) -> None:
    """Ask whether rows have room below their tables, and whether cells to be set hold formulas.

    Args:
        book: the workbook.
        bounds: the tables.
        ends: the sheet row in which each ends when all is written; 0 where none is added.
        changes: what is written.
    """
    if not vba.is_at_hand(book):
        return
    grown = [(bounds[table], end) for table, end in ends.items() if _grows(bounds[table], end)]
    asked = [_room_below(bound, end) for bound, end in grown]
    for table, sets in _sets_by_table(changes).items():
        asked += _among_others(bounds[table], sets, ends.get(table, 0))
    if not asked:
        return
    told = vba.tried(book, "Room.Free", RECORD.join(each.order for each in asked))
    for line in told or ():
        asked[int(line[0])].note()


def _grows(bound: Bound, end: int) -> bool:
    """Tell whether a table grows to an end that is there; other ends have a reason not to be."""
    return bound.last_row < end <= LAST_ROW_OF_SHEET and not bound.has_totals


def _room_below(bound: Bound, end: int) -> _Asked:
    columns = range(bound.first_column, bound.last_column + 1)
    return _Asked(BLANK, bound, Block((bound.last_row + 1, end), columns))


def _among_others(bound: Bound, sets: Sequence[SetColumn], end: int) -> Iterator[_Asked]:
    """Give the cells that are set, where others stand between them that may hold formulas."""
    first, last = _rows(sets)
    columns = writing.may_be_written(bound, [bound.places[change.column] for change in sets])
    if columns and _has_gaps(sets):
        yield _Asked(VALUES, bound, Block((first, max(last, end)), columns))


def make(book: xw.Book, changes: Iterable[tuple[Change, int]]) -> None:
    """Make tables longer, and cells ones of text, that changes are about to fill.

    The changes are noted by now: whatever stops between leaves blank rows at a table's end.

    Args:
        book: the workbook.
        changes: each with the sheet row where an Append begins.
    """
    if not vba.is_at_hand(book):
        return
    noted = list(changes)
    rewritten = _rewritten(change for change, _ in noted)
    ends: dict[str, int] = {}
    filled: list[tuple[Bound, Block]] = []
    for change, first in noted:
        if isinstance(change, Append) and first and change.table not in rewritten:
            bound = bind(book, BY_NAME[change.table])
            last = first + len(change.rows) - 1
            ends[change.table] = max(ends.get(change.table, 0), last)
            filled += _texts(bound, (first, last), bound.places)
    for table, sets in _sets_by_table(change for change, _ in noted).items():
        bound = bind(book, BY_NAME[table])
        if not _may_hold_formulas(bound, sets):
            filled += _texts(bound, _rows(sets), [change.column for change in sets])
    both = ((bind(book, BY_NAME[table]), end) for table, end in ends.items())
    grown = [(each, end) for each, end in both if each.last_row < end and known.has_room(each, end)]
    orders = [_growth(bound, end) for bound, end in grown]
    orders += [FIELD.join((TEXTS, bound.sheet.name, _address(block))) for bound, block in filled]
    if orders and vba.tried(book, "Room.Make", RECORD.join(orders)) is not None:
        for bound, block in filled:
            known.note_texts(bound, block)
        for bound, end in grown:
            known.remember(_longer(bound, end))


def _may_hold_formulas(bound: Bound, sets: Sequence[SetColumn]) -> bool:
    """Tell whether a person's formula may stand between cells that are set: it stays as it is."""
    places = [bound.places[change.column] for change in sets]
    columns = writing.may_be_written(bound, places)
    return _has_gaps(sets) and not known.are_values(bound, _rows(sets), columns)


def _growth(bound: Bound, end: int) -> str:
    block = Block((bound.header_row, end), range(bound.first_column, bound.last_column + 1))
    return FIELD.join((TABLE, bound.sheet.name, bound.table.list_object, _address(block)))


def _texts(
    bound: Bound, rows: tuple[int, int], columns: Iterable[str]
) -> Iterator[tuple[Bound, Block]]:
    """Give the cells of text that are filled in some rows; none where no column has any."""
    formulas = live.formulas_of(bound.table.name)
    places = [
        bound.places[name]
        for name in columns
        if name not in formulas and writing.number_format(bound.table.by_name[name].kind) == TEXT
    ]
    if places:
        yield bound, Block(rows, sorted(places))


def _longer(bound: Bound, end: int) -> Bound:
    """Return a table that ends in a later row; a person's columns may be filled there by Excel."""
    if bound.cells is None or not all(bound.names_in_place):
        return replace(bound, last_row=end, cells=None)
    blank = [None] * len(bound.headers)
    new = ([*blank] for _ in range(end - bound.last_row))
    return replace(bound, last_row=end, cells=[*bound.cells, *new])


# What VBA is told


def _sets_by_table(changes: Iterable[Change]) -> dict[str, list[SetColumn]]:
    """Return what sets cells, by table, but for those whose rows are all written anew."""
    every = list(changes)
    rewritten = _rewritten(every)
    found: dict[str, list[SetColumn]] = {}
    for change in every:
        if isinstance(change, SetColumn) and not change.values.empty:
            found.setdefault(change.table, []).append(change)
    return {table: sets for table, sets in found.items() if table not in rewritten}


def _has_gaps(sets: Sequence[SetColumn]) -> bool:
    """Tell whether others stand between the cells that are set."""
    first, last = _rows(sets)
    return any(len(change.values) <= last - first for change in sets)


def _rewritten(changes: Iterable[Change]) -> set[str]:
    return {change.table for change in changes if isinstance(change, Rewrite)}


def _rows(sets: Iterable[SetColumn]) -> tuple[int, int]:
    rows = [
        int(row)
        for change in sets
        for row in (change.values.index.min(), change.values.index.max())
    ]
    return min(rows), max(rows)


def _address(block: Block) -> str:
    """Return the areas of cells, neighbouring columns together."""
    return ",".join(
        f"{column_letter(left)}{block.rows[0]}:{column_letter(right)}{block.rows[1]}"
        for left, right in _runs(block.columns)
    )


def _runs(places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Give the first and the last of each unbroken run of numbers that rise."""
    for _, run in groupby(enumerate(sorted(places)), lambda pair: pair[1] - pair[0]):
        numbers = [place for _, place in run]
        yield numbers[0], numbers[-1]
