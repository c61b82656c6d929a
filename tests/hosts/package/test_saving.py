"""Saving: the old book is whole until the new one is, whatever happens in between."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest

from xlbilling.hosts.files.package.locking import BookLock
from xlbilling.hosts.files.package.saving import FileStamp, safe_replace
from xlbilling.model.errors import BillingError, BookBusyError, BookChangedError, BookError

OLD = b"the old book"
NEW = b"the new book, somewhat longer"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "office.xlsx"
    path.write_bytes(OLD)
    return path


def write_new(out: BinaryIO) -> None:
    out.write(NEW)


@contextmanager
def nothing_changes(book: Path) -> Iterator[None]:
    """The book's bytes and the folder's files must be the same afterwards."""
    before = {one.name: one.read_bytes() for one in book.parent.iterdir()}
    yield
    assert {one.name: one.read_bytes() for one in book.parent.iterdir()} == before


def refusal(book: Path, kind: type[BillingError], **given: object) -> BillingError:
    """Return the error of saving now; nothing may change."""
    with nothing_changes(book), pytest.raises(kind) as caught:
        safe_replace(book, write_new, expected=None, backup_dir=None, **given)  # type: ignore[arg-type]
    return caught.value


def test_the_new_book_takes_the_old_one_s_place(book: Path) -> None:
    book.chmod(0o640)

    stamp = safe_replace(book, write_new, expected=FileStamp.of(book), backup_dir=None)

    assert book.read_bytes() == NEW
    assert stamp.still_fits(book)
    assert stamp == FileStamp.of(book)
    assert book.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in book.parent.iterdir()] == ["office.xlsx"]


def test_a_new_file_is_made_where_there_was_none(tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"

    safe_replace(path, write_new, expected=None, backup_dir=tmp_path / "backups")

    assert path.read_bytes() == NEW
    assert not (tmp_path / "backups").exists()


def test_a_link_stays_a_link(book: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.xlsx"
    link.symlink_to(book)

    safe_replace(link, write_new, expected=None, backup_dir=None)

    assert link.is_symlink()
    assert book.read_bytes() == NEW


def test_backups_are_dated_and_never_overwritten(book: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"

    for number in range(3):
        book.write_bytes(OLD + str(number).encode())
        safe_replace(book, write_new, expected=FileStamp.of(book), backup_dir=folder)

    copies = sorted(folder.iterdir())
    assert sorted(one.read_bytes() for one in copies) == [OLD + b"0", OLD + b"1", OLD + b"2"]
    assert all(one.name.startswith("office.20") and one.suffix == ".xlsx" for one in copies)


def test_a_failure_while_writing_leaves_everything_as_it_was(book: Path) -> None:
    def fail(out: BinaryIO) -> None:
        out.write(b"half a bo")
        out.flush()
        raise RuntimeError("power is gone")

    with nothing_changes(book), pytest.raises(RuntimeError, match="power"):
        safe_replace(book, fail, expected=FileStamp.of(book), backup_dir=book.parent / "backups")


def test_a_killed_program_leaves_the_book_whole(book: Path) -> None:
    """The process dies inside the write: no finally runs, the book must still be the old one."""
    script = (
        "import os, sys; from pathlib import Path\n"
        "from xlbilling.hosts.files.package.saving import safe_replace\n"
        "def die(out): out.write(b'half'); out.flush(); os._exit(9)\n"
        "safe_replace(Path(sys.argv[1]), die, expected=None, backup_dir=None)\n"
    )

    done = subprocess.run([sys.executable, "-c", script, str(book)], check=False, cwd=Path.cwd())

    assert done.returncode == 9
    assert book.read_bytes() == OLD
    lock = BookLock(book)
    assert lock.file.exists()
    if sys.platform == "win32":  # where it cannot be told that a program has ended
        lock.file.unlink()
    safe_replace(book, write_new, expected=None, backup_dir=None)
    assert book.read_bytes() == NEW
    assert not lock.file.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a program's end cannot be told there")
def test_a_dead_programs_lock_is_taken_over_by_one_program_only(book: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path\n"
        "from xlbilling.hosts.files.package.locking import BookLock\n"
        "BookLock(Path(sys.argv[1])).acquire(); os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(book)], check=False, cwd=Path.cwd())
    first = BookLock(book)

    with first, pytest.raises(BookBusyError, match="is being worked on"):
        BookLock(book).acquire()

    assert not first.file.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a program's end cannot be told there")
def test_a_lock_of_a_program_that_died_as_it_made_it_is_taken_over(book: Path) -> None:
    """It left no note: killed between making the file and writing into it."""
    lock = BookLock(book)
    lock.file.touch()

    with lock, pytest.raises(BookBusyError, match="is being worked on"):
        BookLock(book).acquire()

    assert not lock.file.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a program's end cannot be told there")
def test_a_lock_that_is_being_made_is_not_taken_over(book: Path) -> None:
    import fcntl

    lock = BookLock(book)
    with lock.file.open("w", encoding="utf-8") as made:
        fcntl.flock(made, fcntl.LOCK_EX)
        with pytest.raises(BookBusyError, match="is being worked on"):
            lock.acquire()

        assert lock.file.read_text("utf-8") == ""
    assert lock.file.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a program's end cannot be told there")
def test_of_many_that_ask_for_an_empty_lock_one_has_it(book: Path) -> None:
    """Each round begins without a file, or with an empty one that nobody holds."""
    had: list[int] = []
    for round_ in range(40):
        locks = [BookLock(book) for _ in range(4)]
        if round_ % 2:
            locks[0].file.touch()
        begin = threading.Barrier(len(locks))

        def ask(lock: BookLock, begin: threading.Barrier = begin) -> bool:
            begin.wait()
            try:
                lock.acquire()
            except BookBusyError:
                return False
            return True

        with ThreadPoolExecutor(len(locks)) as pool:
            had.append(list(pool.map(ask, locks)).count(True))
        for lock in locks:
            lock.release()
        assert not locks[0].file.exists()

    assert set(had) == {1}


def test_a_lock_left_on_another_machine_is_not_taken_over(book: Path) -> None:
    lock = BookLock(book)
    lock.file.write_text('{"user": "ann", "host": "front-desk", "pid": 1}', encoding="utf-8")

    with pytest.raises(BookBusyError) as caught:
        lock.acquire()

    assert "ann on front-desk" in caught.value.message
    assert str(lock.file) in caught.value.fix


def test_a_book_that_somebody_else_changed_is_not_overwritten(book: Path) -> None:
    read = FileStamp.of(book)
    book.write_bytes(b"the OLD book")  # same length, other content

    with nothing_changes(book), pytest.raises(BookChangedError) as caught:
        safe_replace(book, write_new, expected=read, backup_dir=None)

    assert caught.value.id == "BOOK-CHANGED"


def test_a_book_changed_while_we_write_is_not_overwritten(book: Path) -> None:
    def meddle(out: BinaryIO) -> None:
        out.write(NEW)
        book.write_bytes(b"somebody was quicker")

    with pytest.raises(BookChangedError):
        safe_replace(book, meddle, expected=FileStamp.of(book), backup_dir=None)

    assert book.read_bytes() == b"somebody was quicker"
    assert [one.name for one in book.parent.iterdir()] == ["office.xlsx"]


def test_a_mere_touch_is_no_change(book: Path) -> None:
    read = FileStamp.of(book)
    os.utime(book, (1, 1))

    safe_replace(book, write_new, expected=read, backup_dir=None)

    assert book.read_bytes() == NEW


@pytest.mark.parametrize(
    ("mark", "content", "owner"),
    [
        ("~$office.xlsx", b"\x03Ana" + b" " * 50, "Ana"),
        ("~$office.xlsx", b"", "owner not named"),
        (".~lock.office.xlsx#", b",ana,desk,05.01.2026 10:00,file:///x;", "ana"),
    ],
)
def test_a_book_open_in_a_spreadsheet_is_refused_and_the_mark_named(
    book: Path, mark: str, content: bytes, owner: str
) -> None:
    (book.parent / mark).write_bytes(content)

    error = refusal(book, BookBusyError)

    assert error.id == "BOOK-OPEN"
    assert owner in error.message
    assert mark in error.fix


@pytest.mark.skipif(sys.platform == "win32", reason="Windows locks by opening")
@pytest.mark.parametrize("lock", ["flock", "lockf"])
def test_a_book_locked_by_another_program_is_refused(book: Path, lock: str) -> None:
    script = (
        f"import fcntl, sys; f = open(sys.argv[1], 'r+b'); fcntl.{lock}(f, fcntl.LOCK_EX)\n"
        "print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(book)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"

        assert refusal(book, BookBusyError).id == "BOOK-OPEN"

        holder.communicate(b"")
    safe_replace(book, write_new, expected=None, backup_dir=None)


def test_a_second_program_of_ours_is_told_who_works_on_the_book(book: Path) -> None:
    with BookLock(book) as held:
        note = json.loads(held.file.read_text(encoding="utf-8"))
        error = refusal(book, BookBusyError)

        assert error.id == "BOOK-LOCKED"
        assert socket.gethostname() in error.message
        assert note["since"] in error.message
        safe_replace(book, write_new, expected=None, backup_dir=None, lock=held)

    assert not held.file.exists()
    assert book.read_bytes() == NEW


def test_a_damaged_lock_file_is_refused_and_named(book: Path) -> None:
    lock = BookLock(book)
    lock.file.write_bytes(b"\xff\xfe not json")

    assert str(lock.file) in refusal(book, BookBusyError).fix


def test_a_book_marked_read_only_is_refused(book: Path) -> None:
    book.chmod(0o444)

    assert refusal(book, BookError).id == "BOOK-READONLY"


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="needs Linux' read-only /sys")
def test_a_folder_that_takes_no_files_is_refused() -> None:
    """/sys takes no files from anybody, not even from an administrator."""
    before = sorted(Path("/sys/kernel").iterdir())

    with pytest.raises(BookError) as caught:
        safe_replace(Path("/sys/kernel/office.xlsx"), write_new, expected=None, backup_dir=None)

    assert caught.value.id == "BOOK-READONLY"
    assert sorted(Path("/sys/kernel").iterdir()) == before


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="no such folder"):
        safe_replace(tmp_path / "none" / "b.xlsx", write_new, expected=None, backup_dir=None)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux' /dev/full")
def test_a_full_disk_leaves_the_book_as_it_was(book: Path) -> None:
    def fill(_: BinaryIO) -> None:
        with Path("/dev/full").open("wb", buffering=0) as full:
            full.write(NEW)

    with nothing_changes(book), pytest.raises(BookError, match="disk is full") as caught:
        safe_replace(book, fill, expected=None, backup_dir=None)

    assert caught.value.id == "BOOK-WRITE"
