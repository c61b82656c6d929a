"""Small steps between typed frames and plain Python: blanks, days, cents, frames of records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from xlbilling.layout import frames
from xlbilling.layout.columns import Column, Kind
from xlbilling.layout.tables import BY_NAME
from xlbilling.model import gates
from xlbilling.model.plan import Append, Change, SetColumn

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot


_DAYS: Final = frozenset({date, type(None)})


def days(series: pd.Series[Any]) -> list[date | None]:
    """Return a column of days as plain dates, None for blanks."""
    return [None if day is pd.NaT else day.date() for day in series]


def cents(series: pd.Series[Any]) -> list[int | None]:
    """Return a column of amounts as whole cents, None for blanks."""
    return [None if one is pd.NA else int(one) for one in series]


def counts(series: pd.Series[Any]) -> list[int | None]:
    """Return a column of whole numbers, None for blanks."""
    return [None if one != one else int(one) for one in series]  # noqa: PLR0124  NaN


def sheet_rows(frame: pd.DataFrame) -> list[int]:
    """Return a frame's sheet rows."""
    return [int(row) for row in frame.index.to_numpy()]


def row_by(frame: pd.DataFrame, name: str) -> dict[str, int]:
    """Return the sheet row of each value of a text column; blanks are left out."""
    pairs = zip(frame[name], sheet_rows(frame), strict=True)
    return {text: row for text, row in pairs if text}


def texts(frame: pd.DataFrame, name: str) -> dict[int, str]:
    """Return a text column by sheet row."""
    return dict(zip(sheet_rows(frame), frame[name], strict=True))


def typed(column: Column, values: Sequence[Any]) -> pd.Series[Any]:
    """Return plain values as a frame holds them; None is a blank."""
    if column.kind is Kind.MONEY:
        return pd.Series(list(values), dtype="Int64")
    if column.kind is Kind.DATE:
        if set(map(type, values)) <= _DAYS:
            return pd.Series(gates.as_days(values))
        return pd.Series(pd.to_datetime(list(values))).astype("datetime64[s]")
    if column.kind is Kind.NUMBER:
        return pd.Series(list(values), dtype="float64")
    return pd.Series(["" if one is None else one for one in values], dtype=object)


def append(table: str, records: Sequence[Mapping[str, Any]]) -> list[Append]:
    """Return the append of records (by frame name) to a table; none for no records."""
    if not records:
        return []
    columns = {c.frame_name: c for c in BY_NAME[table].columns}
    names = [name for name in columns if name in records[0]]
    assert len(names) == len(records[0]), f"{table} has no column for all of {list(records[0])}"
    texts: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for name in names:
        kind = texts if columns[name].is_text else others
        kind[name] = typed(columns[name], [one[name] for one in records])
    return [Append(table, frames.framed(texts, others, pd.RangeIndex(len(records)), names))]


def set_columns(table: str, by_row: Mapping[int, Mapping[str, Any]]) -> list[Change]:
    """Return the cells to set, one change a column; keys are sheet rows, then code names."""
    columns: dict[str, dict[int, Any]] = {}
    for row in sorted(by_row):
        for name, value in by_row[row].items():
            columns.setdefault(name, {})[row] = value
    changes: list[Change] = []
    for name, values in columns.items():
        series = typed(BY_NAME[table].column(name), list(values.values()))
        changes.append(SetColumn(table, name, series.set_axis(pd.Index(list(values)))))
    return changes


def only_changed(book: Snapshot, changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes without the cells that hold their new value already.

    A run that has nothing to do then writes nothing at all.
    """
    kept = (_without_same(book, one) if isinstance(one, SetColumn) else one for one in changes)
    return tuple(one for one in kept if one is not None)


def _without_same(book: Snapshot, change: SetColumn) -> SetColumn | None:
    column = BY_NAME[change.table].column(change.column)
    frame, new = book.frame(change.table), change.values
    places = frame.index.get_indexer(new.index)
    assert (places >= 0).all(), f"{change.table} has no such row"
    old = frame[column.frame_name].array[places]
    differs = old != new.array
    if isinstance(differs, pd.arrays.BooleanArray):  # of amounts; NA where one meets a blank
        differs = differs.to_numpy(dtype=bool, na_value=True)
    differs = np.asarray(differs, dtype=bool)
    if differs.any():
        differs &= ~(np.asarray(old.isna()) & np.asarray(new.isna()))
    return SetColumn(change.table, change.column, new[differs]) if differs.any() else None
