"""Edits that read what was sent, answered, approved and received stand whatever a cell holds."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.edits.office import STARTED
from tests.edits.test_lines import WEIRD
from tests.support import AS_OF, day, request
from xlbilling.edits import catalogue, examples
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import REGISTRY
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.plan import SetColumn
from xlbilling.model.tables import Snapshot
from xlbilling.tasks.validating import authorizations, change_log, clocks

EDITS = [edit for edit in REGISTRY.edits.values() if edit.id > "CV-080"]
STARTS: dict[str, dict[str, Any]] = {
    "claims": {**examples.CLAIM, "auth": "A1", "patient_paid": 20.0, "checked_as": "x"},
    "payers": {**examples.PAYERS[0], "filing_days": 90.0, "secondary_from": "PRIMARY EOB"},
    "coverage": {**examples.COVERAGE},
    "guarantors": {**STARTED["guarantors"]},
    "submissions": {"claim_id": "C1001", "level": "2", "payer_id": "PAY1", "frequency": "1"},
    "authorizations": {**STARTED["authorizations"], "units": 3.0},
    "code_needs": {"need": "AUTH", "code_from": "99213"},
    "receipts": {**STARTED["receipts"]},
    "remits": {**STARTED["remits"]},
    "remit_lines": {**STARTED["remit_lines"]},
    "remit_adjustments": {**STARTED["remit_adjustments"]},
}


def a_row(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return rows that belong to the sample claim, with some cells of anything."""
    dates = {column.name for column in BY_NAME[name].columns if column.kind == "date"}
    kept = {
        key: day(value) if key in dates and value else value for key, value in STARTS[name].items()
    }
    columns = sorted(BY_NAME[name].by_name)
    odd = st.dictionaries(st.sampled_from(columns), WEIRD, max_size=3)
    return odd.map(lambda cells: {**kept, **cells})


SHEETS = st.fixed_dictionaries({name: st.lists(a_row(name), max_size=3) for name in STARTS})


@settings(max_examples=40, deadline=None)
@given(SHEETS)
def test_no_cell_of_these_sheets_stops_the_check(sheets: dict[str, list[dict[str, Any]]]) -> None:
    read = {name: frames.from_records(BY_NAME[name], rows) for name, rows in sheets.items()}
    lines = Lines(Snapshot(read), AS_OF)
    found = catalogue.check(lines, EDITS)
    log = frames.empty(BY_NAME["claim_changes"])
    written = [
        *clocks.columns(lines),
        *authorizations.columns(lines),
        *change_log.changes(lines, log, request()),
    ]

    assert all(one.as_finding().as_line() for one in found)
    for change in written:
        if isinstance(change, SetColumn):
            column = BY_NAME[change.table].column(change.column)
            assert frames.column_cells(column, change.values)
