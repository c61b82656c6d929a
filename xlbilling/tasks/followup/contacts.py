"""What payers last said of a claim: their status answers, calls to them, promises."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

READS: Final = ("calls", "submissions")

_PRIMARY: Final = "1"


def last_answers(claims: pd.DataFrame, submissions: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return ``last_answer`` and ``answered_on`` of each claim, by Submissions up to a day."""
    said = submissions[(submissions["answer"] != "") & ~(submissions["answered"] > _end(day))]
    level = said["level"].where(said["level"] != "", _PRIMARY)
    known = said.assign(owner=level + ":" + said["payer_id"]).sort_values(
        "answered", kind="stable", na_position="first"
    )
    last = known.drop_duplicates(["claim_id", "owner"], keep="last")
    last = last[["claim_id", "owner", "answer", "answered"]]
    met = claims[["claim_id", "owner"]].merge(last, on=["claim_id", "owner"], how="left")
    return pd.DataFrame(
        {
            "last_answer": met["answer"].fillna("").to_numpy(),
            "answered_on": met["answered"].to_numpy("datetime64[s]"),
        },
        index=claims.index,
    )


def last_calls(claims: pd.DataFrame, calls: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return what came of the calls about each claim up to a day.

    A call counts for the payer that it names, or for whoever owes the claim where it names none.
    The last call with a promise has it; a promise is broken once its day has passed, the payer
    still owes, and it has paid nothing since the call.

    Args:
        claims: with ``claim_id``, ``payer_id`` and ``paid_on``, the payer's last payment.
        calls: the Calls table.
        day: the as-of day.

    Returns:
        ``last_call``, ``promise``, ``promised_for`` and ``is_broken``, in the order of ``claims``.
    """
    own = claims[["claim_id", "payer_id", "paid_on"]].assign(at=np.arange(len(claims)))
    made = calls[(calls["claim_id"] != "") & ~(calls["date"] > _end(day))]
    made = made.rename(columns={"payer_id": "called"})
    met = made[["claim_id", "called", "date", "promise", "promised_for"]].merge(own, on="claim_id")
    met = met[(met["called"] == "") | (met["called"] == met["payer_id"])]
    met = met.sort_values("date", kind="stable", na_position="first")
    last = met.groupby("at")["date"].max().reindex(own["at"])
    promised = met[(met["promise"] != "") | met["promised_for"].notna()]
    promised = promised.drop_duplicates("at", keep="last").set_index("at").reindex(own["at"])
    kept = promised["paid_on"] >= promised["date"]
    broken = (promised["promised_for"] < _end(day)) & ~kept
    return pd.DataFrame(
        {
            "last_call": last.to_numpy("datetime64[s]"),
            "promise": promised["promise"].fillna("").to_numpy(),
            "promised_for": promised["promised_for"].to_numpy("datetime64[s]"),
            "is_broken": broken.to_numpy(dtype=bool),
        },
        index=claims.index,
    )


def last_paid(rows: pd.DataFrame, claims: pd.DataFrame) -> pd.Series[Any]:
    """Return the day of each insurer's last payment of each claim, NaT for none.

    Args:
        rows: ledger rows as of a day that stand.
        claims: with ``claim_id`` and ``owner``.
    """
    paid = rows[(rows["type"] == "PAY") & (rows["amount_cents"] > 0)]
    days = paid.groupby(["claim_id", "from_owner"], sort=False)["effective"].max()
    last = days.rename("paid_on").rename_axis(["claim_id", "owner"]).reset_index()
    met = claims[["claim_id", "owner"]].merge(last, on=["claim_id", "owner"], how="left")
    return pd.Series(met["paid_on"].to_numpy("datetime64[s]"), index=claims.index)


def _end(day: date) -> pd.Timestamp:
    return pd.Timestamp(day)
