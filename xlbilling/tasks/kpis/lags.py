"""K-11: how many days pass between service, charge, bill and payment; medians."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from statistics import median

from xlbilling.tasks import kpi
from xlbilling.tasks.kpi import Kpi, Unit


def charge_lag(days: Sequence[int]) -> Kpi:
    """Return the median of days from service to posted charge, one number a line charged."""
    return _median("Charge lag (service to charge)", days, "charged line", "no charge was posted")


def bill_lag(days: Sequence[int]) -> Kpi:
    """Return the median of days from service to the first bill, one number a claim."""
    return _median("Bill lag (service to first bill)", days, "claim", "no claim was sent")


def payment_lag(days: Sequence[int]) -> Kpi:
    """Return the median of days from the first bill to a payer's first payment of the claim."""
    return _median(
        "Payment lag (first bill to first payment)", days, "claim", "no claim sent was paid"
    )


def _median(name: str, days: Sequence[int], one: str, reason: str) -> Kpi:
    if not days:
        return kpi.blank(f"{name}, median", "median of nothing", reason, Unit.DAYS)
    many = "" if len(days) == 1 else "s"
    formula = f"median of {len(days):,} {one}{many}, {min(days)} to {max(days)} days each"
    return Kpi(f"{name}, median", Decimal(str(median(days))), formula, unit=Unit.DAYS)
