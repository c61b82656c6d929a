"""Rows of a table that a task writes whole: as its frame, and whether it stands so already."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def frame_of(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], dates: Collection[str]
) -> pd.DataFrame:
    """Return rows as a frame; what a row lacks is blank.

    Args:
        rows: by frame name.
        columns: the frame names in the sheet's order.
        dates: those of them that hold days; all others hold text.
    """
    import pandas as pd

    made: dict[str, Any] = {}
    for name in columns:
        values = [row.get(name) for row in rows]
        if name in dates:
            made[name] = pd.Series(values, dtype="datetime64[s]")
        else:
            made[name] = pd.Series([value or "" for value in values], dtype=object)
    return pd.DataFrame(made)


def is_same(after: pd.DataFrame, before: pd.DataFrame) -> bool:
    """Tell whether a table would hold what it holds already, row for row."""
    if not len(after) and not len(before):
        return True
    if len(after) != len(before) or any(name not in before for name in after):
        return False
    return after.equals(before[list(after)].reset_index(drop=True).astype(after.dtypes))
