"""A range of several areas, `A1:B2,D4`: what Excel does with one, both our hosts do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import xlwings as xw

from xlbilling.hosts import calc, files


@pytest.fixture(params=["files", "calc"])
def sheet(request: pytest.FixtureRequest) -> Iterator[xw.Sheet]:
    """A sheet of a fresh book on the file host, then in live Calc."""
    if request.param == "calc":
        request.getfixturevalue("in_calc")
    book = calc.new_book() if request.param == "calc" else files.new_book()
    yield book.sheets[0]
    book.close()


def test_looks_merges_and_widths_go_to_all_areas(sheet: xw.Sheet) -> None:
    cells = sheet.range("A1:B1,$D$3:$E$4")
    cells.number_format = "0.00"
    cells.font.bold = True
    cells.color = (255, 200, 0)
    cells.column_width = 20
    cells.merge()

    for address in ("A1:B1", "D3:E4"):
        one = sheet.range(address)
        assert (one.number_format, one.font.bold, one.color) == ("0.00", True, (255, 200, 0))
        assert one.merge_cells
        assert one.column_width == pytest.approx(20, abs=0.2)
    assert (cells.number_format, cells.font.bold) == ("0.00", True)
    assert sheet.range("C1").font.bold is False
    assert sheet.range("C1:C4").merge_cells is False


def test_what_differs_between_areas_is_none(sheet: xw.Sheet) -> None:
    sheet.range("A1:B2").font.bold = True

    assert sheet.range("A1:B2,D4").font.bold is None
    assert sheet.range("A1:B2,B1").font.bold is True


def test_values_go_to_the_first_area(sheet: xw.Sheet) -> None:
    cells = sheet.range("B2:C2,E5")
    cells.raw_value = [["x", 1.0]]

    assert cells.raw_value == [["x", 1.0]]
    assert cells.address == "$B$2:$C$2,$E$5"
    assert sheet.range("E5").raw_value is None


def test_text_that_is_no_address_is_refused(sheet: xw.Sheet) -> None:
    with pytest.raises(ValueError, match=r"nonsense|NONSENSE"):
        sheet.range("A1,nonsense")
