"""What a key figure is: a value with its variant's name, its formula in numbers, and a unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from xlbilling.model import money

_PLACES: Final = Decimal("0.0001")


class Unit(StrEnum):
    """What a figure's value counts."""

    DAYS = "days"
    PERCENT = "percent"
    DOLLARS = "dollars"


@dataclass(frozen=True, slots=True)
class Kpi:
    """One key figure.

    Attributes:
        name: with its variant, such as "Days in AR (gross, credits taken off)".
        value: days or percent to four places, or dollars; None where there is nothing to divide
            by, never 0 in its place.
        formula: how it comes about, with the numbers.
        reason: why there is no value; "" where there is one.
        unit: what the value counts.
        benchmark: how it stands to what is usual, such as "good: below 35"; "" for none.
    """

    name: str
    value: Decimal | None
    formula: str
    reason: str = ""
    unit: Unit = Unit.PERCENT
    benchmark: str = ""

    def __post_init__(self) -> None:
        """Assert that a blank has its reason, and nothing else has one."""
        assert (self.value is None) == bool(self.reason), "a blank has a reason"


def days(name: str, fraction: tuple[int, int], formula: str, reason: str) -> Kpi:
    """Return a figure in days: the fraction, to four places.

    Args:
        name: with its variant.
        fraction: what is divided, and by what; the figure is blank where that is 0 or less.
        formula: with the numbers.
        reason: why there is nothing to divide by.
    """
    return _figure(name, fraction, formula, reason, Unit.DAYS)


def percent(name: str, fraction: tuple[int, int], formula: str, reason: str) -> Kpi:
    """Return a figure in percent: the fraction times 100, to four places; blank as ``days``."""
    above, below = fraction
    return _figure(name, (above * 100, below), formula, reason, Unit.PERCENT)


def dollars(name: str, cents: int, formula: str) -> Kpi:
    """Return a figure that is an amount, in dollars with two places."""
    return Kpi(name, Decimal(cents).scaleb(-2), formula, unit=Unit.DOLLARS)


def blank(name: str, formula: str, reason: str, unit: Unit = Unit.PERCENT) -> Kpi:
    """Return a figure without a value, for want of what it is made of."""
    return Kpi(name, None, formula, reason, unit)


def shown(cents: int) -> str:
    """Return an amount as a formula shows it: ``$1,234.50``."""
    return money.show(cents)


def _figure(name: str, fraction: tuple[int, int], formula: str, reason: str, unit: Unit) -> Kpi:
    above, below = fraction
    if below <= 0:
        return Kpi(name, None, formula, reason, unit)
    value = (Decimal(above) / Decimal(below)).quantize(_PLACES, ROUND_HALF_UP)
    return Kpi(name, value, formula, unit=unit)
