"""Where the rows of a stopped command stand now: a person may have sorted, added or deleted some.

Rows are told apart by their table's key. What is found by it is written where it stands; what is
not there yet goes to the rows noted for it, or below the table where those are taken now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from xlbilling.book import writing
from xlbilling.book.binding import Bound, bind, two_d
from xlbilling.book.journal import RowKeys
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.errors import BookChangedError
from xlbilling.model.gates import is_blank
from xlbilling.model.plan import Append, SetColumn

if TYPE_CHECKING:
    import pandas as pd
    import xlwings as xw

    from xlbilling.model.cells import CellValue
    from xlbilling.model.plan import Change

Key = tuple[str, ...]
_BLANKS: Final = frozenset({"", "nan", "NaT", "<NA>"})


def _moved(words: str) -> BookChangedError:
    """Return what says which rows cannot be found again; who asked says how to mend it."""
    return BookChangedError(words, id="ROWS-MOVED", fix="put the rows back")


# What is noted before a command writes


def set_rows(book: xw.Book, changes: Sequence[Change]) -> dict[str, RowKeys]:
    """Return the keys of all rows whose cells changes set, by table.

    A key column that the command itself fills, as that of hand-keyed rows, tells nothing later.
    """
    rows: dict[str, set[int]] = {}
    filled: dict[str, set[str]] = {}
    for change in changes:
        if isinstance(change, SetColumn) and not change.values.empty:
            rows.setdefault(change.table, set()).update(map(int, change.values.index))
            filled.setdefault(change.table, set()).add(change.column)
    found = {}
    for name, numbers in rows.items():
        bound = bind(book, BY_NAME[name])
        columns = tuple(each for each in bound.table.key if each not in filled[name])
        keys = _keys(bound, columns, max(numbers))
        found[name] = RowKeys(columns, {row: keys.get(row, ()) for row in sorted(numbers)})
    return found


def known(book: xw.Book, changes: Sequence[Change]) -> dict[str, list[Key]]:
    """Return the keys of rows to be added that the table has already, by table; mostly none."""
    found: dict[str, list[Key]] = {}
    for change in changes:
        if isinstance(change, Append) and not change.rows.empty:
            bound = bind(book, BY_NAME[change.table])
            columns = _key_columns(bound, change)
            there = set(_keys(bound, columns, bound.last_row).values())
            twice = there.intersection(_wanted(bound, change.rows, columns))
            found.setdefault(change.table, []).extend(sorted(twice))
    return {table: keys for table, keys in found.items() if keys}


# What the next start finds


@dataclass(frozen=True)
class Piece:
    """A change as it is written now.

    Attributes:
        change: with the rows where they stand now.
        first: of an Append the sheet row where it begins; 0 for other changes.
        is_whole: the rows stand there with all their values; only live formulas may be missing.
    """

    change: Change
    first: int = 0
    is_whole: bool = False


def pieces(
    book: xw.Book,
    noted: Sequence[tuple[Change, int]],
    rows: Mapping[str, RowKeys],
    twice: Mapping[str, Sequence[Key]],
) -> list[Piece]:
    """Return noted changes as they are to be written now.

    Args:
        book: the workbook, half written.
        noted: the changes, each with the row noted for it.
        rows: what `set_rows` said.
        twice: what `known` said.

    Raises:
        BookChangedError: rows are gone, or stand there more than once.
    """
    now = {name: _set_rows_now(bind(book, BY_NAME[name]), each) for name, each in rows.items()}
    below: dict[str, int] = {}
    found: list[Piece] = []
    for change, first in noted:
        if isinstance(change, Append) and first:
            bound = bind(book, BY_NAME[change.table])
            spots = _Spots(bound, change, first, set(twice.get(change.table, ())))
            places = spots.places(below)
            now.setdefault(change.table, {}).update(
                zip(range(first, first + len(places)), places, strict=True)
            )
            found += spots.pieces(places)
        elif isinstance(change, SetColumn):
            to = now.get(change.table, {})
            index = [to.get(int(row), int(row)) for row in change.values.index]
            found.append(
                Piece(SetColumn(change.table, change.column, change.values.set_axis(index)))
            )
        else:
            found.append(Piece(change))
    return found


def _set_rows_now(bound: Bound, noted: RowKeys) -> dict[int, int]:
    """Return the sheet rows that differ from those noted, by the latter."""
    keys = _keys(bound, noted.columns, bound.last_row)
    rows_of = _rows_by_key(keys)
    moved = {}
    for row, key in noted.keys.items():
        if keys.get(row, ()) == key:
            continue
        there = rows_of.get(key, [])
        if len(there) != 1:
            words = "is no longer there" if not there else "stands there more than once"
            raise _moved(f"{bound.sheet.name} row {row} ({' '.join(key)}) {words}")
        moved[row] = there[0]
    if moved and () in noted.keys.values():
        nameless = next(row for row, key in noted.keys.items() if not key)
        raise _moved(f"{bound.sheet.name} row {nameless}, which has no key, may have moved")
    return moved


class _Spots:
    """The rows of one Append, as far as they stand in the workbook."""

    def __init__(self, bound: Bound, change: Append, first: int, twice: set[Key]) -> None:
        self.bound = bound
        self.change = change
        self.first = first
        columns = _key_columns(bound, change)
        self.wanted = _wanted(bound, change.rows, columns)
        count = Counter(self.wanted)
        self.ambiguous = twice | {key for key, n in count.items() if n > 1 or _is_blank(key)}
        self.rows_of = _rows_by_key(_keys(bound, columns, bound.last_row))
        self.cells = frames.to_cells(bound.table, change.rows, bound.names_in_place)

    def places(self, below: dict[str, int]) -> list[int]:
        """Return the sheet row of each row, in order.

        Args:
            below: by table, the first row below all that is filled or promised; is kept up.
        """
        found = {n: self._found(n) for n in range(len(self.wanted))}
        missing = [n for n, row in found.items() if not row]
        if missing and self._fit(missing):
            found |= {n: self.first + n for n in missing}
        elif missing:
            taken = {self.wanted[n] for n in missing} & self.ambiguous
            if taken:
                raise _moved(f"{self.bound.sheet.name} row {self.first} was filled")
            start = below.get(self.change.table) or writing.first_free_row(self.bound)
            found |= {n: start + place for place, n in enumerate(missing)}
        last = max(found.values(), default=0)
        below[self.change.table] = max(below.get(self.change.table, 0), last + 1)
        return [found[n] for n in sorted(found)]

    def _found(self, n: int) -> int:
        """Return where a row stands, 0 where it is not there."""
        key = self.wanted[n]
        there = self.rows_of.get(key, [])
        if self.first + n in there:
            return self.first + n
        if key in self.ambiguous or not there:
            return 0
        if len(there) > 1:
            raise _moved(
                f"{self.bound.sheet.name} has {' '.join(key)} more than once, in rows "
                f"{there[0]} and {there[1]}"
            )
        return there[0]

    def _fit(self, numbers: Sequence[int]) -> bool:
        """Tell whether rows noted for rows are blank, or were begun and hold nothing else."""
        there = _cells(self.bound, [self.first + n for n in numbers])
        names = self.bound.names_in_place
        return all(
            not name or is_blank(cell) or cell == mine
            for n in numbers
            for name, cell, mine in zip(names, there[self.first + n], self.cells[n], strict=True)
        )

    def pieces(self, places: Sequence[int]) -> Iterator[Piece]:
        """Yield the rows in unbroken runs, those that are whole apart from those that are not."""
        there = _cells(self.bound, places)
        numbered = [(row - n, self._is_whole(n, row, there[row])) for n, row in enumerate(places)]
        start = 0
        for (shift, is_whole), run in groupby(numbered):
            end = start + len(list(run))
            rows = Append(self.change.table, self.change.rows.iloc[start:end])
            yield Piece(rows, start + shift, is_whole)
            start = end

    def _is_whole(self, n: int, row: int, there: Sequence[Any]) -> bool:
        """Tell whether all values of a row are there; another one is then a person's, or later."""
        if row not in self.rows_of.get(self.wanted[n], ()):
            return False
        mine: Sequence[CellValue] = self.cells[n]
        names = self.bound.names_in_place
        return not any(
            name and not is_blank(wanted) and is_blank(cell)
            for name, wanted, cell in zip(names, mine, there, strict=True)
        )


def _cells(bound: Bound, rows: Sequence[int]) -> dict[int, list[Any]]:
    """Return the cells of rows, and of all between them, in one read."""
    top, bottom = min(rows), max(rows)
    block = bound.sheet.range((top, bound.first_column), (bottom, bound.last_column))
    return dict(enumerate(two_d(block.raw_value, rows=bottom - top + 1), top))


# Keys


def _key_columns(bound: Bound, change: Append) -> tuple[str, ...]:
    table = bound.table
    return tuple(name for name in table.key if table.column(name).frame_name in change.rows)


def _wanted(bound: Bound, rows: pd.DataFrame, columns: Sequence[str]) -> list[Key]:
    cells = frames.to_cells(bound.table, rows, columns)
    return _gated(bound, columns, cells)


def _keys(bound: Bound, columns: Sequence[str], last: int) -> dict[int, Key]:
    """Return the keys of a table's rows down to one, by sheet row; a row without one is left out.

    They go through the gates: hosts give numbers and dates in forms of their own.
    """
    first = bound.first_row
    if last < first or not columns:
        return {}
    raw = [_column(bound, bound.places[name], last) for name in columns]
    keys = _gated(bound, columns, list(zip(*raw, strict=True)))
    return {row: key for row, key in enumerate(keys, first) if not _is_blank(key)}


def _column(bound: Bound, place: int, last: int) -> list[Any]:
    """Return a column's raw cells down to a row."""
    first = bound.first_row
    if bound.cells is not None and last <= bound.last_row:
        return [row[place - bound.first_column] for row in bound.cells[: last - first + 1]]
    block = bound.sheet.range((first, place), (last, place)).raw_value
    return [row[0] for row in two_d(block, rows=last - first + 1)]


def _gated(bound: Bound, columns: Sequence[str], cells: Sequence[Sequence[Any]]) -> list[Key]:
    if not columns:
        return [()] * len(cells)
    raw = {name: [row[n] for row in cells] for n, name in enumerate(columns)}
    frame = frames.gate(bound.table, raw, rows=range(len(cells))).frame
    return list(zip(*(frame[name].astype(str) for name in frame.columns), strict=True))


def _is_blank(key: Key) -> bool:
    return _BLANKS.issuperset(key)


def _rows_by_key(keys: Mapping[int, Key]) -> dict[Key, list[int]]:
    found: dict[Key, list[int]] = {}
    for row, key in keys.items():
        found.setdefault(key, []).append(row)
    return found
