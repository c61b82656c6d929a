"""What the keyed sheets show once ledger rows of theirs are posted or taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model.ledger import Account
from xlbilling.model.plan import Change
from xlbilling.tasks.collecting import placements
from xlbilling.tasks.money import desk_batches, receipt_money
from xlbilling.tasks.money.after import with_rows
from xlbilling.tasks.money.receipt_money import OPEN, POSTED, REVERSED, ReceiptMoney
from xlbilling.tasks.money.sources import Source
from xlbilling.tasks.posting.open_balances import rows_that_stand
from xlbilling.tasks.posting.sheet_values import days, set_columns, sheet_rows

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.ledger import Entry
    from xlbilling.model.tables import Snapshot

READS: Final = (
    "receipts", "adjustments", "transfers", "refunds", "recoupments", "write_off_proposals",
    "placements",
)  # fmt: skip
_KEYS: Final = {
    Source.ADJUSTMENT: "adjustment",
    Source.TRANSFER: "transfer",
    Source.REFUND: "refund",
    Source.RECOUPMENT: "letter",
    Source.WRITE_OFF: "proposal",
}


def undone(book: Snapshot, entries: Sequence[Entry]) -> list[Change]:
    """Return the cells after an undo: rows wait again, as before they were posted."""
    return [*_taken_back(book, entries), *_keyed_cells(book, entries, OPEN)]


def reversed_(book: Snapshot, entries: Sequence[Entry]) -> list[Change]:
    """Return the cells after single rows were taken back: a keyed row is done with for good."""
    return [*_taken_back(book, entries), *_keyed_cells(book, entries, REVERSED)]


def _taken_back(book: Snapshot, entries: Sequence[Entry]) -> list[Change]:
    """Return the cells of Receipts, and of the desk's batches whose cash is not whole any more."""
    cash = [one for one in entries if one.debit is Account.CASH and one.amount_cents < 0]
    gone = {one.source_row.removeprefix(Source.RECEIPT.mark("")) for one in cash}
    return [
        *receipt_cells(book, entries),
        *desk_batches.reopened(book, gone),
        *placements.changes(book, entries),
    ]


def receipt_cells(book: Snapshot, entries: Sequence[Entry]) -> list[Change]:
    """Return the cells of Receipts that follow from new ledger rows."""
    ledger = book.frame("ledger")
    own = [one for one in entries if any(map(_is_receipts, (one.source_row, one.note)))]
    if not own:
        return []
    future = with_rows(ledger[receipt_money.receipt_keys(ledger) != ""], own)
    touched = set(receipt_money.receipt_keys(with_rows(ledger[:0], own)))
    standing = receipt_money.read(future)
    sheet = book.frame("receipts")
    rows = zip(sheet["receipt"], days(sheet["returned_nsf"]), sheet_rows(sheet), strict=True)
    return set_columns(
        "receipts",
        {
            row: standing.get(key, ReceiptMoney()).cells(returned)
            for key, returned, row in rows
            if key in touched
        },
    )


def _is_receipts(mark: str) -> bool:
    return mark.startswith(Source.RECEIPT.mark(""))


def _keyed_cells(book: Snapshot, entries: Sequence[Entry], gone: str) -> list[Change]:
    changes: list[Change] = []
    for source, key in _KEYS.items():
        own = [one for one in entries if one.source_row.startswith(source.mark(""))]
        if own:
            changes += _cells_of(book, source, key, (own, gone))
    return changes


def _cells_of(
    book: Snapshot, source: Source, key: str, taken: tuple[Sequence[Entry], str]
) -> list[Change]:
    entries, gone = taken
    marks = {one.source_row for one in entries}
    ledger = book.frame("ledger")
    future = with_rows(ledger[ledger["source_row"].isin(list(marks))], entries)
    standing = rows_that_stand(future)
    table = source.table
    cells = {}
    for row, name in zip(sheet_rows(book.frame(table)), book.frame(table)[key], strict=True):
        if source.mark(name) in marks:
            left = standing[standing["source_row"] == source.mark(name)]
            cells[row] = _cells(left, gone, entries[0].batch)
    return set_columns(table, cells)


def _cells(left: pd.DataFrame, gone: str, batch: str) -> dict[str, Any]:
    """Return state, entries and answer of a row: posted still or again, or gone."""
    if len(left):
        return {"state": POSTED, "entry": " ".join(left["entry"]), "answer": ""}
    answer = f"taken back by {batch}" if gone == REVERSED else ""
    return {"state": gone, "entry": "", "answer": answer}
