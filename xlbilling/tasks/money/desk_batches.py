"""The front desk's batches: what was keyed against the control total typed first (D12, F5).

A batch that does not come to its control total or count yet is kept as it is, with what is left in
sight; nothing of it is posted until they agree, or until somebody accepts the difference by name
and reason. A blank control total asks for nothing. What was accepted stays in sight under Left:
only what was keyed is posted, since nobody knows where the rest of the money is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model import money
from xlbilling.model.findings import INFO, WARNING, Finding
from xlbilling.tasks.money.unread import Unread
from xlbilling.tasks.posting.sheet_values import cents, days, set_columns, sheet_rows

if TYPE_CHECKING:
    from datetime import date

    from xlbilling.model.plan import Change
    from xlbilling.model.tables import Request, Snapshot
    from xlbilling.tasks.money.receipts import Receipt

_OURS: Final = frozenset({"", "RECEIPTS"})
_USED: Final = ("control_count", "control_total", "deposit_date", "variance_reason", "accepted_by")


@dataclass(frozen=True, slots=True)
class DeskBatch:
    """A batch of receipts.

    Attributes:
        control: the total typed first; None where nobody typed one.
        control_count: how many receipts it has; None where nobody said.
        count: how many are keyed.
        unread: why one of its cells cannot be read; "" where all can.
    """

    batch: str
    control: int | None
    control_count: float | None
    deposit_date: date | None
    status: str
    reason: str
    accepted_by: str
    sheet_row: int
    entered: int
    count: int
    unread: str = ""

    @property
    def left(self) -> int:
        """What is still to be keyed; below zero where more was keyed than the total says."""
        return 0 if self.control is None else self.control - self.entered

    @property
    def is_off(self) -> bool:
        """Whether total or count is another one than what was keyed."""
        return bool(self.left) or self.control_count not in {None, self.count}

    @property
    def is_accepted(self) -> bool:
        """Whether somebody said by name and reason that it may be posted as it is."""
        return bool(self.reason and self.accepted_by)

    @property
    def waits(self) -> bool:
        """Whether nothing new of it is posted."""
        return bool(self.unread) or (self.is_off and not self.is_accepted)


def read(book: Snapshot, receipts: Iterable[Receipt]) -> dict[str, DeskBatch]:
    """Return the batches that receipts name and that stand on Batches, by batch.

    Batches of another kind, and those that a run of this program made, are none of them.
    """
    named = [one for one in receipts if one.batch]
    count = Counter(one.batch for one in named)
    entered: Counter[str] = Counter()
    for one in named:
        entered[one.batch] += one.cents or 0
    frame, made = book.frame("batches"), set(book.frame("ledger")["batch"])
    unread = Unread(book["batches"])
    rows = zip(
        frame["kind"], frame["batch"], cents(frame["control_total_cents"]),
        (None if one != one else one for one in frame["control_count"].tolist()),  # noqa: PLR0124  NaN
        days(frame["deposit_date"]), frame["status"], frame["variance_reason"],
        frame["accepted_by"], sheet_rows(frame), strict=True,
    )  # fmt: skip
    return {
        batch: DeskBatch(
            batch, total, counted, day, status, reason, by, row,
            entered[batch], count[batch], unread.of_row(row, _USED)[1],
        )
        for kind, batch, total, counted, day, status, reason, by, row in rows
        if batch in count and kind in _OURS and batch not in made
    }  # fmt: skip


def findings(
    book: Snapshot, receipts: Iterable[Receipt], batches: Mapping[str, DeskBatch]
) -> list[Finding]:
    """Return the batches that wait or were accepted, and those that are not on Batches."""
    unknown: dict[str, Receipt] = {}
    for receipt in receipts:
        if receipt.batch and receipt.batch not in batches:
            unknown.setdefault(receipt.batch, receipt)
    return [
        *(found for one in batches.values() for found in _of_batch(book, one)),
        *(_unknown(book, batch, one) for batch, one in unknown.items()),
    ]


def _of_batch(book: Snapshot, batch: DeskBatch) -> Iterator[Finding]:
    if not (batch.unread or batch.is_off):
        return
    where = book["batches"].where("control_total", batch.sheet_row)
    if batch.waits:
        why = batch.unread or _difference(batch)
        message = f"batch {batch.batch}: {why}; nothing new of it was posted"
        fix = "key what is missing, correct the control total or count, or fill Variance Reason and"
        yield Finding("BATCH-CONTROL", WARNING, message, where, f"{fix} Accepted By on Batches")
    elif batch.status != "POSTED":
        message = f"batch {batch.batch}: {_difference(batch)}; accepted by {batch.accepted_by}"
        yield Finding("BATCH-ACCEPTED", INFO, message, where, "nothing; Left keeps showing it")


def _difference(batch: DeskBatch) -> str:
    said = []
    if batch.control is not None and batch.left:
        said.append(
            f"{money.show(batch.entered)} is keyed, its control total is "
            f"{money.show(batch.control)}: {money.difference(batch.entered, batch.control)}"
        )
    if batch.control_count not in {None, batch.count}:
        said.append(f"{batch.count} of {batch.control_count:g} receipts are keyed")
    return "; ".join(said)


def _unknown(book: Snapshot, batch: str, receipt: Receipt) -> Finding:
    is_there = batch in set(book.frame("batches")["batch"])
    why = "is no batch of receipts" if is_there else "Batches does not have"
    which = f"batch {batch}, which {why}"
    return Finding(
        "BATCH-UNKNOWN",
        WARNING,
        f"receipt {receipt.receipt} names {which}; it counts toward no control total",
        book["receipts"].where("batch", receipt.sheet_row),
        "add the batch to Batches, or correct the receipt's batch",
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
        is_done = not batch.waits and done[batch.batch]
        if is_done and batch.status != "POSTED":
            shown |= {"status": "POSTED", "posted": request.as_of, "posted_by": request.user}
        elif not is_done:
            shown |= {"status": "OPEN", "posted": None, "posted_by": ""}
        cells[batch.sheet_row] = shown
    return set_columns("batches", cells)


def reopened(book: Snapshot, receipts: Collection[str]) -> list[Change]:
    """Return the cells of Batches once cash of some receipts went back: they are open again."""
    sheet, frame = book.frame("receipts"), book.frame("batches")
    named = set(sheet.loc[sheet["receipt"].isin(list(receipts)), "batch"]) - {""}
    made = set(book.frame("ledger")["batch"])
    rows = zip(frame["kind"], frame["batch"], frame["status"], sheet_rows(frame), strict=True)
    return set_columns(
        "batches",
        {
            row: {"status": "OPEN", "posted": None, "posted_by": ""}
            for kind, batch, status, row in rows
            if batch in named - made and kind in _OURS and status == "POSTED"
        },
    )
