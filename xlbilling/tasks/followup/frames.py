"""Whole tables of the workbook out of columns, typed as the sheets' frames are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from xlbilling.layout.columns import Column, Kind
from xlbilling.layout.frames import framed
from xlbilling.layout.tables import BY_NAME


def table_of(name: str, columns: Mapping[str, Any], size: int) -> pd.DataFrame:
    """Return a table's frame of so many rows; a column that is not given is blank.

    Args:
        name: the table's code name.
        columns: whole columns, or one value for all rows, by frame name.
        size: how many rows.
    """
    wanted = BY_NAME[name].columns
    unknown = columns.keys() - {column.frame_name for column in wanted}
    assert not unknown, f"{name} has no column for {sorted(unknown)}"
    texts: dict[str, pd.Series[Any]] = {}
    others: dict[str, pd.Series[Any]] = {}
    for one in wanted:
        made = typed(one, columns.get(one.frame_name), size)
        (texts if one.is_text else others)[one.frame_name] = made
    return framed(texts, others, pd.RangeIndex(size), [one.frame_name for one in wanted])


def typed(column: Column, values: Any, size: int) -> pd.Series[Any]:
    """Return a column of so many rows as a frame holds it; None is blank in all of them."""
    if values is None:
        return _blank(column.kind, size)
    whole = _column(values, size)
    if column.kind is Kind.MONEY:
        return whole.astype("Int64")
    if column.kind is Kind.DATE:
        return pd.to_datetime(whole).astype("datetime64[s]")
    if column.kind is Kind.NUMBER:
        return pd.to_numeric(whole).astype("float64")
    return whole.astype(object).where(whole.notna(), "")


def _blank(kind: Kind, size: int) -> pd.Series[Any]:
    if kind is Kind.MONEY:
        return pd.Series(pd.array([pd.NA] * size, dtype="Int64"))
    if kind is Kind.DATE:
        return pd.Series(np.full(size, "NaT", dtype="datetime64[s]"))
    if kind is Kind.NUMBER:
        return pd.Series(np.full(size, np.nan))
    return pd.Series(np.full(size, "", dtype=object), dtype=object)


def _column(values: Any, size: int) -> pd.Series[Any]:
    if isinstance(values, pd.Series):
        return values.reset_index(drop=True)
    if np.ndim(values) == 0:
        return pd.Series([values] * size, dtype=object)
    return pd.Series(values)
