"""How long each payer takes to pay, learned from the payments that are posted (capability C8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any, Final

import numpy as np
import pandas as pd

from xlbilling.model.ledger import PATIENT_OWNER, EntryType
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import settings
from xlbilling.tasks.followup import billed
from xlbilling.tasks.followup.frames import table_of

READS: Final = billed.READS
ALL: Final = "ALL PAYERS"
OWN, OFFICE, DEFAULT = "OWN", "OFFICE", "DEFAULT"

_TABLE: Final = "payer_timing"
_ADVICE: Final = {
    OWN: "this payer's own median of {claims:.0f} claims",
    OFFICE: "the office's median of {all} claims; of this payer {claims:.0f} are paid, of {least}",
    DEFAULT: "the setting Payer Days Default; {all} claims are paid in all, of {least} needed",
}


@dataclass(frozen=True)
class PayTimes:
    """Payers' normal payment times as of a day.

    Attributes:
        rows: a row for each payer that owes or has paid, by ``payer_id``, the office first:
            ``claims``, ``median``, ``most`` (90th percentile), ``normal`` and ``basis``.
        claims: how many claims any payer paid.
        least: how many of its own a payer needs.
        as_of: the day.
    """

    rows: pd.DataFrame
    claims: int
    least: int
    as_of: date

    def normal(self, payers: pd.Series[Any]) -> pd.Series[Any]:
        """Return the normal payment time in days of each payer id."""
        known = self.rows.set_index("payer_id")["normal"]
        return payers.map(known).fillna(known[ALL]).astype("int64")

    def table(self) -> pd.DataFrame:
        """Return the Payer Timing table."""
        rows = self.rows
        rules = [self._rule(one) for one in rows.to_dict("records")]
        columns = {
            "payer_id": rows["payer_id"],
            "claims_paid": rows["claims"],
            "median_days": rows["median"],
            "90th_percentile": rows["most"],
            "normal_days": rows["normal"],
            "basis": rows["basis"],
            "expected_pay_date": rules,
            "as_of": pd.Timestamp(self.as_of),
        }
        return table_of(_TABLE, columns, len(rows))

    def _rule(self, row: Mapping[Any, Any]) -> str:
        basis = OWN if row["payer_id"] == ALL and row["basis"] == OFFICE else row["basis"]
        words = _ADVICE[basis].format(**row, all=self.claims, least=self.least)
        if row["payer_id"] == ALL:
            words = words.replace("this payer's own", "the office's")
        return f"first bill and {row['normal']:.0f} days: {words}"


def pay_times(book: Snapshot, rows: pd.DataFrame, begun: pd.DataFrame, day: date) -> PayTimes:
    """Return payers' normal payment times, learned from the ledger as of a day.

    A claim's time is the days from its first bill to a payer until that payer's first payment
    that was not taken back; a payment before the bill tells nothing. Normal is the payer's median
    once it has paid as many claims as the setting Payer Days Least Claims says, else the median of
    all payers, else the setting Payer Days Default; half a day counts as a whole one.

    Args:
        book: with Submissions and the settings.
        rows: ledger rows as of the day that stand.
        begun: since when insurers owed, as ``billed.begun`` gives it.
        day: the as-of day.

    Raises:
        RefusedError: a setting is no whole number.
    """
    least = max(1, settings.count(book.settings, "Payer Days Least Claims"))
    default = settings.count(book.settings, "Payer Days Default")
    waits = _waits(book, rows, begun, day)
    owing = billed.payers_of(begun["owner"]).unique()
    by_payer = _measured(waits, [str(one) for one in sorted(owing)])
    office = _measured(waits.assign(payer_id=ALL), [ALL])
    table = pd.concat([office, by_payer], ignore_index=True)
    usual, is_known = default, len(waits) >= least
    if is_known:
        usual = ceil(office["median"].iloc[0])
    own = (table["claims"] >= least) & (table["payer_id"] != ALL)
    normal = np.where(own, np.ceil(table["median"].fillna(0)), usual)
    basis = np.where(own, OWN, OFFICE if is_known else DEFAULT).astype(object)
    return PayTimes(table.assign(normal=normal, basis=basis), len(waits), least, day)


def _waits(book: Snapshot, rows: pd.DataFrame, begun: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return ``payer_id`` and ``days`` for each claim and payer with a first payment."""
    paid = rows[
        (rows["type"] == EntryType.PAYMENT.value)
        & (rows["from_owner"] != "")
        & (rows["from_owner"] != PATIENT_OWNER)
        & (rows["claim_id"] != "")
        & (rows["amount_cents"] > 0)
    ]
    days_paid = paid.groupby(["claim_id", "from_owner"], sort=False)["effective"].min()
    first = days_paid.rename("paid").rename_axis(["claim_id", "owner"]).reset_index()
    met = first.merge(begun, on=["claim_id", "owner"])
    days = (met["paid"] - billed.first_billed(met, book.frame("submissions"), day)).dt.days
    found = pd.DataFrame({"payer_id": billed.payers_of(met["owner"]), "days": days})
    return found[found["days"] >= 0]


def _measured(waits: pd.DataFrame, payers: list[str]) -> pd.DataFrame:
    """Return how long payers take: counts, medians and 90th percentiles, by nearest rank."""
    ordered = waits.sort_values(["payer_id", "days"])
    grouped = ordered.groupby("payer_id", sort=True)["days"]
    counts = grouped.size()
    starts = counts.cumsum() - counts
    at = (starts + (9 * counts + 9) // 10 - 1).to_numpy(dtype=np.intp)
    most = pd.Series(ordered["days"].to_numpy()[at], index=counts.index, dtype="float64")
    found = pd.DataFrame({"claims": counts, "median": grouped.median(), "most": most})
    whole = found.reindex(payers).rename_axis("payer_id").reset_index()
    return whole.assign(claims=whole["claims"].fillna(0))
