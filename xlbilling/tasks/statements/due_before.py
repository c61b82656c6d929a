"""What a line asked of its patient on an earlier day: what was theirs, and waited for nobody else.

Rules ST-10: nothing is charged in the first days after the first statement that asked for it. A
visit's first bill may have left a line out that waited for insurance, or that somebody disputed;
such a line's days begin with the first bill that could ask for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from xlbilling.model.ledger import PATIENT_OWNER
from xlbilling.tasks.plans.finance_charges import is_finance
from xlbilling.tasks.statements.lines import holds_on_lines

if TYPE_CHECKING:
    from xlbilling.tasks.statements.open_lines import OpenLine


class Bill(NamedTuple):
    """One sent statement: its date, when it was sent, and when it was to be paid."""

    made: date
    sent: date
    due: date


class _Move(NamedTuple):
    posted: date
    line: str
    owner: str
    cents: int
    is_finance: bool


@dataclass(frozen=True)
class Past:
    """What was billed and owed before the day of a charge.

    Attributes:
        bills: by account and claim the statements that billed it, in order of their dates.
        moves: by claim the movements of the receivable.
        holds: the holds that ever named a line, a claim or people.
    """

    bills: Mapping[tuple[str, str], Sequence[Bill]]
    moves: Mapping[str, Sequence[_Move]]
    holds: Sequence[Mapping[Any, Any]]

    @classmethod
    def of(cls, sent: pd.DataFrame, moved: pd.DataFrame, holds: pd.DataFrame) -> Past:
        """Read the register's rows that were sent, movements as of the day and the Holds sheet."""
        return cls(_bills(sent), _moves(moved), holds_on_lines(holds))

    def first_bill(self, line: OpenLine) -> Bill | None:
        """Return the account's first statement that could ask for a line; None for none."""
        for bill in self.bills.get((line.account, line.claim_id), ()):
            if self._due_on(line, bill.made) > 0 and not self._is_held(line, bill.made):
                return bill
        return None

    def lasting_cents(self, line: OpenLine, since: date) -> int:
        """Return what of a line's service was due all the time since a day: the least of it."""
        own = self.moves.get(line.claim_id, ())
        days = {since, *(one.posted for one in own if one.posted > since)}
        return min(self._due_on(line, day) for day in days)

    def _due_on(self, line: OpenLine, day: date) -> int:
        """Return what the patient was asked for a line's service; 0 while an insurer owed on it."""
        own = [one for one in self.moves.get(line.claim_id, ()) if one.posted <= day]
        for owner in {one.owner for one in own} - {PATIENT_OWNER}:
            insurers = [one for one in own if one.owner == owner]
            if _sum(insurers) > 0 and any(
                _sum(one for one in insurers if one.line == part) > 0 for part in (line.line, "")
            ):
                return 0
        service = (one for one in own if one.owner == PATIENT_OWNER and not one.is_finance)
        return max(0, _sum(one for one in service if one.line == line.line))

    def _is_held(self, line: OpenLine, day: date) -> bool:
        now = pd.Timestamp(day)
        return any(
            not hold["from"] > now and not hold["to"] < now and _names(hold, line)
            for hold in self.holds
        )


def _sum(moves: Iterable[_Move]) -> int:
    return sum(one.cents for one in moves)


def _names(hold: Mapping[Any, Any], line: OpenLine) -> bool:
    if hold["claim_id"]:
        return hold["claim_id"] == line.claim_id and hold["line"] in {"", line.line}
    if hold["patient_id"]:
        return bool(hold["patient_id"] == line.patient_id)
    return bool(hold["guarantor_id"] == line.account)


def _bills(register: pd.DataFrame) -> dict[tuple[str, str], list[Bill]]:
    found: dict[tuple[str, str], list[Bill]] = {}
    for row in register.sort_values("date", kind="stable").to_dict("records"):
        sent = max(row["sent"], row["date"]).date()
        due = sent if pd.isna(row["due"]) else row["due"].date()
        for claim in row["billed_visits"].split():
            bill = Bill(row["date"].date(), sent, due)
            found.setdefault((row["guarantor_id"], claim), []).append(bill)
    return found


def _moves(moved: pd.DataFrame) -> dict[str, list[_Move]]:
    found: dict[str, list[_Move]] = {}
    posted = moved["posted"].to_numpy("datetime64[D]").tolist()
    columns = (moved[name].tolist() for name in ("line", "owner", "cents"))
    of_finance = is_finance(moved).tolist()
    for claim, *move in zip(moved["claim_id"].tolist(), posted, *columns, of_finance, strict=True):
        found.setdefault(claim, []).append(_Move._make(move))
    return found
