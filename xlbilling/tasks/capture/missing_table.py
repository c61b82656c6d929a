"""The Missing Charges table: what a person wrote beside a row follows its key from run to run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

import pandas as pd

from xlbilling.tasks.validating.table_rows import frame_of

OPEN: Final = "OPEN"
FIXED: Final = "FIXED"
COLUMNS: Final = (
    "key", "kind", "encounter", "claim_id", "patient_id", "dos", "rendering_npi", "location",
    "first_seen", "state", "owner", "note", "next_date",
)  # fmt: skip
"""The table's frame names, in the sheet's order."""

_DATES: Final = ("dos", "first_seen", "next_date")
_PEOPLES_OWN: Final = ("owner", "note", "next_date")

Row = dict[str, Any]


def shown_day(day: Any) -> str:
    """Return a day as ISO text, "" for none."""
    return "" if pd.isna(day) else f"{day:%Y-%m-%d}"


def keyed(rows: Sequence[Row]) -> list[Row]:
    """Return rows with their keys: kind, encounter or claim, day, and the n-th where it repeats."""
    seen: Counter[str] = Counter()
    named = []
    for row in rows:
        day = shown_day(row["dos"])
        stem = "|".join((row["kind"], row["encounter"] or row["claim_id"], day))
        seen[stem] += 1
        named.append({**row, "key": stem if seen[stem] == 1 else f"{stem}|{seen[stem]}"})
    return named


def merged(
    now: Sequence[Row], before: pd.DataFrame, is_settled: Callable[[Row], bool], as_of: date
) -> pd.DataFrame:
    """Return the whole table: what is open first, by day, then what is fixed, which is kept.

    Args:
        now: the keyed rows found in this run.
        before: the table as read.
        is_settled: tells of an open row that was not found again whether that mends it; a run on
            the visits of one week says nothing of another.
        as_of: the day of this run.
    """
    old = _by_key(before)
    today = pd.Timestamp(as_of)
    rows = [_kept(row, old.pop(row["key"], {}), today) for row in now]
    for row in old.values():
        is_fixed = row["state"] == FIXED or is_settled(row)
        rows.append({**row, "state": FIXED if is_fixed else OPEN})
    rows.sort(key=lambda row: (row["state"] == FIXED, str(row["dos"] or ""), row["key"]))
    return frame_of(rows, COLUMNS, _DATES)


def _kept(row: Row, known: Row, today: pd.Timestamp) -> Row:
    own = {name: known.get(name) for name in _PEOPLES_OWN}
    first = known.get("first_seen") or today
    return {**row, **own, "first_seen": first, "state": OPEN}


def _by_key(before: pd.DataFrame) -> dict[str, Row]:
    """Return the rows as read by key; rows without one, or with a copied one, keep their place."""
    by_key: dict[str, Row] = {}
    for sheet_row, values in zip(before.index, _plain(before).to_dict("records"), strict=True):
        row = {str(name): value for name, value in values.items()}
        key = row["key"] if row["key"] and row["key"] not in by_key else f"|{sheet_row}"
        by_key[key] = row
    return by_key


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    whole = frame.reindex(columns=list(COLUMNS)).astype(object)
    return whole.where(whole.notna(), None)
