"""Formulas: written with Python's result, moved along, kept from the file."""

from pathlib import Path

import pytest
import xlwings as xw

from tests.hosts.tools import parts
from xlbilling.hosts.files import open_book


def test_a_formula_keeps_the_value_that_python_worked_out(sheet: xw.Sheet, path: Path) -> None:
    sheet["A1"].raw_value = [[1.0], [2.0]]
    sheet["A3"].impl.set_formulas([["=SUM(A1:A2)", "total"]], [[3.0, "total"]])
    sheet.book.save(path)
    with open_book(path, read_only=True) as book:
        got = book.sheets[0]["A3:B3"]

        assert got.raw_value == [[3.0, "total"]]
        assert got.formula == [["=SUM(A1:A2)", "total"]]
    assert b"fullCalcOnLoad" in parts(path)["xl/workbook.xml"]


def test_formulas_and_values_of_different_shape_are_refused(sheet: xw.Sheet) -> None:
    with pytest.raises(ValueError, match="same shape"):
        sheet["A1"].impl.set_formulas([["=1", "=2"]], [[1.0]])

    assert sheet["A1"].formula == ""


def test_one_formula_for_many_cells_moves_its_references(sheet: xw.Sheet) -> None:
    sheet["B1:C2"].formula = "=A1*$D$1"

    assert sheet["B1:C2"].formula == [["=A1*$D$1", "=B1*$D$1"], ["=A2*$D$1", "=B2*$D$1"]]


def test_a_value_written_over_a_formula_ends_it(sheet: xw.Sheet, path: Path) -> None:
    sheet["A1:A3"].formula = "=1+1"
    sheet.book.save(path)
    sheet.book.close()
    with open_book(path) as book:
        book.sheets[0]["A2"].raw_value = 5.0

        assert book.sheets[0]["A1:A3"].formula == [["=1+1"], ["5"], ["=1+1"]]
        book.save()
    with open_book(path) as book:
        assert book.sheets[0]["A1:A3"].formula == [["=1+1"], ["5"], ["=1+1"]]


def test_table_references_are_shown_as_excel_shows_them(sheet: xw.Sheet, path: Path) -> None:
    sheet["A1"].raw_value = [["Paid", "Twice"], [1.0, None]]
    sheet.tables.add(sheet["A1:B2"], name="pay")
    sheet["B2"].formula = "=[@Paid]*2"
    sheet.book.save(path)
    with open_book(path, read_only=True) as book:
        assert book.sheets[0]["B2"].formula == "=[@Paid]*2"
    assert b"[#This Row]" in parts(path)["xl/worksheets/sheet1.xml"]


def test_an_array_formula_covers_its_range(sheet: xw.Sheet, path: Path) -> None:
    sheet["D1:D2"].formula_array = "=A1:A2*2"
    sheet.book.save(path)
    with open_book(path, read_only=True) as book:
        assert book.sheets[0]["D2"].formula_array == "=A1:A2*2"
        assert book.sheets[0]["D2"].has_array
        assert not book.sheets[0]["E1"].has_array


def test_a_formula_link_gives_its_address(sheet: xw.Sheet) -> None:
    sheet["A1"].formula = '=HYPERLINK("https://example.org", "x")'

    assert sheet["A1"].hyperlink == "https://example.org"


def test_links_are_kept_in_the_file(sheet: xw.Sheet, path: Path) -> None:
    sheet["A1"].add_hyperlink("https://example.org/a?b=1&c=2", "here")
    sheet["A2"].add_hyperlink("#Sheet1!A1", "up")
    sheet.book.save(path)
    with open_book(path, read_only=True) as book:
        assert book.sheets[0]["A1"].hyperlink == "https://example.org/a?b=1&c=2"
        assert book.sheets[0]["A2"].hyperlink == "#Sheet1!A1"
        assert book.sheets[0]["A1"].value == "here"


def test_a_spilling_formula_is_marked_so_that_excel_spills_it(sheet: xw.Sheet, path: Path) -> None:
    sheet["A1"].formula2 = "=UNIQUE(C1:C9)"
    sheet.book.save(path)
    with open_book(path, read_only=True) as book:
        assert book.sheets[0]["A1"].formula2 == "=UNIQUE(C1:C9)"
    assert b"_xlfn.UNIQUE" in parts(path)["xl/worksheets/sheet1.xml"]
    assert b"XLDAPR" in parts(path)["xl/metadata.xml"]
