"""Whole tables of the workbook out of columns, typed as the sheets' frames are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from xlbilling.layout.columns import Column, Kind
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
    made = {one.frame_name: typed(one, columns.get(one.frame_name), size) for one in wanted}
    return pd.DataFrame(made, index=pd.RangeIndex(size))


def typed(column: Column, values: Any, size: int) -> pd.Series[Any]:
    """Return a column of so many rows as a frame holds it; None is blank in all of them."""
    whole = _column(values, size)
    if column.kind is Kind.MONEY:
        return whole.astype("Int64")
    if column.kind is Kind.DATE:
        return pd.to_datetime(whole).astype("datetime64[s]")
    if column.kind is Kind.NUMBER:
        return pd.to_numeric(whole).astype("float64")
    return whole.astype(object).where(whole.notna(), "")


def _column(values: Any, size: int) -> pd.Series[Any]:
    if isinstance(values, pd.Series):
        return values.reset_index(drop=True)
    if values is None or np.ndim(values) == 0:
        return pd.Series([values] * size, dtype=object)
    return pd.Series(values)
