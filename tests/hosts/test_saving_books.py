"""Saving: nothing is lost, nothing is overwritten unseen, and a refusal changes nothing."""

import os
from pathlib import Path

import pytest
import xlwings as xw

from tests.hosts.tools import parts
from xlbilling.hosts.files import new_book, open_book
from xlbilling.model.cells import CellError
from xlbilling.model.errors import BookBusyError, BookChangedError, BookError

SHARED = {
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/calcChain.xml",
    "xl/_rels/workbook.xml.rels",
}


def a_book(path: Path, text: str = "old") -> Path:
    """Save a small book and give its path back."""
    with new_book() as made:
        made.sheets[0]["A1"].raw_value = text
        made.save(path)
    return path


def test_what_was_not_touched_stays_part_for_part(rich: Path) -> None:
    before = parts(rich)
    with open_book(rich) as book:
        sheet = book.sheets[0]
        sheet["A200"].raw_value = [["new", 1.0]]
        sheet_part = sheet.impl.state.part
        book.save()
    after = parts(rich)

    assert before.keys() - {"xl/calcChain.xml"} == after.keys()
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= SHARED | {sheet_part}
    assert sheet_part in changed


def test_saving_without_a_change_keeps_every_part(rich: Path) -> None:
    before = parts(rich)
    with open_book(rich) as book:
        for sheet in book.sheets:
            sheet.used_range.raw_value  # noqa: B018  reading must change nothing
        book.save()

    assert parts(rich) == before


def test_a_dated_copy_is_kept_unless_turned_off(path: Path) -> None:
    old = a_book(path).read_bytes()
    with open_book(path) as book:
        book.sheets[0]["A1"].raw_value = "new"
        book.save()
        [copy] = (path.parent / "backups").iterdir()

        assert copy.read_bytes() == old

        book.impl.backup_dir = None
        book.save()

    assert list((path.parent / "backups").iterdir()) == [copy]


def test_a_book_saved_twice_goes_on(path: Path) -> None:
    with open_book(a_book(path)) as book:
        book.sheets[0]["A2"].raw_value = "second"
        book.save()
        book.sheets.add("New")["A1"].raw_value = "third"
        book.save()
    with open_book(path, read_only=True) as book:
        assert book.sheets["Sheet1"]["A1:A2"].raw_value == [["old"], ["second"]]
        assert book.sheets["New"]["A1"].raw_value == "third"


def test_saving_under_another_name_leaves_the_first_file_alone(path: Path) -> None:
    old = a_book(path).read_bytes()
    with open_book(path) as book:
        book.sheets[0]["A1"].raw_value = "new"
        book.save(path.with_name("other.xlsx"))

        assert book.name == "other.xlsx"
    assert path.read_bytes() == old


def test_a_book_that_somebody_changed_is_not_overwritten(path: Path) -> None:
    with open_book(a_book(path)) as book:
        book.sheets[0]["A1"].raw_value = "mine"
        a_book(path.with_name("theirs.xlsx"), "theirs").replace(path)
        theirs = path.read_bytes()
        with pytest.raises(BookChangedError):
            book.save()

        assert path.read_bytes() == theirs


def test_a_second_writer_is_refused_and_a_reader_is_not(path: Path) -> None:
    with open_book(a_book(path)):
        with pytest.raises(BookBusyError):
            open_book(path)
        with open_book(path, read_only=True) as book:
            assert book.sheets[0]["A1"].raw_value == "old"
    with open_book(path) as book:
        assert book.sheets[0]["A1"].raw_value == "old"


def test_a_book_opened_for_reading_is_not_saved_under_its_name(path: Path) -> None:
    old = a_book(path).read_bytes()
    with open_book(path, read_only=True) as book:
        book.sheets[0]["A1"].raw_value = "new"
        with pytest.raises(BookError, match="for reading only"):
            book.save()

    assert path.read_bytes() == old


def test_a_refused_save_can_be_tried_again(path: Path) -> None:
    with open_book(a_book(path)) as book:
        book.sheets[0]["A1"].raw_value = "new"
        mark = path.with_name(f"~${path.name}")
        mark.write_bytes(b"\x03Ana")
        with pytest.raises(BookBusyError, match="Ana"):
            book.save()
        mark.unlink()
        book.save()
    with open_book(path, read_only=True) as book:
        assert book.sheets[0]["A1"].raw_value == "new"


@pytest.mark.parametrize("name", ["office.xls", "office", "office.csv"])
def test_an_ending_that_does_not_fit_is_refused(book: xw.Book, tmp_path: Path, name: str) -> None:
    with pytest.raises(BookError, match="cannot be saved as"):
        book.save(tmp_path / name)

    assert list(tmp_path.iterdir()) == []


def test_a_password_is_refused(book: xw.Book, path: Path) -> None:
    with pytest.raises(ValueError, match="password"):
        book.save(path, password="x")

    assert not path.exists()


def test_a_book_may_be_macro_enabled(book: xw.Book, path: Path) -> None:
    book.save(path.with_suffix(".xlsm"))

    assert b"macroEnabled.main" in parts(path.with_suffix(".xlsm"))["[Content_Types].xml"]


def test_a_truncated_file_is_refused_with_one_clear_line_and_leaves_no_lock(path: Path) -> None:
    path.write_bytes(a_book(path).read_bytes()[:2000])
    with pytest.raises(BookError) as told:
        open_book(path)

    assert told.value.id == "BOOK-UNREADABLE"
    assert "\n" not in told.value.message
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_closing_gives_the_lock_back(path: Path) -> None:
    with open_book(a_book(path)):
        assert len(os.listdir(path.parent)) == 2  # noqa: PTH208  hidden files count

    assert os.listdir(path.parent) == [path.name]  # noqa: PTH208  hidden files count


def test_writing_what_stands_there_already_changes_no_part(path: Path) -> None:
    a_book(path)
    before = parts(path)
    with open_book(path) as book:
        book.sheets[0]["A1"].raw_value = "old"
        book.save()

    assert parts(path) == before


def test_truth_is_no_one_and_an_error_is_no_text(path: Path) -> None:
    with new_book() as made:
        made.sheets[0]["A1"].raw_value = [[1.0], ["#N/A"]]
        made.save(path)
    with open_book(path) as book:
        book.sheets[0]["A1"].raw_value = [[True], [CellError("#N/A")]]
        book.save()
    with open_book(path, read_only=True) as book:
        values = [row[0] for row in book.sheets[0]["A1:A2"].raw_value]

    assert [type(value) for value in values] == [bool, CellError]


def test_a_formula_over_its_own_value_is_saved(path: Path) -> None:
    with new_book() as made:
        made.sheets[0]["A1"].raw_value = 2.0
        made.save(path)
    with open_book(path) as book:
        book.sheets[0]["A1"].impl.set_formulas([["=1+1"]], [[2.0]])
        book.save()
    with open_book(path, read_only=True) as book:
        assert book.sheets[0]["A1"].formula == "=1+1"
