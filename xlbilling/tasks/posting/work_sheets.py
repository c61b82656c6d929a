"""What posting shows on the sheets: states, matches, exceptions, holds, totals and statuses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from xlbilling.model.plan import Change
from xlbilling.tasks.posting import exceptions
from xlbilling.tasks.posting.answers import Answer
from xlbilling.tasks.posting.engine import Posted
from xlbilling.tasks.posting.judge import Judged
from xlbilling.tasks.posting.posted_answers import POSTED
from xlbilling.tasks.posting.proof import Sums
from xlbilling.tasks.posting.propose import Moment, Proposal
from xlbilling.tasks.posting.sheet_values import append, row_by, set_columns

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.tables import Snapshot

Cells = dict[int, dict[str, Any]]


def remit_lines(posted: Iterable[Posted]) -> list[Change]:
    """Return the cells of Remit Lines: match, exception and state of what a run touched."""
    cells: Cells = {}
    for mine in posted:
        for judged, _ in mine.claims:
            _show(cells, judged, "", POSTED)
        for judged in mine.waiting:
            assert judged.trouble is not None
            _show(cells, judged, judged.trouble.reason.value, "EXCEPTION")
    return set_columns("remit_lines", cells)


def _show(cells: Cells, judged: Judged, exception: str, state: str) -> None:
    for row in judged.claim.rows:
        shown = {"match": judged.match, "exception": exception, "state": state}
        if judged.ours is not None:
            shown["our_claim"] = judged.ours.claim_id
        if judged.our_line(row):
            shown["our_line"] = judged.our_line(row)
        cells[row.sheet_row] = shown


def remit_adjustments(proposals: Iterable[Proposal]) -> list[Change]:
    """Return the cells of Remit Adjustments: what each does, and how much of it was posted."""
    cells: Cells = {}
    for proposal in proposals:
        for one in proposal.adjustments:
            if one.classed.adjustment.sheet_row:
                cells[one.classed.adjustment.sheet_row] = {
                    "class": one.classed.class_.value,
                    "posted": one.cents,
                }
    return set_columns("remit_adjustments", cells)


def exception_rows(sheet: pd.DataFrame, posted: Iterable[Posted]) -> list[Change]:
    """Return the Exceptions sheet's new rows, and what changed on those that are there."""
    rows = row_by(sheet, "key")
    new: list[dict[str, Any]] = []
    cells: Cells = {}
    for mine in posted:
        for judged in mine.waiting:
            assert judged.trouble is not None
            record = exceptions.record(mine.answer, judged.claim, judged.trouble)
            if record["key"] in rows:
                changing = ("reason", "message", "next_step", "state")
                cells[rows[record["key"]]] = {name: record[name] for name in changing}
            else:
                new.append(record)
        for judged, _ in mine.claims:
            row = rows.get(exceptions.key_of(mine.answer, judged.claim))
            if row is not None:
                cells[row] = {"state": POSTED}
    return [*append("exceptions", new), *set_columns("exceptions", cells)]


def payment_rows(
    book: Snapshot, sums: Mapping[str, Sums], posted: Iterable[Posted], moment: Moment
) -> list[Change]:
    """Return the cells of Remits and Batches for the payments of a run."""
    batches = book.frame("batches")
    row_of = row_by(batches, "batch")
    remits: Cells = {}
    cells: Cells = {}
    new = []
    for mine in posted:
        answer, money = mine.answer, sums[mine.answer.batch]
        status, total = status_of(mine), answer.control_cents
        remits[answer.sheet_row] = totals(answer, money) | {"status": status}
        shown: dict[str, Any] = {
            "entered": answer.entered_cents,
            "left": answer.variance_cents if total is None else total - answer.entered_cents,
            "status": status,
        }
        if mine.claims or mine.entries or status != answer.status:
            shown |= {"posted": moment.as_of, "posted_by": moment.user}
        if answer.batch in row_of:
            cells[row_of[answer.batch]] = shown
        else:
            new.append(_batch(answer, moment) | {_frame_name(k): v for k, v in shown.items()})
    return [
        *set_columns("remits", remits),
        *set_columns("batches", cells),
        *append("batches", new),
    ]


def _frame_name(name: str) -> str:
    return f"{name}_cents" if name in {"entered", "left"} else name


def _batch(answer: Answer, moment: Moment) -> dict[str, Any]:
    return {
        "batch": answer.batch,
        "kind": "REMITTANCE",
        "opened": moment.as_of,
        "opened_by": moment.user,
        "control_count": len(answer.claims),
        "control_total_cents": answer.cents,
        "deposit_id": answer.deposit_id,
    }


def new_batch(answer: Answer, moment: Moment) -> dict[str, Any]:
    """Return the Batches row of a payment that was just imported."""
    return _batch(answer, moment) | {
        "entered_cents": answer.claims_cents - answer.provider_level_cents,
        "left_cents": answer.variance_cents,
        "status": "BLOCKED" if answer.is_blocked else "OPEN",
    }


def totals(answer: Answer, sums: Sums) -> dict[str, int]:
    """Return a payment's totals on the Remits sheet; left is what waits unapplied."""
    return {
        "claims_total": answer.claims_cents,
        "provider_adj": answer.provider_level_cents,
        "left_to_post": answer.cents + answer.provider_level_cents - sums.posted - sums.suspense,
    }


def status_of(mine: Posted) -> str:
    """Return the status of a payment after a run; an estimate (CLP02 25) holds nothing up."""
    held = (one for one in mine.waiting if not exceptions.is_estimate(one.claim, one.trouble))
    return "PARTIAL" if any(held) else POSTED
