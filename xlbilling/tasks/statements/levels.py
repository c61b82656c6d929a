"""How urgent a visit's bill has become: statements and days both count (rules ST-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

HIGHEST: Final = 5
AFTER_DEFAULT: Final = 3
"""The level at which a balance comes back from a payment plan (rules ST-11)."""
LEVEL_DAYS: Final = (0, 30, 60, 90, 120)
"""Days after a visit's first statement that levels 1 to 5 need; each ends where the next begins,
the fifth after 150: LibreHealth's defaults."""


@dataclass(frozen=True, slots=True)
class Billed:
    """One statement that billed a visit, and what became of it before the next.

    Attributes:
        on: the statement's date.
        balance_cents: what the patient owed on the visit that day.
        paid_cents: what the patient paid on it after that day, before the next statement.
    """

    on: date
    balance_cents: int
    paid_cents: int


@dataclass(frozen=True, slots=True)
class Back:
    """When a balance came back from a payment plan in default, and from when its level counts.

    Source: rules ST-11: it returns to dunning at level 3, as if two statements had billed it.
    """

    on: date
    needed_days: int

    @property
    def first(self) -> Billed:
        """The statement that its level counts from; nothing was paid on it before the default."""
        return Billed(self.on - timedelta(self.needed_days), 1, 0)


def back_in_dunning(on: date, days: Sequence[int] = LEVEL_DAYS) -> Back:
    """Return the dunning of a balance whose plan was in default from a day on: level 3 that day.

    Args:
        on: the day of the default.
        days: how many days after the first statement each level needs.
    """
    return Back(on, days[AFTER_DEFAULT - 1])


def level(
    history: Sequence[Billed], day: date, percent: int, days: Sequence[int] = LEVEL_DAYS
) -> int:
    """Return the level of a visit on a new statement, 1 to 5.

    One more than the statements that billed it; a payment of at least ``percent`` of the balance
    takes one off, full payment begins anew, and the days since the first statement cap it. A new
    visit is always at level 1.

    Args:
        history: the statements that billed it before, in order of their dates.
        day: the new statement's date.
        percent: the share of a balance that counts as a payment worth a level.
        days: how many days after the first statement each level needs.
    """
    count, first = 0, None
    for billed in history:
        count += 1
        first = first or billed.on
        if billed.paid_cents >= billed.balance_cents:
            count, first = 0, None
        elif billed.paid_cents > 0 and billed.paid_cents * 100 >= percent * billed.balance_cents:
            count = max(0, count - 1)
    if first is None:
        return 1
    reached = sum(needed <= (day - first).days for needed in days)
    return max(1, min(count + 1, reached, HIGHEST))
