"""Missing charges: visits and charges side by side, from the sheet or a CSV, by key from run to run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.edits.office import book_of
from tests.support import request
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.errors import InputFileError, RefusedError
from xlbilling.model.plan import Plan, Rewrite
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import missing_charges

AS_OF = date(2026, 3, 31)
VISIT = {
    "encounter": "V1", "patient_id": "P1", "dos": "2026-03-10", "rendering_npi": "1234567893",
    "visit_status": "KEPT",
}  # fmt: skip
LINE = {
    "claim_id": "C1", "line": "1", "encounter": "V1", "patient_id": "P1", "code": "99213",
    "dos_from": "2026-03-10", "rendering_npi": "1234567893",
}  # fmt: skip
OTHER = {"claim_id": "C9", "encounter": "V9", "patient_id": "P9", "dos_from": "2026-03-11"}
KEPT_TOO = {"encounter": "V9", "patient_id": "P9", "dos": "2026-03-11"}


def book(visits: Sequence[Mapping[str, Any]], lines: Sequence[Mapping[str, Any]]) -> Snapshot:
    """Return a workbook with these visits and claim lines, given as changes to VISIT and LINE."""
    return book_of({
        "encounters": [{**VISIT, **one} for one in visits],
        "claims": [{**LINE, **one} for one in lines],
        "missing_charges": [],
    })


def plan(
    visits: Sequence[Mapping[str, Any]], lines: Sequence[Mapping[str, Any]], as_of: date = AS_OF
) -> Plan:
    return missing_charges.plan(book(visits, lines), request(as_of))


def told(made: Plan) -> list[tuple[str, str]]:
    return [(one.id, one.where) for one in made.findings]


def table(made: Plan) -> pd.DataFrame:
    (only,) = made.changes
    assert isinstance(only, Rewrite)
    return only.rows


def with_table(book: Snapshot, rows: pd.DataFrame) -> Snapshot:
    """Return a workbook whose Missing Charges sheet holds these rows."""
    records = [
        {str(name): None if value is pd.NaT else value for name, value in row.items()}
        for row in rows.to_dict("records")
    ]
    held = frames.from_records(BY_NAME["missing_charges"], records)
    return Snapshot({**book.tables, "missing_charges": held}, book.settings)


def csv(*rows: str, head: str = "Encounter,Patient ID,DOS,Visit Status") -> bytes:
    return "\n".join((head, *rows, "")).encode()


@pytest.mark.parametrize(
    ("visit", "line"),
    [
        ({}, {}),
        ({}, {"patient_id": "P2", "dos_from": "2026-03-12"}),
        ({}, {"encounter": None}),
        ({}, {"encounter": "A number of another system"}),
        ({"rendering_npi": None}, {"encounter": None}),
        ({}, {"encounter": None, "rendering_npi": None}),
        ({"dos": "2026-03-12"}, {"encounter": None, "dos_to": "2026-03-14"}),
        ({"visit_status": None}, {}),
    ],
)
def test_a_visit_and_its_charge_belong_together(
    visit: Mapping[str, Any], line: Mapping[str, Any]
) -> None:
    """By number, else by patient, day within the line's days, and provider where both say one."""
    made = plan([visit], [line])

    assert made.is_empty
    assert made.findings == ()


@pytest.mark.parametrize(
    "line",
    [
        {"encounter": None, "patient_id": "P2"},
        {"encounter": None, "dos_from": "2026-03-09"},
        {"encounter": None, "rendering_npi": "1558598797"},
        {"encounter": "V9", "claim_id": "C9"},
        {"code": "NOSHOW"},
    ],
)
def test_a_visit_kept_without_a_charge_is_told(line: Mapping[str, Any]) -> None:
    """A charge of another visit, patient, day or provider is none, nor is an in-house code."""
    made = plan([{}, KEPT_TOO], [line])

    assert ("MC-1", "Encounters!A2") in told(made)
    (row,) = [one for one in table(made).to_dict("records") if one["encounter"] == "V1"]
    assert row["key"] == "NO CHARGE|V1|2026-03-10"
    assert (row["kind"], row["patient_id"], row["state"]) == ("NO CHARGE", "P1", "OPEN")
    assert row["first_seen"] == pd.Timestamp(AS_OF)


def test_the_message_names_visit_and_day_and_no_patient() -> None:
    (one,) = plan([{}], []).findings

    assert one.message == (
        "visit V1 of 2026-03-10 was kept and has no charge; expected a claim line for it"
    )


@pytest.mark.parametrize(("day", "is_missing"), [("2026-03-29", True), ("2026-03-30", False)])
def test_a_visit_is_not_missing_its_charge_before_the_lag_has_passed(
    day: str, is_missing: bool
) -> None:
    assert bool(plan([{"dos": day}], []).findings) is is_missing


def test_the_lag_is_a_setting() -> None:
    made = book([{"dos": "2026-03-30"}], [])
    hasty = Snapshot(made.tables, {"Charge Lag Days": "0"})
    wrong = Snapshot(made.tables, {"Charge Lag Days": "soon"})

    assert told(missing_charges.plan(hasty, request(AS_OF))) == [("MC-1", "Encounters!A2")]
    with pytest.raises(RefusedError, match="'Charge Lag Days' is 'soon'"):
        missing_charges.plan(wrong, request(AS_OF))


@pytest.mark.parametrize("status", ["CANCELLED", "NO SHOW", "no-show"])
def test_a_visit_that_was_not_kept_needs_no_charge_and_may_have_none(status: str) -> None:
    assert plan([{"visit_status": status}], []).is_empty
    assert plan([{"visit_status": status}], [{"code": "NOSHOW"}]).is_empty
    made = plan([{"visit_status": status}], [{}])

    assert told(made) == [("MC-3", "Encounters!A2")]
    assert table(made)[["kind", "encounter", "claim_id"]].to_numpy().tolist() == [
        ["NOT KEPT", "V1", "C1"]
    ]


def test_a_charge_that_fits_a_kept_visit_of_the_day_is_not_laid_on_a_cancelled_one() -> None:
    cancelled = {"encounter": "V2", "visit_status": "CANCELLED"}

    assert plan([{}, cancelled], [{"encounter": None}]).is_empty


def test_a_charge_without_a_visit_is_told_once_a_claim_and_day() -> None:
    lines = [{}, OTHER, {**OTHER, "line": "2", "code": "85025"}]
    made = plan(
        [{}, {"encounter": "V3", "dos": "2026-03-12"}], [*lines, {**LINE, "encounter": "V3"}]
    )

    assert told(made) == [("MC-2", "Claims!C3")]
    assert table(made)["key"].tolist() == ["NO ENCOUNTER|C9|2026-03-11"]
    assert made.findings[0].message == (
        "claim C9 charges services of 2026-03-11, and there is no such visit; expected one"
    )


def test_charges_outside_the_days_of_the_visits_are_not_looked_at() -> None:
    """A schedule of one week says nothing of another."""
    assert plan([{}], [{}, OTHER]).is_empty


def test_in_house_charges_need_no_visit() -> None:
    assert plan(
        [{}, KEPT_TOO],
        [{}, {**OTHER}, {**OTHER, "encounter": None, "patient_id": "P8", "code": "NOSHOW"}],
    ).is_empty


@pytest.mark.parametrize(
    ("change", "where"),
    [({"visit_status": "RESCHEDULED"}, "Encounters!F2"), ({"dos": None}, "Encounters!A2")],
)
def test_a_visit_that_cannot_be_judged_is_told_and_not_lost(
    change: Mapping[str, Any], where: str
) -> None:
    assert told(plan([change], [])) == [("MC-4", where)]
    assert told(plan([change], [{}])) == []


def test_an_office_without_visits_gets_no_finding() -> None:
    made = plan([], [{}])

    assert made.is_empty
    assert made.result["visits"] == 0


def test_what_a_person_wrote_stays_and_what_is_charged_is_fixed() -> None:
    noted = table(plan([{}], [])).assign(owner=["Kim"], note=["asked Dr. E"])
    again = missing_charges.plan(with_table(book([{}], []), noted), request(date(2026, 4, 2)))
    charged = with_table(book([{}], [{}]), noted)
    fixed = missing_charges.plan(charged, request(date(2026, 4, 3)))

    assert again.is_empty
    (row,) = table(fixed).to_dict("records")
    assert (row["state"], row["owner"], row["note"]) == ("FIXED", "Kim", "asked Dr. E")
    assert row["first_seen"] == pd.Timestamp(AS_OF)
    assert (fixed.result["open"], fixed.result["fixed"]) == (0, 1)


def test_a_csv_takes_the_sheets_place_and_nothing_is_added_to_encounters() -> None:
    made = book([{}], [{}])
    file = csv("V7,P7,2026-03-10,KEPT", "V8,P8,2026-03-10,CANCELLED")
    got = missing_charges.plan(made, request(AS_OF, files={"week.csv": file}))

    assert told(got) == [("MC-1", "week.csv row 2"), ("MC-2", "Claims!C2")]
    assert [change.table for change in got.changes if isinstance(change, Rewrite)] == [
        "missing_charges"
    ]


def test_a_csv_of_another_week_leaves_open_what_is_open_unless_it_was_charged() -> None:
    before = table(plan([{}, KEPT_TOO], []))
    later = with_table(book([], [{"encounter": None}]), before)
    file = csv("V7,P7,2026-03-30,KEPT")
    got = table(missing_charges.plan(later, request(AS_OF, files={"week.csv": file})))

    assert got.set_index("encounter")["state"].to_dict() == {"V1": "FIXED", "V9": "OPEN"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"Encounter,Patient,DOS\nV1,P1,2026-03-10\n", "no column 'Patient'"),
        (b"Patient ID,DOS\nP1,2026-03-10\n", "no column 'Encounter'"),
        (b"Encounter,DOS\nV1,3/10/2026\n", "DOS is no date; expected YYYY-MM-DD"),
        (b"Encounter,DOS\nV1\n", "1 fields; expected 2"),
        (b"", "no header row"),
        (b"Encounter\n\xff\n", "not UTF-8 text"),
    ],
)
def test_a_csv_of_the_wrong_shape_is_one_clear_line(content: bytes, words: str) -> None:
    with pytest.raises(InputFileError, match=r"week\.csv") as refused:
        missing_charges.plan(book([{}], []), request(AS_OF, files={"week.csv": content}))

    assert words in refused.value.message


IDS = st.sampled_from(["", "V1", "V2", "V3"])
PEOPLE = st.sampled_from(["P1", "P2"])
DAYS = st.sampled_from(["2026-03-09", "2026-03-10", "2026-03-11"])
NPIS = st.sampled_from(["", "1234567893", "1558598797"])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["V1", "V2", "V3"]), PEOPLE, DAYS, NPIS),
        max_size=4,
        unique_by=lambda v: v[0],
    ),
    st.lists(st.tuples(IDS, PEOPLE, DAYS, NPIS), max_size=4),
)
def test_what_is_missing_is_what_a_plain_loop_finds(
    visits: list[tuple[str, str, str, str]], lines: list[tuple[str, str, str, str]]
) -> None:
    names = ("encounter", "patient_id", "dos", "rendering_npi")
    made = plan(
        [dict(zip(names, one, strict=True)) for one in visits],
        [
            {**dict(zip(names, one, strict=True)), "dos_from": one[2], "claim_id": f"C{n}"}
            for n, one in enumerate(lines)
        ],
    )
    rows = [c.rows for c in made.changes if isinstance(c, Rewrite)]
    got = {
        (r["kind"], r["encounter"] or r["claim_id"]) for one in rows for r in one.to_dict("records")
    }
    known = {one[0] for one in visits}
    days = sorted(one[2] for one in visits)
    no_charge = {
        ("NO CHARGE", v[0]) for v in visits if not any(_same(v, one, known) for one in lines)
    }
    no_visit = {
        ("NO ENCOUNTER", f"C{n}")
        for n, one in enumerate(lines)
        if days and days[0] <= one[2] <= days[-1] and not any(_same(v, one, known) for v in visits)
    }

    assert got == no_charge | no_visit


def _same(visit: tuple[str, ...], line: tuple[str, ...], known: set[str]) -> bool:
    if line[0] in known:
        return line[0] == visit[0]
    return visit[1:3] == line[1:3] and (visit[3] == line[3] or "" in {visit[3], line[3]})


def test_the_table_is_written_with_the_columns_that_it_has() -> None:
    names = [column.frame_name for column in BY_NAME["missing_charges"].columns]

    assert list(table(plan([{}], []))) == names
