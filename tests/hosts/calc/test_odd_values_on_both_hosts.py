"""Values that trip spreadsheets up come back as they are: at once, from the file, on either host."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tests.live_books import OpenBook, opener
from xlbilling.book.binding import two_d
from xlbilling.hosts import calc, files
from xlbilling.model.cells import LONGEST_TEXT, CellError, CellValue

VALUES: dict[str, Sequence[CellValue]] = {
    "texts like numbers": [
        "007", "1E5", "0x1F", "$5.00", "50%", "1,234", "(75.00)", "-1", "12345678901234567890",
    ],
    "texts like dates": ["2026-01-31", "31.12.2026", "1/2", "May 2020", "12:30"],
    "texts like truth and errors": ["TRUE", "false", "#N/A", "#DIV/0!"],
    "texts like formulas": ["=1+1", "+1", "@SUM(A1)", "=HYPERLINK(A1)", "'x", "''"],
    "longest texts": ["x" * LONGEST_TEXT, "é" * LONGEST_TEXT, "&" * LONGEST_TEXT],
    "line ends and blanks": ["a\nb", "\n", "\ta\t", " x", "x ", "   ", "a  b", "\xa0"],
    "signs outside of ASCII": ["😀", "👩\u200d⚕️ Ñ", "\ufeffx", "a\x0bb", "<a>&amp;</a>"],
    "texts like escapes": ["_x0041_", "_x000D_", "_X0041_", "x_x", "_x0041__x0042_", "_x005F_"],
    "first days": [
        dt.datetime(1900, 1, 1), dt.datetime(1900, 2, 28), dt.datetime(1900, 2, 28, 12),
        dt.datetime(1900, 3, 1),
    ],
    "last day and second": [dt.datetime(9999, 12, 31), dt.datetime(2026, 1, 31, 23, 59, 59)],
    "numbers": [0.07, -0.01, 123456789012345.0, 1e-300, 1.5e308, 99999999.99, True, False],
    "errors": [
        CellError(one)
        for one in ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
    ],
}  # fmt: skip
HOSTS = ["files", "calc"]


def opens(host: str, request: pytest.FixtureRequest) -> OpenBook:
    """Return what opens a workbook on that host; live Calc is demanded only where it is used."""
    if host == "calc":
        request.getfixturevalue("in_calc")
    return opener(host)


def fresh(host: str) -> xw.Book:
    return calc.new_book() if host == "calc" else files.new_book()


def held(book: xw.Book, row: int, width: int) -> list[tuple[type, CellValue]]:
    """Return a row's values, each with its kind: TRUE is not 1, an error not its text."""
    block = book.sheets[0].range((row, 1), (row, width))
    return told(two_d(block.raw_value, rows=1)[0])


def told(row: Sequence[CellValue]) -> list[tuple[type, CellValue]]:
    return [(float if type(one) is int else type(one), one) for one in row]


def all_held(book: xw.Book) -> dict[str, list[tuple[type, CellValue]]]:
    rows = enumerate(VALUES.items(), start=1)
    return {name: held(book, row, len(values)) for row, (name, values) in rows}


@pytest.mark.parametrize("reader", HOSTS)
@pytest.mark.parametrize("writer", HOSTS)
def test_odd_values_come_back_as_they_are(
    request: pytest.FixtureRequest, tmp_path: Path, writer: str, reader: str
) -> None:
    path = tmp_path / "odd.xlsx"
    want = {name: told(values) for name, values in VALUES.items()}
    opens(writer, request)
    with fresh(writer) as book:
        for row, values in enumerate(VALUES.values(), start=1):
            book.sheets[0].range((row, 1)).raw_value = [list(values)]
        now = all_held(book)
        book.save(path)
    with opens(reader, request)(path) as book:
        later = all_held(book)

    assert now == want
    assert later == want


@pytest.mark.parametrize("host", HOSTS)
def test_a_negative_zero_is_zero_and_money_is_the_same_to_the_cent(
    request: pytest.FixtureRequest, tmp_path: Path, host: str
) -> None:
    path = tmp_path / "money.xlsx"
    opens(host, request)
    with fresh(host) as book:
        cells = book.sheets[0]["A1:C1"]
        cells.number_format = "$#,##0.00"
        cells.value = [-0.0, Decimal("1234.5600"), Decimal("-0.07")]
        book.save(path)
    with opens(host, request)(path) as book:
        zero, amount, small = two_d(book.sheets[0]["A1:C1"].raw_value, rows=1)[0]

    assert (zero, amount, small) == (0, 1234.56, -0.07)
    assert math.isclose(openpyxl.load_workbook(path).worksheets[0]["B1"].value, 1234.56, rel_tol=0)


@pytest.mark.parametrize("host", HOSTS)
def test_text_in_several_fonts_is_its_text_and_a_percentage_its_part(
    request: pytest.FixtureRequest, tmp_path: Path, host: str
) -> None:
    path = tmp_path / "rich.xlsx"
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet["A1"] = CellRichText("0012 ", TextBlock(InlineFont(b=True), "bold"), " _x")
    sheet["B1"] = 0.125
    sheet["B1"].number_format = "0.0%"
    made.save(path)

    with opens(host, request)(path) as book:
        assert held(book, 1, 2) == told(["0012 bold _x", 0.125])
        book.sheets[0]["C1"].value = "next to it"
        book.save()
    with opens(host, request)(path) as book:
        assert held(book, 1, 3) == told(["0012 bold _x", 0.125, "next to it"])

    rich = openpyxl.load_workbook(path, rich_text=True).worksheets[0]
    assert isinstance(rich["A1"].value, CellRichText)
    assert rich["B1"].number_format == "0.0%"
