"""Calc works formulas out when it likes; what a macro reads is worked out all the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from tests.live_books import OpenBook


@pytest.fixture
def two_sheets(tmp_path: Path) -> Path:
    """A file with a sheet in front, and one behind it that nobody looks at."""
    book, path = openpyxl.Workbook(), tmp_path / "two.xlsx"
    book.create_sheet("Behind")
    book.save(path)
    return path


def read_by_a_click(book: xw.Book, address: str) -> object:
    """Return what a click reads of the sheet behind, which stops the calculating before."""
    book.app.calculation = "manual"
    read: object = book.sheets["Behind"].range(address).raw_value
    book.app.calculation = "automatic"
    return read


def test_a_formula_that_a_click_wrote_is_not_read_as_zero_by_the_next_click(
    in_calc: OpenBook, two_sheets: Path
) -> None:
    with in_calc(two_sheets) as book:
        behind = book.sheets["Behind"]
        book.app.calculation = "manual"
        behind.range("A1").raw_value = 5.0
        behind.range("B1").formula = "=A1*2"
        book.app.calculation = "automatic"

        assert read_by_a_click(book, "B1") == 10.0


def test_a_formula_on_a_sheet_that_nobody_looks_at_follows_what_a_click_changed(
    in_calc: OpenBook, two_sheets: Path
) -> None:
    with in_calc(two_sheets) as book:
        behind = book.sheets["Behind"]
        behind.range("A1").raw_value = 5.0
        behind.range("B1").formula = "=A1*2"
        assert behind.range("B1").raw_value == 10.0
        book.app.calculation = "manual"
        behind.range("A1").raw_value = 7.0
        book.app.calculation = "automatic"

        assert read_by_a_click(book, "B1") == 14.0


def test_a_book_whose_user_has_stopped_it_is_told_as_such_and_stays_stopped(
    in_calc: OpenBook, two_sheets: Path
) -> None:
    another = Path(shutil.copy(two_sheets, two_sheets.with_name("another.xlsx")))
    with in_calc(two_sheets) as stopped, in_calc(another) as other:
        stopped.impl.document.enableAutomaticCalculation(False)
        stopped.impl.activate()
        assert stopped.app.calculation == "manual"
        other.impl.activate()
        assert other.app.calculation == "automatic"

        other.app.calculation = "manual"
        other.app.calculation = "automatic"

        assert other.impl.document.isAutomaticCalculationEnabled()
        assert not stopped.impl.document.isAutomaticCalculationEnabled()
