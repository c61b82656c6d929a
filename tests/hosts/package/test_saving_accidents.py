"""What a full disk, a kill or a link may do to a save: no half copies, no locks for ever."""

import os
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import pytest

from xlbilling.hosts.files.package.locking import BookLock
from xlbilling.hosts.files.package.saving import safe_replace
from xlbilling.model.errors import BookBusyError

OLD = b"the old book" * 100_000


def write_new(out: BinaryIO) -> None:
    out.write(b"the new book")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "office.xlsx"
    path.write_bytes(OLD)
    return path


def run_with_small_files(script: str, book: Path, most: int) -> int:
    """Run a script that may write at most so many bytes into one file: a disk that fills up."""
    limit = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from xlbilling.hosts.files.package.saving import safe_replace\n"
        "from xlbilling.hosts.files.package.locking import BookLock\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))\n"
        "book = Path(sys.argv[1])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", limit + script, str(book)], check=False, capture_output=True
    )
    return done.returncode


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_disk_that_fills_up_leaves_no_half_backup(book: Path) -> None:
    script = (
        "safe_replace(book, lambda out: out.write(b'new'), expected=None,"
        " backup_dir=book.parent / 'backups')\n"
    )

    assert run_with_small_files(script, book, 5000) != 0

    assert book.read_bytes() == OLD
    assert list((book.parent / "backups").iterdir()) == []
    assert {one.name for one in book.parent.iterdir()} == {"office.xlsx", "backups"}


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_lock_that_cannot_be_written_does_not_stay(book: Path) -> None:
    assert run_with_small_files("BookLock(book).acquire()\n", book, 0) != 0

    assert list(book.parent.iterdir()) == [book]


def test_the_next_save_removes_what_a_killed_one_left(book: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path\n"
        "from xlbilling.hosts.files.package.saving import safe_replace\n"
        "def die(out): out.write(b'half'); out.flush(); os._exit(9)\n"
        "safe_replace(Path(sys.argv[1]), die, expected=None, backup_dir=None)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(book)], check=False)
    stranger = book.with_name(".office.xlsx.notes.xlbilling-tmp")
    stranger.write_bytes(b"somebody's own")
    assert done.returncode == 9
    assert len(list(book.parent.iterdir())) == 4  # the book, the stranger, the lock, the half file

    if sys.platform == "win32":  # where it cannot be told that a program has ended
        BookLock(book).file.unlink()
    safe_replace(book, write_new, expected=None, backup_dir=None)

    assert set(book.parent.iterdir()) == {book, stranger}


def test_a_mark_beside_the_link_that_was_given_is_seen(book: Path, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    link = folder / "link.xlsx"
    link.symlink_to(book)
    (folder / ".~lock.link.xlsx#").write_text(",Ann,desk,;", encoding="utf-8")

    with pytest.raises(BookBusyError, match="LibreOffice") as caught:
        safe_replace(link, write_new, expected=None, backup_dir=None)

    assert caught.value.id == "BOOK-OPEN"
    assert book.read_bytes() == OLD


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux' attributes of files")
def test_rights_and_attributes_of_the_old_file_stay(book: Path) -> None:
    book.chmod(0o640)
    try:
        os.setxattr(book, "user.office", b"front desk")
    except OSError:
        pytest.skip("this file system keeps no attributes")

    safe_replace(book, write_new, expected=None, backup_dir=None)

    assert os.getxattr(book, "user.office") == b"front desk"
    assert book.stat().st_mode & 0o777 == 0o640
