"""The day until which something can still be done about an unpaid claim: to file, or to appeal."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from xlbilling.edits import clocks
from xlbilling.edits.columns import Columns, Days
from xlbilling.model.codes import NOWHERE
from xlbilling.model.ledger import receivables
from xlbilling.model.tables import TableData

FILING, APPEAL = "FILING", "APPEAL"

_PRIMARY: Final = "1"
_LONGEST: Final = 36_525


def answered(rows: pd.DataFrame) -> pd.DataFrame:
    """Return when each insurer last lowered what it owes on each claim: ``answered``.

    Args:
        rows: ledger rows as of a day, without those that were taken back.
    """
    moved = receivables(rows)
    lowered = moved[moved["cents"] < 0].groupby(["claim_id", "owner"], sort=False)["effective"]
    return lowered.max().rename("answered").reset_index()


def deadlines(claims: pd.DataFrame, payers: TableData) -> pd.DataFrame:
    """Return ``deadline`` and ``deadline_of`` of each claim; NaT and "" without a clock.

    A payer that has answered a claim takes an appeal until Appeal Days after its last answer (rules
    CL-2); where that is blank, a corrected claim until its own limit. One that has not takes the
    claim until the limit of first or secondary filings (CL-1), the latter counted from the day the
    balance came to it. Limits are the Payers sheet's; a service has one day here, its first.

    Args:
        claims: with ``payer_id``, ``level``, ``dos``, ``given`` and ``answered``.
        payers: the Payers sheet.
    """
    at = pd.Index(payers.frame["payer_id"].drop_duplicates())
    places = np.flatnonzero(~payers.frame["payer_id"].duplicated().to_numpy())
    found = at.get_indexer(claims["payer_id"])
    row = np.where(found == NOWHERE, NOWHERE, np.append(places, NOWHERE)[found])
    appeal_days = np.append(payers.frame["appeal_days"].to_numpy(dtype="float64"), np.nan)[row]
    said = _days(claims["answered"])
    spans = np.where((appeal_days > 0) & (appeal_days <= _LONGEST), appeal_days, np.nan)
    may_appeal = ~np.isnat(said) & ~np.isnan(spans)
    whole = np.where(may_appeal, spans, 0).astype("timedelta64[D]")
    last = np.where(may_appeal, said + whole, _filing(claims, Columns(payers), row))
    kind = np.where(may_appeal, APPEAL, np.where(np.isnat(last), "", FILING)).astype(object)
    return pd.DataFrame(
        {"deadline": last.astype("datetime64[s]"), "deadline_of": kind}, index=claims.index
    )


def _filing(claims: pd.DataFrame, payers: Columns, row: Any) -> Days:
    served, given, said = (_days(claims[name]) for name in ("dos", "given", "answered"))
    starts = clocks.Starts(served, served, given, said)
    first, second, corrected = (
        clocks.file_by(limits(payers), row, starts)
        for limits in (clocks.filing_limits, clocks.secondary_limits, clocks.corrected_limits)
    )
    primary = (claims["level"] == _PRIMARY).to_numpy(dtype=bool)
    return np.where(np.isnat(said), np.where(primary, first, second), corrected)


def _days(series: pd.Series[Any]) -> Days:
    days: Days = series.to_numpy("datetime64[D]")
    return days


def days_left(last: pd.Series[Any], day: date) -> pd.Series[Any]:
    """Return the days from a day to each last one; NaN without one."""
    return pd.Series(clocks.days_left(_days(last), np.datetime64(day, "D")), index=last.index)
