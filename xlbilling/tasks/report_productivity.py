"""Report what each user did by day, week or month, from the audit trail and rows with a user."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pandas as pd

from xlbilling.layout.pages.productivity_page import Done, Productivity, productivity_page
from xlbilling.model import money
from xlbilling.model.errors import RefusedError
from xlbilling.model.plan import Plan
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks import settings
from xlbilling.tasks.followup.about import day_of
from xlbilling.tasks.productivity import activities

READS: Final[tuple[str, ...]] = activities.READS
PERIODS: Final = {"DAY": "D", "WEEK": "W", "MONTH": "M"}
"""How days are grouped, as pandas names it; a week runs from Monday to Sunday."""

_SUMS: Final = ["commands", "batches", "rows", "cents"]


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the sheet Productivity: one row for each user, period and activity.

    Only user ids stand on it, never a name. Days are the real ones of the audit trail.

    Raises:
        RefusedError: ``by`` is none of ``PERIODS``, ``from`` is no date or lies after the day.
    """
    by = request.option("by", "WEEK").upper()
    if by not in PERIODS:
        raise RefusedError(
            f"days cannot be grouped by '{by[:30]}'",
            id="PERIOD-UNKNOWN",
            fix=f"choose one of {', '.join(PERIODS)}",
        )
    first = _first_day(request)
    rows = _rows(activities.activities(book), first, request.as_of, by)
    practice = settings.text(book.settings, "Practice Name")
    page = productivity_page(Productivity(practice, first, request.as_of, by, rows))
    result = _result(rows)
    days = f"{first.isoformat()} to {request.as_of.isoformat()}"
    counts = (
        f"{len(result['users'])} users, {result['commands']:,} commands, {result['rows']:,} rows"
    )
    amount = money.show(sum(row.cents for row in rows))
    return Plan(
        changes=(page,),
        result={"from": first.isoformat(), "to": request.as_of.isoformat(), "by": by, **result},
        lines=(f"Productivity, {days}: {counts}, {amount}",),
    )


def _first_day(request: Request) -> date:
    """Return the first day asked for; without one, that of the month before the as-of day's.

    Raises:
        RefusedError: it is no date, or lies after the as-of day.
    """
    asked = day_of(request, "from")
    if asked is None:
        month = pd.Period(request.as_of, "M") - 1
        return month.start_time.date()
    if asked > request.as_of:
        raise RefusedError(
            f"the first day {asked.isoformat()} lies after {request.as_of.isoformat()}",
            id="DAYS",
            fix="give an earlier --from, or a later --as-of",
        )
    return asked


def _rows(found: pd.DataFrame, first: date, last: date, by: str) -> list[Done]:
    inside = found[(found["day"] >= pd.Timestamp(first)) & (found["day"] <= pd.Timestamp(last))]
    starts = inside["day"].dt.to_period(PERIODS[by]).dt.start_time
    form = "%Y-%m" if by == "MONTH" else "%Y-%m-%d"
    named = inside.assign(period=starts.dt.strftime(form))
    sums = named.groupby(["user", "period", "activity"], sort=True)[_SUMS].sum()
    return [
        Done(*key, *map(int, amounts))
        for key, amounts in zip(sums.index, sums.to_numpy().tolist(), strict=True)
    ]


def _result(rows: list[Done]) -> dict[str, Any]:
    return {
        "users": sorted({row.user for row in rows}),
        "commands": sum(row.commands for row in rows),
        "batches": sum(row.batches for row in rows),
        "rows": sum(row.rows for row in rows),
        "amount": money.to_text(sum(row.cents for row in rows)),
        "activities": [
            {
                "user": row.user,
                "period": row.period,
                "activity": row.activity,
                "commands": row.commands,
                "batches": row.batches,
                "rows": row.rows,
                "amount": money.to_text(row.cents),
            }
            for row in rows
        ],
    }
