"""The days of a surgery's global period, one by one, and which modifier frees a visit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.edits.office import findings, office
from tests.edits.test_ncci import cell
from xlbilling.edits.catalogue import ClaimFinding

VISIT = date(2025, 6, 16)


def told(kind: str, days: int, modifier: str = "") -> list[ClaimFinding]:
    """Return the findings on a visit so many days after a surgery; a minus is before."""
    surgery = VISIT - timedelta(days=days)
    changes = (
        f"dos_from={VISIT}; dos_to={VISIT}; mod1={modifier}; &; claim_id=C1002; code=27447; "
        f"mod1=RT; dos_from={surgery}; dos_to={surgery}; "
        f"codes.rvu=27447 global_days:{kind} pctc:0 bilateral:1"
    )
    return [one for one in findings(office(changes)) if one.edit.id == "CV-072"]


@pytest.mark.parametrize(
    ("kind", "days", "inside"),
    [
        ("000", -1, False), ("000", 0, True), ("000", 1, False),
        ("010", -1, False), ("010", 0, True), ("010", 1, True), ("010", 10, True),
        ("010", 11, False),
        ("090", -2, False), ("090", -1, True), ("090", 0, True), ("090", 1, True),
        ("090", 90, True), ("090", 91, False),
        ("XXX", 0, False), ("ZZZ", 0, False), ("MMM", 1, False), ("YYY", 1, False),
    ],
)  # fmt: skip
def test_a_visit_lies_in_the_period_on_its_days_only(kind: str, days: int, *, inside: bool) -> None:
    """0 days: 1 day; 10 days: 11 days; 90 days: 92 days with the day before and the day itself."""
    assert len(told(kind, days)) == inside


@pytest.mark.parametrize(
    ("kind", "days", "modifier", "free"),
    [
        ("000", 0, "25", True), ("000", 0, "57", False), ("000", 0, "24", False),
        ("010", 0, "25", True), ("010", 5, "25", False), ("010", 5, "24", True),
        ("090", -1, "57", True), ("090", -1, "25", False), ("090", 0, "57", True),
        ("090", 0, "25", True), ("090", 0, "24", False), ("090", 30, "57", False),
        ("090", 30, "24", True), ("090", 30, "58", True), ("090", 30, "78", True),
        ("090", 30, "79", True),
    ],
)  # fmt: skip
def test_a_visit_is_free_with_the_modifier_of_its_day(
    kind: str, days: int, modifier: str, *, free: bool
) -> None:
    assert (not told(kind, days, modifier)) == free


def test_the_finding_names_the_surgerys_cell_and_day() -> None:
    (one,) = told("090", 30)

    assert one.words == (
        f'visit "99213" is 30 days after "27447" in {cell("code", 3)} (claim C1002 line 1) on 2025-05-17, '
        "within its 90 days; expected 24 if it has nothing to do with it"
    )


def test_the_latest_of_several_surgeries_is_named() -> None:
    dates = ("2025-05-01", "2025-06-01", "2025-04-01")
    surgeries = "".join(
        f"; &; claim_id=C{n}; code=27447; mod1=RT; dos_from={day}; dos_to={day}"
        for n, day in enumerate(dates)
    )
    rvu = "codes.rvu=27447 global_days:090 pctc:0 bilateral:1"
    book = office(f"dos_from={VISIT}; dos_to={VISIT}{surgeries}; {rvu}")
    (one,) = [one for one in findings(book) if one.edit.id == "CV-072"]

    assert "15 days after" in one.words
    assert "claim C1 line 1" in one.words
