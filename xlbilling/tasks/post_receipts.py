"""Post patients' money: to chosen claims, to a day's copay, or to the oldest lines; the rest waits.

What cannot be applied stays in Unapplied, in sight on the Receipts sheet, and is applied by a
later run without new cash. A returned check is taken back wherever it was applied. The ledger
says what of a receipt is posted, so that running again posts nothing twice. Source: capability
D12, D13, F5; rules.md L-1, L-2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlbilling.model import money
from xlbilling.model.plan import Change, Plan
from xlbilling.tasks.collecting import placements
from xlbilling.tasks.money import after, desk_batches
from xlbilling.tasks.money.previewing import with_preview
from xlbilling.tasks.money.receipt_money import POSTED, REFUSED
from xlbilling.tasks.money.receipt_run import Done, ReceiptRun
from xlbilling.tasks.money.run_batch import BatchTotals, batch_row
from xlbilling.tasks.posting.periods import refuse_to_post
from xlbilling.tasks.posting.sheet_values import append, only_changed, set_columns

if TYPE_CHECKING:
    from xlbilling.model.tables import Request, Snapshot

READS: Final[tuple[str, ...]] = (
    "receipts", "guarantors", "placements", "adjustment_types", *after.READS,
)  # fmt: skip


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the ledger rows of the receipts, and what the sheets then show.

    Raises:
        RefusedError: the month is closed, or the ledger was changed.
    """
    refuse_to_post(book, request)
    run = ReceiptRun(book, request)
    appended, head = after.ledger_append(run.entries, book.ledger_head)
    cash = sum(done.new_cents - done.returned_cents for done in run.done)
    batch = run.batch if run.entries else ""
    shown = [*_receipt_cells(run), *_desk_batches(run, request)]
    if run.entries:
        shown += after.changes(book, run.entries, request.as_of)
        shown += placements.changes(book, run.entries)
    totals = BatchTotals("RECEIPTS", sum(not done.is_idle for done in run.done), cash)
    row = append("batches", [batch_row(batch, request, totals)]) if batch else []
    made = Plan(
        changes=(*appended, *row, *only_changed(book, shown)),
        result=_result(run, batch),
        lines=tuple(_lines(run)),
        findings=tuple(run.findings),
        batch=batch,
        ledger_head=head,
        keys=f"{run.entries[0].entry}..{run.entries[-1].entry}" if run.entries else "",
        totals={"cash": cash, "applied": _applied(run)},
    )
    return with_preview(made, book, request, run.entries)


def _applied(run: ReceiptRun) -> int:
    return sum(cents for done in run.done for _, cents in done.applied)


def _receipt_cells(run: ReceiptRun) -> list[Change]:
    cells = {done.receipt.sheet_row: done.money.cells(done.receipt.returned) for done in run.done}
    for receipt in run.receipts:
        if receipt.sheet_row in run.troubles and receipt.state != POSTED:
            cells[receipt.sheet_row] = {"state": REFUSED}
    return set_columns("receipts", cells)


def _desk_batches(run: ReceiptRun, request: Request) -> list[Change]:
    done = dict.fromkeys(run.batches, True)
    settled = {one.receipt.sheet_row for one in run.done if one.money.cash or one.receipt.returned}
    for receipt in run.receipts:
        if receipt.batch in done:
            done[receipt.batch] &= receipt.sheet_row in settled
    return desk_batches.changes(run.batches.values(), done, request)


def _result(run: ReceiptRun, batch: str) -> dict[str, Any]:
    touched = [done for done in run.done if not done.is_idle]
    return {
        "batch": batch,
        "posted": len([done for done in touched if done.new_cents]),
        "cash": money.to_text(sum(done.new_cents for done in run.done)),
        "to_claims": money.to_text(_applied(run)),
        "unapplied": money.to_text(run.unapplied),
        "returned": money.to_text(sum(done.returned_cents for done in run.done)),
        "receipts": [_told(done) for done in touched],
    }


def _told(done: Done) -> dict[str, Any]:
    return {
        "receipt": done.receipt.receipt,
        "new_cash": money.to_text(done.new_cents - done.returned_cents),
        "applied_now": [
            {"claim": place.claim_id, "line": place.line, "amount": money.to_text(cents)}
            for place, cents in done.applied
        ],
        "left": money.to_text(done.money.left),
        "state": done.money.cells(done.receipt.returned)["state"],
    }


def _lines(run: ReceiptRun) -> list[str]:
    lines = [_line(done) for done in run.done if not done.is_idle]
    held = money.show(run.unapplied)
    total = f"{len(run.entries)} new ledger rows; {held} of patients' money is unapplied"
    return [*lines, total]


def _line(done: Done) -> str:
    """Return what goes where, as the preview and the status bar say it."""
    name = f"receipt {done.receipt.receipt}"
    if done.returned_cents:
        return f"{name}: {money.show(done.returned_cents)} taken back, the check was returned"
    goes = [f"{money.show(cents)} to {place.name}" for place, cents in done.applied]
    goes += [f"{money.show(done.money.left)} stays unapplied"] if done.money.left else []
    return f"{name}: {', '.join(goes)}"
