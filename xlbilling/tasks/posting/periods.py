"""When the ledger takes rows: open months, who may post, a ledger as it was left (rules.md L-4)."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import GENESIS_HASH, period_of, split_head
from xlbilling.tasks.money.approvals import refuse_who_may_not_post
from xlbilling.tasks.posting.chain import chain_hashes

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.tables import Request, Snapshot


def refuse_to_post(book: Snapshot, request: Request) -> None:
    """Refuse to add ledger rows: by who may not post, in a closed month, to a changed ledger.

    Every task that writes ledger rows asks this first; a dry run is refused alike, since what it
    would show could not be posted. Every row's hash is worked out anew: what was changed anywhere
    must not be built upon.

    Raises:
        RefusedError: the user may not post, the month of the day is closed, or the ledger is not
            as it was left.
    """
    refuse_who_may_not_post(book, request.user)
    _refuse_closed(book, request.as_of)
    rows = book.frame("ledger")
    seq, digest = split_head(book.ledger_head)
    last = rows.loc[rows["seq"] == seq, "hash"].tolist() if seq else [GENESIS_HASH]
    if len(rows) != seq or last != [digest] or rows["amount_cents"].isna().any():
        raise _changed(f"the ledger has {len(rows)} rows and is not as it was left after row {seq}")
    in_order = rows.sort_values("seq", kind="stable")
    for there, wanted, place in zip(
        in_order["hash"], chain_hashes(in_order), in_order["seq"], strict=True
    ):
        if there != wanted:
            raise _changed(f"ledger row {place:.0f} is not what was posted")


def _changed(message: str) -> RefusedError:
    return RefusedError(
        message,
        id="LEDGER-CHANGED",
        fix="run verify-ledger, which names the row, and put the backup's rows back",
    )


def _refuse_closed(book: Snapshot, as_of: date) -> None:
    period = period_of(as_of)
    if period in set(book.frame("periods")["period"]):
        raise RefusedError(
            f"{period} is closed: nothing can be posted on {as_of.isoformat()}",
            id="PERIOD-CLOSED",
            fix="set As of (--as-of) to a day of an open month; rows keep their dates of service",
        )


def period_hash(rows: pd.DataFrame, period: str) -> str:
    """Return the SHA-256 over the hashes of a month's ledger rows, in order of Seq.

    A closed month keeps it on the Periods sheet; any later change to a row changes it.
    """
    month = rows[rows["period"] == period].sort_values("seq", kind="stable")
    return hashlib.sha256("\n".join(month["hash"]).encode()).hexdigest()
