"""The Worklist table: what a biller wrote beside a claim follows its key from run to run."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any, Final

import numpy as np
import pandas as pd

from xlbilling.tasks.followup import priority, unpaid, worklist
from xlbilling.tasks.followup.frames import table_of
from xlbilling.tasks.followup.worklist import Unpaid

TABLE: Final = "worklist"
OPEN, HELD, DONE = "OPEN", "HELD", "DONE"
OWN: Final = ("owner", "next_action", "next_date", "note")
TODAY: Final = (
    '=IF(Worklist[[#This Row],[State]]="OPEN",IF(ISNUMBER(Worklist[[#This Row],[Next Date]]),'
    "IF(Worklist[[#This Row],[Next Date]]<=Worklist[[#This Row],[As Of]],"
    '"Y","N"),"Y"),"N")'
)
"""Today: Next Date is blank or has come; live, so that a date typed there takes effect at once."""

_TEXTS: Final = ("owner", "next_action", "note")
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
    noted = whole[["key"]].merge(own[["key", *OWN]], on="key", how="left")
    for name in OWN:
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
    """Return the rows that somebody wrote something to, one for each key.

    A row copied by hand adds what it says to the first; one without a key gets that of its claim,
    level and payer, or one of its own where it does not name all three.
    """
    frame = before.reset_index(drop=True)
    has_text = (frame[list(_TEXTS)] != "").any(axis=1) | frame["next_date"].notna()
    own = frame.loc[has_text, ["key", "claim_id", "payer_id", "level", *OWN]]
    names_all = (own[["claim_id", "level", "payer_id"]] != "").all(axis=1)
    whose = own["claim_id"] + "|" + own["level"] + ":" + own["payer_id"]
    own["key"] = own["key"].where((own["key"] != "") | ~names_all, whose)
    blank = own["key"] == ""
    taken = set(own["key"])
    free = (key for n in count(1) if (key := f"BY HAND {n}") not in taken)
    own.loc[blank, "key"] = [next(free) for _ in range(int(blank.sum()))]
    again = own["key"].duplicated(keep=False)
    if again.any():
        joined = own[again].groupby("key", sort=False).agg(_together).reset_index()
        own = pd.concat([own[~again], joined], ignore_index=True)
    return own.reset_index(drop=True)


def _together(values: pd.Series[Any]) -> Any:
    """Return one cell of several: the texts that differ, or the first day."""
    if values.name == "next_date":
        return values.min()
    texts = [text for text in dict.fromkeys(values) if text]
    return " / ".join(texts) if values.name in _TEXTS else next(iter(texts), "")


def _in_order(whole: pd.DataFrame) -> pd.DataFrame:
    states = {OPEN: 0, HELD: 1, DONE: 2}
    ordered = whole.assign(
        rank=whole["state"].map(states),
        waits=whole["today"] != "Y",
        least=-whole["priority"].fillna(0),
        place=np.arange(len(whole)),
    ).sort_values(["rank", "waits", "least", "place"], kind="stable", ignore_index=True)
    return table_of(TABLE, {str(name): ordered[name] for name in whole}, len(ordered))
