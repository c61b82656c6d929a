"""Batches as a biller keeps them: control total and count first, Entered and Left in sight.

A half-entered batch is kept and posts nothing until Left is 0.00 and the count is right, or until
somebody accepts the difference by name on Remits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model import money
from xlbilling.model.findings import ERROR, WARNING, Finding
from xlbilling.model.plan import Change
from xlbilling.tasks.posting.from_sheet import claims_of, provider_level_of
from xlbilling.tasks.posting.sheet_values import cents, only_changed, set_columns, sheet_rows

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.posting.answers import Answer

_OURS: Final = frozenset({"", "REMITTANCE"})
_WAITING: Final = frozenset({"", "OPEN", "BLOCKED"})
_TYPE_PAYMENT: Final = "type the payment's row on Remits: Batch, Payer, Trace, Date and Amount"


def changes(book: Snapshot, done: Collection[str] = ()) -> tuple[Change, ...]:
    """Return the cells of Batches that show what is entered and what is left of each open batch.

    Args:
        book: the workbook.
        done: batches that the command itself shows.
    """
    batches = book.frame("batches")
    names = ("batch", "kind", "status")
    rows = zip(
        *(batches[name] for name in names),
        cents(batches["control_total_cents"]),
        sheet_rows(batches),
        strict=True,
    )
    keyed = {*book.frame("remits")["batch"], *book.frame("remit_lines")["batch"]}
    waiting = [
        (batch, status, control, row)
        for batch, kind, status, control, row in rows
        if batch and batch not in done and kind in _OURS and status in _WAITING
        and (kind or batch in keyed)
    ]  # fmt: skip
    entered = _entered(book, {batch for batch, *_ in waiting})
    amounts = dict(
        zip(book.frame("remits")["batch"], cents(book.frame("remits")["amount_cents"]), strict=True)
    )
    cells: dict[int, dict[str, Any]] = {}
    for batch, status, control, row in waiting:
        stated = amounts.get(batch) if control is None else control
        cells[row] = {"entered": entered[batch], "status": status or "OPEN"}
        cells[row]["left"] = None if stated is None else stated - entered[batch]
    return only_changed(book, set_columns("batches", cells))


def _entered(book: Snapshot, batches: Collection[str]) -> dict[str, int]:
    """Return what the claims of each batch were paid, less its provider adjustments."""
    claims, others = claims_of(book, batches), provider_level_of(book, batches)
    return {
        batch: sum(claim.paid_cents for claim in claims.get(batch, ()))
        - sum(one.cents for one in others.get(batch, ()))
        for batch in batches
    }


def findings(book: Snapshot, tried: Collection[str] = ()) -> Iterator[Finding]:
    """Give the rows that no run can take up: of no payment, or typed after theirs was posted.

    Args:
        book: the workbook.
        tried: the batches that the run itself looks at, and tells of.
    """
    remits, lines = book["remits"], book["remit_lines"]
    for row in remits.frame.index[remits.frame["batch"] == ""]:
        yield Finding(
            "BATCH-MISSING",
            WARNING,
            "a payment without a batch is not posted",
            remits.where("batch", int(row)),
            "type a batch id, and the same on its Remit Lines",
        )
    known = set(remits.frame["batch"])
    strays = lines.frame[~lines.frame["batch"].isin(list(known)) | (lines.frame["batch"] == "")]
    for batch, row in _first_rows(strays["batch"], sheet_rows(strays)):
        name = f"batch {batch}" if batch else "no batch"
        yield Finding(
            "BATCH-MISSING",
            WARNING,
            f"lines of {name} have no payment on Remits and are not posted",
            lines.where("batch", row),
            _TYPE_PAYMENT,
        )
    yield from _stray_adjustments(book, known)
    yield from _typed_too_late(book, tried)


def _stray_adjustments(book: Snapshot, known: Collection[str]) -> Iterator[Finding]:
    """Give the provider-level adjustments that belong to no payment: no run can take them up."""
    table = book["provider_adjustments"]
    frame = table.frame
    strays = frame[~frame["batch"].isin(list(known)) | (frame["batch"] == "")]
    for batch, row in _first_rows(strays["batch"], sheet_rows(strays)):
        name = f"batch {batch}" if batch else "no batch"
        yield Finding(
            "BATCH-MISSING",
            WARNING,
            f"provider adjustments of {name} have no payment on Remits and are not posted",
            table.where("batch", row),
            _TYPE_PAYMENT,
        )


def _typed_too_late(book: Snapshot, tried: Collection[str]) -> Iterator[Finding]:
    """Give the posted payments that rows were typed for afterwards: nothing posts them any more."""
    remits, lines = book["remits"], book["remit_lines"]
    frame = remits.frame
    done = frame[(frame["status"] == "POSTED") & ~frame["batch"].isin(list(tried))]
    posted = done["batch"].tolist()
    late = lines.frame[lines.frame["batch"].isin(posted) & (lines.frame["state"] == "")]
    found = {
        batch: lines.where("batch", row)
        for batch, row in _first_rows(late["batch"], sheet_rows(late))
    }
    now = provider_level_of(book, posted)
    for batch, stated, row in zip(
        posted, cents(done["provider_adj_cents"]), sheet_rows(done), strict=True
    ):
        if sum(one.cents for one in now.get(batch, ())) != (stated or 0):
            found.setdefault(batch, remits.where("provider_adj", row))
    for batch, where in found.items():
        yield Finding(
            "BATCH-CHANGED",
            WARNING,
            f"batch {batch} was posted before rows of it were typed or changed; nothing posts them",
            where,
            "undo the batch, correct its amount, and post it again; or key a batch of its own",
        )


def _first_rows(batches: Iterable[str], rows: Iterable[int]) -> Iterable[tuple[str, int]]:
    first: dict[str, int] = {}
    for batch, row in zip(batches, rows, strict=True):
        first.setdefault(batch, row)
    return first.items()


def off_control(book: Snapshot, answer: Answer) -> Finding:
    """Return why a keyed batch is not posted yet: both totals and both counts."""
    total = answer.cents if answer.control_cents is None else answer.control_cents
    left = total - answer.entered_cents
    counted = (
        f" and {len(answer.claims)} of {answer.control_count} claims"
        if answer.control_count is not None
        else ""
    )
    return Finding(
        "BATCH-CONTROL",
        ERROR,
        f"batch {answer.batch}: {money.show(answer.entered_cents)} of {money.show(total)}"
        f"{counted} entered, {money.show(left)} left; nothing of it was posted",
        book["remits"].where("batch", answer.sheet_row),
        "key the rest or correct the control total; else fill Variance Reason and Accepted By",
    )
