"""Guarantors who have died and owe: the claim against the estate, and until when it may be made.

Each state has its own deadline for creditors; the office fills Estate Deadlines with its attorney's
words. Nothing is sent to the family meanwhile: statements and letters stop (rules ST-1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from xlbilling.model.findings import INFO, WARNING, Finding
from xlbilling.tasks.collecting.kept import Row, rows_of
from xlbilling.tasks.collecting.steps import ESTATE

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.collecting.dues import Due
    from xlbilling.tasks.collecting.steps import Step

TABLE: Final = "estates"
READS: Final = (TABLE, "estate_deadlines")
_SOON_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Deadline:
    """One row of Estate Deadlines; None for a count that the state does not have."""

    from_death: int | None
    from_notice: int | None

    def day(self, died: date | None, notice: date | None) -> date | None:
        """Return the earliest day that can be told; None where none can."""
        pairs = ((died, self.from_death), (notice, self.from_notice))
        found = [on + timedelta(days) for on, days in pairs if on is not None and days is not None]
        return min(found, default=None)


def merged(book: Snapshot, found: Iterable[tuple[Due, Step]], day: date) -> list[Row]:
    """Return the whole register: the estates it has, and those of who is found dead and owes."""
    owed = {due.id: due.account.balance_cents for due, step in found if step.name == ESTATE}
    known = rows_of(book, TABLE)
    there = {row["guarantor_id"] for row in known}
    new = [{"guarantor_id": account} for account in owed if account not in there]
    deadlines, people = _deadlines(book), _people(book)
    return [_row(row, owed, (deadlines, people), day) for row in (*known, *new)]


def _row(
    old: Mapping[str, Any],
    owed: Mapping[str, int],
    sources: tuple[Mapping[str, Deadline], Mapping[str, tuple[Any, str]]],
    day: date,
) -> Row:
    deadlines, people = sources
    account = old["guarantor_id"]
    died, address = people.get(account, (None, ""))
    row = {
        **old,
        "balance_cents": owed.get(account, 0),
        "date_of_death": old.get("date_of_death") or died,
        "state": old.get("state") or address,
    }
    claim_by = _claim_by(row, deadlines)
    row["claim_by"] = None if claim_by is None else pd.Timestamp(claim_by)
    is_open = not row.get("claim_filed_on") and not row.get("outcome")
    row["days_left"] = (claim_by - day).days if claim_by is not None and is_open else None
    row["asks"] = _asks(row, deadlines) if is_open and row["balance_cents"] > 0 else ""
    return row


def _claim_by(row: Row, deadlines: Mapping[str, Deadline]) -> date | None:
    known = deadlines.get(row["state"] or "")
    return known.day(_day(row["date_of_death"]), _day(row.get("notice_on"))) if known else None


def _asks(row: Row, deadlines: Mapping[str, Deadline]) -> str:
    """Return what keeps the deadline from being told, or from being met."""
    if not row["state"]:
        return "type the state whose law counts"
    if row["state"] not in deadlines:
        return f"add {row['state']} to Estate Deadlines"
    if row["claim_by"] is None:
        return "type Date Of Death or Notice On"
    return "" if row.get("executor") else "find the executor and the court"


def _day(value: Any) -> date | None:
    return None if value is None or value is pd.NaT else value.date()


def _deadlines(book: Snapshot) -> dict[str, Deadline]:
    frame = book.frame("estate_deadlines")
    names = ("state", "days_from_death", "days_from_notice")
    return {
        state: Deadline(_count(death), _count(notice))
        for state, death, notice in zip(*(frame[name] for name in names), strict=True)
        if state and not (death != death and notice != notice)  # noqa: PLR0124  NaN
    }


def _count(number: float) -> int | None:
    return None if number != number else int(number)  # noqa: PLR0124  NaN


def _people(book: Snapshot) -> dict[str, tuple[Any, str]]:
    """Return day of death and state of address by id; a guarantor's own address speaks first."""
    found: dict[str, tuple[Any, str]] = {}
    patients, guarantors = book.frame("patients"), book.frame("guarantors")
    names = ("patient_id", "deceased", "state")
    for patient, died, state in zip(*(patients[name] for name in names), strict=True):
        found.setdefault(patient, (None if died is pd.NaT else died, state))
    for guarantor, state in zip(guarantors["guarantor_id"], guarantors["state"], strict=True):
        died, address = found.get(guarantor, (None, ""))
        found[guarantor] = (died, state or address)
    return found


def findings(rows: Iterable[Row]) -> list[Finding]:
    """Return the estates that ask for something, and those whose deadline is near or over."""
    found = []
    for row in rows:
        account, left = row["guarantor_id"], row["days_left"]
        if row["asks"]:
            message = f"account {account}: {row['asks']}"
            found.append(Finding("ESTATE-ASKS", INFO, message, "Estates", "fill the row"))
        if left is not None and left <= _SOON_DAYS and row["balance_cents"] > 0:
            when = f"{left} days are left" if left >= 0 else f"it was due {-left} days ago"
            message = f"account {account}: no claim against the estate is filed, and {when}"
            fix = "file the claim, then type Claim Filed On"
            found.append(Finding("ESTATE-DUE", WARNING, message, "Estates", fix))
    return found
