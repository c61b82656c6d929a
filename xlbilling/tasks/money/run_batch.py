"""The batch of a run: an id that people can read, and its row on the Batches sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlbilling.model.tables import Request, Snapshot


def batch_id(book: Snapshot, prefix: str, as_of: date) -> str:
    """Return the next free batch id of a kind and day, such as ``RCP-20260331-1``."""
    taken = {*book.frame("batches")["batch"], *book.frame("ledger")["batch"]}
    n = 1
    while f"{prefix}-{as_of:%Y%m%d}-{n}" in taken:
        n += 1
    return f"{prefix}-{as_of:%Y%m%d}-{n}"


@dataclass(frozen=True, slots=True)
class BatchTotals:
    """What a run's row on Batches says: its kind, how many rows of a sheet, how much."""

    kind: str
    count: int
    cents: int


def batch_row(batch: str, request: Request, totals: BatchTotals) -> dict[str, Any]:
    """Return a posted run's row of the Batches sheet, by frame names."""
    return {
        "batch": batch,
        "kind": totals.kind,
        "opened": request.as_of,
        "opened_by": request.user,
        "control_count": totals.count,
        "control_total_cents": totals.cents,
        "entered_cents": totals.cents,
        "left_cents": 0,
        "status": "POSTED",
        "posted": request.as_of,
        "posted_by": request.user,
    }
