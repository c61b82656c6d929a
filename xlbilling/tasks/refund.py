"""Post money given back to patients and payers: the open rows of Refunds.

A refund of a claim raises its receivable, so that the credit goes back to nothing; one without a
claim gives a patient back what is held unapplied; one with a payer's reference pays what that payer
would take back (a refund letter, a balance carried forward), so that the debt to it is gone. No
refund is more than the credit. Source: rules.md L-6, P-7, OV-1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlbilling.tasks.money import after
from xlbilling.tasks.money.decisions import Desk, Kind
from xlbilling.tasks.money.refunding import Refunding
from xlbilling.tasks.money.sheet_states import receipt_cells
from xlbilling.tasks.money.sources import Source
from xlbilling.tasks.posting import provider_items
from xlbilling.tasks.posting.periods import refuse_to_post

if TYPE_CHECKING:
    from xlbilling.model.plan import Plan
    from xlbilling.model.tables import Request, Snapshot

READS: Final[tuple[str, ...]] = (
    "refunds", "receipts", "guarantors", *provider_items.READS[:-1], *after.READS,
)  # fmt: skip
KIND: Final = Kind(Source.REFUND, "refund", "REF", "refund", "REFUND")


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the ledger rows of the refunds that wait, and why others are refused.

    Raises:
        RefusedError: the month is closed, or the ledger was changed.
    """
    refuse_to_post(book, request)
    desk = Desk(book, request, KIND)
    rows = desk.keyed()
    decisions = desk.decided(rows, Refunding(desk, rows).judge)
    entries = [entry for one in decisions for entry in one.entries]
    items = provider_items.after(book, entries)
    shown = provider_items.changes(items) if items else ()
    return desk.plan(decisions, more=[*receipt_cells(book, entries), *shown])
