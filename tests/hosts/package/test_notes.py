"""Notes: written so that others read them; threaded comments stay Excel's."""

import warnings
from pathlib import Path

import openpyxl
import pytest

from tests.hosts.package.books import changed_parts, saved
from xlbilling.hosts.files.package.notes import Note, delete_note, notes_of, set_note
from xlbilling.hosts.files.package.package import Package
from xlbilling.model.errors import BookError


def test_notes_are_read_with_author_and_thread(rich: Path) -> None:
    notes = notes_of(Package.open(rich), "Claims")

    assert notes[2, 1] == Note(2, 1, "checked twice", "Ana")
    assert notes[3, 3].threaded
    assert notes_of(Package.open(rich), "Sums") == {}


@pytest.mark.parametrize("sheet", ["Claims", "Sums"])
def test_a_note_is_added_changed_and_deleted(rich: Path, sheet: str, tmp_path: Path) -> None:
    package = Package.open(rich)
    before = notes_of(package, sheet)

    set_note(package, sheet, Note(4, 2, "first", "Bo"))
    set_note(package, sheet, Note(4, 2, " two\nlines <&>", "Ana"))

    path = saved(package, tmp_path / "n.xlsx")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of what it would lose
        comment = openpyxl.load_workbook(path)[sheet]["B4"].comment
    assert (comment.text, comment.author) == (" two\nlines <&>", "Ana")
    again = Package.open(path)
    assert notes_of(again, sheet) == {**before, (4, 2): Note(4, 2, " two\nlines <&>", "Ana")}
    shapes = [name for name in again.names if name.endswith(".vml")][-1]
    assert again.read(shapes).count(b"<x:Row>3</x:Row>") == 1

    delete_note(again, sheet, 4, 2)

    assert notes_of(again, sheet) == before
    assert b"<x:Row>3</x:Row>" not in again.read(shapes)


def test_deleting_no_note_changes_nothing(rich: Path) -> None:
    package = Package.open(rich)

    delete_note(package, "Claims", 77, 7)

    assert changed_parts(rich.read_bytes(), package.to_bytes()) == set()


def test_a_threaded_comment_is_left_to_excel(rich: Path) -> None:
    package = Package.open(rich)

    with pytest.raises(BookError, match="threaded"):
        set_note(package, "Claims", Note(3, 3, "over it"))
    with pytest.raises(BookError, match="threaded"):
        delete_note(package, "Claims", 3, 3)

    assert changed_parts(rich.read_bytes(), package.to_bytes()) == set()
