"""The ledger's chain of hashes over a whole frame: what every row's hash must be (rules.md L-1)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from xlbilling.model import ledger


def chain_hashes(rows: pd.DataFrame) -> list[str]:
    """Return the hash that each row must have, given the ledger's rows in order of Seq."""
    columns = [ledger.canonical_texts(_plain(rows[name])) for name in ledger.HASHED]
    return list(ledger.row_hashes(columns, ledger.GENESIS_HASH))


def _plain(series: pd.Series[Any]) -> list[Any]:
    """Return a frame's column as plain Python values, None or NaN for what is blank."""
    if pd.api.types.is_datetime64_any_dtype(series):
        return list(np.asarray(series, dtype="datetime64[s]").tolist())
    if series.dtype == object:
        return series.tolist()
    return list(series.to_numpy(dtype=object, na_value=np.nan).tolist())
