"""How cells look: formats, fonts, borders, widths, kept in the file."""

import datetime as dt
from pathlib import Path

import pytest
import xlwings as xw

from tests.hosts.tools import there
from xlbilling.hosts.files import open_book


def test_looks_are_kept_in_the_file(sheet: xw.Sheet, path: Path) -> None:
    area = sheet["B2:C3"]
    area.number_format = "0.00"
    area.color = (255, 200, 0)
    area.font.bold = True
    area.font.size = 14
    area.font.color = "#0000FF"
    area.font.name = "Arial"
    area.wrap_text = True
    area.horizontal_alignment = "center_across_selection"
    area.vertical_alignment = "top"
    sheet.book.save(path)
    with open_book(path, read_only=True) as book:
        got = book.sheets[0]["B2:C3"]

        assert (got.number_format, got.color, got.wrap_text) == ("0.00", (255, 200, 0), True)
        assert (got.font.bold, got.font.size, got.font.color) == (True, 14, (0, 0, 255))
        assert (got.font.name, got.font.italic) == ("Arial", False)
        assert (got.horizontal_alignment, got.vertical_alignment) == (
            "center_across_selection",
            "top",
        )
        assert book.sheets[0]["A1"].font.bold is False


def test_cells_that_differ_give_none(sheet: xw.Sheet) -> None:
    sheet["A1"].number_format = "@"
    sheet["A1"].font.bold = True

    looks = [sheet["A1:A2"].number_format, sheet["A1:A2"].font.bold]
    assert looks == [None, None]


def test_a_whole_column_has_a_format_and_new_cells_take_it(sheet: xw.Sheet, path: Path) -> None:
    sheet["B1"].raw_value = [["x"], ["y"]]
    sheet["B:B"].number_format = "@"
    sheet["B5"].raw_value = "001"
    sheet.book.save(path)
    with open_book(path, read_only=True) as book:
        assert book.sheets[0]["B:B"].number_format == "@"
        assert book.sheets[0]["B5"].number_format == "@"
        assert book.sheets[0]["A1"].number_format == "General"


def test_a_whole_row_has_a_format(sheet: xw.Sheet, path: Path) -> None:
    sheet["1:2"].font.bold = True
    sheet.book.save(path)
    with open_book(path, read_only=True) as book:
        assert book.sheets[0]["Z2"].font.bold is True
        assert book.sheets[0]["Z3"].font.bold is False


def test_a_format_of_cells_in_the_file_changes_only_what_is_asked(
    sheet: xw.Sheet, path: Path
) -> None:
    sheet["A1:B1"].font.bold = True
    sheet.book.save(path)
    sheet["A1:C1"].color = (1, 2, 3)

    assert sheet["A1:B1"].font.bold is True
    assert sheet["C1"].font.bold is False
    assert sheet["A1:C1"].color == (1, 2, 3)


def test_a_date_gets_a_date_format_unless_it_has_one(sheet: xw.Sheet) -> None:
    sheet["B1"].number_format = "yyyy-mm-dd"
    sheet["A1"].raw_value = [
        [dt.datetime(2026, 1, 2), dt.datetime(2026, 1, 2)],
        [dt.datetime(2026, 1, 2, 3), None],
    ]

    assert sheet["A1"].number_format == "m/d/yyyy"
    assert sheet["A2"].number_format == "m/d/yyyy h:mm"
    assert sheet["B1"].number_format == "yyyy-mm-dd"


def test_a_date_under_a_number_format_is_a_number_and_back(sheet: xw.Sheet) -> None:
    sheet["A1"].raw_value = dt.datetime(2026, 3, 31, 12)
    sheet["A1"].number_format = "0.00"

    assert sheet["A1"].raw_value == 46112.5

    sheet["A1"].number_format = "yyyy-mm-dd"

    assert sheet["A1"].raw_value == dt.datetime(2026, 3, 31, 12)


def test_borders_are_kept_in_the_file(sheet: xw.Sheet, path: Path) -> None:
    area = sheet["B2:D4"]
    area.borders.set("outside", line_style="continuous", weight="thick")
    area.borders["inside_horizontal"].line_style = "dash"
    area.borders["edge_top"].color = (255, 0, 0)
    sheet.book.save(path)
    with open_book(path, read_only=True) as book:
        got = book.sheets[0]["B2:D4"].borders

        assert (got["edge_left"].line_style, got["edge_left"].weight) == ("continuous", "thick")
        assert (got["edge_top"].weight, got["edge_top"].color) == ("thick", (255, 0, 0))
        assert got["inside_horizontal"].line_style == "dash"
        assert got["inside_vertical"].line_style is None
        assert book.sheets[0]["C3"].borders["edge_left"].line_style is None


def test_borders_are_cleared(sheet: xw.Sheet) -> None:
    sheet["A1:B2"].borders.line_style = "double"
    sheet["A1:B2"].borders.clear()

    assert sheet["A1:B2"].borders.line_style is None


def test_a_diagonal_border_is_refused(sheet: xw.Sheet) -> None:
    with pytest.raises(ValueError, match="diagonal"):
        sheet["A1"].borders["diagonal_up"].line_style = "continuous"

    assert sheet["A1"].borders["diagonal_up"].line_style is None


def test_widths_heights_and_hidden_ones_are_kept(sheet: xw.Sheet, path: Path) -> None:
    sheet["A:C"].column_width = 20
    sheet["B:B"].column_width = 5
    sheet["C1"].columns.hidden = True
    sheet["2:3"].row_height = 30
    sheet["3:3"].rows.hidden = True
    sheet.book.save(path)
    with open_book(path, read_only=True) as book:
        got = book.sheets[0]

        assert (got["A1"].column_width, got["B1"].column_width, got["D1"].column_width) == (
            20,
            5,
            8.43,
        )
        assert (got["C1"].columns.hidden, got["B1"].columns.hidden) == (True, False)
        assert (got["A2"].row_height, got["A3"].rows.hidden, got["A1"].row_height) == (30, True, 15)
        assert got["A1:B3"].column_width is None


def test_autofit_follows_the_longest_text(sheet: xw.Sheet) -> None:
    sheet["A1"].raw_value = [["x", "a much longer text"], ["xyz", None]]
    sheet["A:B"].autofit()

    narrow, wide = there(sheet["A1"].column_width), there(sheet["B1"].column_width)
    assert narrow < 6 < wide < 25


def test_clearing_formats_keeps_values_and_clearing_contents_keeps_formats(sheet: xw.Sheet) -> None:
    sheet["A1:B1"].raw_value = [["x", "y"]]
    sheet["A1:B1"].font.bold = True
    sheet["A1"].clear_formats()
    sheet["B1"].clear_contents()

    assert (sheet["A1"].value, sheet["A1"].font.bold) == ("x", False)
    assert (sheet["B1"].value, sheet["B1"].font.bold) == (None, True)


def test_colors_cell_by_cell(sheet: xw.Sheet) -> None:
    sheet["A1:B1"].set_colors([[(1, 2, 3), ...]])

    assert (sheet["A1"].color, sheet["B1"].color) == ((1, 2, 3), None)


def test_gridlines_are_kept(sheet: xw.Sheet, path: Path) -> None:
    sheet.show_gridlines = False
    sheet.book.save(path)
    with open_book(path, read_only=True) as book:
        assert book.sheets[0].show_gridlines is False
