"""The Claim Changes sheet: what was changed on a claim's coding since it was checked before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

import numpy as np

from xlbilling.edits.coding_hash import fields, line_codings
from xlbilling.edits.columns import Mask, Positions, Texts
from xlbilling.edits.lines import Lines
from xlbilling.model.plan import Change
from xlbilling.model.tables import Request, TableData
from xlbilling.tasks.posting.sheet_values import append
from xlbilling.tasks.validating.changed_cells import changed_cells

_NOT_SENT: Final = frozenset({"", "NEW", "ERROR", "READY"})

Record = dict[str, Any]


def changes(lines: Lines, log: TableData, request: Request) -> Iterator[Change]:
    """Yield a row for each field of a line's coding that was changed, and the new Checked As.

    The sheet only grows, so that the biller's reasons stay. The first check of a line only keeps
    its coding, and so does one of a row whose claim or line number was changed or copied: what it
    was checked as before was another line's.

    Args:
        lines: the claim lines.
        log: the Claim Changes sheet as read.
        request: the day and the user who notices.
    """
    now, before = line_codings(lines), lines.text("checked_as")
    at = np.flatnonzero((now != before) & ~lines.blank("checked_as"))
    at = at[_same_line(lines, at)]
    if len(at):
        records = list(_records(lines, at, before[at], now[at]))
        yield from append("claim_changes", _numbered(records, log, request))
    yield from changed_cells(lines, "checked_as", now, before)


def _same_line(lines: Lines, at: Positions) -> Mask:
    """Return which rows hold the line that they held at the check before.

    A line that stands on several rows has the n-th of them behind its key.
    """
    columns = (lines.text_at(name, at) for name in ("row_key", "claim_id", "line"))
    same = [
        not key or f"{key}|".startswith(f"{claim_id}|{line}|")
        for key, claim_id, line in zip(*columns, strict=True)
    ]
    return np.array(same, dtype=bool)


def _records(lines: Lines, at: Positions, before: Texts, now: Texts) -> Iterator[Record]:
    """Yield the changed fields of some lines, without key and day."""
    sent = _sent(lines)[at].tolist()
    named = zip(lines.text_at("claim_id", at), lines.text_at("line", at), sent, strict=True)
    for (claim_id, line, was_sent), old, new in zip(named, before, now, strict=True):
        was = fields(old)
        for field, value in fields(new).items():
            if was[field] != value:
                yield {
                    "claim_id": claim_id,
                    "line": line,
                    "field": field,
                    "before": was[field],
                    "after": value,
                    "sent": "Y" if was_sent else "N",
                }


def _sent(lines: Lines) -> Mask:
    """Return the lines of claims that were sent by now, as Submissions or their status says."""
    sent = ~lines.holds("status", _NOT_SENT.__contains__) | ~np.isnat(lines.days("first_billed"))
    rows = lines.submissions
    sent[rows.lines[~np.isnat(rows.days("sent"))]] = True
    return sent


def _numbered(records: list[Record], log: TableData, request: Request) -> list[Record]:
    """Return whole rows: each with the next number of its claim, line and field as key."""
    last = _last_numbers(log)
    rows = []
    for one in records:
        stem = _stem(one)
        last[stem] = last.get(stem, 0) + 1
        rows.append(_row(one, f"{stem}|{last[stem]}", request.as_of, request.user))
    return rows


def _stem(one: Mapping[str, Any]) -> str:
    return f"{one['claim_id']}|{one['line']}|{one['field']}"


def _row(one: Record, key: str, noticed: date, user: str) -> Record:
    return {"key": key, **one, "noticed": noticed, "user": user}


def _last_numbers(log: TableData) -> dict[str, int]:
    last: dict[str, int] = {}
    for key in log.frame.get("key", ()):
        stem, _, number = key.rpartition("|")
        if number.isdecimal() and len(number) < 10:
            last[stem] = max(last.get(stem, 0), int(number))
    return last
