"""Single rows of payers' payments that are taken back: which may be, and what the sheets show.

A payment comes to its amount row by row (P-8): cash, waiting cash, suspense and provider-level rows
go back with their whole batch only, or money that is in the bank would be nowhere. What an answer
wrote off or moved to another owner may go back alone; Posted on Remit Adjustments then says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model.errors import RefusedError
from xlbilling.model.findings import INFO, Finding
from xlbilling.model.ledger import CONTRA_SUFFIX, Account, Entry
from xlbilling.tasks.posting.sheet_values import cents, counts, set_columns, sheet_rows

if TYPE_CHECKING:
    from xlbilling.model.plan import Change
    from xlbilling.model.tables import Snapshot

_MONEY: Final = frozenset({
    Account.CASH,
    Account.UNAPPLIED,
    Account.SUSPENSE,
    Account.RECOUPMENT,
    Account.INTEREST,
})


def is_of_payment(book: Snapshot, entry: Entry) -> bool:
    """Tell whether a row was posted by a payment of the Remits sheet."""
    return entry.batch in set(book.frame("remits")["batch"])


def refuse_money(book: Snapshot, entry: Entry) -> None:
    """Refuse a row of a payment that is money of it.

    Raises:
        RefusedError: it is.
    """
    if is_of_payment(book, entry) and not _MONEY.isdisjoint({entry.debit, entry.credit}):
        raise RefusedError(
            f"entry {entry.entry} is money of payment {entry.batch}, which must come to its amount",
            id="ENTRY-OF-PAYMENT",
            fix=f"take the whole payment back with undo-batch {entry.batch}, correct Our Claim or "
            f"Accept on Remit Lines, and post it again",
        )


def restored(book: Snapshot, contras: Iterable[Entry], batch: str) -> list[Change]:
    """Return the cells after an undo; those of a payment's own batch are blanked as a whole."""
    return [] if batch in set(book.frame("remits")["batch"]) else changes(book, contras)


def changes(book: Snapshot, contras: Iterable[Entry]) -> list[Change]:
    """Return the cells of Remit Adjustments: what stands of each adjustment in the ledger.

    Args:
        book: the workbook.
        contras: rows that take answers' rows back, or that let them stand again.
    """
    own = [one for one in contras if one.group and "/" in one.source_row]
    if not own:
        return []
    sheet = book.frame("remit_adjustments")
    places: dict[tuple[str, ...], list[int]] = {}
    marks = (
        f"{batch}/{row}" for batch, row in zip(sheet["batch"], counts(sheet["row"]), strict=True)
    )
    for place in zip(marks, sheet["group"], sheet["carc"], sheet_rows(sheet), strict=True):
        places.setdefault(place[:3], []).append(place[3])
    posted = dict(zip(sheet_rows(sheet), cents(sheet["posted_cents"]), strict=True))
    cells: dict[int, dict[str, Any]] = {}
    for one in own:
        there = places.get((one.source_row, one.group, one.carc), [])
        row = _row_of(one, there, posted)
        if row is not None:
            posted[row] = (posted[row] or 0) + one.amount_cents
            cells[row] = {"posted": posted[row]}
    return set_columns("remit_adjustments", cells)


def _row_of(one: Entry, rows: Sequence[int], posted: dict[int, int | None]) -> int | None:
    """Return the sheet row of an adjustment; of several alike, the one that shows what goes."""
    if CONTRA_SUFFIX in one.reverses:  # an original's id is hexadecimal
        return next((row for row in rows if not posted[row]), None)
    return next((row for row in rows if posted[row] == -one.amount_cents), None)


def finding(entry: Entry) -> Finding:
    """Return what is left of an answer of which a row was taken back."""
    return Finding(
        "REVERSE-ANSWER",
        INFO,
        f"claim {entry.claim_id}: the rest of its answer in {entry.batch} stands, and "
        f"post-payments does not post this row again",
        "Ledger",
        "key what is right on Adjustments or Transfers",
    )
