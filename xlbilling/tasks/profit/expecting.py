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
    rates = book.frame("rates")
    has_rate = lines["payer_id"].isin(rates["payer_id"]) & (lines["lines"] == 1)
    asked = lines[has_rate & lines["procedure"].str.upper().isin(rates["code"].str.upper())]
    places = {
        (claim, line): (place, payer)
        for place, claim, line, payer in zip(
            asked.index, asked["claim_id"], asked["line"], asked["payer_id"], strict=True
        )
    }
    told: dict[Any, int] = {}
    contracts = reading.contracts(book)
    for services in reading.services(book, set(asked["claim_id"])).values():
        for one in services:
            place, payer = places.get((one.claim_id, one.line), (None, ""))
            expected = contracts.expected(payer, one, services) if payer else None
            if expected is not None:
                told[place] = expected.cents
    return pd.Series(told, dtype="Int64").reindex(lines.index)
