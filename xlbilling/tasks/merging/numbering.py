"""Rows of an entry book that were typed without a number: told again wherever they stand by now.

Such a row gets the number of its sheet row. Once somebody sorts the entry book or puts a row
between, numbers alone would take one row for another, so what the rows say tells them first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from xlbilling.layout.columns import Kind

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.tasks.merging.entry_books import Entered

Record = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as text: its number, and all that it says besides."""

    sheet_row: int
    number: int | None
    says: Record

    def is_in(self, other: _Row) -> bool:
        """Tell whether another row says all that this one says; blanks say nothing."""
        return all(other.says.get(name, "") == text for name, text in self.says.items() if text)


def number_name(entered: Entered) -> str:
    """Return the key column that holds a row's number, "" where the table has none."""
    table = entered.table
    return next((name for name in table.key if table.column(name).kind is Kind.NUMBER), "")


def settled(entered: Entered, there: Sequence[pd.DataFrame]) -> Entered:
    """Return an entry book's rows with the numbers that they have in the book already.

    Args:
        entered: one table of an entry book.
        there: the same table of the book, and of entry books that are merged before.
    """
    name = number_name(entered)
    if not name or not entered.unnumbered:
        return entered
    frame = entered.frame.copy()
    keys = [one for one in entered.table.key if one != name]
    known = _by_group((row for each in there for row in _rows(each, name)), keys)
    own = _by_group(_rows(frame, name), keys)
    for group, rows in own.items():
        bare = [row for row in rows if row.sheet_row in entered.unnumbered]
        typed = {row.number for row in rows if row.sheet_row not in entered.unnumbered}
        for sheet_row, number in _numbers(bare, known.get(group, []), typed).items():
            frame.loc[sheet_row, name] = float(number)  # float: a row's number, not money
    return replace(entered, frame=frame)


def _numbers(
    bare: Sequence[_Row], known: Sequence[_Row], typed: Iterable[int | None]
) -> dict[int, int]:
    """Return the number of each row: that of the same row in the book, its own, or a free one."""
    found: dict[int, int] = {}
    left = list(known)
    for row in bare:
        same = [one for one in left if row.is_in(one)]
        match = next((one for one in same if one.number == row.number), same[0] if same else None)
        if match is not None and match.number is not None:
            found[row.sheet_row] = match.number
            left.remove(match)
    changed = {row.number for row in left}
    taken = {*typed, *(row.number for row in known), *found.values()}
    for row in bare:
        if row.sheet_row in found or row.number is None:
            continue
        number = row.number
        while number in taken and number not in changed:
            number += 1
        taken.add(number)
        changed.discard(number)
        found[row.sheet_row] = number
    return found


def _rows(frame: pd.DataFrame, name: str) -> list[_Row]:
    columns = {each: frame[each].tolist() for each in frame.columns if each != name}
    numbers = frame[name].tolist() if name in frame else [None] * len(frame)
    return [
        _Row(
            int(sheet_row),
            None if number is None or number != number else int(number),  # noqa: PLR0124  NaN
            {each: _text(cells[place]) for each, cells in columns.items()},
        )
        for place, (sheet_row, number) in enumerate(zip(frame.index, numbers, strict=True))
    ]


def _text(value: Any) -> str:
    text = str(value)
    return "" if text in {"", "nan", "NaT", "<NA>", "None"} else text


def _by_group(rows: Iterable[_Row], keys: Sequence[str]) -> dict[tuple[str, ...], list[_Row]]:
    groups: dict[tuple[str, ...], list[_Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row.says.get(key, "") for key in keys), []).append(row)
    return groups
