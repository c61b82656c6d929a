"""The Dashboard's twelve months: passed ones as they were taken, the last from the ledger."""

from __future__ import annotations

from datetime import date

from xlbilling.layout.pages import dashboard_tables
from xlbilling.layout.pages.dashboard_tables import Month
from xlbilling.tasks.receivables.month_ends import MOVED, MonthEnd, MonthEnds, months_before


def months(ends: MonthEnds, now: MonthEnd, day: date) -> list[Month]:
    """Return the months up to a day's own, oldest first; of one without an end the name alone."""
    shown = {**ends.known, now.period: now}
    periods = months_before(day, dashboard_tables.MONTHS)
    return [_month(shown[one]) if one in shown else Month(one) for one in periods]


def last_end(ends: MonthEnds, now: MonthEnd) -> MonthEnd | None:
    """Return the last month end before a day; None where there is none."""
    earlier = [period for period in ends.known if period < now.period]
    return ends.known[max(earlier)] if earlier else None


def _month(one: MonthEnd) -> Month:
    charges, payments, adjusted, refunds = (one.cents.get(name, 0) for name in MOVED)
    return Month(
        one.period,
        (charges, payments, adjusted, refunds),
        one.cents.get("total", 0),
        one.rates.get("days_in_ar"),
        one.over_90,
    )
