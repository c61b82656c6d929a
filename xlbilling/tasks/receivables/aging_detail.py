"""The Aging Detail table: every open balance; what a person wrote beside one follows its key."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from xlbilling.layout.tables.aging import AGING_DETAIL
from xlbilling.model.ledger import PATIENT_OWNER
from xlbilling.tasks.followup import own_words
from xlbilling.tasks.receivables.labelled import CREDITS, INSURANCE, NOT_OPEN, UNAPPLIED

if TYPE_CHECKING:
    from xlbilling.tasks.receivables.aging import Aging

TABLE: Final = AGING_DETAIL.name
_COLUMNS: Final = tuple(column.frame_name for column in AGING_DETAIL.columns)
_TEXTS: Final = tuple(column.frame_name for column in AGING_DETAIL.columns if column.is_text)
_ORDER: Final = ("shown_as", "side", "owed_by", "age_days", "key")


def table(aged: Aging, lines: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Return the whole Aging Detail table, the oldest balance of each payer first.

    A row whose balance is settled, or was not open yet as of the day, stays for as long as
    somebody's words stand beside it: shown as NOT OPEN, without an amount.

    Args:
        aged: the aging.
        lines: as ``labelled.labelled`` gives them.
        before: the table as read.
    """
    rows = _rows(aged, lines)
    own = _own_of(before)
    order = rows.assign(age_days=-rows["age_days"]).sort_values([*_ORDER]).index
    found = rows.loc[order].join(own, on="key")
    kept = _not_open(own, set(rows["key"]))
    whole = pd.concat([found, kept], ignore_index=True) if len(kept) else found
    blank = dict.fromkeys(_TEXTS, "")
    filled = whole.reset_index(drop=True).fillna({k: v for k, v in blank.items() if k in whole})
    return filled[list(_COLUMNS)]


def _rows(aged: Aging, lines: pd.DataFrame) -> pd.DataFrame:
    """Return the table's own columns for each line."""
    is_held = (lines["shown_as"] == UNAPPLIED).to_numpy(dtype=bool)
    names = [f"{name} days" for name in aged.scheme.buckets]
    buckets = np.array([*names, CREDITS, ""], dtype=object)  # -1 is the blank
    number = "|" + lines["instalment"].astype(int).astype(str)
    key = lines["claim_id"] + "|" + lines["line"] + "|" + lines["owner"]
    of_cash = "UNAPPLIED|" + lines["payer_id"] + "|" + lines["guarantor_id"]
    key = (key + number.where(lines["instalment"] > 0, "")).mask(
        is_held, of_cash + "|" + lines["patient_id"]
    )
    ages = lines["age_days"].astype("float64").mask(is_held)
    since = np.datetime64(aged.as_of, "s") - lines["age_days"].to_numpy("timedelta64[D]")
    return pd.DataFrame({
        "key": key, "side": lines["side"], "owed_by": lines["owed_by"],
        "account": lines["account_name"], "claim_id": lines["claim_id"], "line": lines["line"],
        "patient_id": lines["patient_id"], "payer_id": lines["payer_id"], "level": lines["level"],
        "provider": lines["provider_name"], "location": lines["location_name"],
        "class": lines["class_name"], "dos": lines["dos"].astype("datetime64[s]"),
        "aged_from": pd.Series(since, lines.index).astype("datetime64[s]").mask(is_held),
        "age_days": ages, "bucket": buckets[lines["place"].to_numpy("int64")],
        "dos_age": lines["dos_age_days"].astype("float64").mask(is_held),
        "dos_bucket": buckets[lines["dos_place"].to_numpy("int64")],
        "flag": lines["flag"], "shown_as": lines["shown_as"],
        "balance_cents": _money(lines["balance_cents"], is_held),
        "credit_used_cents": _money(lines["used_cents"], lines["used_cents"] == 0),
        "amount_cents": _money(lines["cents"], is_held),
        "unapplied_cents": _money(lines["unapplied_cents"], ~is_held),
    })  # fmt: skip


def _money(cents: pd.Series[Any], is_blank: Any) -> pd.Series[Any]:
    made: pd.Series[Any] = cents.astype("Int64").mask(is_blank)
    return made


def _own_of(before: pd.DataFrame) -> pd.DataFrame:
    """Return a person's own columns by key; a key that was cleared is told by the row's cells."""
    owner = (before["level"] + ":" + before["payer_id"]).where(
        before["side"] == INSURANCE, PATIENT_OWNER
    )
    told = before["claim_id"] + "|" + before["line"] + "|" + owner
    return own_words.written(before, told.where(before["claim_id"] != "", "")).set_index("key")


def _not_open(own: pd.DataFrame, open_keys: set[str]) -> pd.DataFrame:
    """Return the rows that hold nothing but what a person wrote."""
    gone = own[~own.index.isin(open_keys)].sort_index().reset_index()
    return gone.assign(shown_as=NOT_OPEN)


def month_end_before(day: date) -> date:
    """Return the last day of the month before a day's."""
    return datetime.fromordinal(day.replace(day=1).toordinal() - 1).date()
