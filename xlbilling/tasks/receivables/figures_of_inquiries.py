"""The key figures of the Inquiries sheet: how long they take, how long the oldest is open."""

from __future__ import annotations

import pandas as pd

from xlbilling.tasks.kpi import Kpi
from xlbilling.tasks.kpis import inquiries as kpis
from xlbilling.tasks.receivables.figures_of_money import of_days
from xlbilling.tasks.receivables.ground import Ground


def resolution_time(on: Ground) -> Kpi:
    """Return the median time of inquiries resolved in the look-back."""
    rows = _opened(on)
    done = rows[on.is_recent(rows["resolved_on"])]
    waits = _days(done["resolved_on"] - done["opened"])
    return of_days(kpis.resolution_time(waits, len(_open(on))), on)


def oldest_open(on: Ground) -> Kpi:
    """Return for how long the oldest inquiry is open as of the day."""
    return kpis.oldest_open(_days(on.last - _open(on)["opened"]))


def _opened(on: Ground) -> pd.DataFrame:
    """Return the inquiries opened up to the day; one resolved before it was opened is none."""
    rows = on.book.frame("inquiries")
    return rows[(rows["opened"] <= on.last) & ~(rows["resolved_on"] < rows["opened"])]


def _open(on: Ground) -> pd.DataFrame:
    rows = _opened(on)
    return rows[~(rows["resolved_on"] <= on.last)]


def _days(waits: pd.Series[pd.Timedelta]) -> list[int]:
    return [int(one) for one in waits.dt.days]
