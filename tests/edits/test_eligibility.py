"""A patient's coverage rows side by side: overlaps and gaps by level, told once and where."""

from __future__ import annotations

from typing import Any

import pytest

from tests.edits.office import book_of, findings, office
from tests.support import AS_OF
from xlbilling.edits import eligibility, examples
from xlbilling.edits.catalogue import ClaimFinding
from xlbilling.edits.lines import Lines
from xlbilling.model.errors import RefusedError


def told(
    coverage: list[dict[str, Any]], claims: list[dict[str, Any]] | None = None
) -> list[ClaimFinding]:
    """Return CV-013's findings on claims of the sample office's patient with these coverages."""
    rows = [{**examples.COVERAGE, "from": None, **row} for row in coverage]
    lines = [{**examples.CLAIM, **claim} for claim in claims or [{}]]
    book = book_of({**examples.OFFICE, "coverage": rows, "claims": lines})
    return [one for one in findings(book) if one.edit.id == "CV-013"]


def test_a_day_in_a_gap_of_the_secondary_coverage_is_told() -> None:
    found = told([
        {},
        {"level": "2", "payer_id": "MCAID", "to": "2025-03-03"},
        {"level": "2", "payer_id": "MCAID", "from": "2025-03-05"},
    ])

    assert [(one.where, one.words) for one in found] == [
        (
            "Claims!E2",
            "2025-03-04 is in a gap of the secondary coverage; expected rows without a gap",
        )
    ]


@pytest.mark.parametrize(
    ("before", "after"), [("2025-03-04", "2025-03-05"), ("2025-03-03", "2025-03-04")]
)
def test_coverages_that_follow_each_other_have_no_gap(before: str, after: str) -> None:
    found = told([
        {},
        {"level": "2", "payer_id": "MCAID", "to": before},
        {"level": "2", "payer_id": "MCAID", "from": after},
    ])

    assert found == []


def test_a_coverage_that_has_ended_and_does_not_begin_again_is_no_gap() -> None:
    assert told([{}, {"level": "2", "payer_id": "MCAID", "to": "2025-03-03"}]) == []


def test_a_gap_of_the_primary_leaves_the_secondary_alone_and_is_told_once() -> None:
    found = told([
        {"to": "2025-03-03"},
        {"from": "2025-03-05"},
        {"level": "2", "payer_id": "MCAID"},
    ])

    assert [one.words for one in found] == [
        "secondary coverage without a primary on the day of service; expected one with level 1"
    ]


def test_two_secondaries_on_the_day_are_told_at_the_second() -> None:
    found = told([{}, {"level": "2"}, {"level": "2", "payer_id": "MCAID"}])

    assert [(one.where, one.words) for one in found] == [
        (
            "Coverage!B4",
            "a second secondary coverage holds on the day of service; expected one with level 2",
        )
    ]


def test_an_overlap_on_other_days_is_told_once_for_the_patient_at_the_row_that_begins_later() -> (
    None
):
    """The row above begins later on the sheet, and its reach is that of the longest before it."""
    found = told(
        [
            {"from": "2024-06-01"},
            {"from": "2023-01-01", "to": "2023-12-31"},
            {"from": "2022-01-01", "to": "2024-06-01"},
        ],
        [{}, {"claim_id": "C1002", "code": "85025"}, {"claim_id": "C1003", "code": "80053"}],
    )
    overlap = "of the same level; expected it to begin after that one ends"

    assert [(one.claim_id, one.where, one.words) for one in found] == [
        ("C1001", "Coverage!O2", f"coverage overlaps Coverage!O4 {overlap}"),
        ("C1001", "Coverage!O3", f"coverage overlaps Coverage!O4 {overlap}"),
    ]


def test_an_overlap_on_the_day_of_service_is_not_told_again_as_one_on_other_days() -> None:
    assert len(told([{}, {"payer_id": "MCAID"}], [{}, {"line": "2", "code": "85025"}])) == 1


def test_other_patients_and_other_levels_never_overlap() -> None:
    found = told([{}, {"patient_id": "P2"}, {"level": "2", "payer_id": "MCAID"}])

    assert found == []


def test_rows_without_patient_or_level_are_left_alone() -> None:
    assert told([{}, {"patient_id": None}, {"patient_id": None}, {"level": None}]) == []


def test_each_of_many_coverages_is_checked_against_its_own_payers_log() -> None:
    """Two payers on the day, one asked in time by the log, the other not at all."""
    book = office(
        "coverage.verified_on=; coverage2.verified_on=; coverage2.level=2;"
        "coverage2.payer_id=MCAID; verifications.verified_on=2025-03-01"
    )
    found = [one for one in findings(book) if one.edit.id == "CV-014"]

    assert [one.where for one in found] == ["Coverage!T3"]
    assert found[0].words.startswith("coverage was not verified for the day of service")


def test_the_office_cannot_set_a_number_of_days_that_is_none() -> None:
    lines = Lines(office("settings.Eligibility Days=a month"), AS_OF)

    with pytest.raises(RefusedError, match="'Eligibility Days' is 'a month'; expected a whole"):
        list(eligibility.coverage_was_verified_in_time(lines))
