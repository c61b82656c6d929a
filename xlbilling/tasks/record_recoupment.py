"""Record refund letters: what a payer will take back, before it takes it off a payment.

The payment stands on the claim no more (PAY below nothing: the balance is the payer's again), and
the payer has something to take, which a later WO amount with the letter's reference closes. Without
the letter that amount could not be explained. Source: rules.md P-6, P-7 (RFI-1082, 2231).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from xlbilling.tasks.money import after
from xlbilling.tasks.money.decisions import Desk, Kind
from xlbilling.tasks.money.recouping import Recouping
from xlbilling.tasks.money.sources import Source
from xlbilling.tasks.posting import provider_items
from xlbilling.tasks.posting.periods import refuse_to_post
from xlbilling.tasks.posting.sheet_values import only_changed

if TYPE_CHECKING:
    from xlbilling.model.plan import Plan
    from xlbilling.model.tables import Request, Snapshot

READS: Final[tuple[str, ...]] = (
    "recoupments", "provider_adjustments", "remits", "remit_lines", *after.READS,
)  # fmt: skip
KIND: Final = Kind(
    Source.RECOUPMENT, "letter", "REC", "refund letter", "RECOUPMENT", "RECOUPMENTS", sign=-1
)


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the ledger rows of the letters that wait, what they explain, and why others wait.

    Raises:
        RefusedError: the month is closed, or the ledger was changed.
    """
    refuse_to_post(book, request)
    desk = Desk(book, request, KIND)
    rows = desk.keyed()
    decisions = desk.decided(rows, Recouping(desk, rows).judge)
    entries = [entry for one in decisions for entry in one.entries]
    future = after.with_rows(book.frame("ledger"), entries)
    items = provider_items.read(book, provider_items.posted_batches(book), future)
    made = desk.plan(decisions)
    letters = [one.keyed.key for one in decisions if one.entries]
    return replace(
        made,
        changes=(*made.changes, *only_changed(book, provider_items.changes(items))),
        findings=(*made.findings, *provider_items.findings(book, items, letters)),
    )
