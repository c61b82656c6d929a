"""Charges that stood before a batch took them back: undoing the batch charges them again.

A changed claim line has its charge reversed and a new one posted. When that batch is undone the
new charge goes, and the one before it must stand again, as another version of the line's charge.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from xlbilling.model import ledger
from xlbilling.model.ledger import Entry, EntryType, entry_id
from xlbilling.tasks.posting.open_balances import rows_that_stand

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.tables import Request


def charged_again(frame: pd.DataFrame, batch: str, undo: str, request: Request) -> list[Entry]:
    """Return the charges to post beside the contra rows of a batch that is undone.

    Args:
        frame: the ledger.
        batch: the batch that is undone.
        undo: the batch that undoes it.
        request: the day and the user.
    """
    charges = frame[frame["type"] == EntryType.CHARGE.value]
    reversed_here = set(charges.loc[charges["batch"] == batch, "reverses"]) - {""}
    if not reversed_here:
        return []
    left = rows_that_stand(charges)
    left = left[left["batch"] != batch]
    charged = set(zip(left["claim_id"], left["line"], strict=True))
    there = charges[charges["reverses"] == ""]
    versions = Counter(zip(there["claim_id"], there["line"], strict=True))
    before = ledger.entries_of(there[there["entry"].isin(reversed_here)])
    return [
        replace(
            one,
            entry=entry_id("CHG", one.claim_id, one.line, versions[one.claim_id, one.line] + 1),
            posted=request.as_of,
            batch=undo,
            user=request.user,
        )
        for one in before
        if (one.claim_id, one.line) not in charged
    ]
