"""What a check makes of sheets as people leave them: mixed cells, dates as text, ids twice, no rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support import AS_OF, request, snapshot
from xlbilling import run
from xlbilling.edits import examples
from xlbilling.hosts import files
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.plan import Plan, Rewrite
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import validate_claims
from xlbilling.tasks.validating import findings_table
from xlbilling.tasks.validating.links import Links
from xlbilling.template.workbook import workbook_bytes

LAST_ROW = 1_048_576
CLAIM = {**examples.CLAIM, "dos_from": datetime(2025, 3, 4), "dos_to": datetime(2025, 3, 4)}


def plan(
    claims: Sequence[Mapping[str, Any]], sheet_rows: Sequence[int] = (), **tables: Any
) -> Plan:
    """Return the plan of a check of these claim rows, cells as they are, in the sample office."""
    table, office = BY_NAME["claims"], {**examples.OFFICE, **tables}
    raw = {column.name: [row.get(column.name) for row in claims] for column in table.columns}
    letters = {c.name: frames.column_letter(n) for n, c in enumerate(table.columns, start=1)}
    rows = sheet_rows or range(2, 2 + len(claims))
    read = frames.gate(table, raw, rows=rows, letters=letters)
    book = snapshot(**office)
    return validate_claims.plan(Snapshot({**book.tables, "claims": read}), request())


def claim(**changes: Any) -> dict[str, Any]:
    return {**CLAIM, **changes}


def where(made: Plan) -> list[tuple[str, str]]:
    return [(one.id, one.where) for one in made.findings]


def test_a_workbook_without_any_claim_or_other_row_is_checked() -> None:
    made = validate_claims.plan(snapshot(), request())

    assert {getattr(change, "table", "") for change in made.changes} <= {"code_tables"}
    assert made.result["lines"] == made.result["claims"] == 0
    assert made.findings == ()


@pytest.mark.parametrize("text", ["03/04/2025", "2025-03-04", "4 March 2025"])
def test_a_date_typed_as_text_is_an_error_at_its_cell(text: str) -> None:
    made = plan([claim(dos_from=text, dos_to=None)])

    assert ("CV-062", "Claims!E2") in where(made)
    assert made.result["clean"] == 0


def test_numbers_and_texts_in_one_id_column_are_one_claim_and_the_numbers_are_told() -> None:
    made = plan([
        claim(claim_id="1001"),
        claim(claim_id=1001.0, line="2", code="85025"),
        claim(claim_id="C1", line=3.0, mod1="76"),
    ])

    assert made.result["claims"] == 2
    assert ("CV-095", "Claims!A3") in where(made)
    assert ("CV-095", "Claims!B4") in where(made)
    assert ("CV-095", "Claims!A2") not in where(made)


def test_two_payers_with_one_id_are_told_and_the_first_counts() -> None:
    twice = [*examples.PAYERS, {**examples.PAYERS[0], "filing_indicator": "09"}]
    made = plan([claim()], payers=twice)

    assert where(made) == [("KEY-TWICE", "Payers!A5")]
    assert "Payers!A2" in made.findings[0].message
    assert made.result["clean"] == 1


def test_a_patient_and_a_provider_keyed_twice_are_told_too() -> None:
    made = plan(
        [claim()],
        patients=[examples.PATIENT, examples.PATIENT],
        providers=[examples.PROVIDER, examples.GROUP, examples.PROVIDER],
    )

    assert where(made) == [("KEY-TWICE", "Patients!A3"), ("KEY-TWICE", "Providers!A4")]
    (written,) = [change.rows for change in made.changes if isinstance(change, Rewrite)]
    assert written["edit"].tolist() == ["KEY-TWICE", "KEY-TWICE"]
    assert written["go_to"].tolist() == ["Go to Patients", "Go to Providers"]


def test_a_row_at_the_end_of_the_sheet_is_checked_at_its_cell() -> None:
    bad = claim(claim_id="C1002", charge=-75.0, mod1="76")
    made = plan([claim(), bad], [2, LAST_ROW])
    (listed,) = [one for one in made.changes if isinstance(one, Rewrite) and one.formulas]

    assert where(made) == [("CV-059", f"Claims!AL{LAST_ROW}")]
    assert f"{LAST_ROW}-ROW(" in listed.formulas["go_to"][0]


def test_more_findings_than_a_sheet_holds_keep_the_gravest_and_what_was_written_to() -> None:
    made = plan([claim(charge=-75.0, units=0.0, pointers="1")])
    (before,) = [one.rows for one in made.changes if isinstance(one, Rewrite) and one.formulas]
    noted = before.assign(note=np.where(before["edit"] == "CV-057", "asked", ""))
    links = Links({}, np.array([], dtype=object))
    table = findings_table.merged([], noted, links, AS_OF, room=2)

    assert before["edit"].tolist() == ["CV-058", "CV-059", "CV-057"]
    assert table.rows["edit"].tolist() == ["CV-058", "CV-057"]
    assert (table.left_out, len(table.go_to)) == (1, 2)


def test_a_file_with_odd_cells_loses_none_of_them(tmp_path: Path) -> None:
    """Text dates, numbers as ids and errors stay as typed, beside the findings about them."""
    path = tmp_path / "office.xlsx"
    path.write_bytes(workbook_bytes())
    odd: dict[str, Any] = {"A": 1001.0, "B": "1", "D": "P1", "E": "03/04/2025", "F": "4 March 2025"}
    with files.open_book(path) as book:
        sheet = book.sheets["Claims"]
        for letter, value in odd.items():
            sheet.range(f"{letter}2").raw_value = value
        outcome = run.run(book, "validate-claims", request())
        book.save()
    with files.open_book(path, read_only=True) as book:
        sheet = book.sheets["Claims"]
        kept = {letter: sheet.range(f"{letter}2").raw_value for letter in odd}
        status = sheet.range((2, 1 + [c.name for c in BY_NAME["claims"].columns].index("status")))

        assert kept == odd
        assert status.raw_value == "ERROR"
    told = {one.where for one in outcome.findings}
    assert {"Claims!A2", "Claims!E2", "Claims!F2"} <= told
