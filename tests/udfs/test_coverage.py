"""Functions on coverage and deadlines, on the tables of the calling cell's workbook."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import xlwings as xw

from tests.udfs.server import call, column, down, structured
from xlbilling.book import names
from xlbilling.udfs import office

DAY = datetime(2026, 3, 4)
TODAY = datetime(2026, 3, 31)


def put(book: xw.Book, table: str, **columns: list[Any]) -> None:
    """Type rows over the first ones of a table by header (blanks as _), as a person would."""
    for name, values in columns.items():
        cells = structured(book, table, name.replace("_", " "))
        for n, value in enumerate(values):
            cells[n, 0].value = value
    names.raise_revision(book)


@pytest.fixture
def insured(office_book: xw.Book) -> None:
    """Let three rows of Coverage be those of one patient."""
    put(
        office_book,
        "Coverage",
        Patient_ID=["P9", "P9", "P9", "P8"],
        Level=["1", "2", "1", "1"],
        Payer_ID=["PAYA", "PAYB", "PAYC", "PAYA"],
        Member_ID=["A1", "B1", "C1", "A8"],
        From=[datetime(2025, 1, 1), None, datetime(2026, 6, 1), datetime(2025, 1, 1)],
        To=[datetime(2026, 6, 30), None, None, None],
        Verified_On=[datetime(2026, 3, 1), datetime(2026, 3, 1), None, datetime(2025, 3, 1)],
    )


@pytest.mark.usefixtures("insured")
@pytest.mark.parametrize(
    ("patient", "day", "level", "shown"),
    [
        ("P9", DAY, None, ["PAYA", "A1", datetime(2025, 1, 1), datetime(2026, 6, 30)]),
        ("P9", DAY, 1.0, ["PAYA", "A1", datetime(2025, 1, 1), datetime(2026, 6, 30)]),
        ("P9", DAY, "2", ["PAYB", "B1", None, None]),
        ("P9", DAY, 3.0, ["no tertiary coverage", None, None, None]),
        ("P9", DAY, 4.0, ["level is none of 1, 2, 3", None, None, None]),
        ("P9", datetime(2024, 12, 31), 1.0, ["no primary coverage", None, None, None]),
        ("P9", datetime(2026, 5, 31), 1.0, ["PAYA", "A1", datetime(2025, 1, 1), datetime(2026, 6, 30)]),
        ("P9", datetime(2026, 6, 1), 1.0, ["overlap: Coverage!A2 and Coverage!A4", None, None, None]),
        ("P9", datetime(2026, 7, 1), 1.0, ["PAYC", "C1", datetime(2026, 6, 1), None]),
        ("NOBODY", DAY, 1.0, ["#N/A", None, None, None]),
        (None, DAY, 1.0, [None, None, None, None]),
        ("P9", "soon", 1.0, ["#VALUE!", None, None, None]),
    ],
)  # fmt: skip
def test_coverage_of_a_day_and_level_stands_in_four_cells(
    cell: xw.Range, patient: object, day: object, level: object, shown: list[object]
) -> None:
    assert call("XLB_COVERAGE", patient, day, level, caller=cell) == [shown]


@pytest.mark.usefixtures("insured")
def test_coverage_is_verified_where_every_row_of_the_day_was_checked_in_time(
    cell: xw.Range,
) -> None:
    """Thirty days before the service are in time; a check after the service counts too."""
    days = down(DAY, datetime(2026, 3, 31), datetime(2026, 4, 1), datetime(2026, 7, 1))

    assert column("XLB_VERIFIED", "P9", days, caller=cell) == [True, True, False, False]
    assert column("XLB_VERIFIED", "P8", down(DAY, datetime(2024, 12, 31), None), caller=cell) == [
        False, "no coverage", None,
    ]  # fmt: skip
    assert call("XLB_VERIFIED", "NOBODY", DAY, caller=cell) == [["#N/A"]]


@pytest.fixture
def limits(office_book: xw.Book) -> None:
    """Let the first three payers have 90 days, no limit, and Medicare's year."""
    put(
        office_book,
        "Payers",
        Payer_ID=["P90", "NONE", "MC"],
        Type=["COMMERCIAL", "COMMERCIAL", "MEDICARE"],
        Filing_Days=[90.0, None, None],
        Counted_From=["DOS FROM", None, None],
    )


@pytest.mark.usefixtures("limits")
def test_the_last_day_to_file_is_the_payers_own(cell: xw.Range) -> None:
    payers = down("P90", "NONE", "MC", "GONE", None, "P90", "P90")
    days = down(DAY, DAY, DAY, DAY, DAY, None, "soon")

    assert column("XLB_FILE_BY", payers, days, caller=cell) == [
        datetime(2026, 6, 2), "no limit", datetime(2027, 3, 4), "#N/A", None, None, "#VALUE!",
    ]  # fmt: skip


@pytest.mark.usefixtures("limits")
def test_days_left_count_down_to_the_last_day_and_below(cell: xw.Range) -> None:
    payers = down("P90", "P90", "P90", "NONE", "GONE", "MC")
    today = down(datetime(2026, 6, 1), 46175.0, datetime(2026, 6, 3), TODAY, TODAY, TODAY)

    assert column("XLB_DAYS_LEFT", payers, DAY, today, caller=cell) == [
        1.0, 0.0, -1.0, "no limit", "#N/A", 338.0,
    ]  # fmt: skip
    assert column("XLB_DAYS_LEFT", payers, DAY, None, caller=cell) == [None] * 6


@pytest.mark.usefixtures("limits")
def test_tables_are_read_anew_when_the_revision_rises_and_not_before(
    office_book: xw.Book, cell: xw.Range
) -> None:
    rev = office_book.names["xlb_rev"].refers_to_range
    assert column("XLB_FILE_BY", "P90", DAY, rev, caller=cell) == [datetime(2026, 6, 2)]

    structured(office_book, "Payers", "Filing Days")[0, 0].value = 30.0
    assert column("XLB_FILE_BY", "P90", DAY, rev, caller=cell) == [datetime(2026, 6, 2)]

    names.raise_revision(office_book)
    assert column("XLB_FILE_BY", "P90", DAY, rev, caller=cell) == [datetime(2026, 4, 3)]


@pytest.mark.usefixtures("limits")
def test_a_reading_is_good_for_a_minute_at_most(office_book: xw.Book, cell: xw.Range) -> None:
    assert column("XLB_FILE_BY", "P90", DAY, caller=cell) == [datetime(2026, 6, 2)]
    structured(office_book, "Payers", "Filing Days")[0, 0].value = 30.0

    for kept in office.KEPT.values():
        kept.since -= office.LONGEST_KEPT + 1

    assert column("XLB_FILE_BY", "P90", DAY, caller=cell) == [datetime(2026, 4, 3)]


def test_a_strangers_workbook_is_told_in_words(tmp_path: Any) -> None:
    from openpyxl import Workbook

    from xlbilling.hosts import files

    path = tmp_path / "list.xlsx"
    Workbook().save(path)
    with files.open_book(path) as book:
        here = book.sheets[0].range("A1")

        told = call("XLB_FILE_BY", "P90", DAY, caller=here)
        assert told == [["list.xlsx: not a billing workbook (it has no schema version)"]]
        assert call("XLB_ICD10_STATUS", "E119", DAY, caller=here) == [["billable"]]
