"""Files that a command makes: there once the saved workbook tells of them, and never before."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from xlbilling.hosts import file_saving
from xlbilling.model.errors import InputFileError, RefusedError

CONTENT = {"agency.txt": b"one\r\n"}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return where a workbook lies."""
    path = tmp_path / "office.xlsx"
    path.write_bytes(b"book")
    return path


def kept(book: Path, folder: Path | None = None) -> file_saving.Saving:
    note = file_saving.note_of(str(book))
    return file_saving.keep(note, "stamp", folder or book.parent, CONTENT)


def there(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_file_gets_its_name_when_the_workbook_is_saved(book: Path) -> None:
    saving = kept(book)
    assert "agency.txt" not in there(book.parent)

    saving.settle()

    assert (book.parent / "agency.txt").read_bytes() == b"one\r\n"
    assert there(book.parent) == {"office.xlsx", "agency.txt"}


def test_a_file_is_taken_away_when_the_workbook_is_not_saved(book: Path) -> None:
    kept(book).take_back()

    assert there(book.parent) == {"office.xlsx"}


def test_a_persons_file_is_never_written_over(book: Path) -> None:
    own = book.parent / "agency.txt"
    own.write_bytes(b"mine")

    with pytest.raises(RefusedError, match="there is such a file already"):
        kept(book)

    assert own.read_bytes() == b"mine"
    assert there(book.parent) == {"office.xlsx", "agency.txt"}


def test_a_file_that_somebody_makes_meanwhile_stays_and_ours_waits(book: Path) -> None:
    saving = kept(book)
    own = book.parent / "agency.txt"
    own.write_bytes(b"mine")

    with pytest.raises(InputFileError, match="somebody made such a file meanwhile"):
        saving.settle()

    assert own.read_bytes() == b"mine"
    own.unlink()
    assert file_saving.resume(file_saving.note_of(str(book)), lambda _: True) is True
    assert own.read_bytes() == b"one\r\n"


@pytest.mark.parametrize("is_told", [True, False])
def test_what_a_stopped_command_left_follows_the_workbook(book: Path, *, is_told: bool) -> None:
    kept(book)

    done = file_saving.resume(file_saving.note_of(str(book)), lambda _: is_told)

    assert done is is_told
    assert there(book.parent) == {"office.xlsx", *(["agency.txt"] if is_told else [])}
    assert file_saving.resume(file_saving.note_of(str(book)), lambda _: True) is None


def test_another_folder_takes_the_file(book: Path, tmp_path: Path) -> None:
    other = tmp_path / "agency"
    other.mkdir()
    folder = file_saving.folder_for(str(book), str(other))

    kept(book, folder).settle()

    assert there(other) == {"agency.txt"}


def test_a_folder_that_is_none_is_refused(book: Path) -> None:
    with pytest.raises(RefusedError, match="no such folder"):
        file_saving.folder_for(str(book), str(book.parent / "nowhere"))


def test_a_folder_that_takes_nothing_leaves_nothing(book: Path) -> None:
    with pytest.raises(InputFileError, match="cannot be written there"):
        kept(book, book.parent / "gone")

    assert there(book.parent) == {"office.xlsx"}


def test_half_a_note_is_no_obstacle_to_the_next_command(book: Path) -> None:
    """Killed while it wrote the note: no file was begun."""
    note = file_saving.note_of(str(book))
    note.write_bytes(b'{"stamp": "2026')

    assert file_saving.resume(note, lambda _: True) is None

    assert there(book.parent) == {"office.xlsx"}


def test_a_file_on_a_drive_that_is_away_waits_until_it_is_back(book: Path, tmp_path: Path) -> None:
    drive, away = tmp_path / "drive", tmp_path / "away"
    drive.mkdir()
    kept(book, drive)
    drive.rename(away)
    note = file_saving.note_of(str(book))

    with pytest.raises(InputFileError, match="cannot be written"):
        file_saving.resume(note, lambda _: True)

    away.rename(drive)
    assert file_saving.resume(note, lambda _: True) is True
    assert (drive / "agency.txt").read_bytes() == b"one\r\n"


def announced(book: Path) -> file_saving.Saving:
    """Announce a file that is filled once the workbook is written."""
    return file_saving.keep(file_saving.note_of(str(book)), "stamp", book.parent, {}, ("a.pdf",))


def test_a_file_that_is_filled_later_gets_its_name_with_the_workbook(book: Path) -> None:
    saving = announced(book)
    saving.fill(book.parent / "a.pdf", b"%PDF")
    assert "a.pdf" not in there(book.parent)

    saving.settle()

    assert (book.parent / "a.pdf").read_bytes() == b"%PDF"
    assert there(book.parent) == {"office.xlsx", "a.pdf"}


def test_a_file_that_was_never_filled_gets_no_name(book: Path) -> None:
    """Stopped while it printed: the workbook tells of it, and half of it is there."""
    announced(book)
    (book.parent / ".a.pdf.part~").write_bytes(b"%P")

    assert file_saving.resume(file_saving.note_of(str(book)), lambda _: True) is True

    assert there(book.parent) == {"office.xlsx"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_disk_that_takes_no_more_leaves_no_half_file(book: Path) -> None:
    import resource

    saving = announced(book)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        with pytest.raises(InputFileError, match="cannot be written there"):
            saving.fill(book.parent / "a.pdf", b"%PDF" * 10_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    saving.take_back()

    assert there(book.parent) == {"office.xlsx"}
