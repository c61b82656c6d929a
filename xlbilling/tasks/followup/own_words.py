"""What a person wrote beside the rows of a table that is made anew: one row of words a key."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from xlbilling.layout.tables.own import OWN

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS: Final = tuple(column.frame_name for column in OWN)
"""The columns that are a person's, by frame name."""
_TEXTS: Final = tuple(column.frame_name for column in OWN if column.is_text)


def written(frame: pd.DataFrame, whose: pd.Series[Any], beside: Sequence[str] = ()) -> pd.DataFrame:
    """Return the rows that somebody wrote something to, one for each key; nothing is lost.

    A row copied by hand adds what it says to the first; one without a key gets one of its own
    where its cells do not tell it either.

    Args:
        frame: the table as read, with ``key`` and ``COLUMNS``.
        whose: the key that the cells of each row tell, "" for none.
        beside: more columns to return; of several rows of a key the first that holds text counts.
    """
    has_words = (frame[list(_TEXTS)] != "").any(axis=1) | frame["next_date"].notna()
    own = frame.loc[has_words, ["key", *beside, *COLUMNS]].reset_index(drop=True)
    told = whose[has_words].reset_index(drop=True)
    own["key"] = own["key"].where((own["key"] != "") | (told == ""), told)
    blank = own["key"] == ""
    taken = set(own["key"])
    free = (key for n in count(1) if (key := f"BY HAND {n}") not in taken)
    own.loc[blank, "key"] = [next(free) for _ in range(int(blank.sum()))]
    again = own["key"].duplicated(keep=False)
    if again.any():
        joined = own[again].groupby("key", sort=False).agg(_together).reset_index()
        own = pd.concat([own[~again], joined], ignore_index=True)
    return own.reset_index(drop=True)


def _together(values: pd.Series[Any]) -> Any:
    """Return one cell of several: the texts that differ, or the first day."""
    if values.name == "next_date":
        return values.min()
    texts = [text for text in dict.fromkeys(values) if text]
    return " / ".join(texts) if values.name in _TEXTS else next(iter(texts), "")
