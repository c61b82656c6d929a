"""Claim lines by month, provider, location, class, payer and procedure, with what moved on each."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from xlbilling.model.ledger import PATIENT_OWNER, EntryType
from xlbilling.model.tables import Snapshot
from xlbilling.tasks.followup.billed import payers_of
from xlbilling.tasks.profit import moved

DIMENSIONS: Final = ("month", "provider", "location", "class", "payer_id", "procedure")
WHOLE_CLAIM: Final = "CLAIM"
UNKNOWN: Final = "UNKNOWN"
NO_DATE: Final = "NO DATE"

_LINE: Final = ["claim_id", "line"]
_FACTS: Final = ("dos", "provider", "location", "class")


def lines(book: Snapshot, rows: pd.DataFrame) -> pd.DataFrame:
    """Return each claim line of the ledger with ``DIMENSIONS``, what moved, and its counts.

    A line is its first charge's: provider, location and class as posted, the month of service,
    the payer whom the charge went to first, or PATIENT. What was done to a claim as a whole stands
    under the procedure CLAIM; a line that is not on Claims any more under UNKNOWN.

    Args:
        book: with Claims.
        rows: ledger rows as of a day.

    Returns:
        ``claim_id``, ``line``, ``DIMENSIONS``, ``moved.KINDS`` in cents, ``lines``, ``visits`` and
        ``units`` (0 for a line whose charge does not stand).
    """
    sums = moved.sums(moved.by_kind(rows), _LINE)
    facts = _facts(rows, sums)
    known = book.frame("claims").drop_duplicates(_LINE)[[*_LINE, "code", "units"]]
    whole = sums.merge(facts, on=_LINE, how="left").merge(known, on=_LINE, how="left")
    is_claim = whole["line"] == ""
    code = whole["code"].fillna("").replace("", UNKNOWN)
    month = whole["dos"].dt.strftime("%Y-%m").fillna(NO_DATE)
    whole = whole.assign(month=month, procedure=code.where(~is_claim, WHOLE_CLAIM))
    return _counted(whole.drop(columns=["code"]))


def _facts(rows: pd.DataFrame, wanted: pd.DataFrame) -> pd.DataFrame:
    """Return what the first charge says of each line, of its claim where it has none itself."""
    is_charge = (rows["type"] == EntryType.CHARGE.value) & (rows["reverses"] == "")
    first = rows.assign(later=~is_charge).sort_values("later", kind="stable")
    of_line = first.drop_duplicates(_LINE)
    has_own = of_line["later"].eq(other=False)
    of_claim = first.drop_duplicates("claim_id").drop(columns="line")
    own = _named(of_line[has_own])
    rest = wanted[_LINE].merge(own[_LINE], on=_LINE, how="left", indicator=True)
    rest = rest.loc[rest["_merge"] == "left_only", _LINE]
    return pd.concat([own, rest.merge(_named(of_claim), on="claim_id")], ignore_index=True)


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    owner = rows["to_owner"].where(rows["to_owner"] != "", rows["from_owner"])
    payer = payers_of(owner)
    names = [name for name in (*_LINE, *_FACTS) if name in rows]
    return rows[names].assign(payer_id=payer.where(payer != "", PATIENT_OWNER))


def _counted(whole: pd.DataFrame) -> pd.DataFrame:
    """Add how many lines, visits and units stand; a visit counts at its claim's first line."""
    stands = whole["charges"] != 0
    charged = whole[stands].sort_values(["claim_id", "dos", "line"], kind="stable")
    visits = charged.drop_duplicates(["claim_id", "dos"]).index
    units = whole["units"].fillna(0).where(stands, 0)
    is_visit: Any = whole.index.isin(visits)
    return whole.assign(
        lines=stands.astype("int64"), visits=np.where(is_visit, 1, 0), units=units.astype("float64")
    )
