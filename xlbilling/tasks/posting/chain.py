"""The ledger's chain of hashes over a whole frame: what every row's hash must be (rules.md L-1)."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Any

import numpy as np
import pandas as pd

from xlbilling.model import ledger


def chain_hashes(rows: pd.DataFrame) -> list[str]:
    """Return the hash that each row must have, given the ledger's rows in order of Seq.

    The same as ``model.ledger.row_hash`` row by row, but each column's text is made at once.
    """
    columns = [_field_texts(name, rows[name]) for name in ledger.COLUMNS[:-1]]
    digest, hashes = ledger.GENESIS_HASH, []
    for fields in zip(*columns, strict=True):
        digest = hashlib.sha256("\x1e".join((digest, *fields)).encode()).hexdigest()
        hashes.append(digest)
    return hashes


def _field_texts(name: str, series: pd.Series[Any]) -> list[str]:
    """Return ``name=text`` for each cell, each distinct value once."""
    codes, values = pd.factorize(series, use_na_sentinel=True)
    texts = np.array([*(f"{name}={_text(value)}" for value in values), f"{name}="], dtype=object)
    found: list[str] = texts[codes].tolist()
    return found


def _text(value: Any) -> str:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.strip())
    if isinstance(value, pd.Timestamp | np.datetime64):
        return pd.Timestamp(value).strftime("%Y-%m-%d")
    return str(int(value))
