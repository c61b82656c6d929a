"""Tables that the program writes anew, with what people wrote beside each row kept by its key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from xlbilling.layout.columns import Kind, Writer
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.plan import Rewrite
from xlbilling.model.tables import frame_digest

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot

Row = dict[str, Any]


def rows_of(book: Snapshot, table: str) -> list[Row]:
    """Return a table's rows as plain values by frame name: None for a blank, dates as moments."""
    frame = book.frame(table).astype(object)
    whole = frame.where(frame.notna(), None)
    return [{str(k): v for k, v in row.items()} for row in whole.to_dict("records")]


def own_columns(table: str) -> tuple[str, ...]:
    """Return the frame names of the columns that people fill."""
    return tuple(c.frame_name for c in BY_NAME[table].columns if c.writer is Writer.PERSON)


def is_noted(table: str, row: Mapping[str, Any]) -> bool:
    """Tell whether a person wrote anything beside a row."""
    return any(row.get(name) not in {None, ""} for name in own_columns(table))


def rewrite(book: Snapshot, table: str, rows: Sequence[Mapping[str, Any]]) -> tuple[Rewrite, ...]:
    """Return the change to a table's whole content; none where it is that already.

    Args:
        book: the workbook as read.
        table: its code name.
        rows: by frame name; what a row lacks is blank.
    """
    new = frame_of(table, rows)
    there = book.frame(table)[list(new.columns)].reset_index(drop=True)
    if frame_digest(there) == frame_digest(new):
        return ()
    return (Rewrite(table, new),)


def frame_of(table: str, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return plain rows as a frame with a table's columns and types."""
    columns = {
        column.frame_name: _typed(column.kind, [row.get(column.frame_name) for row in rows])
        for column in BY_NAME[table].columns
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(len(rows)))


def _typed(kind: Kind, values: Sequence[Any]) -> pd.Series[Any]:
    if kind is Kind.MONEY:
        return pd.Series(values, dtype="Int64")
    if kind is Kind.DATE:
        return pd.Series(pd.to_datetime(list(values))).astype("datetime64[s]")
    if kind is Kind.NUMBER:
        return pd.Series(values, dtype="float64")
    return pd.Series(["" if one is None else str(one) for one in values], dtype=object)
