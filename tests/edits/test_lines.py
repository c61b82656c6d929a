"""The edits stand whatever the sheet holds, and look rows up as a biller would."""

from datetime import datetime
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.edits.office import findings, fired, office
from tests.support import AS_OF, snapshot
from xlbilling.edits import catalogue, examples
from xlbilling.edits.lines import Lines, code_list
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.cells import CellError
from xlbilling.model.tables import Snapshot, TableData

WEIRD = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.sampled_from(["{0}", "{name}", "%s", "#REF!", "١٢٣", "\uffff", "1e309", " ", "'"]),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.datetimes(datetime(1900, 1, 1), datetime(9999, 12, 31)),
    st.sampled_from([CellError("#REF!"), CellError("#N/A")]),
)


NEGATIVE = (
    "Claims!AL2: CV-059 E: charge is -$75.00; expected $0.00 or more (claim C1001 line 1)\n"
    "  Fix: enter the full fee of the code; a void is sent as frequency code 8, not as a minus."
    " Basis: 837P 005010X222A1, loop 2400 SV102"
)


def rows_of(name: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    columns = sorted(BY_NAME[name].by_name)
    return st.lists(st.dictionaries(st.sampled_from(columns), WEIRD, max_size=8), max_size=4)


@settings(max_examples=60)
@given(claims=rows_of("claims"), patients=rows_of("patients"), coverage=rows_of("coverage"))
def test_no_cell_whatever_is_in_it_stops_the_check(
    claims: list[dict[str, Any]], patients: list[dict[str, Any]], coverage: list[dict[str, Any]]
) -> None:
    """Rows of the sample office with up to eight cells of anything."""
    tables = {
        "claims": [{**examples.CLAIM, "dos_from": None, "dos_to": None, **row} for row in claims],
        "patients": [{**examples.PATIENT, "dob": None, **row} for row in patients],
        "coverage": [
            {"patient_id": "P1", "level": "1", "payer_id": "PAY1", **row} for row in coverage
        ],
    }
    read = {name: frames.from_records(BY_NAME[name], rows) for name, rows in tables.items()}
    found = catalogue.check(Lines(Snapshot(read), AS_OF))

    assert all(one.as_finding().as_line() for one in found)


def test_an_empty_book_has_no_finding() -> None:
    assert catalogue.check(Lines(snapshot(), AS_OF)) == []


def test_tables_that_were_not_read_count_as_empty() -> None:
    assert catalogue.check(Lines(Snapshot({}), AS_OF)) == []


def test_a_frame_without_columns_is_no_trouble() -> None:
    bare = TableData("claims", "Claims", pd.DataFrame(index=pd.Index([2, 3])), {})
    found = catalogue.check(Lines(Snapshot({"claims": bare}), AS_OF))

    assert {"CV-080", "CV-050", "CV-059", "CV-062"} <= {one.edit.id for one in found}


def test_a_fault_of_a_patient_is_told_once_a_claim_at_the_patients_cell() -> None:
    found = findings(office("patients.sex=; &; line=2; code=85025; &; claim_id=C1002; code=80053"))

    assert [(one.edit.id, one.claim_id, one.line, one.where) for one in found] == [
        ("CV-003", "C1001", "", "Patients!E2"),
        ("CV-003", "C1002", "", "Patients!E2"),
    ]


def test_a_duplicate_is_told_at_the_later_row_with_the_earlier_ones_cell_and_claim() -> None:
    found = findings(office("&; claim_id=C1002; line=7"))

    assert [(one.edit.id, one.where) for one in found] == [("CV-083", "Claims!Z3")]
    assert "stands already in Claims!Z2 (claim C1001 line 1)" in found[0].words
    assert found[0].message.endswith("(claim C1002 line 7)")


def test_of_two_duplicates_the_one_not_yet_sent_is_the_duplicate() -> None:
    found = findings(office("&; claim_id=C1002; status=SENT"))

    assert [(one.edit.id, one.claim_id) for one in found] == [("CV-083", "C1001")]


def test_a_refused_charge_is_told_as_what_it_is() -> None:
    found = findings(office("charge=#REF!"))

    assert [one.words for one in found] == ["charge is the error #REF!; expected $0.00 or more"]


def test_an_amount_is_told_in_dollars() -> None:
    found = findings(office("charge=-75"))

    assert [one.as_finding().as_line() for one in found] == [NEGATIVE]


def test_a_procedure_code_is_told_but_not_a_diagnosis_in_its_column() -> None:
    (twice,) = findings(office("code=J1100; &; code=J1100; claim_id=C1002"))
    (astray,) = findings(office("code=S52521A"))

    assert twice.words.startswith('code "J1100" of 2025-03-04')
    assert astray.words.startswith("code is text of 7 characters; expected five characters")


def test_coverage_that_does_not_hold_on_the_day_is_left_alone() -> None:
    book = office("coverage2.to=2023-12-31; coverage2.from=2022-01-01; coverage2.member_id=")

    assert fired(book) == set()


def test_a_list_of_codes_may_name_families() -> None:
    listed = code_list("99024, g8*; NOSHOW")

    assert [listed(code) for code in ("99024", "G8427", "NOSHOW", "G9001", "")] == [
        True, True, True, False, False,
    ]  # fmt: skip
