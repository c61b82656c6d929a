"""Holds that keep a patient's share off statements until a person releases it: rules.md 2c.

A hold goes with the answer that caused it: it ends when the payer takes that back or its batch is
undone, and comes back when the payer's reversal is undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from xlbilling.tasks.posting.sheet_values import append, days, set_columns, sheet_rows

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.plan import Change
    from xlbilling.tasks.posting.engine import Posted

Cells = dict[int, dict[str, Any]]


def changes(sheet: pd.DataFrame, posted: Iterable[Posted], as_of: date) -> list[Change]:
    """Return the holds that a run makes, and the end of those whose answer it takes back.

    Args:
        sheet: the Holds sheet.
        posted: what the run does with each payment.
        as_of: the day of the run; a hold that ends is not in force on it.
    """
    payments = list(posted)
    ended = {
        _of_claim(*place): mine.answer.batch
        for mine in payments
        for _, proposal in mine.claims
        for place in proposal.released
    }
    records = [record for mine in payments for record in _records(mine, as_of)]
    for record in records:
        by = ended.get(_claim_of(record["hold"]))
        if by:
            record.update(_ended(record["note"], by, as_of))
    cells: Cells = {}
    names = (sheet_rows(sheet), sheet["hold"], days(sheet["to"]), sheet["note"])
    for row, hold, to, note in zip(*names, strict=True):
        by = ended.get(_claim_of(hold))
        if by and to is None:
            cells[row] = _ended(note, by, as_of)
    return [*append("holds", records), *set_columns("holds", cells)]


def _records(mine: Posted, as_of: date) -> Iterator[dict[str, Any]]:
    for judged, proposal in mine.claims:
        assert judged.ours is not None
        for line, why in proposal.held_lines.items():
            of_claim = _of_claim(mine.answer.batch, judged.claim.claim_no)
            yield {
                "hold": f"{of_claim}{line or 'claim'}/{mine.answer.attempt}",
                "guarantor_id": judged.ours.guarantor_id,
                "patient_id": judged.ours.patient_id,
                "claim_id": judged.ours.claim_id,
                "line": line,
                "type": "PATIENT-HOLD",
                "from": as_of,
                "to": None,
                "note": f"{why}: check before billing the patient; end it under To",
            }


def _of_batch(batch: str) -> str:
    """Return how the ids of a batch's holds begin."""
    return f"PH-{batch}/"


def _of_claim(batch: str, claim_no: int) -> str:
    return f"{_of_batch(batch)}{claim_no}/"


def _claim_of(hold: str) -> str:
    """Return how the ids of all holds of the same answer begin: line and attempt are left out."""
    return f"{hold.rsplit('/', 2)[0]}/"


def _ended(note: str, by: str, as_of: date) -> dict[str, Any]:
    return {"to": as_of - timedelta(days=1), "note": f"{note}{_mark(by)}"}


def _mark(by: str) -> str:
    return f"; ended: batch {by} took the answer back"


def after_undo(sheet: pd.DataFrame, batch: str, as_of: date) -> list[Change]:
    """Return the end of the holds that a batch made, and those that its reversals had ended.

    Args:
        sheet: the Holds sheet.
        batch: the batch that is undone.
        as_of: the day of the undo; a hold that ends is not in force on it.
    """
    cells: Cells = {}
    names = (sheet_rows(sheet), sheet["hold"], days(sheet["to"]), sheet["note"])
    for row, hold, to, note in zip(*names, strict=True):
        if hold.startswith(_of_batch(batch)):
            if to is None:
                cells[row] = {"to": as_of - timedelta(days=1)}
        elif note.endswith(_mark(batch)):
            cells[row] = {"to": None, "note": note.removesuffix(_mark(batch))}
    return set_columns("holds", cells)
