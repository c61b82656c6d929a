"""How every payment plan stands on a day: its instalments, what was paid, what it has become.

The one rule for statements, aging, account cards and the review of the plans. All of it follows
from the sheet and the ledger as of the day, so that a day that is past gives what it gave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd

from xlbilling.model.tables import Snapshot
from xlbilling.tasks import settings
from xlbilling.tasks.plans import payments, schedule
from xlbilling.tasks.plans.kept_up import CURRENT, DEFAULTED, DONE
from xlbilling.tasks.plans.schedule import Instalment, Terms

READS: Final = ("payment_plans", "ledger", "patients")
"""The tables that decide how a plan stands."""


@dataclass(frozen=True)
class Plan:
    """One row of Payment Plans as of a day.

    Attributes:
        row: its row on the sheet.
        id: the plan's id.
        account: whose plan it is: a guarantor's id, or a patient's own.
        started: the day it was agreed; None for a blank cell, which is "always".
        typed: the sheet's State.
        ended_on: the day from which it was no longer current, as the sheet says.
        instalment_cents: each month's part as typed; 0 for none.
        total_cents: what is paid off as typed; 0 for none.
        problems: what keeps its terms from being a schedule; none where there is one.
        instalments: with what was paid of them; none where there is a problem.
        state: what the rule makes of it on the day: CURRENT, DEFAULTED or DONE.
        since: the day from which it is that, of one that is no longer current.
        missed: the instalments not paid when their grace was over.
    """

    row: int
    id: str
    account: str
    started: date | None
    typed: str
    ended_on: date | None
    instalment_cents: int
    total_cents: int
    problems: tuple[str, ...] = ()
    instalments: tuple[Instalment, ...] = ()
    state: str = CURRENT
    since: date | None = None
    missed: tuple[Instalment, ...] = ()

    @property
    def paid_cents(self) -> int:
        """What was paid of its instalments."""
        return sum(one.paid_cents for one in self.instalments)

    @property
    def open_cents(self) -> int:
        """What is left to pay of its instalments."""
        return sum(one.open_cents for one in self.instalments)

    @property
    def open(self) -> tuple[Instalment, ...]:
        """The instalments with something left to pay, the earliest first."""
        return tuple(one for one in self.instalments if one.open_cents)

    def is_kept_up(self, day: date) -> bool:
        """Tell whether it counts on a day; see ``kept_up``."""
        has_begun = self.started is None or self.started <= day
        is_over = self.typed != CURRENT and (self.ended_on is None or self.ended_on <= day)
        return has_begun and not is_over

    def becomes(self, day: date) -> bool:
        """Tell whether the sheet is to say another State; one of a later day is left alone."""
        ended_later = self.typed != CURRENT and self.ended_on is not None and self.ended_on > day
        return self.state != self.typed and not ended_later

    def is_defaulted(self, day: date) -> bool:
        """Tell whether its balance is back in dunning on a day, as the sheet's State says."""
        return self.typed == DEFAULTED and (self.ended_on is None or self.ended_on <= day)

    def covers(self, given: date) -> bool:
        """Tell whether it covers what became the patient's on a day: before it was agreed."""
        return self.started is None or given <= self.started


@dataclass(frozen=True)
class Rules:
    """The office's rules of its plans.

    Attributes:
        grace_days: days after an instalment's due day before it is missed.
        missed: so many missed instalments end a plan.
    """

    grace_days: int
    missed: int

    @classmethod
    def of(cls, own: Mapping[str, str]) -> Rules:
        """Return what the Settings sheet says.

        Raises:
            RefusedError: a setting is not a whole number.
        """
        days = settings.count(own, "Plan Grace Days")
        return cls(days, max(1, settings.count(own, "Plan Missed Instalments")))


@dataclass(frozen=True)
class Plans:
    """All payment plans as of a day."""

    day: date
    plans: Sequence[Plan] = field(default_factory=tuple)

    @property
    def current(self) -> list[Plan]:
        """The plans that count on the day."""
        return [one for one in self.plans if one.is_kept_up(self.day)]

    @property
    def defaulted(self) -> list[Plan]:
        """The plans whose balance is back in dunning."""
        return [one for one in self.plans if one.is_defaulted(self.day)]

    def of(self, account: str) -> list[Plan]:
        """Return an account's plans, in the order of the sheet."""
        return [one for one in self.plans if one.account == account]


def plans(book: Snapshot, moved: pd.DataFrame, day: date) -> Plans:
    """Return how every plan stands on a day.

    Args:
        book: with ``payment_plans`` and ``patients``.
        moved: the receivable's movements as of the day, as ``balances.movements`` gives them.
        day: the as-of day.

    Raises:
        RefusedError: a setting is not a whole number.
    """
    rules = Rules.of(book.settings)
    typed = [_typed(row, index) for index, row in _rows(book.frame("payment_plans"))]
    paid = payments.by_plan(typed, moved, book.frame("patients"))
    return Plans(day, tuple(_judged(one, paid.get(one.row, 0), day, rules) for one in typed))


def _rows(frame: pd.DataFrame) -> list[tuple[int, dict[Any, Any]]]:
    records = frame.to_dict("records")
    found = zip(map(int, frame.index), records, strict=True)
    return [(index, row) for index, row in found if row["plan"] or row["guarantor_id"]]


def _typed(row: Mapping[Any, Any], index: int) -> Plan:
    """Return a row as it was typed, with its schedule where the terms give one."""
    total, instalment = _cents(row["total_cents"]), _cents(row["instalment_cents"])
    due_day = None if pd.isna(row["due_day"]) else row["due_day"]
    started = _day(row["started"])
    problems = schedule.problems(total, instalment, due_day)
    if started is None:
        problems.append("its Started is blank; expected the day it was agreed")
    elif started.year > schedule.LAST_YEAR:
        problems.append(f"its Started is of the year {started.year}")
    made: tuple[Instalment, ...] = ()
    if started and total and instalment and due_day and not problems:
        made = schedule.schedule(Terms(started, total, instalment, int(due_day)))
    return Plan(
        index,
        row["plan"],
        row["guarantor_id"],
        started,
        row["state"] or CURRENT,
        _day(row["ended_on"]),
        max(0, instalment or 0),
        max(0, total or 0),
        tuple(problems),
        made,
    )


def _cents(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _day(value: Any) -> date | None:
    if pd.isna(value):
        return None
    found: date = value.date()
    return found


def _judged(plan: Plan, paid_cents: int, day: date, rules: Rules) -> Plan:
    """Return a plan with what was paid of it and what it is on the day."""
    instalments = schedule.paid(plan.instalments, paid_cents)
    missed = tuple(one for one in instalments if one.is_missed(day, rules.grace_days))
    known = replace(plan, instalments=instalments, missed=missed)
    state, since = _state(known, day, rules)
    return replace(known, state=state, since=since)


def _state(plan: Plan, day: date, rules: Rules) -> tuple[str, date | None]:
    """Return what a plan is, and since when; a person's own DEFAULTED or DONE is kept."""
    is_paid = bool(plan.instalments) and not plan.open
    if plan.typed != CURRENT and (plan.ended_on is None or plan.ended_on <= day):
        return (DONE if is_paid else plan.typed), plan.ended_on
    if is_paid:
        return DONE, day
    if len(plan.missed) < rules.missed:
        return CURRENT, None
    due = plan.missed[rules.missed - 1].due
    return DEFAULTED, due + timedelta(rules.grace_days + 1)
