"""The button Values: formulas of ours become their answers, where functions do not calculate."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

from tests.live_books import OpenBook
from tests.macros.office_book import click
from xlbilling.macros.formula_text import Call, call_of
from xlbilling.udfs import functions
from xlbilling.udfs.excel import FUNCTIONS


@pytest.fixture
def sheet(office: Path, open_book: OpenBook, tmp_path: Path) -> Iterator[xw.Sheet]:
    """A person's own sheet in the office's workbook, open."""
    with open_book(Path(shutil.copy(office, tmp_path / "office.xlsx"))) as book:
        own = book.sheets.add("Mine", after=book.sheets["Claims"])
        own.range("A1").select()
        yield own


def cells(sheet: xw.Sheet, address: str) -> list[list[object]]:
    block: list[list[object]] = sheet.range(address).raw_value
    return block


def type_in(sheet: xw.Sheet, address: str, formula: str) -> None:
    sheet.range(address).formula = formula
    sheet.range(address).select()


def test_a_formula_over_a_column_becomes_its_answers_with_a_note(sheet: xw.Sheet) -> None:
    sheet.range("A1:A3").raw_value = [["1234567893"], ["1234567890"], ["1558598797"]]
    type_in(sheet, "B1", "=XLB_NPI_VALID(A1:A3)")

    said = click(sheet.book, "values")

    assert said == "1 formulas worked out: 3 cells written as values"
    assert [row[1] for row in cells(sheet, "A1:B3")] == [True, False, True]
    note = sheet.range("B1").note
    assert note is not None
    assert note.text.startswith("=XLB_NPI_VALID(A1:A3)\nValues of ")


def test_pressing_values_there_again_works_them_out_anew(sheet: xw.Sheet) -> None:
    sheet.range("A1:A2").raw_value = [["1234567893"], ["1234567890"]]
    type_in(sheet, "B1", "=XLB_NPI_VALID(A1:A2)")
    click(sheet.book, "values")
    sheet.range("A2").raw_value = "1558598797"
    sheet.range("B1").select()

    click(sheet.book, "values")

    assert [row[1] for row in cells(sheet, "A1:B2")] == [True, True]


def test_columns_of_tables_and_the_books_own_rows_are_looked_up(sheet: xw.Sheet) -> None:
    """C1/1 is charged 150.00 and nothing is posted yet: that is its balance."""
    type_in(sheet, "C2", "=XLB_BALANCE(Claims[Claim ID], xlb_rev)")

    click(sheet.book, "values")

    assert sheet.range("C2").raw_value == 150.0


def test_an_answer_that_would_cover_something_is_refused(sheet: xw.Sheet) -> None:
    sheet.range("A1:B2").raw_value = [["1234567893", None], ["1234567890", "my note"]]
    type_in(sheet, "B1", "=XLB_NPI_VALID(A1:A2)")

    said = click(sheet.book, "values")

    assert said.startswith("Mine!B2: not blank, but the answer of B1 needs that cell")
    assert sheet.range("B2").raw_value == "my note"
    assert sheet.range("B1").formula == "=XLB_NPI_VALID(A1:A2)"


def test_an_answer_that_merged_cells_would_swallow_is_refused(sheet: xw.Sheet) -> None:
    sheet.range("A1:A3").raw_value = [["1234567893"], ["1234567890"], ["1558598797"]]
    sheet.range("B2:B3").merge()
    type_in(sheet, "B1", "=XLB_NPI_VALID(A1:A3)")

    said = click(sheet.book, "values")

    assert said.startswith("Mine!B1: its answer takes 3 x 1 cells, and some of them are merged")
    assert sheet.range("B1").formula == "=XLB_NPI_VALID(A1:A3)"


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("=XLB_NPI_VALID(SUM(A1:A2))", "'SUM(A1:A2)' in the formula cannot be worked out here"),
        # in small letters, for LibreOffice writes names so that it does not know
        ("=XLB_NPI_VALID(Claims[colour])", "'Claims[colour]' in the formula cannot be worked out"),
        ("=XLB_NPI_VALID()", "XLB_NPI_VALID(npi) does not take 0 arguments"),
        ("=XLB_NOTHING(A1)", "this program has no function XLB_NOTHING"),
        ("=SUM(A1:A2)", "no formula of this program is selected"),
    ],
)
def test_what_cannot_be_worked_out_is_said_in_one_sentence(
    sheet: xw.Sheet, formula: str, words: str
) -> None:
    type_in(sheet, "D1", formula)

    assert click(sheet.book, "values").startswith(words)

    assert sheet.range("D1").formula == formula


@pytest.mark.parametrize("name", functions.__all__)
def test_every_function_can_be_written_as_values(sheet: xw.Sheet, name: str) -> None:
    """Its own example, on the office's workbook: an answer, or words on what is missing."""
    type_in(sheet, "B2", FUNCTIONS[name].example)

    said = click(sheet.book, "values")

    assert said.startswith("1 formulas worked out: "), said
    assert not str(sheet.range("B2").formula).startswith("=")


def test_a_formula_is_taken_apart_at_its_own_commas() -> None:
    text = '=xlb_file_by(Claims[[Mod1]:[Mod4]], "a,b""c", \'My, Sheet\'!A1:A2,,DATE(2026,1,5))'

    assert call_of(text) == Call(
        "XLB_FILE_BY",
        ("Claims[[Mod1]:[Mod4]]", '"a,b""c"', "'My, Sheet'!A1:A2", "", "DATE(2026,1,5)"),
    )
    assert call_of("=SUM(XLB_NPI_VALID(A1))") is None
    assert call_of(None) is None


def test_on_a_protected_sheet_nothing_is_written_and_one_sentence_says_so(sheet: xw.Sheet) -> None:
    sheet.range("A1:A2").raw_value = [["1234567893"], ["1234567890"]]
    type_in(sheet, "B1", "=XLB_NPI_VALID(A1:A2)")
    sheet.impl.protect()

    said = click(sheet.book, "values")

    assert said.startswith("the sheet Mine is protected, so that nothing was written - take")
    sheet.impl.unprotect()
    assert cells(sheet, "B2:B3") == [[None], [None]]
    assert sheet.range("B1").note is None
