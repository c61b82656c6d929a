"""Cells of payers' sheets: every form of money, id and date seen in exports."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from xlbilling.model.cells import CellError, CellValue
from xlbilling.remit.cells import days_of, id_trouble, looks_like_money, money_of, words_of
from xlbilling.x12.numbers import NotANumberError


@pytest.mark.parametrize(
    ("cell", "cents"),
    [
        ("$1,234.50", 123450), ("(12.00)", -1200), ("($12.00)", -1200), ("$(12.00)", -1200), ("12.00-", -1200), ("-12", -1200),
        ("12.00CR", -1200), ("12.00 cr", -1200), ("12.00DR", 1200), ("-$5.25", -525), ("\u22125", -500), ("1,234,567", 123456700),
        ("$ -", 0), ("-", 0), ("", None), ("  ", None), (None, None), (12, 1200), (12.1, 1210), (0.29, 29), (-1234.5, -123450),
        (100.0, 10000), ("\u00a012.00\u00a0", 1200), (0.1 + 0.2, 30), (1234567890.1, 123456789010), ("+12.00", 1200), ("12.00 USD", 1200),
    ],
)  # fmt: skip
def test_money_is_read_in_every_form_seen(cell: CellValue, cents: int | None) -> None:
    assert money_of(cell) == cents


@pytest.mark.parametrize(
    "cell",
    ["N/A", "1.234,50", "1,23", "12,34.00", "12.345", 0.125, True, CellError("#REF!"), datetime(2024, 1, 1), "1E3", "5 apples", float("nan"), float("inf")],
)  # fmt: skip
def test_what_is_no_exact_amount_is_refused(cell: CellValue) -> None:
    with pytest.raises(NotANumberError):
        money_of(cell)


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("2024-01-05", "2024-01-05", "2024-01-05"), ("01/05/2024", "2024-01-05", "2024-01-05"), ("1/5/24", "2024-01-05", "2024-01-05"),
        ("010524", "2024-01-05", "2024-01-05"), ("20240105", "2024-01-05", "2024-01-05"), ("01052024", "2024-01-05", "2024-01-05"),
        ("0105 010624", "2024-01-05", "2024-01-06"), ("01/05/2024 - 01/07/2024", "2024-01-05", "2024-01-07"),
        ("01/05/2024-01/07/2024", "2024-01-05", "2024-01-07"), ("1/5/2024 to 1/7/2024", "2024-01-05", "2024-01-07"),
        (45296, "2024-01-05", "2024-01-05"), (45296.0, "2024-01-05", "2024-01-05"), (datetime(2024, 1, 5, 13), "2024-01-05", "2024-01-05"),
        ("01/05/2024 00:00:00", "2024-01-05", "2024-01-05"), ("05-Jan-2024", "2024-01-05", "2024-01-05"),
        ("January 5, 2024", "2024-01-05", "2024-01-05"), ("5 Jan 2024", "2024-01-05", "2024-01-05"), ("45296", "2024-01-05", "2024-01-05"),
        ("2024-01-05T13:30:00", "2024-01-05", "2024-01-05"), ("1/5/2024 12:00:00 AM", "2024-01-05", "2024-01-05"), (45296.5, "2024-01-05", "2024-01-05"),
    ],
)  # fmt: skip
def test_days_are_read_in_every_form_seen(cell: CellValue, first: str, last: str) -> None:
    assert days_of(cell) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("cell", ["soon", "13/45/2024", 5, "2024-02-30", True, "99999999"])
def test_what_names_no_day_is_refused(cell: CellValue) -> None:
    with pytest.raises(ValueError, match="is no date"):
        days_of(cell)


def test_a_blank_day_is_none() -> None:
    assert days_of(None) is None
    assert days_of(" ") is None


@pytest.mark.parametrize(
    ("cell", "said"),
    [("1.23E+15", "scientific"), ("1.23457e+12", "scientific"), (1.2345678901234567e18, "more than 15 digits"), (CellError("#N/A"), "error cell")],
)  # fmt: skip
def test_ids_that_excel_damaged_are_told(cell: CellValue, said: str) -> None:
    assert said in id_trouble(cell)


@pytest.mark.parametrize("cell", ["000123", "A1E5", 123.0, None, "12-E3"])
def test_ids_that_are_whole_are_left_alone(cell: CellValue) -> None:
    assert id_trouble(cell) == ""


@pytest.mark.parametrize(
    ("cell", "is_amount", "is_money"),
    [
        ("12.00", False, True), ("$12", False, True), ("(0.50)", False, True), (12.5, False, True), (12.0, True, True), ("12", True, True),
        ("12", False, False), (12.0, False, False), ("0.00", True, False), (0, True, False), ("red", True, False), (None, True, False),
        (True, True, False), (CellError("#N/A"), True, False), (float("nan"), True, False), ("1.234", False, False),
    ],
)  # fmt: skip
def test_an_amount_is_told_from_a_count(
    cell: CellValue, *, is_amount: bool, is_money: bool
) -> None:
    assert looks_like_money(cell, is_amount=is_amount) is is_money


def test_words_have_one_spelling() -> None:
    assert [words_of(one) for one in (None, 123.0, "  a  b ", "\uff21", datetime(2024, 1, 5))] == [
        "",
        "123",
        "a b",
        "A",
        "2024-01-05",
    ]
