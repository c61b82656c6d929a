"""The last day on which a payer takes a claim, and the days left until then."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.edits.office import book_of, office
from tests.support import AS_OF
from xlbilling.edits import clocks, examples
from xlbilling.edits.lines import Lines
from xlbilling.model.codes import NOWHERE

PRIMARY_EOB = "secondary_days=90; payers.secondary_from=PRIMARY EOB"
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


def days(*texts: str | date) -> np.ndarray[Any, np.dtype[np.datetime64]]:
    return np.array(texts, dtype="datetime64[D]")


def lines(changes: str) -> Lines:
    """Return the sample office, billed on 2025-03-04, with changes."""
    return Lines(office(changes), AS_OF)


def file_by(changes: str) -> list[str]:
    """Return the last day of each line's claim as text, ``NaT`` where it has none."""
    return [str(day) for day in clocks.claim_file_by(lines(changes))]


@pytest.mark.parametrize(
    ("dos", "last"),
    [
        ("2025-03-04", "2026-03-04"),
        ("2024-02-29", "2025-02-28"),
        ("2023-02-28", "2024-02-28"),
        ("2023-03-01", "2024-03-01"),
        ("2024-02-28", "2025-02-28"),
        ("2024-12-31", "2025-12-31"),
        ("NaT", "NaT"),
    ],
)
def test_a_calendar_year_ends_on_the_same_day_and_after_a_leap_day_on_the_28th(
    dos: str, last: str
) -> None:
    assert str(clocks.one_year_after(days(dos))[0]) == last


@given(DAYS)
def test_a_calendar_year_is_what_the_calendar_says(day: date) -> None:
    leap_day = (day.month, day.day) == (2, 29)
    expected = date(day.year + 1, 2, 28) if leap_day else day.replace(year=day.year + 1)

    assert clocks.one_year_after(days(day))[0].item() == expected


@given(DAYS, st.integers(1, 36_525))
def test_a_limit_in_days_is_counted_day_by_day(day: date, limit: int) -> None:
    payers = Lines(book_of({"payers": [{"payer_id": "A", "filing_days": float(limit)}]}), AS_OF)
    last = clocks.first_filing(payers.tables["payers"], np.array([0]), days(day))

    assert last[0].item() == day + timedelta(days=limit)


@pytest.mark.parametrize(
    ("payer", "last"),
    [
        ({"filing_days": 90.0}, "2025-06-02"),
        ({"filing_days": 90.9}, "2025-06-02"),
        ({"filing_days": None}, "NaT"),
        ({"filing_days": 0.0}, "NaT"),
        ({"filing_days": -5.0}, "NaT"),
        ({"filing_days": 1e12}, "NaT"),
        ({"type": "MEDICARE"}, "2026-03-04"),
        ({"type": "medicare"}, "2026-03-04"),
        ({"type": "MEDICARE", "filing_days": 100.0}, "2025-06-12"),
        ({"type": "MEDICAID"}, "NaT"),
    ],
)
def test_each_payer_has_the_limit_of_its_row_and_no_other(payer: dict[str, Any], last: str) -> None:
    read = Lines(book_of({"payers": [{"payer_id": "A", **payer}]}), AS_OF).tables["payers"]

    assert [str(day) for day in clocks.first_filing(read, np.array([0]), days("2025-03-04"))] == [
        last
    ]


def test_a_worksheet_function_asks_for_many_at_once_and_an_unknown_payer_has_no_clock() -> None:
    payers = Lines(book_of({"payers": list(examples.PAYERS)}), AS_OF).tables["payers"]
    last = clocks.first_filing(
        payers, np.array([1, NOWHERE, 1]), days("2024-02-29", "2025-03-04", "NaT")
    )

    assert [str(day) for day in last] == ["2025-02-28", "NaT", "NaT"]
    assert clocks.days_left(last, np.datetime64("2025-03-02")).tolist()[0] == -2
    assert np.isnan(clocks.days_left(last, np.datetime64("2025-03-02"))[1:]).all()


def test_on_the_last_day_itself_no_day_is_left() -> None:
    assert clocks.days_left(days("2026-03-31"), np.datetime64("2026-03-31")).tolist() == [0.0]


@pytest.mark.parametrize(
    ("changes", "last"),
    [
        ("payers.filing_days=90", "2025-06-02"),
        ("payers.filing_days=90; dos_to=2025-03-10", "2025-06-02"),
        ("payers.filing_days=90; dos_to=2025-03-10; payers.counted_from=DOS TO", "2025-06-08"),
        ("payers.filing_days=90; status=PAID", "NaT"),
        ("payers.filing_days=90; status=CLOSED", "NaT"),
        ("payers.filing_days=90; status=PATIENT", "NaT"),
        ("payers.filing_days=90; status=SENT", "2025-06-02"),
        ("payers.filing_days=90; code=NOSHOW", "NaT"),
        ("payers.filing_days=90; dos_from=", "NaT"),
        ("payers.filing_days=90; coverage.payer_id=PAY9", "NaT"),
        ("payers.filing_days=90; coverage.to=2025-03-01", "NaT"),
    ],
)
def test_a_first_filing_is_counted_from_the_day_that_the_payers_row_names(
    changes: str, last: str
) -> None:
    assert file_by(changes) == [last]


def test_a_claim_has_the_earliest_day_of_its_lines() -> None:
    changes = "payers.filing_days=90; dos_from=2025-03-06; dos_to=2025-03-06; &; line=2; code=85025"

    assert file_by(changes) == ["2025-06-02", "2025-06-02"]


def test_a_line_that_waits_for_nobody_neither_has_nor_sets_the_claims_day() -> None:
    changes = (
        "payers.filing_days=90; status=PAID; &; line=2; dos_from=2025-03-09; dos_to=2025-03-09"
    )

    assert file_by(changes) == ["NaT", "2025-06-07"]


TO_SECOND = "submissions.level=2; submissions.payer_id=PAY1; "
EOB = "remits.status=POSTED; remit_lines.level=LINE; "


@pytest.mark.parametrize(
    ("changes", "last"),
    [
        (f"{TO_SECOND}{EOB}payers.{PRIMARY_EOB}", "2025-06-18"),
        (f"{TO_SECOND}payers.{PRIMARY_EOB}", "NaT"),
        (f"{TO_SECOND}{EOB}payers.{PRIMARY_EOB}; remits.status=UNDONE", "NaT"),
        (f"{TO_SECOND}{EOB}payers.{PRIMARY_EOB}; remit_lines.clp02=25", "NaT"),
        (f"{TO_SECOND}{EOB}payers.secondary_days=90", "2025-06-02"),
        (f"{TO_SECOND}{EOB}payers.filing_days=30", "2025-04-03"),
        (f"{TO_SECOND}payers.filing_days=30; payers.secondary_from=PRIMARY EOB", "NaT"),
        (f"{TO_SECOND}{EOB}payers.filing_days=30; payers.secondary_from=PRIMARY EOB", "2025-04-19"),
    ],
)
def test_a_secondary_claim_runs_from_the_primarys_remittance_where_the_payer_says_so(
    changes: str, last: str
) -> None:
    """The primary's remittance is of 2025-03-20."""
    assert file_by(changes) == [last]


def test_without_a_remittance_on_the_sheets_the_day_of_the_primarys_answer_counts() -> None:
    changes = (
        "submissions.sent=2025-03-06; submissions.answer=PAID; submissions.answered=2025-03-18; "
        "submissions2.level=2; coverage2.level=2; payers.secondary_days=90; "
        "payers.secondary_from=PRIMARY EOB"
    )

    assert file_by(changes) == ["2025-06-16"]


def test_the_last_remittance_of_the_primary_starts_the_secondarys_clock() -> None:
    changes = (
        f"{TO_SECOND}{EOB}payers.{PRIMARY_EOB}; remits2.batch=B2; remits2.date=2025-04-01; "
        "remit_lines2.batch=B2"
    )

    assert file_by(changes) == ["2025-06-30"]


def test_a_remittance_taken_back_later_starts_no_clock() -> None:
    changes = (
        f"{TO_SECOND}{EOB}payers.{PRIMARY_EOB}; remits2.batch=B2; remits2.date=2025-04-01; "
        "remit_lines2.batch=B2; remit_lines2.clp02=22"
    )

    assert file_by(changes) == ["NaT"]


CORRECTED = "submissions.frequency=7; submissions.payer_claim_no=1; "


@pytest.mark.parametrize(
    ("changes", "last"),
    [
        (f"{CORRECTED}payers.corrected_days=365", "2026-03-04"),
        (f"{CORRECTED}payers.corrected_days=60; payers.corrected_from=DOS TO", "2025-05-03"),
        (f"{CORRECTED}{EOB}payers.corrected_days=60; payers.corrected_from=REMIT", "2025-05-19"),
        (f"{CORRECTED}payers.corrected_days=60; payers.corrected_from=REMIT", "NaT"),
        (f"{CORRECTED}payers.filing_days=90", "2025-06-02"),
        (f"{EOB}status=DENIED; payers.filing_days=10; payers.corrected_days=365", "2026-03-04"),
        ("status=DENIED; payers.filing_days=10; payers.corrected_days=365", "2025-03-14"),
    ],
)
def test_a_corrected_claim_has_a_limit_of_its_own(changes: str, last: str) -> None:
    """Frequency 7 or 8, or filed again with a payer that has answered already."""
    assert file_by(changes) == [last]


def test_who_owes_the_line_now_decides_its_clock() -> None:
    second = "coverage2.level=2; coverage2.payer_id=MCARE; payer_now=MCARE; payers.filing_days=10"

    assert file_by(f"{second}; status=PARTIAL") == ["2026-03-04"]


def test_a_payer_that_insures_twice_is_the_second_once_it_has_answered_as_the_first() -> None:
    twice = "coverage2.level=2; payer_now=PAY1; status=PARTIAL; payers.filing_days=10; payers."
    own = "secondary_days=200"

    assert file_by(f"{twice}{own}; {EOB}") == ["2025-09-20"]
    assert file_by(f"{twice}{own}") == ["2025-03-14"]
