"""What goes into cells and what comes out, both ways of reading and writing."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
import xlwings as xw

from xlbilling.hosts.files import open_book
from xlbilling.hosts.files.values import from_serial, to_serial
from xlbilling.model.cells import CellError

MOMENT = dt.datetime(2026, 3, 31, 16, 30, 15)
ROWS = [
    ["C1", 12.5, True, dt.datetime(2026, 3, 1), None],
    ["001", -3, False, MOMENT, CellError("#REF!")],
]


def test_raw_values_come_back_as_written(sheet: xw.Sheet) -> None:
    sheet["B2"].raw_value = ROWS

    assert sheet["B2:F3"].raw_value == ROWS


def test_raw_values_come_back_from_the_file(sheet: xw.Sheet, path: Path) -> None:
    sheet["B2"].raw_value = ROWS
    sheet.book.save(path)
    with open_book(path, read_only=True) as book:
        got = book.sheets[0]["B2:F3"].raw_value

    assert got == ROWS
    assert isinstance(got[1][4], CellError)


def test_one_cell_is_read_bare_and_a_row_as_a_row(sheet: xw.Sheet) -> None:
    sheet["A1"].raw_value = [["a", "b"]]

    assert sheet["A1"].raw_value == "a"
    assert sheet["A1:B1"].raw_value == [["a", "b"]]


def test_rows_beyond_what_was_written_are_blank(sheet: xw.Sheet) -> None:
    sheet["A1"].raw_value = "x"

    assert sheet["A1:B3"].raw_value == [["x", None], [None, None], [None, None]]


@pytest.mark.parametrize(
    "text", ["001", "123E12", "=A1", "May 2020", "-", "TRUE", " x ", "+1", "@a"]
)
def test_raw_text_stays_text_whatever_it_looks_like(sheet: xw.Sheet, path: Path, text: str) -> None:
    sheet["A1"].raw_value = [[text]]
    sheet.book.save(path)
    with open_book(path, read_only=True) as book:
        assert book.sheets[0]["A1"].raw_value == text
        assert book.sheets[0]["A1"].formula == text


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        np.float64(1),
        Decimal("1.00"),
        pd.Timestamp("2026-01-01"),
        dt.date(2026, 1, 1),
        "x" * 32_768,
    ],
)
def test_raw_values_that_are_not_plain_are_refused_and_nothing_is_written(
    sheet: xw.Sheet, value: object
) -> None:
    sheet["A1"].raw_value = [["kept", 1.0]]
    with pytest.raises((TypeError, ValueError)):
        sheet["A1"].raw_value = [["new", value]]

    assert sheet["A1:B1"].raw_value == [["kept", 1.0]]


def test_rows_of_different_length_are_refused(sheet: xw.Sheet) -> None:
    with pytest.raises(ValueError, match="same length"):
        sheet["A1"].raw_value = [["a", "b"], ["c"]]

    assert sheet["A1"].raw_value is None


def test_a_block_that_leaves_the_sheet_is_refused(sheet: xw.Sheet) -> None:
    with pytest.raises(IndexError):
        sheet["XFD1"].raw_value = [["a", "b"]]

    assert sheet["XFD1"].raw_value is None


def test_values_of_libraries_become_plain(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [
        [np.float64(2.5), np.int64(3), np.nan, pd.NaT, pd.NA, Decimal("1.25"), np.bool_(1)],
        [
            dt.date(2026, 1, 2),
            dt.time(12),
            dt.timedelta(hours=30),
            np.datetime64("2026-01-02"),
            *[None] * 3,
        ],
    ]

    day = dt.datetime(2026, 1, 2)
    assert sheet["A1:G2"].raw_value == [
        [2.5, 3, None, None, None, 1.25, True],
        [day, 0.5, 1.25, day, None, None, None],
    ]


def test_errors_are_none_unless_asked_for_as_text(sheet: xw.Sheet) -> None:
    sheet["A1"].raw_value = CellError("#N/A")

    assert sheet["A1"].value is None
    assert sheet["A1"].options(err_to_str=True).value == "#N/A"


def test_numbers_come_as_float_and_as_what_options_ask(sheet: xw.Sheet) -> None:
    sheet["A1"].raw_value = [[7, "x", None]]

    assert [type(one) for one in sheet["A1:B1"].value] == [float, str]
    assert sheet["A1:C1"].options(numbers=int, empty="-").value == [7, "x", "-"]


def test_a_frame_goes_in_and_comes_out(sheet: xw.Sheet) -> None:
    frame = pd.DataFrame({"claim": ["C1", "C2"], "paid": [80.0, 12.25]})
    sheet["A1"].options(index=False).value = frame
    got = sheet["A1"].options(pd.DataFrame, expand="table", index=False).value

    pd.testing.assert_frame_equal(got, frame)


def test_a_wrong_dimension_in_the_file_hides_nothing(tmp_path: Path) -> None:
    """Some programs write <dimension ref="A1"/> whatever the sheet holds."""
    from tests.hosts.tools import rewrite

    whole, small = tmp_path / "whole.xlsx", tmp_path / "small.xlsx"
    made = openpyxl.Workbook()
    made.worksheets[0].append(["a", "b"])
    made.worksheets[0].append(["c", "d"])
    made.save(whole)
    rewrite(whole, small, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"A1:B2", b"A1"))
    with open_book(small) as book:
        assert book.sheets[0].used_range.raw_value == [["a", "b"], ["c", "d"]]


def test_text_that_reads_like_an_error_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "errors.xlsx"
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet["A1"], sheet["B1"] = "#REF!", "#REF!"
    sheet["A1"].data_type, sheet["B1"].data_type = "e", "s"
    made.save(path)
    with open_book(path) as book:
        error, text = book.sheets[0]["A1:B1"].raw_value[0]

    assert isinstance(error, CellError)
    assert not isinstance(text, CellError)


def test_characters_that_xml_cannot_hold_come_back(sheet: xw.Sheet, path: Path) -> None:
    sheet["A1"].raw_value = [["a\rb", "bell\x07", "_x0041_", "a\nb\tc"]]
    sheet.book.save(path)
    with open_book(path, read_only=True) as book:
        assert book.sheets[0]["A1:D1"].raw_value == [["a\rb", "bell\x07", "_x0041_", "a\nb\tc"]]


def test_times_of_day_are_parts_of_a_day(tmp_path: Path) -> None:
    path = tmp_path / "times.xlsx"
    made = openpyxl.Workbook()
    made.worksheets[0].append([dt.time(6), dt.timedelta(hours=36)])
    made.save(path)
    with open_book(path) as book:
        assert book.sheets[0]["A1:B1"].raw_value == [[0.25, 1.5]]


@pytest.mark.parametrize(
    "day", [dt.datetime(1900, 1, 1), dt.datetime(1900, 2, 28), dt.datetime(1900, 3, 1), MOMENT]
)
def test_a_day_number_is_the_same_date_both_ways(day: dt.datetime) -> None:
    assert from_serial(to_serial(day)) == day


def test_expand_end_and_region_stop_at_blanks(sheet: xw.Sheet) -> None:
    sheet["B2"].raw_value = [
        ["a", "b", None, "z"],
        ["c", "d", None, None],
        [None] * 4,
        ["e", None, None, None],
    ]

    assert sheet["B2"].expand().address == "$B$2:$C$3"
    assert sheet["C3"].current_region.address == "$B$2:$C$3"
    assert sheet["B2"].end("down").address == "$B$3"
    assert sheet["B3"].end("down").address == "$B$5"
    assert sheet["B5"].end("down").address == "$B$1048576"
    assert sheet["C2"].end("right").address == "$E$2"
    assert sheet["E2"].end("left").address == "$C$2"
    assert sheet.used_range.address == "$B$2:$E$5"


def test_the_engine_counts_its_calls(sheet: xw.Sheet) -> None:
    engine = sheet.book.app.engine.impl
    before = engine.calls
    sheet["A1"].raw_value = [["a"] * 30] * 100
    sheet["A1:AD100"].raw_value  # noqa: B018  reading is what is counted

    assert engine.calls - before == 2
