"""What a biller has in cells survives the way in and out, on the file host and in live Calc."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw

from tests.live_books import OpenBook, opener
from xlbilling.book.binding import two_d
from xlbilling.hosts import calc, files
from xlbilling.model.cells import CellError

MONEY = "$#,##0.00"
ODD = [
    ["00123", "1234567890123456", '=HYPERLINK("http://x.example","Fennel")'],
    ["=A1", "+1", "-", "@a", "'quoted", "123E12", "May 2020", "1/2", " x ", "TRUE", "#REF!"],
]
ROW: list[Any] = [
    "00123",
    "1234567890123456",
    '=HYPERLINK("http://x.example","Fennel")',
    dt.datetime(2026, 3, 31),
    dt.datetime(2026, 3, 31, 16, 30, 15),
    None,
    CellError("#REF!"),
    1234.56,
    True,
]
FORMATS = ["@", "@", "@", "yyyy-mm-dd", "m/d/yyyy h:mm", "@", "General", MONEY, "General"]


@pytest.fixture(params=["files", "calc"])
def open_on(request: pytest.FixtureRequest) -> OpenBook:
    """What opens a workbook on the file host, then in live Calc."""
    if request.param == "calc":
        request.getfixturevalue("in_calc")
    return opener(request.param)


def new_on(open_on: OpenBook) -> xw.Book:
    return calc.new_book() if open_on is calc.open_book else files.new_book()


def kinds(row: list[object]) -> list[object]:
    """Return each value with whether it is an error, which compares as its text."""
    return [(value, isinstance(value, CellError)) for value in row]


def excels_own(path: Path) -> None:
    """Make a workbook as other programs make it, of the same row."""
    book = openpyxl.Workbook()
    cells = book.worksheets[0]
    for place, (value, code) in enumerate(zip(ROW, FORMATS, strict=True), start=1):
        cell = cells.cell(1, place, str(value) if isinstance(value, CellError) else value)
        cell.data_type = "s" if isinstance(value, str) else cell.data_type
        cell.data_type = "e" if isinstance(value, CellError) else cell.data_type
        cell.number_format = code
    cells["H1"] = Decimal("1234.56")
    book.save(path)


def shown(path: Path) -> list[list[object]]:
    """Return what another program reads: value, kind of cell and number format."""
    book = openpyxl.load_workbook(path)
    return [
        [cell.value if cell.data_type != "f" else f"formula {cell.value}" for cell in row]
        for row in book.worksheets[0].iter_rows(max_row=1)
    ]


def test_cells_of_another_program_are_read_unchanged_and_unevaluated(
    open_on: OpenBook, tmp_path: Path
) -> None:
    """Leading zeros, 16 digits, =HYPERLINK as a name, dates, a blank, #REF!, currency."""
    path = tmp_path / "theirs.xlsx"
    excels_own(path)
    with open_on(path) as book:
        row = book.sheets[0].range("A1:I1").raw_value[0]

    assert kinds(row) == kinds(ROW)


def test_what_is_written_comes_back_now_and_from_the_file(
    open_on: OpenBook, tmp_path: Path
) -> None:
    path = tmp_path / "ours.xlsx"
    with new_on(open_on) as book:
        for place, code in enumerate(FORMATS, start=1):
            book.sheets[0].range((1, place)).number_format = code
        book.sheets[0].range("A1").raw_value = [ROW]
        now = book.sheets[0].range("A1:I1").raw_value[0]
        codes = [book.sheets[0].range((1, n)).number_format for n in range(1, 10)]
        book.save(path)
    with open_on(path) as book:
        later = book.sheets[0].range("A1:I1").raw_value[0]

    assert kinds(now) == kinds(ROW)
    assert kinds(later) == kinds(ROW)
    assert codes == FORMATS


def test_each_host_reads_what_the_other_saved(open_on: OpenBook, tmp_path: Path) -> None:
    path = tmp_path / "ours.xlsx"
    other = files.open_book if open_on is calc.open_book else calc.open_book
    with new_on(open_on) as book:
        book.sheets[0].range("A1").raw_value = [ROW]
        book.save(path)
    with other(path) as book:
        row = book.sheets[0].range("A1:I1").raw_value[0]

    assert kinds(row) == kinds(ROW)


@pytest.mark.parametrize("texts", ODD)
def test_text_stays_text_whatever_it_looks_like(
    open_on: OpenBook, texts: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "text.xlsx"
    with new_on(open_on) as book:
        block = book.sheets[0].range((1, 1), (1, len(texts)))
        block.raw_value = [texts]
        now = two_d(block.raw_value, rows=1)[0]
        formulas = two_d(block.formula, rows=1)[0]
        book.save(path)

    assert kinds(now) == [(text, False) for text in texts]
    assert formulas == texts
    assert shown(path)[0][: len(texts)] == texts


def test_an_amount_typed_as_decimal_is_the_same_number(open_on: OpenBook) -> None:
    """Excel gives currency cells as Decimal: what a macro writes back is not rounded."""
    with new_on(open_on) as book:
        cell = book.sheets[0].range("A1")
        cell.number_format = MONEY
        cell.value = Decimal("1234.5600")

        assert cell.raw_value == 1234.56
        assert cell.number_format == MONEY


def test_calculated_dates_errors_and_blanks_are_what_cells_hold(in_calc: OpenBook) -> None:
    """Only Calc calculates: what a formula gives is read like what was typed."""
    with calc.new_book() as book:
        block = book.sheets[0].range("A1:F1")
        block.formula = [["=DATE(2026,3,31)", "=1/0", "=NA()", '=""', "=1=1", '="001"']]

        assert kinds(block.raw_value[0]) == kinds([
            dt.datetime(2026, 3, 31), CellError("#DIV/0!"), CellError("#N/A"), None, True, "001",
        ])  # fmt: skip


def mixed_column(chance: random.Random, rows: int, pieces: int) -> list[tuple[Any, str]]:
    """Return a column's cells with their formats, which change often or seldom on the way down."""
    edges = sorted(chance.sample(range(1, rows), pieces - 1))
    formats = [chance.choice(("General", "yyyy-mm-dd", MONEY, "@")) for _ in range(pieces)]
    found: list[tuple[Any, str]] = []
    for row in range(rows):
        code = formats[sum(row >= edge for edge in edges)]
        value: Any = chance.choice((None, 7.25, 12.0)) if code in {"General", MONEY} else None
        if code == "yyyy-mm-dd":
            value = chance.choice((None, dt.datetime(2026, 1, 1 + row % 28)))
        found.append((chance.choice((value, value, "a text")), code))
    return found


def test_numbers_between_days_stay_numbers_however_the_formats_change(
    open_on: OpenBook, tmp_path: Path
) -> None:
    """Columns with blocks of other formats, a few or many, as pages and old sheets have them."""
    chance = random.Random(7)
    columns = [mixed_column(chance, 60, pieces) for pieces in (1, 2, 3, 5, 8, 20, 40) * 2]
    path = tmp_path / "mixed.xlsx"
    made = openpyxl.Workbook()
    for place, column in enumerate(columns, start=1):
        for row, (value, code) in enumerate(column, start=1):
            cell = made.worksheets[0].cell(row, place, value)
            cell.number_format = code
    made.save(path)

    with open_on(path) as book:
        got = book.sheets[0].range((1, 1), (60, len(columns))).raw_value
        single = [book.sheets[0].range((row, 3)).raw_value for row in range(1, 61)]

    want = [[column[row][0] for column in columns] for row in range(60)]
    assert got == want
    assert single == [row[2] for row in want]
    assert {dt.datetime, float, str} < {type(cell) for row in want for cell in row}
