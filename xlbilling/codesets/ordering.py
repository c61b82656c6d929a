"""The order that look-ups rely on, for sets put together out of arrays; no row stands twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xlbilling.model.codes import About, CodeList, PairList

_FROM_EVER = np.datetime64("0001-01-01", "D")


def pairs(
    about: About,
    keys: NDArray[np.int64],
    starts: NDArray[np.int32],
    ends: NDArray[np.int32],
    values: Mapping[str, NDArray[Any]],
) -> PairList:
    """Return pairs in order; of rows with the same pair and days the one given last stays."""
    order = np.lexsort((np.arange(len(keys)), ends, starts, keys))
    same = _same_as_next(keys[order], starts[order], ends[order])
    kept = order[~same]
    columns = {name: column[kept] for name, column in values.items()}
    return PairList(about, keys[kept], starts[kept], ends[kept], columns)


def codes(
    about: About,
    names: NDArray[np.object_],
    starts: NDArray[np.datetime64],
    ends: NDArray[np.datetime64],
    values: Mapping[str, NDArray[Any]],
) -> CodeList:
    """Return codes in order; of rows that say the same but for values the one given last stays.

    A set whose code stands for several rows, as one of pairs of prefixes does, keeps them all:
    its text values tell them apart.
    """
    texts = names.astype("U")
    began = np.where(np.isnat(starts), _FROM_EVER, starts)
    words = [column.astype("U") for column in values.values() if column.dtype == object]
    order = np.lexsort((np.arange(len(names)), *words, ends, began, texts))
    told = [
        texts[order],
        began[order],
        ends[order].astype(np.int64),
        *(one[order] for one in words),
    ]
    kept = order[~_same_as_next(*told)]
    columns = {name: column[kept] for name, column in values.items()}
    return CodeList(about, names[kept], starts[kept], ends[kept], columns)


def _same_as_next(*columns: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell the rows that are followed by one that is equal in all columns."""
    same = np.zeros(len(columns[0]), dtype=bool)
    if len(same) > 1:
        same[:-1] = np.logical_and.reduce([one[:-1] == one[1:] for one in columns])
    return same
