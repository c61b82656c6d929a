"""Room for a Plan's rows: the add-in's VBA looks at it and makes it, for all tables in a call each.

Without it each table is asked, made longer and formatted by itself, as room.py, writing.py and
text_cells.py do. What VBA could not do, or does not find in order, is left to them, and they say
what is wrong. So are tables that are rewritten, since a person's columns are read before they grow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from xlbilling.book import known, vba, writing
from xlbilling.book.binding import LAST_ROW_OF_SHEET, Bound, bind
from xlbilling.book.formulas import runs_of
from xlbilling.book.known import Block
from xlbilling.book.text_cells import TEXT
from xlbilling.book.vba import FIELD
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
CLEAR: Final = "clear"
"""Makes cells blank."""
TEXTS: Final = "text"
"""Asks whether cells are of text, or makes them so."""


@dataclass(frozen=True)
class _Asked:
    """What is asked of a table's cells: BLANK, VALUES or TEXTS."""

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
        elif self.what == VALUES:
            known.note_values(self.bound, self.block)
        else:
            known.note_texts(self.bound, self.block)


def look(
    book: xw.Book, bounds: Mapping[str, Bound], ends: Mapping[str, int], changes: Iterable[Change]
) -> None:
    """Ask whether rows have room below their tables, and what the cells to be set are like.

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
        asked += _set_cells(bounds[table], sets, ends.get(table, 0))
    if not asked:
        return
    for number in vba.tried(book, "Room.Free", [each.order for each in asked]) or ():
        asked[number].note()


def _grows(bound: Bound, end: int) -> bool:
    """Tell whether a table grows to an end that is there; other ends have a reason not to be."""
    return bound.last_row < end <= LAST_ROW_OF_SHEET and not bound.has_totals


def _room_below(bound: Bound, end: int) -> _Asked:
    columns = range(bound.first_column, bound.last_column + 1)
    return _Asked(BLANK, bound, Block((bound.last_row + 1, end), columns))


def _set_cells(bound: Bound, sets: Sequence[SetColumn], end: int) -> Iterator[_Asked]:
    """Give what is asked of cells that are set: formulas where others stand between, and texts."""
    first = min(int(change.values.index.min()) for change in sets)
    last = max(int(change.values.index.max()) for change in sets)
    columns = writing.may_be_written(bound, [bound.places[change.column] for change in sets])
    if columns and any(len(change.values) <= last - first for change in sets):
        yield _Asked(VALUES, bound, Block((first, max(last, end)), columns))
    texts = _of_text(bound, [change.column for change in sets])
    if texts:
        yield _Asked(TEXTS, bound, Block((first, last), texts))


def make(book: xw.Book, changes: Iterable[tuple[Change, int]]) -> None:
    """Make tables longer by the rows that are about to be filled, and their texts' cells of text.

    The changes are noted by now: whatever stops between leaves blank rows at a table's end. What
    Excel fills down there by itself, of a column that is one formula, goes from our columns.

    Args:
        book: the workbook.
        changes: each with the sheet row where an Append begins.
    """
    if not vba.is_at_hand(book):
        return
    noted = list(changes)
    rewritten = _rewritten(change for change, _ in noted)
    ends: dict[str, int] = {}
    texts: list[tuple[Bound, Block]] = []
    for change, first in noted:
        if isinstance(change, Append) and first and change.table not in rewritten:
            bound = bind(book, BY_NAME[change.table])
            last = first + len(change.rows) - 1
            ends[change.table] = max(ends.get(change.table, 0), last)
            texts.append((bound, Block((first, last), _of_text(bound, bound.places))))
    both = ((bind(book, BY_NAME[table]), end) for table, end in ends.items())
    grown = [(each, end) for each, end in both if each.last_row < end and known.has_room(each, end)]
    orders = [order for bound, end in grown for order in _growth(bound, end)]
    orders += [
        FIELD.join((TEXTS, bound.sheet.name, _address(block)))
        for bound, block in texts
        if block.columns
    ]
    if orders and vba.tried(book, "Room.Make", orders) is not None:
        for bound, block in texts:
            known.note_texts(bound, block)
        for bound, end in grown:
            known.remember(_longer(bound, end))


def _growth(bound: Bound, end: int) -> Iterator[str]:
    """Give the orders that make a table longer."""
    name, columns = bound.sheet.name, range(bound.first_column, bound.last_column + 1)
    whole = _address(Block((bound.header_row, end), columns))
    yield FIELD.join((TABLE, name, bound.table.list_object, whole))
    new = Block((bound.last_row + 1, end), sorted(bound.places.values()))
    yield FIELD.join((CLEAR, name, _address(new)))


def _of_text(bound: Bound, columns: Iterable[str]) -> list[int]:
    """Return the places of those columns whose cells are to be of text."""
    formulas = live.formulas_of(bound.table.name)
    return sorted(
        bound.places[name]
        for name in columns
        if name not in formulas and writing.number_format(bound.table.by_name[name].kind) == TEXT
    )


def _longer(bound: Bound, end: int) -> Bound:
    """Return a table that ends in a later row; a person's columns may be filled there by Excel."""
    if bound.cells is None or not all(bound.names_in_place):
        return replace(bound, last_row=end, cells=None)
    height = bound.last_row - bound.header_row
    blank = [None] * len(bound.headers)
    new = ([*blank] for _ in range(end - bound.last_row))
    return replace(bound, last_row=end, cells=[*bound.cells[:height], *new])


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


def _rewritten(changes: Iterable[Change]) -> set[str]:
    return {change.table for change in changes if isinstance(change, Rewrite)}


def _address(block: Block) -> str:
    """Return the areas of cells, neighbouring columns together."""
    return ",".join(
        f"{column_letter(left)}{block.rows[0]}:{column_letter(right)}{block.rows[1]}"
        for left, right in runs_of(sorted(block.columns))
    )
