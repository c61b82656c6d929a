"""What each user did on each day: commands of the audit trail, calls, inquiries, other rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from xlbilling.model import money
from xlbilling.model.tables import Snapshot

READS: Final = (
    "audit",
    "calls",
    "inquiries",
    "claim_changes",
    "receipts",
    "verifications",
    "users",
)
OTHER: Final = "(not a user)"
"""Stands for what somebody typed that is no user's id, as it may be anybody's name."""
COLUMNS: Final = ("user", "day", "activity", "commands", "batches", "rows", "cents")

_ROWS: Final = (
    ("calls", "user", "date", "calls logged", ""),
    ("inquiries", "user", "opened", "inquiries logged", ""),
    ("inquiries", "owner", "resolved_on", "inquiries resolved", ""),
    ("claim_changes", "user", "noticed", "claim corrections", ""),
    ("receipts", "taken_by", "date", "receipts taken", "amount_cents"),
    ("verifications", "verified_by", "verified_on", "coverage checked", ""),
)
"""Rows that bear a user's id and a day: table, columns, what they count as, their amount."""

_NAMING: Final = frozenset({"calls", "inquiries"})
_ADDED: Final = re.compile(r"(\w+) \+(\d+)")
_SET: Final = re.compile(r"(\w+)\.\w+ (\d+)")
_POSTED: Final = ("posted", "amount", "applied")
"""Names of the audit trail's totals that are what a command posted; the first there counts."""
_TOTAL: Final = re.compile(r"([a-z ]+) (-?\d+\.\d\d)")


def activities(book: Snapshot) -> pd.DataFrame:
    """Return who did how much on which day: ``COLUMNS``, a row for each thing done.

    Of a command's rows, those it added and those it set cells of count; tables and sheets that it
    wrote anew do not. Money is what it posted to the ledger, or what a receipt took in. A day is
    the one on which a command was given, whatever day it counted as.

    Args:
        book: with the tables of ``READS``.
    """
    parts = [_commands(book.frame("audit")), *_bearing_users(book)]
    found = pd.concat(parts, ignore_index=True)
    known = {*book.frame("audit")["user"], *book.frame("users")["user"]} - {""}
    return found.assign(user=found["user"].where(found["user"].isin(known), OTHER))


def _commands(audit: pd.DataFrame) -> pd.DataFrame:
    """Return each command of the audit trail."""
    counted = {text: rows_of(text) for text in set(audit["counts"])}
    batches = {text: _rows_by_table(text).get("batches", 0) for text in counted}
    posts = audit["counts"].str.contains("ledger +", regex=False).astype(bool)
    summed = {text: _posted(text) for text in set(audit["totals"])}
    return pd.DataFrame({
        "user": audit["user"],
        "day": pd.to_datetime(audit["stamp"].str[:10], format="%Y-%m-%d", errors="coerce"),
        "activity": audit["command"].str.replace("-", " "),
        "commands": 1,
        "batches": np.maximum(audit["counts"].map(batches), audit["batch"] != "").astype("int64"),
        "rows": audit["counts"].map(counted).astype("int64"),
        "cents": audit["totals"].map(summed).where(posts, 0).astype("int64"),
    })  # fmt: skip


def rows_of(counts: str) -> int:
    """Return the rows that a command's counts tell of: added, or set in a column.

    Rows of Calls and Inquiries are left out: they count for whom they name.
    """
    return sum(rows for table, rows in _rows_by_table(counts).items() if table not in _NAMING)


def _rows_by_table(counts: str) -> dict[str, int]:
    """Return how many rows a command added to each table or set columns of."""
    added: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    for part in counts.split("; "):
        if match := _ADDED.fullmatch(part):
            added[match[1]] += int(match[2])
        elif match := _SET.fullmatch(part):
            changed[match[1]] = max(changed[match[1]], int(match[2]))
    return added + changed


def _posted(totals: str) -> int:
    """Return what a command's totals say it posted, in cents."""
    found = dict(_TOTAL.findall(totals.replace("; ", "\n")))
    amounts = {name.strip(): amount for name, amount in found.items()}
    return next((money.from_text(amounts[one]) for one in _POSTED if one in amounts), 0)


def _bearing_users(book: Snapshot) -> Iterator[pd.DataFrame]:
    for table, user, day, activity, cents in _ROWS:
        frame = book.frame(table)
        frame = frame[(frame[user] != "") & frame[day].notna()]
        amount: Any = frame[cents].fillna(0).astype("int64") if cents else 0
        yield pd.DataFrame(
            {
                "user": frame[user],
                "day": frame[day],
                "activity": activity,
                "commands": 0,
                "batches": 0,
                "rows": 1,
                "cents": amount,
            },
            columns=list(COLUMNS),
        )
