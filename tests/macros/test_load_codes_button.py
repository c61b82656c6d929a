"""The button "Load codes" on an open workbook does what the command does."""

from pathlib import Path

from tests.codesets import made
from tests.live_books import OpenBook
from xlbilling import run
from xlbilling.book import reading
from xlbilling.macros.load_codes import load_codes
from xlbilling.template import workbook


def test_a_code_file_is_stored_beside_the_open_book_and_shown_on_its_sheet(
    tmp_path: Path, open_book: OpenBook
) -> None:
    path = tmp_path / "office.xlsx"
    path.write_bytes(workbook.workbook_bytes())
    file = tmp_path / "mue.zip"
    file.write_bytes(made.zip_of({made.MUE_NAME: made.MUE_TEXT}))
    with open_book(path) as book:
        outcome = load_codes(book, [file])
        shown = reading.read(book, ["code_tables"]).frame("code_tables").set_index("set")
        found = run.code_sets(book, ("ncci-mue", "ncci-ptp"))

        assert outcome is not None
        assert book.app.status_bar == "ncci-mue 2026 Q1: 3 codes loaded"

    assert shown.loc["ncci-mue", "version"] == "2026 Q1"
    assert list(found) == ["ncci-mue"]
    assert (tmp_path / "xlbilling-codes" / "ncci-mue.codes").is_file()


def test_a_wrong_file_is_one_line_in_the_status_bar_and_nothing_is_stored(
    tmp_path: Path, open_book: OpenBook
) -> None:
    path = tmp_path / "office.xlsx"
    path.write_bytes(workbook.workbook_bytes())
    file = tmp_path / "letter.txt"
    file.write_bytes(b"Dear office,\n")
    with open_book(path) as book:
        outcome = load_codes(book, [file])

        assert outcome is None
        assert str(book.app.status_bar).startswith("letter.txt: no code file that is known - ")

    assert not (tmp_path / "xlbilling-codes").exists()
