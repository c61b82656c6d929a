"""Closed months: they take no more rows, and their rows are proved by a hash (rules.md L-4)."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import period_of

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.tables import Snapshot


def refuse_closed(book: Snapshot, as_of: date) -> None:
    """Refuse a day in a closed month, for everything that writes ledger rows.

    Raises:
        RefusedError: the month of the day stands on the Periods sheet.
    """
    period = period_of(as_of)
    if period in set(book.frame("periods")["period"]):
        raise RefusedError(
            f"{period} is closed: nothing can be posted on {as_of.isoformat()}",
            id="PERIOD-CLOSED",
            fix="post with --as-of in an open month; the rows keep their dates of service",
        )


def period_hash(rows: pd.DataFrame, period: str) -> str:
    """Return the SHA-256 over the hashes of a month's ledger rows, in order of Seq.

    A closed month keeps it on the Periods sheet; any later change to a row changes it.
    """
    month = rows[rows["period"] == period].sort_values("seq", kind="stable")
    return hashlib.sha256("\n".join(month["hash"]).encode()).hexdigest()
