"""What a person put in, around and below a table stays: notes, totals, formulas, merged cells."""

from pathlib import Path

import pandas as pd
import pytest
import xlwings as xw

from xlbilling.book import known, names, reading, writing
from xlbilling.book.binding import bind
from xlbilling.hosts import files
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.errors import BookError
from xlbilling.model.plan import Append, Rewrite, SetColumn

TWO: list[dict[str, object]] = [{"claim_id": "C1", "line": "1"}, {"claim_id": "C2", "line": "1"}]


def claims(*records: dict[str, object]) -> pd.DataFrame:
    return frames.from_records(BY_NAME["claims"], records).frame


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    """The Claims sheet with two rows in its table: rows 2 and 3."""
    writing.append(book, Append("claims", claims(*TWO)))
    return book.sheets["Claims"]


def refused(book: xw.Book) -> BookError:
    """Append a row, which must not work and must change nothing."""
    bound = bind(book, BY_NAME["claims"])
    before = bound.sheet.range("A1:AX9").formula
    with pytest.raises(BookError) as caught:
        writing.append(book, Append("claims", claims({"claim_id": "C3", "line": "1"})))
    assert bound.sheet.range("A1:AX9").formula == before
    assert bind(book, BY_NAME["claims"]).last_row == bound.last_row
    return caught.value


@pytest.mark.parametrize("what", ["a note", 0.0, "=COUNTA(A2:A3)"])
def test_cells_below_a_table_are_never_written_over(
    book: xw.Book, sheet: xw.Sheet, what: object
) -> None:
    sheet["B4"].value = what

    error = refused(book)

    assert error.id == "BOOK-ROOM"
    assert "Claims!B4" in error.message


def test_cells_beside_and_further_below_do_not_hinder(book: xw.Book, sheet: xw.Sheet) -> None:
    sheet["A9"].raw_value = "far below"
    sheet["CA4"].raw_value = "beside"

    writing.append(book, Append("claims", claims({"claim_id": "C3", "line": "1"})))

    assert [sheet["A4"].raw_value, sheet["A9"].raw_value] == ["C3", "far below"]
    assert sheet["CA4"].raw_value == "beside"


def test_merged_cells_below_a_table_hide_no_new_row(book: xw.Book, sheet: xw.Sheet) -> None:
    sheet["B4:C6"].merge()

    assert "merged" in refused(book).message


def test_merged_cells_hide_no_row_that_a_command_adds_to_what_it_has_read(
    book: xw.Book, sheet: xw.Sheet
) -> None:
    sheet["B4:C4"].merge()

    with known.kept(book):
        reading.read(book, ["claims"])
        told = refused(book).message

    assert "merged" in told


def test_a_totals_row_is_no_data_and_stays(book: xw.Book, sheet: xw.Sheet) -> None:
    bind(book, BY_NAME["claims"]).list_object.show_totals = True

    assert sheet["A4"].raw_value == "Total"
    assert reading.read(book, ["claims"]).frame("claims")["claim_id"].tolist() == ["C1", "C2"]
    assert "totals row" in refused(book).message


def test_setting_a_column_leaves_the_formulas_between(book: xw.Book, sheet: xw.Sheet) -> None:
    writing.append(book, Append("claims", claims({"claim_id": "C3", "line": "1"})))
    place = bind(book, BY_NAME["claims"]).places["status"]
    sheet.range((3, place)).formula = '=IF(A3="","","READY")'

    statuses = pd.Series(["HOLD", "BILLED"], index=[2, 4])
    writing.set_column(book, SetColumn("claims", "status", statuses))

    block = sheet.range((2, place), (4, place))
    assert [row[0] for row in block.formula] == ["HOLD", '=IF(A3="","","READY")', "BILLED"]


def test_a_row_that_is_set_takes_the_value_in_place_of_its_formula(
    book: xw.Book, sheet: xw.Sheet
) -> None:
    place = bind(book, BY_NAME["claims"]).places["status"]
    sheet.range((2, place)).formula = '="READY"'

    writing.set_column(book, SetColumn("claims", "status", pd.Series(["HOLD"], index=[2])))

    assert sheet.range((2, place)).formula == "HOLD"


def exclusions(*ids: str) -> pd.DataFrame:
    table = BY_NAME["exclusions"]
    records = [dict.fromkeys(table.key, each) for each in ids]
    return frames.from_records(table, records).frame


def test_a_persons_formulas_follow_the_key_when_a_table_is_rewritten(
    book: xw.Book, path: Path
) -> None:
    writing.rewrite(book, Rewrite("exclusions", exclusions("E1", "E2", "E3")))
    bound = bind(book, BY_NAME["exclusions"])
    mine = bound.last_column + 1
    bound.sheet.range((1, mine)).raw_value = "Mine"
    bound.list_object.resize(bound.sheet.range((1, 1), (4, mine)))
    bound.sheet.range((2, mine), (4, mine)).formula = [["=LEN(A2)"], ["keep"], ["=LEN(A4)+1"]]

    writing.rewrite(book, Rewrite("exclusions", exclusions("E3", "E2", "E0", "E1")))
    book.save()

    with files.open_book(path, read_only=True) as again:
        block = bind(again, BY_NAME["exclusions"]).sheet.range((2, mine), (5, mine))
        assert [row[0] for row in block.formula] == ["=LEN(A2)+1", "keep", "", "=LEN(A5)"]


def test_a_row_whose_formula_looks_far_up_may_rise_to_the_top(book: xw.Book) -> None:
    """A lookup's range off the sheet would stop the command; it stays, the row's own cell moves."""
    writing.rewrite(book, Rewrite("exclusions", exclusions("E1", "E2", "E3")))
    bound = bind(book, BY_NAME["exclusions"])
    mine = bound.last_column + 1
    bound.sheet.range((1, mine)).raw_value = "Mine"
    bound.list_object.resize(bound.sheet.range((1, 1), (4, mine)))
    bound.sheet.range((4, mine)).formula = "=VLOOKUP(A4,Rates!A2:B9,2,0)&A1"

    writing.rewrite(book, Rewrite("exclusions", exclusions("E3", "E1")))

    assert bound.sheet.range((2, mine)).formula == "=VLOOKUP(A2,Rates!A2:B9,2,0)&A1"


def test_a_name_whose_cell_is_gone_is_told_with_its_mend(book: xw.Book) -> None:
    [name] = [each for each in book.names if each.name == names.REVISION]
    name.refers_to = "=#REF!"

    with pytest.raises(BookError, match="xlb_rev") as caught:
        names.raise_revision(book)

    assert caught.value.id == "BOOK-NAME"
