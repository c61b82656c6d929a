"""Slips of the keyboard in the last week's claims, so that the checks have something to find."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

WRONG: Final[tuple[tuple[str, Any], ...]] = (
    ("rendering_npi", "1000000021"),
    ("dx1", "5421"),
    ("code", "9921E"),
    ("pointers", "3"),
    ("units", 0),
    ("mod1", "2%"),
    ("dos_to", timedelta(days=-3)),
)
"""A field of a claim's first line, and what somebody typed into it."""


def with_mistakes(rows: list[dict[str, Any]], since: date) -> list[dict[str, Any]]:
    """Return claim rows with one slip in each of the first claims on or after a day."""
    slips = iter(WRONG)
    seen: set[str] = set()
    changed = []
    for row in rows:
        is_first = row["claim_id"] not in seen
        seen.add(row["claim_id"])
        slip = next(slips, None) if is_first and row["dos_from"] >= since else None
        changed.append(row if slip is None else _slipped(row, *slip))
    return changed


def _slipped(row: dict[str, Any], field: str, typed: Any) -> dict[str, Any]:
    value = row["dos_from"] + typed if isinstance(typed, timedelta) else typed
    return {**row, field: value}
