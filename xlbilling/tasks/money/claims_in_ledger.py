"""The claim that a keyed row names, found in the ledger, with what is open on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.layout.frames import nearest
from xlbilling.tasks.money.decisions import Refused
from xlbilling.tasks.money.open_places import OpenPlaces
from xlbilling.tasks.posting.open_balances import rows_that_stand

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.money.decisions import Keyed

_MOST_COMPARED = 5_000


class LedgerClaims:
    """What the ledger has of the claims that a run's rows name.

    Attributes:
        places: what is open on them, brought up to date as rows are judged.
        rows: their ledger rows that stand.
    """

    def __init__(self, book: Snapshot, claim_ids: Collection[str]) -> None:
        """Take the claims' rows out of the ledger."""
        ledger: pd.DataFrame = book.frame("ledger")
        own = ledger[ledger["claim_id"].isin([one for one in claim_ids if one])]
        self.places = OpenPlaces(own)
        self.rows = rows_that_stand(own)
        self._lines = set(zip(own["claim_id"], own["line"], strict=True))
        self._ids = sorted(set(ledger["claim_id"]) - {""})[:_MOST_COMPARED]

    def refusal(self, keyed: Keyed) -> Refused | None:
        """Return why a row's claim or line cannot be found; None where it can."""
        claim, line = keyed.text("claim_id"), keyed.text("line") if "line" in keyed.row else ""
        if not claim:
            return Refused("names no claim", "claim_id")
        if not any(one == claim for one, _ in self._lines):
            near = nearest(claim, self._ids)
            hint = f" (is {near} meant?)" if near else ""
            return Refused(f"no charge of claim {claim} is posted{hint}", "claim_id")
        if line and (claim, line) not in self._lines:
            return Refused(f"claim {claim} has no line {line} in the ledger", "line")
        return None
