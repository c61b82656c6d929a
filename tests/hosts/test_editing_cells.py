"""Insert, delete, copy, merge: values, formulas and references move, or the step is refused."""

from pathlib import Path

import pytest
import xlwings as xw

from tests.hosts.tools import there
from xlbilling.hosts.files import open_book
from xlbilling.model.errors import BookError


@pytest.fixture
def two(book: xw.Book) -> xw.Sheet:
    """A sheet with a block, and another sheet whose formula looks at it."""
    sheet = book.sheets[0]
    sheet["A1"].raw_value = [["a", 1.0], ["b", 2.0], ["c", 3.0]]
    book.sheets.add("Other", after=sheet)["A1"].formula = "=SUM(Sheet1!B1:B3)"
    return sheet


def test_inserted_rows_move_every_reference(two: xw.Sheet, path: Path) -> None:
    two.book.names.add("total", "=Sheet1!$B$3")
    two["2:3"].insert("down")
    two.book.save(path)

    assert two["A1:B5"].raw_value == [
        ["a", 1.0],
        [None, None],
        [None, None],
        ["b", 2.0],
        ["c", 3.0],
    ]
    assert two.book.sheets["Other"]["A1"].formula == "=SUM(Sheet1!B1:B5)"
    assert two.book.names["total"].refers_to == "=Sheet1!$B$5"
    with open_book(path, read_only=True) as book:
        assert book.sheets[0].used_range.raw_value == two.used_range.raw_value
        assert book.sheets["Other"]["A1"].formula == "=SUM(Sheet1!B1:B5)"


def test_deleted_rows_move_every_reference(two: xw.Sheet) -> None:
    two["2:2"].delete()

    assert two.used_range.raw_value == [["a", 1.0], ["c", 3.0]]
    assert two.book.sheets["Other"]["A1"].formula == "=SUM(Sheet1!B1:B2)"


def test_a_table_moves_with_inserted_rows(two: xw.Sheet) -> None:
    two["D3"].raw_value = [["Paid"], [5.0]]
    table = two.tables.add(two["D3:D4"], name="pay")
    two["1:1"].insert("down")

    assert table.range.address == "$D$4:$D$5"


@pytest.mark.parametrize("address", ["B:B", "B2"])
def test_columns_and_cells_that_something_refers_to_are_not_moved(
    two: xw.Sheet, address: str
) -> None:
    before = two.used_range.raw_value
    with pytest.raises(BookError, match="formula Other!A1"):
        two[address].insert("right")
    with pytest.raises(BookError, match="formula Other!A1"):
        two[address].delete("left")

    assert two.used_range.raw_value == before


def test_columns_that_nothing_refers_to_move_with_their_widths_and_looks(sheet: xw.Sheet) -> None:
    sheet["A1"].raw_value = [["a", "b"]]
    sheet["B1"].font.bold = True
    sheet["B:B"].column_width = 20
    sheet["B:B"].insert("right")

    assert sheet["A1:C1"].raw_value == [["a", None, "b"]]
    assert (sheet["B1"].font.bold, sheet["C1"].font.bold) == (False, True)
    assert (sheet["B1"].column_width, sheet["C1"].column_width) == (8.43, 20)

    sheet["B:B"].delete()

    assert sheet["A1:C1"].raw_value == [["a", "b", None]]
    assert sheet["B1"].column_width == 20


def test_cells_move_down_and_up(sheet: xw.Sheet) -> None:
    sheet["A1"].raw_value = [["a", "x"], ["b", "y"]]
    sheet["A1"].insert("down")

    assert sheet["A1:B3"].raw_value == [[None, "x"], ["a", "y"], ["b", None]]

    sheet["A1"].delete("up")

    assert sheet["A1:B3"].raw_value == [["a", "x"], ["b", "y"], [None, None]]


def test_an_unknown_way_to_shift_is_refused(sheet: xw.Sheet) -> None:
    sheet["A1"].raw_value = "a"
    with pytest.raises(ValueError, match="no way to shift"):
        sheet["A1"].insert("up")

    assert sheet["A1"].raw_value == "a"


def test_copied_formulas_move_and_looks_come_along(sheet: xw.Sheet) -> None:
    sheet["A1"].raw_value = [[1.0], [2.0]]
    sheet["B1"].formula = "=A1*2"
    sheet["B1"].font.italic = True
    sheet["B1"].copy(sheet["B2:B3"])

    assert sheet["B2:B3"].formula == [["=A2*2"], ["=A3*2"]]
    assert sheet["B2:B3"].font.italic is True


def test_pasting_values_operations_and_transposed(sheet: xw.Sheet) -> None:
    sheet["A1"].raw_value = [[1.0, 2.0]]
    sheet["A2"].raw_value = [[10.0, None]]
    sheet["A1:B1"].copy()
    sheet["A2"].paste(operation="add")
    sheet["D1"].paste(transpose=True)

    assert sheet["A2:B2"].raw_value == [[11.0, 2.0]]
    assert sheet["D1:D2"].raw_value == [[1.0], [2.0]]


def test_pasting_blanks_may_be_skipped(sheet: xw.Sheet) -> None:
    sheet["A1"].raw_value = [[None, 2.0]]
    sheet["A2"].raw_value = [["kept", "over"]]
    sheet["A1:B1"].copy()
    sheet["A2"].paste(skip_blanks=True)

    assert sheet["A2:B2"].raw_value == [["kept", 2.0]]


def test_pasting_from_an_empty_clipboard_is_refused(sheet: xw.Sheet) -> None:
    sheet.book.app.cut_copy_mode = False
    with pytest.raises(ValueError, match="copy a range first"):
        sheet["A1"].paste()

    assert sheet["A1"].raw_value is None


def test_merged_cells_keep_the_first_value_and_the_file(sheet: xw.Sheet, path: Path) -> None:
    sheet["A1"].raw_value = [["a", "b"], ["c", "d"]]
    sheet["A1:B2"].merge()
    sheet.book.save(path)
    with open_book(path, read_only=True) as book:
        got = book.sheets[0]

        assert got["B2"].merge_area.address == "$A$1:$B$2"
        assert got["A1:B2"].raw_value == [["a", None], [None, None]]
        assert got["A1:C1"].merge_cells is None


def test_selecting_brings_sheet_and_book_to_the_front(two: xw.Sheet) -> None:
    two.book.sheets["Other"]["B2:C3"].select()

    assert two.book.sheets.active.name == "Other"
    assert there(two.book.app.selection).address == "$B$2:$C$3"


RED, BLUE = (255, 0, 0), (0, 0, 255)


def test_whole_rows_are_copied_with_all_that_stands_far_to_the_right(
    sheet: xw.Sheet, path: Path
) -> None:
    """Values, formulas and looks, and what stood there goes; up to the last column of all."""
    sheet["A1"].raw_value = [["a", 1.0], ["b", 2.0]]
    sheet["XFD1"].raw_value = "last"
    sheet["ZZ1"].formula = "=B1*2"
    sheet["AAA2"].color = RED
    sheet["M3"].color = BLUE
    sheet["Q4"].raw_value = "gone"
    sheet["1:2"].copy(sheet["3:6"])
    sheet.book.save(path)

    with open_book(path, read_only=True) as book:
        saved = book.sheets[0]
        for row in (1, 3, 5):
            assert saved[f"A{row}:B{row + 1}"].raw_value == [["a", 1.0], ["b", 2.0]]
            assert saved[f"XFD{row}"].raw_value == "last"
            assert saved[f"ZZ{row}"].formula == f"=B{row}*2"
            assert saved[f"AAA{row + 1}"].color == RED
        assert saved["M3"].color is None
        assert saved["Q4"].raw_value is None


def test_a_copied_row_that_has_a_look_of_its_own_keeps_it_in_every_column(sheet: xw.Sheet) -> None:
    sheet["C:C"].color = BLUE
    sheet["1:1"].color = RED
    sheet["A3"].raw_value = 3.0
    sheet["1:1"].copy(sheet["2:2"])
    sheet["4:4"].copy(sheet["1:1"])

    assert [sheet[f"{column}2"].color for column in ("A", "C", "XFD")] == [RED, RED, RED]
    assert [sheet[f"{column}1"].color for column in ("A", "C", "XFD")] == [None, BLUE, None]
