"""The Findings table: what the biller wrote beside a finding follows its key from run to run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import pandas as pd

from xlbilling.edits.catalogue import ClaimFinding
from xlbilling.model.findings import ERROR, INFO, WARNING

OPEN: Final = "OPEN"
FIXED: Final = "FIXED"
COLUMNS: Final = (
    "key", "edit", "severity", "claim_id", "line", "field", "where", "message", "fix", "basis",
    "first_seen", "last_seen", "state", "owner", "note", "next_date",
)  # fmt: skip
"""The table's frame names, in the sheet's order."""

_DATES: Final = ("first_seen", "last_seen", "next_date")
_BILLERS_OWN: Final = ("owner", "note", "next_date")
_ORDER: Final = {ERROR: 0, WARNING: 1, INFO: 2}

Row = dict[str, Any]


def keys(findings: Sequence[ClaimFinding]) -> list[str]:
    """Return each finding's key: edit, claim, line, field, and the n-th of these.

    The cell's address is no part of it, so that sorting the sheet changes no key.
    """
    seen: Counter[str] = Counter()
    named = []
    for one in findings:
        stem = f"{one.edit.id}|{one.claim_id}|{one.line}|{one.field}"
        seen[stem] += 1
        named.append(f"{stem}|{seen[stem]}")
    return named


def merged(findings: Sequence[ClaimFinding], before: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the whole table: open findings first, then what is fixed, which is kept.

    A finding found again keeps ``first_seen`` and the biller's own columns. One that is gone
    becomes FIXED and keeps the day it was last seen. So a claim was clean at its first check,
    and stayed so without a hand being laid on it, exactly if no row of severity E names it,
    open or fixed: that is what the clean-claim rate counts.

    Args:
        findings: of this run, in any order.
        before: the table as read.
        as_of: the day of this run.
    """
    old = _by_key(before)
    ranked = sorted(findings, key=lambda one: (_ORDER[one.severity], one.position, one.edit.id))
    rows = []
    for key, one in zip(keys(ranked), ranked, strict=True):
        known = old.pop(key, None)
        rows.append(_open_row(key, one, known, as_of))
    rows += [{**row, "state": FIXED} for row in old.values()]
    return _as_frame(rows)


def _by_key(before: pd.DataFrame) -> dict[str, Row]:
    """Return the rows as read by key; rows without one keep a place of their own."""
    names = [name for name in COLUMNS if name in before]
    columns = [_python_values(before[name], name) for name in names]
    by_key: dict[str, Row] = {}
    for sheet_row, values in zip(before.index, zip(*columns, strict=True), strict=True):
        row = dict(zip(names, values, strict=True))
        key = row.get("key") or f"|{sheet_row}"
        by_key[key] = row if key not in by_key else _together(by_key[key], row)
    return by_key


def _together(first: Row, second: Row) -> Row:
    """Return one row of two with the same key: a copy made by hand adds the notes it has."""
    own = {name: first.get(name) or second.get(name) for name in _BILLERS_OWN}
    return {**first, **own}


def _python_values(series: pd.Series[Any], name: str) -> list[Any]:
    if name in _DATES:
        return [None if day is pd.NaT else day for day in series.tolist()]
    return series.tolist()


def _open_row(key: str, one: ClaimFinding, known: Mapping[str, Any] | None, as_of: date) -> Row:
    today = pd.Timestamp(as_of)
    kept = known or {}
    return {
        "key": key,
        "edit": one.edit.id,
        "severity": one.severity,
        "claim_id": one.claim_id,
        "line": one.line,
        "field": one.field,
        "where": one.where,
        "message": one.message,
        "fix": one.edit.fix,
        "basis": one.edit.basis,
        "first_seen": kept.get("first_seen") or today,
        "last_seen": today,
        "state": OPEN,
        **{name: kept.get(name) for name in _BILLERS_OWN},
    }


def _as_frame(rows: Sequence[Row]) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    for name in COLUMNS:
        values = [row.get(name) for row in rows]
        if name in _DATES:
            columns[name] = pd.Series(values, dtype="datetime64[s]")
        else:
            columns[name] = pd.Series([value or "" for value in values], dtype=object)
    return pd.DataFrame(columns)


def is_same(after: pd.DataFrame, before: pd.DataFrame) -> bool:
    """Tell whether the table would hold what it holds already, row for row."""
    if len(after) != len(before) or any(name not in before for name in COLUMNS):
        return False
    return after.equals(before[list(COLUMNS)].reset_index(drop=True).astype(after.dtypes))
