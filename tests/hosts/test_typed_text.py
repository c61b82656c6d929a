"""Text that a macro writes through Range.value becomes what Excel makes of typing."""

import datetime as dt

import pytest
import xlwings as xw

from xlbilling.hosts.files.typed_text import entered

TODAY = dt.date(2026, 3, 31)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("001", 1.0), ("1,234.50", 1234.5), ("-5", -5.0), ("(75.00)", -75.0), ("$12", 12.0),
        ("12.5%", 0.125), ("123E12", 123e12), (".5", 0.5), ("1,23", "1,23"), ("12-", "12-"),
        ("TRUE", True), ("false", False), ("TRUEST", "TRUEST"), ("#REF!", "#REF!"),
        ("3/31/2026", dt.datetime(2026, 3, 31)), ("2026-03-31", dt.datetime(2026, 3, 31)),
        ("3/31", dt.datetime(2026, 3, 31)), ("May 2020", dt.datetime(2020, 5, 1)),
        ("31-Mar-26", dt.datetime(2026, 3, 31)), ("1/1/30", dt.datetime(1930, 1, 1)),
        ("13/45/2026", "13/45/2026"), ("3/31/2026 16:30", dt.datetime(2026, 3, 31, 16, 30)),
        ("6:00", 0.25), ("6:00 PM", 0.75), ("25:00", "25:00"), ("'001", "001"), ("-", "-"),
        ("J3420", "J3420"), ("99213", 99213.0), ("Jan", "Jan"), ("march on", "march on"),
    ],
)  # fmt: skip
def test_typing_gives_what_excel_gives(text: str, value: object) -> None:
    assert entered(text, today=TODAY).value == value


def test_the_format_at_keeps_text_as_typed(sheet: xw.Sheet) -> None:
    sheet["A1:A2"].number_format = "@"
    sheet["A1"].value = [["001"], ["=1+1"]]

    assert sheet["A1:A2"].raw_value == [["001"], ["=1+1"]]
    assert sheet["A2"].formula == "=1+1"


def test_a_general_cell_turns_typed_text_into_a_number(sheet: xw.Sheet) -> None:
    sheet["A1"].value = "001"

    assert sheet["A1"].raw_value == 1.0


def test_typed_money_percent_and_dates_bring_their_format(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["$5.00", "7%", "3/31/2026"]]

    assert sheet["B1"].number_format == "0%"
    assert sheet["C1"].number_format == "m/d/yyyy"
    assert sheet["A1"].number_format.startswith('"$"')


def test_typed_formulas_are_formulas(sheet: xw.Sheet) -> None:
    sheet["A1"].value = "=SUM(B1:B2)"

    assert sheet["A1"].formula == "=SUM(B1:B2)"
    assert sheet["A1"].raw_value is None
