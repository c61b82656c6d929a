"""What contracts allow for charged lines, where Rates has a row for them."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from xlbilling.model.tables import Snapshot
from xlbilling.tasks.contracts import reading

READS: Final = reading.READS


def expected_cents(book: Snapshot, lines: pd.DataFrame) -> pd.Series[Any]:
    """Return what the payer of each line should allow by contract, NA without a rate (UP-3).

    Args:
        book: with the tables of ``READS``.
        lines: with ``claim_id``, ``line``, ``payer_id`` and ``lines``, 1 where a charge stands.
    """
    found = pd.Series(pd.NA, index=lines.index, dtype="Int64")
    payers = set(book.frame("rates")["payer_id"])
    asked = lines[lines["payer_id"].isin(payers) & (lines["lines"] == 1)]
    if asked.empty:
        return found
    contracts = reading.contracts(book)
    of_claims = reading.services(book, set(asked["claim_id"]))
    of_lines = {(one.claim_id, one.line): one for all_ in of_claims.values() for one in all_}
    for place, claim, line, payer in zip(
        asked.index, asked["claim_id"], asked["line"], asked["payer_id"], strict=True
    ):
        service = of_lines.get((claim, line))
        if service is not None:
            told = contracts.expected(payer, service, of_claims[claim])
            if told is not None:
                found[place] = told.cents
    return found
