"""When a claim was first billed to a payer: what its payment time and lateness count from."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from xlbilling.model import ledger

READS: Final = ("ledger", "submissions")

_PRIMARY: Final = "1"


def begun(rows: pd.DataFrame) -> pd.DataFrame:
    """Return since when each insurer owes on each claim it ever owed on.

    Args:
        rows: ledger rows as of a day, without those that were taken back.

    Returns:
        ``claim_id``, ``owner``, ``dos`` (the first service) and ``given`` (the first day it owed).
    """
    moved = ledger.receivables(rows)
    raised = moved[(moved["cents"] > 0) & (moved["owner"] != ledger.PATIENT_OWNER)]
    grouped = raised.groupby(["claim_id", "owner"], sort=False)
    return grouped.agg(dos=("dos", "min"), given=("effective", "min")).reset_index()


def payers_of(owners: pd.Series[Any]) -> pd.Series[Any]:
    """Return the payer id in each owner's name, "" for the patient."""
    ids = {one: str(one).partition(":")[2] for one in owners.unique()}
    return owners.map(ids).astype(object)


def first_billed(claims: pd.DataFrame, submissions: pd.DataFrame, day: date) -> pd.Series[Any]:
    """Return the day on which each claim was first billed to its payer.

    The first Sent of Submissions to this payer at this level; without one the date of service for
    a primary payer, and for a later one the day the balance came to it from the payer before.

    Args:
        claims: with ``claim_id``, ``owner``, ``dos`` and ``given``.
        submissions: the Submissions table; a claim sent after ``day`` counts as not sent.
        day: the as-of day.
    """
    sent = submissions[submissions["sent"] <= pd.Timestamp(day)]
    level = sent["level"].where(sent["level"] != "", _PRIMARY)
    first = sent.assign(owner=level + ":" + sent["payer_id"])
    by_owner = first.groupby(["claim_id", "owner"])["sent"].min()
    found = claims[["claim_id", "owner"]].merge(
        by_owner.rename("sent").reset_index(), on=["claim_id", "owner"], how="left"
    )
    primary = claims["owner"].str.startswith(f"{_PRIMARY}:").to_numpy(dtype=bool)
    dos, given = claims["dos"].to_numpy(), claims["given"].to_numpy()
    fallback = np.where(primary & ~np.isnat(dos), dos, given)
    days = np.where(found["sent"].isna(), fallback, found["sent"].to_numpy())
    return pd.Series(days.astype("datetime64[s]"), index=claims.index)
