"""Builders for tests: a snapshot of the workbook from a few rows given in plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from hypothesis import settings

from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.tables import InputFile, Request, Snapshot, TableData

AS_OF = date(2026, 3, 31)
Rows = Sequence[Mapping[str, Any]]


def day(iso: str) -> datetime:
    """Return a date as a cell holds it."""
    return datetime.fromisoformat(iso)


def snapshot(
    *, settings: Mapping[str, str] | None = None, ledger_head: str = "", **tables: Rows
) -> Snapshot:
    """Return a workbook as read: the tables given by code name, all others empty.

    Dates may be ISO text; amounts are dollars under the code name, or cents under ``…_cents``.
    """
    given = {name: [_cells(name, row) for row in rows] for name, rows in tables.items()}
    read = {
        name: frames.from_records(table, given[name]) if given.get(name) else _empty(name)
        for name, table in BY_NAME.items()
    }
    return Snapshot(read, settings or {}, ledger_head, [t.sheet for t in BY_NAME.values()])


@cache
def _empty(name: str) -> TableData:
    """Return a table without rows, made once: a workbook has dozens of them."""
    return frames.empty(BY_NAME[name])


def _cells(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    dates = {c.name for c in BY_NAME[name].columns if c.kind == "date"}
    return {
        key: day(value) if key in dates and isinstance(value, str) else value
        for key, value in row.items()
    }


def examples(count: int) -> settings:
    """Return how many examples a slow property is tried on; ten times as many in the nightly job."""
    profile = settings.default
    assert profile is not None, "conftest.py loads one"
    return settings(max_examples=count * profile.max_examples // 100, deadline=None)


def request(
    as_of: date = AS_OF, *, files: Mapping[str, bytes] | None = None, **options: str
) -> Request:
    """Return what a task is asked, by a user of the name ``tester``."""
    given = tuple(InputFile(name, content) for name, content in (files or {}).items())
    return Request(as_of, "tester", given, options)
