"""The Worklist table: what a biller wrote beside a claim follows its key from run to run."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from xlbilling.tasks.followup import own_words, priority, unpaid, worklist
from xlbilling.tasks.followup.frames import table_of
from xlbilling.tasks.followup.worklist import Unpaid

TABLE: Final = "worklist"
OPEN, HELD, DONE = "OPEN", "HELD", "DONE"
TODAY: Final = (
    '=IF(Worklist[[#This Row],[State]]="OPEN",IF(ISNUMBER(Worklist[[#This Row],[Next Date]]),'
    "IF(Worklist[[#This Row],[Next Date]]<=Worklist[[#This Row],[As Of]],"
    '"Y","N"),"Y"),"N")'
)
"""Today: Next Date is blank or has come; live, so that a date typed there takes effect at once."""

_FIGURES: Final = (
    "age_days", "late_days", "days_left", "normal_days", "billed_on", "expected_on", "deadline",
    "deadline_of", "last_answer", "answered_on", "last_call", "promise", "promised_for", "level",
    "claim_id", "payer_id", "key",
)  # fmt: skip
_WHY: Final = {
    unpaid.DENIED: "denied: see Denials",
    unpaid.ON_HOLD: "on hold",
    unpaid.CAPITATED: "payer pays by capitation",
    unpaid.AGENCY: "at the collection agency",
    worklist.NOT_LATE: "not late by the payer's normal time",
}


def merged(found: Unpaid, before: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the whole table: today's work first, by priority; then what waits, and what is done.

    A claim that is not to be called about any more stays only where somebody wrote something beside
    it: HELD while its payer owes, with the reason, and DONE once it does not. Nothing that a person
    wrote is lost before that person takes it out.

    Args:
        found: what insurers owe.
        before: the table as read.
        day: the as-of day.
    """
    own = _written(before)
    late = found.late
    listed = _rows(late, day).assign(
        balance_cents=late["cents"].reset_index(drop=True),
        priority=priority.points(late["weight"].to_numpy()),
        state=OPEN,
        why=worklist.why(late).reset_index(drop=True),
    )
    rest = own[~own["key"].isin(listed["key"])].reset_index(drop=True)
    whole = pd.concat([listed, _kept(rest, found.claims, day)], ignore_index=True)
    noted = whole[["key"]].merge(own[["key", *own_words.COLUMNS]], on="key", how="left")
    for name in own_words.COLUMNS:
        whole[name] = noted[name] if name == "next_date" else noted[name].fillna("")
    next_date, today = whole["next_date"], pd.Timestamp(day)
    is_today = (whole["state"] == OPEN) & (next_date.isna() | (next_date <= today))
    whole["today"] = np.where(is_today, "Y", "N")
    return _in_order(whole)


def _rows(claims: pd.DataFrame, day: date) -> pd.DataFrame:
    figures = {name: claims[name].reset_index(drop=True) for name in _FIGURES}
    return table_of(TABLE, {**figures, "as_of": pd.Timestamp(day)}, len(claims))


def _kept(own: pd.DataFrame, claims: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return rows for what somebody wrote beside claims that are not listed now."""
    now = claims.drop_duplicates("key").set_index("key").reindex(own["key"])
    owes = now["owed"].fillna(0).to_numpy(dtype="int64")
    named = now["reason"].map(_WHY).fillna("").to_numpy()
    rows = {
        "key": own["key"],
        "claim_id": own["claim_id"],
        "payer_id": own["payer_id"],
        "level": own["level"],
        "balance_cents": owes,
        "state": np.where(owes > 0, HELD, DONE),
        "why": np.where(owes > 0, named, "the payer owes nothing more of it"),
        "as_of": pd.Timestamp(day),
    }
    return table_of(TABLE, rows, len(own))


def _written(before: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with words, each by its key or by that of its claim, level and payer."""
    names_all = (before[["claim_id", "level", "payer_id"]] != "").all(axis=1)
    told = before["claim_id"] + "|" + before["level"] + ":" + before["payer_id"]
    return own_words.written(before, told.where(names_all, ""), ["claim_id", "payer_id", "level"])


def _in_order(whole: pd.DataFrame) -> pd.DataFrame:
    states = {OPEN: 0, HELD: 1, DONE: 2}
    ordered = whole.assign(
        rank=whole["state"].map(states),
        waits=whole["today"] != "Y",
        least=-whole["priority"].fillna(0),
        place=np.arange(len(whole)),
    ).sort_values(["rank", "waits", "least", "place"], kind="stable", ignore_index=True)
    return table_of(TABLE, {str(name): ordered[name] for name in whole}, len(ordered))
