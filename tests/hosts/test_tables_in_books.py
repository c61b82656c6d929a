"""Tables through xlwings: add, resize, update, header and totals."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import xlwings as xw

from tests.hosts.tools import there
from xlbilling.hosts.files import open_book
from xlbilling.model.errors import BookError


@pytest.fixture
def table(sheet: xw.Sheet) -> xw.main.Table:
    """A table of two columns and two rows at B2."""
    sheet["B2"].raw_value = [["Claim", "Paid"], ["C1", 80.0], ["C2", 20.0]]
    return sheet.tables.add(sheet["B2:C4"], name="pay")


def test_a_table_is_kept_in_the_file(table: xw.main.Table, path: Path) -> None:
    table.parent.book.save(path)
    with open_book(path, read_only=True) as book:
        got = book.sheets[0].tables["pay"]

        assert got.range.address == "$B$2:$C$4"
        assert there(got.data_body_range).raw_value == [["C1", 80.0], ["C2", 20.0]]
        assert [one.name for one in got.columns] == ["Claim", "Paid"]
        assert there(got.columns["Paid"].data_body_range).address == "$C$3:$C$4"


def test_rows_are_appended_by_writing_below_and_resizing(table: xw.main.Table, path: Path) -> None:
    sheet = table.parent
    sheet["B5"].raw_value = [["C3", 1.0]]
    table.resize(sheet["B2:C5"])
    sheet.book.save(path)
    with open_book(path, read_only=True) as book:
        assert book.sheets[0].tables["pay"].range.raw_value[-1] == ["C3", 1.0]


def test_new_columns_take_their_header_and_blank_ones_get_a_name(table: xw.main.Table) -> None:
    table.parent["D2"].raw_value = "Payer"
    table.resize(table.parent["B2:E4"])

    assert [one.name for one in table.columns] == ["Claim", "Paid", "Payer", "Column4"]
    assert there(table.header_row_range).raw_value == [["Claim", "Paid", "Payer", "Column4"]]


def test_a_header_cell_that_is_written_renames_the_column(table: xw.main.Table) -> None:
    table.parent["C2"].raw_value = "Claim"

    assert [one.name for one in table.columns] == ["Claim", "Claim2"]


def test_a_frame_updates_the_table(table: xw.main.Table) -> None:
    table.update(pd.DataFrame({"Claim": ["C9"], "Paid": [1.5], "Code": ["x"]}), index=False)

    assert table.range.address == "$B$2:$D$3"
    assert table.range.value == [["Claim", "Paid", "Code"], ["C9", 1.5, "x"]]
    assert table.parent["B4:C4"].raw_value == [[None, None]]


def test_a_table_without_rows_has_a_row_to_insert_into(sheet: xw.Sheet) -> None:
    sheet["A1"].raw_value = [["Claim", "Paid"]]
    table = sheet.tables.add(sheet["A1:B1"], name="pay")

    assert not table.data_body_range
    assert there(table.insert_row_range).address == "$A$2:$B$2"

    sheet["A2"].raw_value = "C1"

    assert there(table.data_body_range).address == "$A$2:$B$2"


def test_totals_show_the_sum_and_go_again(table: xw.main.Table) -> None:
    table.show_totals = True

    assert there(table.totals_row_range).raw_value == [["Total", 100.0]]
    assert there(table.totals_row_range).formula == [["Total", "=SUBTOTAL(109,pay[Paid])"]]

    table.show_totals = False

    assert table.parent["B5:C5"].raw_value == [[None, None]]


def test_totals_over_cells_in_use_are_refused(table: xw.main.Table) -> None:
    table.parent["B5"].raw_value = "note"
    with pytest.raises(BookError, match="not blank"):
        table.show_totals = True

    assert table.show_totals is False
    assert table.parent["B5"].raw_value == "note"


def test_a_taken_name_is_refused(table: xw.main.Table) -> None:
    table.parent["G1"].raw_value = [["a"], ["b"]]
    with pytest.raises(BookError, match="taken"):
        table.parent.tables.add(table.parent["G1:G2"], name="PAY")

    assert len(table.parent.tables) == 1


def test_a_new_name_reaches_the_formulas(table: xw.main.Table) -> None:
    table.parent["F1"].formula = "=SUM(pay[Paid])"
    table.name = "payments"

    assert table.parent["F1"].formula == "=SUM(payments[Paid])"
    assert "payments" in table.parent.tables


def test_ranges_are_found_by_table_and_column(table: xw.main.Table) -> None:
    sheet = table.parent

    assert sheet["pay"].address == "$B$3:$C$4"
    assert sheet["pay[Paid]"].address == "$C$3:$C$4"
    assert sheet["pay[#Headers]"].address == "$B$2:$C$2"
    assert there(sheet["C3"].table).name == "pay"
    assert sheet["A1"].table is None


def test_an_unknown_table_is_answered_with_those_there_are(table: xw.main.Table) -> None:
    with pytest.raises(KeyError, match="it has pay"):
        table.parent.tables["nothing"]


def test_a_header_that_would_move_is_refused(table: xw.main.Table) -> None:
    with pytest.raises(BookError, match="header stays in row 2"):
        table.resize(table.parent["B3:C5"])

    assert table.range.address == "$B$2:$C$4"


def test_a_growing_table_fills_its_calculated_columns(book: xw.Book, path: Path) -> None:
    """As Excel does; a formula that somebody typed into one cell alone is not copied."""
    sheet = book.sheets[0]
    sheet["A1"].raw_value = [["Paid", "Twice", "Once"], [1.0, None, None]]
    table = sheet.tables.add(sheet["A1:C2"], name="Sums")
    sheet["B2"].formula = "=Sums[[#This Row],[Paid]]*A2"
    sheet["C2"].formula = "=A2"
    entry = table.impl.entry
    columns = [
        replace(one, formula="Sums[[#This Row],[Paid]]*A2") if one.name == "Twice" else one
        for one in entry.columns
    ]
    table.impl.change(columns=tuple(columns))

    table.resize(sheet["A1:C4"])
    book.save(path)

    with open_book(path, read_only=True) as again:
        found = again.sheets[0]["B2:C4"].formula
    assert [row[0] for row in found] == ["=Sums[@Paid]*A2", "=Sums[@Paid]*A3", "=Sums[@Paid]*A4"]
    assert [row[1] for row in found] == ["=A2", "", ""]
