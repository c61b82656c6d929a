"""Complaints, disputes and questions: how long each takes, and which of them call for a hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import pandas as pd

from xlbilling.model.findings import WARNING, Finding
from xlbilling.model.plan import Change, SetColumn
from xlbilling.model.tables import Snapshot, TableData
from xlbilling.tasks.posting.sheet_values import only_changed
from xlbilling.tasks.receivables.aging import in_force

READS: Final = ("inquiries", "holds", "patients")
TABLE: Final = "inquiries"
HELD_BY: Final = ("COMPLAINT", "DISPUTE")
"""Kinds of inquiries for which an account is put on hold, by a person."""


def days_open(rows: pd.DataFrame, day: date) -> pd.Series[Any]:
    """Return the days from Opened to Resolved On, or to a day while it is open; NaN before it.

    Args:
        rows: of Inquiries.
        day: the as-of day; what was resolved after it counts as open.
    """
    today = pd.Timestamp(day)
    until = rows["resolved_on"].where(rows["resolved_on"] <= today, today)
    days: pd.Series[Any] = (until - rows["opened"]).dt.days.astype("float64")
    return days.where(days >= 0)


def counted_anew(book: Snapshot, day: date) -> tuple[Change, ...]:
    """Return the cells of As Of and Days Open that are not up to a day."""
    rows = book.frame(TABLE)
    rows = rows[rows["opened"].notna()]
    if rows.empty:
        return ()
    is_open = rows["resolved_on"].isna()
    as_of = rows["as_of"].where(~is_open, pd.Timestamp(day)).astype("datetime64[s]")
    until = rows["resolved_on"].fillna(as_of)
    days = (until - rows["opened"]).dt.days.astype("float64")
    changes = (SetColumn(TABLE, "as_of", as_of), SetColumn(TABLE, "days_open", days))
    return only_changed(book, changes)


def wanting_holds(book: Snapshot, day: date) -> Iterator[Finding]:
    """Give a finding for each open complaint and dispute whose account no such hold names.

    Statements and collections go on until a person puts the hold: nothing here does it.
    """
    table, held = book[TABLE], Held(book, day)
    rows = table.frame[_is_open(table.frame, day) & table.frame["kind"].isin(HELD_BY)]
    for row, one in zip(rows.index, rows.to_dict("records"), strict=True):
        if one["guarantor_id"] and not held.has(one["guarantor_id"], one["claim_id"]):
            yield hold_wanted(table, int(row), one)


class Held:
    """The accounts and claims that a hold for a complaint or a dispute names on a day."""

    def __init__(self, book: Snapshot, day: date) -> None:
        """Take the holds in force; one that names a patient is that patient's account's."""
        holds = in_force(book.frame("holds"), day)
        holds = holds[holds["type"].isin(HELD_BY)]
        wider = holds[holds["claim_id"] == ""]
        patients = book.frame("patients")
        own = patients[patients["patient_id"].isin(wider["patient_id"])]
        named = (wider["guarantor_id"], wider["patient_id"], own["guarantor_id"])
        self._accounts = {one for column in named for one in column if one}
        self._claims = {one for one in holds["claim_id"] if one}

    def has(self, account: str, claim: str) -> bool:
        """Tell whether an account or a claim is held."""
        return account in self._accounts or claim in self._claims


def _is_open(rows: pd.DataFrame, day: date) -> Any:
    today = pd.Timestamp(day)
    return ~(rows["opened"] > today) & ~(rows["resolved_on"] <= today)


def hold_wanted(table: TableData, row: int, one: dict[Any, Any]) -> Finding:
    """Return the finding that says of an inquiry's account that a person may put it on hold."""
    claim = f", claim {one['claim_id']}" if one["claim_id"] else ""
    return Finding(
        "INQ-HOLD",
        WARNING,
        f"{one['kind'].lower()} {one['inquiry']} of account {one['guarantor_id']}{claim} is open, "
        "and no hold stops statements and collections meanwhile",
        table.where("kind", row),
        f"add a row of type {one['kind']} to Holds for the account or the claim, or resolve it",
    )
