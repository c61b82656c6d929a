"""The instalments of a payment plan: how many, how much, due when, and which are missed.

Source: rules.md ST-11: n = ceil(total / instalment), the last one carries the remainder; missed
where it is not paid by its due day and the days of grace; two missed end the plan.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from xlbilling.model import money

LONGEST: Final = 360
"""The most instalments that a plan may have: thirty years; more is a slip of the pen."""
LAST_YEAR: Final = 9_900
"""A plan that starts later may have instalments after the calendar's end."""
_LAST_DAY: Final = 31
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed, once it can be read; see ``problems`` for what cannot.

    Attributes:
        started: the day it was agreed; what is paid from that day on pays it.
        total_cents: what is paid off.
        instalment_cents: each month's part.
        due_day: the day of the month, 1 to 31; the month's last day where it has no such day.
    """

    started: date
    total_cents: int
    instalment_cents: int
    due_day: int


@dataclass(frozen=True, slots=True)
class Instalment:
    """One month's part of a plan.

    Attributes:
        n: its number, from 1.
        due: the day by which it is to be paid.
        cents: how much.
        paid_cents: what was paid of it.
    """

    n: int
    due: date
    cents: int
    paid_cents: int = 0

    @property
    def open_cents(self) -> int:
        """What is left of it to pay."""
        return self.cents - self.paid_cents

    def is_missed(self, day: date, grace_days: int) -> bool:
        """Tell whether it is still not paid when its due day and the days of grace are over."""
        return self.open_cents > 0 and day > self.due + timedelta(grace_days)


def problems(total: int | None, instalment: int | None, due_day: float | None) -> list[str]:
    """Return what keeps terms from being a schedule, each as a sentence with both numbers.

    Args:
        total: cents; None for a blank cell.
        instalment: cents; None for a blank cell.
        due_day: the number in the cell; None for a blank one.
    """
    found = []
    if total is None or total <= 0:
        found.append(f"its Total is {_shown(total)}; expected more than 0.00")
    if instalment is None or instalment <= 0:
        found.append(f"its Instalment is {_shown(instalment)}; expected more than 0.00")
    elif total is not None and 0 < total < instalment:
        found.append(f"its Total of {_shown(total)} is less than one Instalment")
    elif total is not None and -(-total // instalment) > LONGEST:
        found.append(f"it has {-(-total // instalment)} instalments; expected {LONGEST} or fewer")
    if due_day is None or due_day != int(due_day) or not 1 <= due_day <= _LAST_DAY:
        shown = "blank" if due_day is None else f"{due_day:g}"
        found.append(f"its Due Day is {shown}; expected 1 to {_LAST_DAY}")
    return found


def _shown(cents: int | None) -> str:
    return "blank" if cents is None else money.to_text(cents)


def schedule(terms: Terms) -> tuple[Instalment, ...]:
    """Return the instalments of a plan, none of them paid yet, in the order of their due days.

    The first is due on the first due day after the day the plan was agreed.
    """
    count = -(-terms.total_cents // terms.instalment_cents)
    last = terms.total_cents - (count - 1) * terms.instalment_cents
    first = terms.started
    skipped = int(_due(first, 0, terms.due_day) <= first)
    return tuple(
        Instalment(
            n,
            _due(first, n - 1 + skipped, terms.due_day),
            terms.instalment_cents if n < count else last,
        )
        for n in range(1, count + 1)
    )


def month_later(day: date) -> date:
    """Return the same day of the next month, or that month's last day."""
    return _due(day, 1, day.day)


def _due(start: date, months: int, due_day: int) -> date:
    """Return the due day of the month so many months after a day's month."""
    years, month = divmod(start.month - 1 + months, _MONTHS)
    year, month = start.year + years, month + 1
    return date(year, month, min(due_day, monthrange(year, month)[1]))


def paid(instalments: Sequence[Instalment], cents: int) -> tuple[Instalment, ...]:
    """Return the instalments with a sum of payments put on the earliest first; the rest is left."""
    left, found = max(0, cents), []
    for one in instalments:
        part = min(left, one.cents)
        found.append(replace(one, paid_cents=part))
        left -= part
    return tuple(found)


def billed_cents(instalments: Sequence[Instalment], day: date) -> int:
    """Return what a bill of a day asks for: what is overdue, and what comes due within a month."""
    until = month_later(day)
    return sum(one.open_cents for one in instalments if one.due < until)
