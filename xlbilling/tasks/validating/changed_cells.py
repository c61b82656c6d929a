"""The cells of a column that are not yet as they should be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xlbilling.edits.columns import Columns
from xlbilling.model.plan import SetColumn


def changed_cells(
    columns: Columns, name: str, after: NDArray[Any], before: NDArray[Any]
) -> Iterator[SetColumn]:
    """Yield the cells to write, so that a run with nothing to change writes nothing.

    Args:
        columns: the table.
        name: the column's code name.
        after: what should stand in it, a value a row; NaN and NaT are blanks.
        before: what stands there.
    """
    same = after == before
    if after.dtype.kind in "fM":
        same |= np.asarray(pd.isna(after) & pd.isna(before))
    differs = np.flatnonzero(~same)
    if len(differs):
        rows = pd.Index(columns.sheet_rows[differs], dtype="int64")
        values = after[differs]
        if after.dtype.kind == "M":
            values = values.astype("datetime64[s]")
        yield SetColumn(columns.table.name, name, pd.Series(values, index=rows))
