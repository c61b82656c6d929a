"""What validate-claims writes: the Findings table by key, the status of each line, the counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.edits.office import book_of, office
from tests.posting.desk import applied
from tests.support import AS_OF, request, snapshot
from xlbilling.edits import examples
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.plan import Plan, Rewrite, SetColumn
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import validate_claims
from xlbilling.tasks.validating.findings_table import COLUMNS

LATER = date(2026, 4, 2)
SECOND_LINE = {"line": "2", "code": "85025"}


def plan(book: Snapshot, as_of: date = AS_OF, before: pd.DataFrame | None = None) -> Plan:
    """Return the plan of a check of a book with these findings on its sheet."""
    return validate_claims.plan(with_findings(book, before), request(as_of))


def with_findings(book: Snapshot, rows: pd.DataFrame | None) -> Snapshot:
    table = BY_NAME["findings"]
    records = [] if rows is None else [_plain(row) for row in rows.to_dict("records")]
    return Snapshot({**book.tables, "findings": frames.from_records(table, records)}, book.settings)


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): None if value is pd.NaT else value for name, value in row.items()}


def claims(*changes: Mapping[str, Any]) -> Snapshot:
    """Return the sample office with these claim lines."""
    rows = [{**examples.CLAIM, **change} for change in changes]
    return book_of({"claims": rows, **examples.OFFICE})


def whole(*changes: Mapping[str, Any]) -> Snapshot:
    """Return a whole workbook with the sample office and these claim lines."""
    rows = [{**examples.CLAIM, **change} for change in changes]
    office: dict[str, Any] = dict(examples.OFFICE)
    return snapshot(claims=rows, **office)


def table(made: Plan) -> pd.DataFrame:
    """Return the Findings table that a plan writes."""
    (rows,) = [change.rows for change in made.changes if isinstance(change, Rewrite)]
    return rows


def column(made: Plan, name: str) -> dict[int, Any]:
    """Return the cells of a Claims column that a plan writes, by sheet row."""
    cells: dict[int, Any] = {}
    for change in made.changes:
        if isinstance(change, SetColumn) and change.column == name:
            assert change.table == "claims"
            cells |= {int(str(row)): value for row, value in change.values.items()}
    return cells


def rows(made: Plan, *names: str) -> list[tuple[Any, ...]]:
    """Return some columns of the Findings table."""
    return list(table(made)[list(names)].itertuples(index=False, name=None))


def test_a_clean_claim_is_ready_without_a_finding() -> None:
    made = plan(claims({}))

    assert made.result == {
        "claims": 1,
        "lines": 1,
        "clean": 1,
        "findings_total": 0,
        "errors": 0,
        "warnings": 0,
        "by_edit": {},
        "switched_off": {},
    }
    assert made.findings == ()
    assert column(made, "status") == {2: "READY"}
    assert column(made, "findings") == {2: 0.0}


def test_a_faulty_line_stops_its_whole_claim_and_no_other() -> None:
    made = plan(claims({}, {**SECOND_LINE, "charge": -1.0}, {"claim_id": "C1002", "mod1": "76"}))

    assert column(made, "status") == {2: "ERROR", 3: "ERROR", 4: "READY"}
    assert column(made, "findings") == {2: 0.0, 3: 1.0, 4: 0.0}
    assert made.result["claims"] == 2
    assert made.result["lines"] == 3
    assert made.result["clean"] == 1
    assert made.result["by_edit"] == {"CV-059": 1}


def test_a_claims_own_finding_counts_on_each_of_its_lines() -> None:
    made = plan(office("patients.sex=; &; line=2; code=85025"))

    assert column(made, "findings") == {2: 1.0, 3: 1.0}
    assert made.result["findings_total"] == 1


def test_warnings_and_information_stop_no_claim() -> None:
    made = plan(office("billing.taxonomy=X1; pointers=1"))

    assert made.result["by_edit"] == {"CV-024": 1, "CV-057": 1}
    assert (made.result["errors"], made.result["warnings"], made.result["clean"]) == (0, 1, 1)
    assert column(made, "status") == {2: "READY"}


@pytest.mark.parametrize("status", ["SENT", "PAID", "PARTIAL", "DENIED", "PATIENT", "CLOSED"])
def test_a_status_of_a_later_task_is_never_written_over(status: str) -> None:
    made = plan(claims({"status": status, "charge": -1.0}))

    assert column(made, "status") == {}
    assert column(made, "findings") == {2: 1.0}


def test_a_line_on_hold_is_not_ready_until_its_day_has_passed() -> None:
    held = claims({"hold": "CODING", "hold_until": "2026-03-31"})

    assert column(plan(held), "status") == {2: "NEW"}
    assert column(plan(held, LATER), "status") == {2: "READY"}


def test_the_table_names_edit_claim_line_field_cell_and_mend() -> None:
    made = plan(claims({"charge": -75.0}))
    (row,) = table(made).to_dict("records")

    assert tuple(row) == COLUMNS
    assert row["key"] == "CV-059|C1001|1|charge|1"
    assert row["where"] == "Claims!AL2"
    assert row["message"] == "charge is -$75.00; expected $0.00 or more (claim C1001 line 1)"
    assert row["fix"].startswith("enter the full fee")
    assert row["basis"] == "837P 005010X222A1, loop 2400 SV102"
    assert row["first_seen"] == row["last_seen"] == pd.Timestamp(AS_OF)
    assert row["state"] == "OPEN"


def test_a_second_check_on_the_same_day_has_nothing_to_write() -> None:
    book = whole({"charge": -75.0}, {**SECOND_LINE, "units": 0.0})
    first = validate_claims.plan(book, request())
    second = validate_claims.plan(applied(book, first), request())

    assert not first.is_empty
    assert second.is_empty
    assert second.result == first.result


def test_what_the_biller_wrote_follows_the_key_when_rows_are_sorted() -> None:
    first = table(plan(claims({"charge": -75.0}, {**SECOND_LINE, "units": 0.0})))
    noted = first.assign(owner=["Kim", ""], note=["asked Dr. E", ""])
    noted.loc[0, "next_date"] = pd.Timestamp("2026-04-10")
    assert noted.loc[0, "edit"] == "CV-059"
    sorted_sheet = claims({**SECOND_LINE, "units": 0.0}, {"charge": -75.0})
    made = plan(sorted_sheet, LATER, before=noted.iloc[::-1])

    by_edit = table(made).set_index("edit")
    assert by_edit.loc["CV-059", "owner"] == "Kim"
    assert by_edit.loc["CV-059", "note"] == "asked Dr. E"
    assert by_edit.loc["CV-059", "next_date"] == pd.Timestamp("2026-04-10")
    assert by_edit.loc["CV-059", "where"] == "Claims!AL3"
    assert by_edit.loc["CV-059", "first_seen"] == pd.Timestamp(AS_OF)
    assert by_edit.loc["CV-059", "last_seen"] == pd.Timestamp(LATER)
    assert by_edit.loc["CV-058", "owner"] == ""


def test_what_is_mended_is_kept_as_fixed_with_the_day_it_was_last_seen() -> None:
    first = table(plan(claims({"charge": -75.0}))).assign(owner=["Kim"])
    made = plan(claims({}), LATER, before=first)

    assert rows(made, "edit", "state", "last_seen", "owner") == [
        ("CV-059", "FIXED", pd.Timestamp(AS_OF), "Kim")
    ]
    assert made.findings == ()
    assert column(made, "status") == {2: "READY"}


def test_what_breaks_again_is_open_again_since_the_first_day() -> None:
    first = table(plan(claims({"charge": -75.0})))
    fixed = table(plan(claims({}), LATER, before=first))
    again = plan(claims({"charge": -75.0}), date(2026, 4, 9), before=fixed)

    assert rows(again, "state", "first_seen", "last_seen") == [
        ("OPEN", pd.Timestamp(AS_OF), pd.Timestamp("2026-04-09"))
    ]


def test_open_findings_stand_first_errors_before_warnings() -> None:
    first = table(plan(claims({"charge": -75.0})))
    made = plan(office("units=0; billing.taxonomy=X1; pointers=1"), LATER, before=first)

    assert rows(made, "edit", "state") == [
        ("CV-058", "OPEN"),
        ("CV-024", "OPEN"),
        ("CV-057", "OPEN"),
        ("CV-059", "FIXED"),
    ]


def test_two_findings_of_one_cell_have_keys_of_their_own() -> None:
    made = plan(claims({"claim_id": "A very long claim id indeed"}))

    assert [key for (key,) in rows(made, "key")] == [
        "CV-080|A very long claim id indeed|1|claim_id|1",
        "CV-080|A very long claim id indeed|1|claim_id|2",
    ]


def test_a_claim_was_clean_at_its_first_check_if_no_error_row_names_it_open_or_fixed() -> None:
    """How the clean-claim rate is told later: C1001 was mended by hand, C1002 never had to be."""
    first = table(plan(claims({"charge": -75.0}, {"claim_id": "C1002", "mod1": "76"})))
    after = table(plan(claims({}, {"claim_id": "C1002", "mod1": "76"}), LATER, before=first))
    errors = after[after["severity"] == "E"]

    assert set(errors["claim_id"]) == {"C1001"}


def test_a_number_in_an_id_column_is_told_once_as_cv_095() -> None:
    made = plan(claims({"auth": 123.0}))

    assert [(one.id, one.where) for one in made.findings] == [("CV-095", "Claims!AN2")]


def test_an_empty_claims_sheet_is_checked_without_a_finding() -> None:
    made = plan(book_of({"claims": [], **examples.OFFICE}))

    assert made.is_empty
    assert made.result["claims"] == made.result["lines"] == made.result["clean"] == 0


def test_a_hundred_bad_lines_are_all_on_the_sheet_and_in_the_counts() -> None:
    lines = [
        {"line": str(n), "claim_id": f"C{n}", "code": f"{80000 + n}", "units": 0.0}
        for n in range(100)
    ]
    made = plan(claims(*lines))

    assert len(table(made)) == made.result["findings_total"] == len(made.findings) == 100
    assert made.lines[0] == (
        "100 claims with 100 lines checked: 0 claims without an error, 100 errors, 0 warnings"
    )


FAULTS: Sequence[Mapping[str, Any]] = (
    {},
    {"charge": -1.0},
    {"units": 0.0},
    {"dx1": "X"},
    {"pos": None},
    {"line": None},
    {"claim_id": None},
)


@settings(max_examples=25)
@given(
    st.lists(st.sampled_from(FAULTS), min_size=1, max_size=5),
    st.lists(st.sampled_from(FAULTS), min_size=1, max_size=5),
)
def test_no_row_of_the_findings_table_is_ever_lost(
    before: list[Mapping[str, Any]], after: list[Mapping[str, Any]]
) -> None:
    """Whatever is mended or broken in between: keys stay unique, open are those found now."""
    first = plan(claims(*_numbered(before)))
    kept = table(first) if first.result["findings_total"] else None
    second = plan(claims(*_numbered(after)), LATER, before=kept)
    written = [c.rows for c in second.changes if isinstance(c, Rewrite)]
    now = written[0] if written else pd.DataFrame(columns=list(COLUMNS))

    assert now["key"].is_unique
    assert kept is None or set(kept["key"]) <= set(now["key"])
    assert (now["state"] == "OPEN").sum() == second.result["findings_total"]


def _numbered(faults: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"claim_id": f"C{n // 2}", "line": str(n), "code": f"{80000 + n}", **fault}
        for n, fault in enumerate(faults)
    ]
