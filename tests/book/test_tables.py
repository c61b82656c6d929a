"""Reading and writing tables of a real workbook file, whatever people did to its columns."""

from pathlib import Path

import pandas as pd
import pytest
import xlwings as xw

from tests.support import Rows, day
from xlbilling.book import reading, writing
from xlbilling.book.binding import LAST_ROW_OF_SHEET, bind
from xlbilling.hosts import files
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME, TABLES
from xlbilling.model.cells import CellError
from xlbilling.model.errors import BookError
from xlbilling.model.plan import Append, Rewrite, SetColumn

ROWS = [
    {"claim_id": "C1", "line": "1", "code": "00100", "charge": 120.5, "dos_from": day("2026-01-05")},
    {"claim_id": "C2", "line": "1", "code": "99213", "charge": 80.0, "dos_from": day("2026-01-06")},
]  # fmt: skip


def claims(rows: Rows = ROWS) -> pd.DataFrame:
    return frames.from_records(BY_NAME["claims"], rows).frame


def read_claims(book: xw.Book) -> pd.DataFrame:
    return reading.read(book, ["claims"]).frame("claims")


def test_every_declared_table_and_column_is_in_a_fresh_workbook(book: xw.Book) -> None:
    for table in TABLES:
        bound = bind(book, table)

        assert bound.missing == ()
        assert bound.sheet.name == table.sheet


def test_appended_rows_come_back_as_they_went_in_and_survive_saving(
    book: xw.Book, path: Path
) -> None:
    writing.append(book, Append("claims", claims()))
    before = read_claims(book)
    book.save()

    with files.open_book(path, read_only=True) as again:
        after = read_claims(again)
        codes = bind(again, BY_NAME["claims"]).sheet.range("T2:T3").number_format
    assert before.equals(after)
    assert after["code"].tolist() == ["00100", "99213"]
    assert after["charge_cents"].tolist() == [12050, 8000]
    assert after.index.tolist() == [2, 3]
    assert codes in {"@", None}


def test_more_rows_stand_below_the_first_ones_and_the_table_grows(book: xw.Book) -> None:
    writing.append(book, Append("claims", claims()))
    writing.append(book, Append("claims", claims([{"claim_id": "C3", "line": "1"}])))

    assert read_claims(book)["claim_id"].tolist() == ["C1", "C2", "C3"]
    assert bind(book, BY_NAME["claims"]).last_row == 4


def test_rows_beyond_the_end_of_the_sheet_are_refused_in_one_line(book: xw.Book) -> None:
    before = read_claims(book)

    with pytest.raises(
        BookError, match="end in row 1048577; a sheet ends in row 1048576"
    ) as caught:
        writing.append(book, Append("claims", claims()), at=LAST_ROW_OF_SHEET)

    assert caught.value.id == "BOOK-FULL"
    pd.testing.assert_frame_equal(read_claims(book), before)


def test_a_column_that_a_person_added_is_never_touched(book: xw.Book) -> None:
    sheet = book.sheets["Claims"]
    bound = bind(book, BY_NAME["claims"])
    place = bound.last_column + 1
    sheet.range((1, place)).value = "My mark"
    bound.list_object.resize(sheet.range((1, 1), (2, place)))
    writing.append(book, Append("claims", claims()))
    sheet.range((3, place)).value = "mine"

    writing.append(book, Append("claims", claims([{"claim_id": "C3", "line": "1"}])))

    assert sheet.range((3, place)).value == "mine"
    assert sheet.range((4, place)).value is None
    assert len(read_claims(book)) == 3


def test_columns_are_found_wherever_they_were_moved(book: xw.Book) -> None:
    sheet = book.sheets["Claims"]
    charge, units = (bind(book, BY_NAME["claims"]).places[name] for name in ("charge", "units"))
    sheet.range((1, charge)).value, sheet.range((1, units)).value = "Units", "CHARGE "

    writing.append(book, Append("claims", claims()))

    assert read_claims(book)["charge_cents"].tolist() == [12050, 8000]
    assert sheet.range((2, units)).value == 120.5


def test_a_renamed_column_is_told_with_the_nearest_header(book: xw.Book) -> None:
    place = bind(book, BY_NAME["claims"]).places["charge"]
    book.sheets["Claims"].range((1, place)).value = "Charge Amount"

    with pytest.raises(BookError, match="no column 'Charge' \\(is 'Charge Amount' meant"):
        reading.read(book, ["claims"])


def test_the_only_strange_header_is_offered_for_the_only_missing_one(book: xw.Book) -> None:
    place = bind(book, BY_NAME["claims"]).places["charge"]
    book.sheets["Claims"].range((1, place)).value = "Fee"

    with pytest.raises(BookError, match="is 'Fee' meant"):
        reading.read(book, ["claims"])


def test_a_workbook_without_our_tables_is_told(tmp_path: Path) -> None:
    made = files.new_book()
    made.save(str(tmp_path / "other.xlsx"))

    with pytest.raises(BookError, match="not a billing workbook"):
        reading.read(made, ["claims"])
    made.close()


def test_a_table_is_found_on_a_renamed_sheet(book: xw.Book) -> None:
    writing.append(book, Append("claims", claims()))
    book.sheets["Claims"].name = "Claims 2026"

    assert len(read_claims(book)) == 2


def test_an_error_cell_in_an_amount_is_a_finding_with_its_address(book: xw.Book) -> None:
    writing.append(book, Append("claims", claims()))
    bound = bind(book, BY_NAME["claims"])
    bound.sheet.range((3, bound.places["charge"])).raw_value = CellError("#REF!")

    data = reading.read(book, ["claims"])["claims"]

    assert [finding.id for finding in data.findings] == ["CELL-MONEY"]
    assert data.findings[0].where == data.where("charge", 3)
    assert data.frame["charge_cents"].isna().tolist() == [False, True]


def test_a_blank_row_between_is_no_row(book: xw.Book) -> None:
    writing.append(book, Append("claims", claims()))
    book.sheets["Claims"].range("A2:AW2").clear_contents()

    assert read_claims(book).index.tolist() == [3]


def test_a_row_typed_right_below_a_table_is_told_since_it_is_not_read(book: xw.Book) -> None:
    """LibreOffice lets no table grow by typing below it."""
    writing.append(book, Append("claims", claims()))
    book.sheets["Claims"].range("A4").value = "C3"

    data = reading.read(book, ["claims"])["claims"]

    assert len(data.frame) == 2
    assert [(one.id, one.where) for one in data.findings] == [("TABLE-BELOW", "Claims!4:4")]


def test_setting_a_column_changes_the_rows_named_and_no_other(book: xw.Book) -> None:
    rows = [{"claim_id": f"C{n}", "line": "1", "note": f"n{n}"} for n in range(1, 6)]
    writing.append(book, Append("claims", claims(rows)))

    new = pd.Series(["x", "y"], index=[3, 5], dtype=object)
    writing.set_column(book, SetColumn("claims", "note", new))

    assert read_claims(book)["note"].tolist() == ["n1", "x", "n3", "y", "n5"]


def findings(*keys: str) -> pd.DataFrame:
    rows = [{"key": key, "edit": "CV-001", "severity": "E", "owner": f"o{key}"} for key in keys]
    return frames.from_records(BY_NAME["findings"], rows).frame


def test_a_rewritten_table_holds_the_new_rows_only(book: xw.Book) -> None:
    writing.rewrite(book, Rewrite("findings", findings("a", "b", "c")))
    writing.rewrite(book, Rewrite("findings", findings("d")))
    table = bind(book, BY_NAME["findings"])

    frame = reading.read_table(table).frame

    assert frame["key"].tolist() == ["d"]
    assert table.last_row == 2
    assert book.sheets["Findings"].range("A3").value is None


def test_a_persons_column_follows_the_key_when_a_table_is_rewritten(book: xw.Book) -> None:
    sheet = book.sheets["Findings"]
    writing.rewrite(book, Rewrite("findings", findings("a", "b")))
    bound = bind(book, BY_NAME["findings"])
    place = bound.last_column + 1
    sheet.range((1, place)).value = "Team"
    bound.list_object.resize(sheet.range((1, 1), (3, place)))
    sheet.range((2, place)).value, sheet.range((3, place)).value = "team a", "team b"

    writing.rewrite(book, Rewrite("findings", findings("c", "b")))

    assert [sheet.range((row, place)).value for row in (2, 3)] == [None, "team b"]
