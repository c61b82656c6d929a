"""What a finance charge is in the ledger: a row of type INT that raises what the patient owes.

It stands on the claim line that it is charged on, from Interest to AR-Patient, so that every
balance, aging, receipt and write-off takes it with its line. What is paid on a line pays the
service first and the finance charge last, which is to the patient's good: the next charge is less.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from xlbilling.model.ledger import PATIENT_OWNER, Account, EntryType
from xlbilling.tasks.receivables.aging import account_ids

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot

REASON: Final = "FINANCE CHARGE"
"""The ledger's Reason of every finance charge."""


def is_finance(moved: pd.DataFrame) -> pd.Series[Any]:
    """Tell which movements of a receivable are finance charges, those taken back with them."""
    return (moved["type"] == EntryType.INTEREST.value) & (moved["owner"] == PATIENT_OWNER)


def parts(owed: pd.DataFrame, moved: pd.DataFrame) -> pd.Series[Any]:
    """Return how much of each of the patients' balances is finance charges, in cents.

    Args:
        owed: balances of patients by claim and line.
        moved: the movements they come from.
    """
    own = moved[is_finance(moved)]
    if own.empty:
        return pd.Series(0, index=owed.index, dtype="int64")
    sums = own.groupby(["claim_id", "line"])["cents"].sum().rename("charged").reset_index()
    keys = owed[["claim_id", "line"]].merge(sums, on=["claim_id", "line"], how="left")
    charged = keys["charged"].fillna(0).astype("int64").clip(lower=0).set_axis(owed.index)
    return charged.where(charged < owed["cents"], owed["cents"].clip(lower=0)).astype("int64")


def by_account(moved: pd.DataFrame, patients: pd.DataFrame) -> dict[str, int]:
    """Return what each account was charged so far, less what was taken back, in cents."""
    own = moved[is_finance(moved)]
    sums = own["cents"].groupby(account_ids(own, patients)).sum()
    return {str(account): int(cents) for account, cents in sums.items() if cents > 0}


def charged_on(book: Snapshot) -> dict[tuple[str, str], list[date]]:
    """Return by claim and line the days of its finance charges, whenever they were posted.

    One that was taken back alone was waived: it counts, so that no run charges it again. One whose
    whole batch was undone does not.
    """
    rows, batches = book.frame("ledger"), book.frame("batches")
    own = rows[
        (rows["type"] == EntryType.INTEREST.value)
        & (rows["debit"] == Account.PATIENT_AR.value)
        & (rows["reverses"] == "")
    ]
    undone = set(batches.loc[batches["status"] == "UNDONE", "batch"])
    found: dict[tuple[str, str], list[date]] = {}
    counts = own[~own["batch"].isin(list(undone))]
    for claim, line, day in zip(
        counts["claim_id"], counts["line"], counts["effective"], strict=True
    ):
        found.setdefault((claim, line), []).append(day.date())
    return found
