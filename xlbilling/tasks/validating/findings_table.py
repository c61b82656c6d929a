"""The Findings table: what the biller wrote beside a finding follows its key from run to run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from xlbilling.edits.catalogue import ClaimFinding
from xlbilling.model.findings import GRAVITY
from xlbilling.tasks.validating.links import MOST, NONE, Link, Links
from xlbilling.tasks.validating.on_table import OnTable
from xlbilling.tasks.validating.table_rows import frame_of

OPEN: Final = "OPEN"
FIXED: Final = "FIXED"
COLUMNS: Final = (
    "key", "edit", "severity", "claim_id", "line", "field", "where", "go_to", "message", "fix",
    "basis", "first_seen", "last_seen", "state", "owner", "note", "next_date",
)  # fmt: skip
"""The table's frame names, in the sheet's order."""

ROOM: Final = 1_048_575
"""So many rows has a sheet of Excel below its header."""
_DATES: Final = ("first_seen", "last_seen", "next_date")
_BILLERS_OWN: Final = ("owner", "note", "next_date")

Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """The whole Findings table.

    Attributes:
        rows: by frame names.
        go_to: the formula of each row's link, "" for none.
        left_out: how many rows the sheet has no room for: the least grave that nobody wrote to.
    """

    rows: pd.DataFrame
    go_to: Sequence[str]
    left_out: int = 0


def keys(findings: Sequence[ClaimFinding | OnTable]) -> list[str]:
    """Return each finding's key: edit, claim, line, field, and the n-th of these.

    The cell's address is no part of it, so that sorting the sheet changes no key. A finding on
    another table's row has what names that row in the claim's stead.
    """
    seen: Counter[str] = Counter()
    named = []
    for one in findings:
        stem = _stem(one)
        seen[stem] += 1
        named.append(f"{stem}|{seen[stem]}")
    return named


def _stem(one: ClaimFinding | OnTable) -> str:
    if isinstance(one, OnTable):
        return f"{one.finding.id}|{one.named}||{one.table}.{one.field}"
    return f"{one.edit.id}|{one.claim_id}|{one.line}|{one.field}"


def merged(
    findings: Sequence[ClaimFinding | OnTable],
    before: pd.DataFrame,
    links: Links,
    as_of: date,
    room: int = ROOM,
) -> Table:
    """Return the whole table: open findings first, then what is fixed, which is kept.

    A finding found again keeps ``first_seen`` and the biller's own columns. One that is gone
    becomes FIXED and keeps the day it was last seen.

    Args:
        findings: of this run, in any order.
        before: the table as read.
        links: makes each finding's link to its cell.
        as_of: the day of this run.
        room: so many rows fit on the sheet.
    """
    old = _by_key(before)
    ranked = sorted(findings, key=_rank)
    rows, go_to = [], []
    for n, (key, one) in enumerate(zip(keys(ranked), ranked, strict=True)):
        link = _link(one, links) if n < MOST else NONE
        row = _claims_row(one) if isinstance(one, ClaimFinding) else _tables_row(one)
        known = old.pop(key, None)
        rows.append({**row, "key": key, "go_to": link.words, **_kept(known, as_of)})
        go_to.append(link.formula)
    rows += [{**row, "go_to": "", "state": FIXED} for row in old.values()]
    go_to += [""] * (len(rows) - len(go_to))
    kept = _with_room(rows, room)
    shown = [rows[n] for n in kept]
    return Table(frame_of(shown, COLUMNS, _DATES), [go_to[n] for n in kept], len(rows) - len(shown))


def _with_room(rows: Sequence[Row], room: int) -> Sequence[int]:
    """Return the places of the rows to keep: what a biller wrote to, then the first, in order."""
    if len(rows) <= room:
        return range(len(rows))
    noted = [n for n, row in enumerate(rows) if any(row.get(name) for name in _BILLERS_OWN)]
    others = sorted(set(range(len(rows))).difference(noted))
    return sorted([*noted, *others[: max(room - len(noted), 0)]])


def _rank(one: ClaimFinding | OnTable) -> tuple[int, int, str]:
    if isinstance(one, OnTable):
        return GRAVITY[one.finding.severity], -1, one.finding.id
    return GRAVITY[one.severity], one.position, one.edit.id


def _link(one: ClaimFinding | OnTable, links: Links) -> Link:
    if isinstance(one, OnTable):
        return links.to(one.table, one.field, one.row)
    table, _, field = one.field.rpartition(".")
    return links.to(table or "claims", field, one.row)


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


def _claims_row(one: ClaimFinding) -> Row:
    return {
        "edit": one.edit.id,
        "severity": one.severity,
        "claim_id": one.claim_id,
        "line": one.line,
        "field": one.field,
        "where": one.where,
        "message": one.message,
        "fix": one.edit.fix,
        "basis": one.edit.basis,
    }


def _tables_row(one: OnTable) -> Row:
    told = one.finding
    return {
        "edit": told.id,
        "severity": told.severity,
        "field": f"{one.table}.{one.field}",
        "where": told.where,
        "message": told.message,
        "fix": told.fix,
    }


def _kept(known: Mapping[str, Any] | None, as_of: date) -> Row:
    """Return what a row keeps from run to run, and that it is open today."""
    today = pd.Timestamp(as_of)
    row = known or {}
    own = {name: row.get(name) for name in _BILLERS_OWN}
    return {
        "first_seen": row.get("first_seen") or today,
        "last_seen": today,
        "state": OPEN,
        **own,
    }
