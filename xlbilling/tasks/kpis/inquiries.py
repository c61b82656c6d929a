"""How fast complaints, disputes and questions are answered (capability G9)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from statistics import median

from xlbilling.tasks import kpi
from xlbilling.tasks.kpi import Kpi, Unit

_OLDEST = "Oldest open inquiry"


def resolution_time(days: Sequence[int], still_open: int) -> Kpi:
    """Return the median of days from opened to resolved, one number an inquiry.

    Args:
        days: of those that were resolved.
        still_open: how many are open, for the formula.
    """
    name = "Resolution time of inquiries, median"
    waits = f"{still_open:,} still open"
    if not days:
        return kpi.blank(name, "median of nothing", f"none was resolved, {waits}", Unit.DAYS)
    many = "inquiry" if len(days) == 1 else "inquiries"
    formula = f"median of {len(days):,} {many}, {min(days)} to {max(days)} days each; {waits}"
    return Kpi(name, Decimal(str(median(days))), formula, unit=Unit.DAYS)


def oldest_open(days: Sequence[int]) -> Kpi:
    """Return for how many days the oldest inquiry is open, one number an open inquiry."""
    if not days:
        return kpi.blank(_OLDEST, "the most of nothing", "no inquiry is open", Unit.DAYS)
    many = "inquiry" if len(days) == 1 else "inquiries"
    formula = f"the most of {len(days):,} open {many}"
    return Kpi(_OLDEST, Decimal(max(days)), formula, unit=Unit.DAYS)
