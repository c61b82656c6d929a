"""The front desk's batches: what was keyed against the control total typed first (D12, F5).

A batch that does not come to its control total yet is kept as it is, with what is left in sight;
nothing of it is posted until the two agree. A blank control total asks for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlbilling.model import money
from xlbilling.model.findings import WARNING, Finding
from xlbilling.tasks.posting.sheet_values import cents, days, set_columns, sheet_rows

if TYPE_CHECKING:
    from datetime import date

    from xlbilling.model.plan import Change
    from xlbilling.model.tables import Request, Snapshot
    from xlbilling.tasks.money.receipts import Receipt


@dataclass(frozen=True, slots=True)
class DeskBatch:
    """A batch of receipts; ``control`` is None where nobody typed a total."""

    batch: str
    control: int | None
    entered: int
    deposit_date: date | None
    status: str
    sheet_row: int

    @property
    def left(self) -> int:
        """What is still to be keyed; below zero where more was keyed than the total says."""
        return 0 if self.control is None else self.control - self.entered


def read(book: Snapshot, receipts: Iterable[Receipt]) -> dict[str, DeskBatch]:
    """Return the batches that receipts name and that stand on Batches, by batch."""
    entered: dict[str, int] = {}
    for receipt in receipts:
        if receipt.batch:
            entered[receipt.batch] = entered.get(receipt.batch, 0) + (receipt.cents or 0)
    frame = book.frame("batches")
    rows = zip(
        frame["batch"], cents(frame["control_total_cents"]), days(frame["deposit_date"]),
        frame["status"], sheet_rows(frame), strict=True,
    )  # fmt: skip
    return {
        batch: DeskBatch(batch, control, entered[batch], deposit, status, row)
        for batch, control, deposit, status, row in rows
        if batch in entered
    }


def findings(
    book: Snapshot, receipts: Iterable[Receipt], batches: Mapping[str, DeskBatch]
) -> list[Finding]:
    """Return the batches that wait for their control total, and those that are not on Batches."""
    unknown: dict[str, Receipt] = {}
    for receipt in receipts:
        if receipt.batch and receipt.batch not in batches:
            unknown.setdefault(receipt.batch, receipt)
    return [
        *(_out(book, one) for one in batches.values() if one.left),
        *(
            Finding(
                "BATCH-UNKNOWN",
                WARNING,
                f"receipt {one.receipt} names batch {batch}, which Batches does not have; it "
                f"counts toward no control total",
                book["receipts"].where("batch", one.sheet_row),
                "add the batch to Batches, or correct the receipt's batch",
            )
            for batch, one in unknown.items()
        ),
    ]


def _out(book: Snapshot, batch: DeskBatch) -> Finding:
    assert batch.control is not None
    return Finding(
        "BATCH-CONTROL",
        WARNING,
        f"batch {batch.batch}: {money.show(batch.entered)} is keyed, its control total is "
        f"{money.show(batch.control)}: {money.difference(batch.entered, batch.control)}; nothing "
        f"new of it was posted",
        book["batches"].where("control_total", batch.sheet_row),
        "key what is missing, or correct the control total",
    )


def changes(
    batches: Iterable[DeskBatch], done: Mapping[str, bool], request: Request
) -> list[Change]:
    """Return the cells of Batches: what was keyed, what is left, and POSTED once all of it is.

    Args:
        batches: those that receipts name.
        done: by batch, whether every receipt of it stands in the ledger or came back.
        request: the day and the user.
    """
    cells: dict[int, dict[str, Any]] = {}
    for batch in batches:
        shown: dict[str, Any] = {"entered": batch.entered, "left": batch.left}
        is_done = not batch.left and done[batch.batch]
        if is_done and batch.status != "POSTED":
            shown |= {"status": "POSTED", "posted": request.as_of, "posted_by": request.user}
        elif not is_done:
            shown |= {"status": "OPEN", "posted": None, "posted_by": ""}
        cells[batch.sheet_row] = shown
    return set_columns("batches", cells)
