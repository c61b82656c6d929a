"""Books, sheets, tables and looks in live Calc, and what a billing workbook keeps when saved."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlwings as xw

from tests.hosts.tools import there
from tests.live_books import OpenBook
from xlbilling.book import names, reading
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.errors import BookError
from xlbilling.template import workbook


@pytest.fixture(scope="module")
def saved(in_calc: OpenBook, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A fresh billing workbook, and the same as Calc saved it after a cell was typed."""
    folder = tmp_path_factory.mktemp("saved")
    before, after = folder / "before.xlsx", folder / "after.xlsx"
    before.write_bytes(workbook.workbook_bytes())
    with in_calc(before) as book:
        assert names.schema(book) > 0
        book.sheets["Claims"].range("A2").raw_value = "0001"
        book.save(after)
    return before, after


def test_a_billing_workbook_keeps_its_tables_names_lists_rules_and_notes(
    saved: tuple[Path, Path],
) -> None:
    before, after = (openpyxl.load_workbook(path) for path in saved)

    assert after.sheetnames == before.sheetnames
    assert {name for name, one in after.defined_names.items() if one.hidden} >= {
        name for name, one in before.defined_names.items() if one.hidden
    }
    for theirs, ours in zip(after.worksheets, before.worksheets, strict=True):
        assert theirs.sheet_state == ours.sheet_state
        assert theirs.freeze_panes == ours.freeze_panes, ours.title
        tables = {name: ours.tables[name].ref for name in ours.tables}
        assert {name: theirs.tables[name].ref for name in theirs.tables} == tables
        if ours.data_validations.dataValidation:
            assert theirs.data_validations.dataValidation, ours.title
        rules = {one.type for each in ours.conditional_formatting for one in each.rules}
        assert {one.type for each in theirs.conditional_formatting for one in each.rules} >= rules
        header = next(iter(tables.values())).split(":")[0] if tables else "A1"
        note = ours[header].comment
        assert (note is None) == (theirs[header].comment is None), ours.title


def test_a_billing_workbook_that_calc_saved_is_read_on(
    saved: tuple[Path, Path], in_calc: OpenBook
) -> None:
    with in_calc(saved[1]) as book:
        claims = reading.read(book, BY_NAME).frame("claims")

    assert claims["claim_id"].tolist() == ["0001"]


def test_names_of_books_and_sheets(book: xw.Book) -> None:
    book.sheets[0].range("B2").raw_value = 7.0
    book.names.add("rate", "=Sheet1!$B$2")
    book.sheets[0].names.add("own", '="1"')
    book.names.add("hidden_one", '="a;b"').impl.hidden = True

    assert book.names["rate"].refers_to_range.raw_value == 7
    assert book.names["hidden_one"].refers_to == '="a;b"'
    assert book.names["hidden_one"].impl.hidden
    assert [one.name for one in book.sheets[0].names] == ["Sheet1!own"]
    assert "none" not in book.names
    book.names["rate"].delete()
    assert "rate" not in book.names


def test_tables_grow_and_tell_their_parts(sheet: xw.Sheet) -> None:
    sheet["B2"].raw_value = [["Claim", "Paid"], ["C1", 80.0]]
    table = sheet.tables.add(sheet["B2:C3"], name="Lines")
    table.resize(sheet["B2:C4"])
    sheet["B4"].raw_value = [["C2", 12.25]]
    sheet["E2"].formula = "=SUM(Lines[Paid])"

    assert [one.name for one in sheet.tables] == ["Lines"]
    assert there(table.data_body_range).raw_value == [["C1", 80.0], ["C2", 12.25]]
    assert there(table.header_row_range).raw_value == [["Claim", "Paid"]]
    assert sheet["E2"].raw_value == 92.25
    frame = table.range.options(pd.DataFrame, index=False).value
    assert frame["Paid"].tolist() == [80.0, 12.25]
    with pytest.raises(BookError, match="already"):
        sheet.tables.add(sheet["G2:H3"], name="Lines")


def test_sheets_are_added_copied_hidden_and_deleted(book: xw.Book) -> None:
    first = book.sheets[0]
    first["A1"].raw_value = "x"
    made = book.sheets.add("March", after=first)
    copied = first.copy(after=made, name="Copy")
    made.visible = False

    assert [one.name for one in book.sheets] == ["Sheet1", "March", "Copy"]
    assert (copied["A1"].raw_value, made.visible) == ("x", False)
    copied.name = "Again"
    book.sheets["Again"].delete()
    assert [one.name for one in book.sheets] == ["Sheet1", "March"]
    with pytest.raises(BookError, match="at least one sheet"):
        first.delete()


def test_rows_are_inserted_and_deleted_and_formulas_follow(sheet: xw.Sheet) -> None:
    sheet["A1"].raw_value = [[1.0], [2.0], [3.0]]
    sheet["C1"].formula = "=SUM(A1:A3)"
    sheet["2:2"].insert(shift="down")
    sheet["A2"].raw_value = 10.0

    assert sheet["A1:A4"].raw_value == [[1.0], [10.0], [2.0], [3.0]]
    assert sheet["C1"].raw_value == 16
    sheet["2:3"].delete()
    assert (sheet["C1"].raw_value, sheet["C1"].formula) == (4, "=SUM(A1:A2)")


def test_looks_are_set_and_told(sheet: xw.Sheet) -> None:
    block = sheet["A1:B2"]
    block.number_format = "#,##0.00;[Red]-#,##0.00"
    block.font.bold = True
    block.font.color = (185, 28, 28)
    block.color = "#E8F0F6"
    block.wrap_text = True
    block.column_width = 24
    sheet["D1:E1"].merge()

    assert block.number_format == "#,##0.00;[Red]-#,##0.00"
    assert (block.font.bold, block.font.color) == (True, (185, 28, 28))
    assert (block.color, block.wrap_text, block.column_width) == ((232, 240, 246), True, 24)
    assert sheet["D1"].merge_area.address == "$D$1:$E$1"
    sheet["A1"].font.bold = False
    assert block.font.bold is None


def test_links_notes_print_area_and_selection(sheet: xw.Sheet) -> None:
    sheet["A1"].add_hyperlink("#Sheet1!B9", "Go")
    sheet["A2"].impl.add_note("says so")
    sheet.page_setup.print_area = "$A$1:$B$9"
    sheet.freeze_panes.freeze_at("1:1")
    sheet["B3"].select()

    assert (sheet["A1"].raw_value, sheet["A1"].hyperlink) == ("Go", "#Sheet1!B9")
    assert there(sheet["A2"].note).text == "says so"
    assert sheet.page_setup.print_area == "$A$1:$B$9"
    assert there(sheet.book.selection).address == "$B$3"


def test_what_is_selected_on_a_tab_is_selected_when_it_comes_back(sheet: xw.Sheet) -> None:
    other = sheet.book.sheets.add("Other")
    sheet.range("A2:B3").select()
    other.impl.activate()
    other.range("C3:D4,F6").select()

    sheet.impl.activate()
    assert there(sheet.book.selection).address == "$A$2:$B$3"
    other.impl.activate()
    assert there(sheet.book.selection).address == "$C$3:$D$4,$F$6"


def test_a_cell_that_a_person_chose_meanwhile_stays_selected(sheet: xw.Sheet) -> None:
    """The person goes to the tab by hand, which Calc does not tell."""
    other = sheet.book.sheets.add("Other")
    sheet.range("A2:B3").select()
    other.impl.activate()
    controller = sheet.book.impl.controller
    controller.setActiveSheet(sheet.impl.api)
    controller.select(sheet.impl.api.getCellRangeByName("D9"))
    controller.setActiveSheet(other.impl.api)

    sheet.impl.activate()

    assert there(sheet.book.selection).address == "$D$9"


def test_a_picture_that_is_selected_is_no_range(sheet: xw.Sheet) -> None:
    document = sheet.book.impl.document
    shape = document.createInstance("com.sun.star.drawing.RectangleShape")
    sheet.impl.api.DrawPage.add(shape)
    sheet.book.impl.controller.select(shape)

    assert sheet.book.selection is None
