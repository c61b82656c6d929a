"""Where finance charges are allowed, at which rate, and who was told in advance (rules ST-10).

No state's law stands here: the office fills Finance Rules, each row with its own source. A row that
cannot be read in full allows nothing, so that no cap is lost by a slip of the pen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from xlbilling.model.findings import ERROR, WARNING, Finding
from xlbilling.tasks.money.unread import Unread

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot, TableData

RULES: Final = "finance_rules"
NOTICES: Final = "finance_notices"
_WHOLE: Final = 100
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Rule:
    """What one state allows on a day.

    Attributes:
        monthly: percent of what is past due.
        yearly_cap: percent that twelve months may come to; None for no cap.
        cap_cents: the most for one account and month; None for no cap.
    """

    monthly: Fraction
    yearly_cap: Fraction | None = None
    cap_cents: int | None = None

    @property
    def percent(self) -> Fraction:
        """The percent of a month that is asked: the row's own, or the cap's twelfth if lower."""
        cap = self.monthly if self.yearly_cap is None else self.yearly_cap / _MONTHS
        return min(self.monthly, cap)

    def charge(self, cents: int) -> int:
        """Return a month's charge on an amount in cents, rounded down to the cent."""
        return int(cents * self.percent / _WHOLE)


@dataclass(frozen=True, slots=True)
class Read:
    """What a sheet says on a day, by state or by account, and what is wrong with its rows."""

    values: Mapping[str, Any]
    findings: tuple[Finding, ...]


def rules(table: TableData, day: date) -> Read:
    """Return the rule of each state that allows finance charges on a day.

    Args:
        table: Finance Rules as read.
        day: the day of the charge.
    """
    unread, now = Unread(table), pd.Timestamp(day)
    frame = table.frame.assign(state=table.frame["state"].str.upper())
    in_force = frame[~(frame["from"] > now) & ~(frame["to"] < now)]
    twice = in_force["state"].duplicated(keep=False)
    found: dict[str, Rule] = {}
    told = []
    for (row, one), is_twice in zip(in_force.iterrows(), twice, strict=True):
        column, why = unread.of_row(int(str(row)))
        if not why and is_twice:
            column, why = "state", "stands on two rows that hold on this day"
        if not why and one["allowed"].upper() == "Y":
            column, why = _problem(one)
            if not why:
                found[one["state"]] = _rule(one)
        if why:
            told.append(_bad_rule(table, int(str(row)), one["state"], (column, why)))
    return Read(found, tuple(told))


def _problem(row: pd.Series[Any]) -> tuple[str, str]:
    """Return the column that keeps an allowing row from being used, and why; blanks for none."""
    percent, cap, most = row["monthly_percent"], row["yearly_cap_percent"], row["monthly_cap_cents"]
    if pd.isna(percent) or not 0 < percent <= _WHOLE:
        shown = "blank" if pd.isna(percent) else f"{percent:g}"
        return "monthly_percent", f"has a Monthly Percent of {shown}; expected more than 0, to 100"
    if not pd.isna(cap) and cap <= 0:
        return "yearly_cap_percent", f"has a Yearly Cap Percent of {cap:g}; expected more than 0"
    if not pd.isna(most) and most <= 0:
        return "monthly_cap", "has a Monthly Cap of nothing; expected more, or N under Allowed"
    if not row["source"]:
        return "source", "has no Source"
    return "", ""


def _rule(row: pd.Series[Any]) -> Rule:
    cap, most = row["yearly_cap_percent"], row["monthly_cap_cents"]
    return Rule(
        _exact(row["monthly_percent"]),
        None if pd.isna(cap) else _exact(cap),
        None if pd.isna(most) else int(most),
    )


def _exact(number: float) -> Fraction:
    """Return the number that the cell shows: 0.1 is a tenth, not the float's neighbour of it."""
    return Fraction(str(float(number)))  # float: a percentage as its cell shows it


def _bad_rule(table: TableData, row: int, state: str, wrong: tuple[str, str]) -> Finding:
    column, why = wrong
    return Finding(
        "FINANCE-RULE",
        ERROR,
        f"the row of {state or 'no state'} {why}; nothing is charged there",
        table.where(column, row),
        "fill the row as the law or your adviser says, one row a state and day",
    )


def notices(book: Snapshot, day: date) -> Read:
    """Return when each account was first told that finance charges begin, on the day or before.

    Args:
        book: with Finance Notices and the statements that they name.
        day: the day of the charge.
    """
    table = book[NOTICES]
    unread, sent = Unread(table), _sent(book.frame("statements"))
    found: dict[str, date] = {}
    told = []
    for row, one in table.frame.iterrows():
        column, why = unread.of_row(int(str(row)))
        given = None if why else _given(one, sent)
        if isinstance(given, str):
            column, why = ("statement" if one["statement"] else "given_on"), given
        elif given is not None and given <= day:
            account = one["guarantor_id"]
            found[account] = min(given, found.get(account, given))
        if why:
            told.append(_bad_notice(table, int(str(row)), one["notice"], (column, why)))
    return Read(found, tuple(told))


def _sent(register: pd.DataFrame) -> dict[tuple[str, str], date]:
    rows = register[register["sent"].notna()]
    keys = zip(rows["statement"], rows["guarantor_id"], strict=True)
    return dict(zip(keys, (day.date() for day in rows["sent"]), strict=True))


def _given(row: pd.Series[Any], sent: Mapping[tuple[str, str], date]) -> date | str:
    """Return the day a notice was given, or why that cannot be told."""
    typed = None if pd.isna(row["given_on"]) else row["given_on"].date()
    if not row["guarantor_id"]:
        return "names no guarantor"
    if row["statement"]:
        on = sent.get((row["statement"], row["guarantor_id"]))
        if on is None:
            return f"names statement {row['statement']}, which was not sent to that account"
        return on if typed is None else max(on, typed)
    return typed or "has neither Given On nor a Statement"


def _bad_notice(table: TableData, row: int, notice: str, wrong: tuple[str, str]) -> Finding:
    column, why = wrong
    return Finding(
        "FINANCE-NOTICE",
        WARNING,
        f"notice {notice or '(no id)'} {why}; it does not count",
        table.where(column, row),
        "fill Given On, or name a statement of the account whose Sent is filled",
    )
