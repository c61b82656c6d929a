"""What the sheets show once ledger rows are added: balances, owners, statuses and credits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from xlbilling.model import ledger
from xlbilling.model.plan import Append, Change
from xlbilling.tasks.posting import claim_status, credit_balances, denials
from xlbilling.tasks.posting.open_balances import OpenBalances
from xlbilling.tasks.posting.our_claims import read_office

if TYPE_CHECKING:
    from xlbilling.model.ledger import Entry
    from xlbilling.model.tables import Snapshot

READS = (
    "claims", "submissions", "patients", "coverage", "payers", "carc_map", "batches", "denials",
    "credits", "ledger", "periods", "users",
)  # fmt: skip
"""The tables that posting and showing what follows need."""


def with_rows(rows: pd.DataFrame, entries: Sequence[Entry]) -> pd.DataFrame:
    """Return ledger rows with entries behind them, as the ledger will be; hashes left blank."""
    if not entries:
        return rows
    frame = ledger.unchained(entries, int(rows["seq"].max()) if len(rows) else 0)
    return pd.concat([rows, frame], ignore_index=True) if len(rows) else frame


def changes(
    book: Snapshot,
    entries: Sequence[Entry],
    as_of: date,
    denied: Collection[tuple[str, str]] | None = None,
) -> list[Change]:
    """Return the cells of Claims and Credits that follow from new ledger rows.

    Args:
        book: the workbook as read.
        entries: the new rows, contra rows too.
        as_of: the day of the run.
        denied: (claim, line) with an open denial; None for what the Denials sheet says now.
    """
    touched = {entry.claim_id for entry in entries if entry.claim_id}
    office = read_office(book, touched)
    there = book.frame("ledger")
    own = [entry for entry in entries if entry.claim_id]
    future = with_rows(there[there["claim_id"].isin(list(touched))], own)
    balances = OpenBalances(future, set(office.claims))
    places = denials.read(book.frame("denials")).open_places() if denied is None else denied
    before = claim_status.billed(book, as_of)
    claims = office.claims.values()
    return [
        *credit_balances.changes(book.frame("credits"), claims, balances, office, as_of),
        *claim_status.changes(claims, balances, places, before),
    ]


def ledger_append(entries: Sequence[Entry], head: str) -> tuple[list[Append], str]:
    """Return the append of entries to the ledger and its head then; nothing for no entries."""
    rows: list[dict[str, Any]]
    rows, after = ledger.chain(entries, head)
    return ([Append("ledger", ledger.to_frame(rows))], after) if rows else ([], "")
