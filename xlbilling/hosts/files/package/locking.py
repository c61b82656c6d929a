"""Who has the book: our own lock file, and the marks that Excel and LibreOffice leave."""

from __future__ import annotations

import getpass
import json
import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from xlbilling.model.errors import BookBusyError


class BookLock:
    """A lock file beside the book, held from reading to replacing.

    A second program that asks for it is refused and told who holds it since when.

    Args:
        path: the book.
    """

    def __init__(self, path: Path) -> None:
        self._book = path
        self.file = path.with_name(f".{path.name}.xlbilling-lock")
        self._held = False

    def acquire(self) -> None:
        """Take the lock; one that a program of this machine left when it died is taken over.

        Raises:
            BookBusyError: ``BOOK-LOCKED``, another program of ours has it, or may have it.
        """
        note = {
            "user": _user(),
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "since": datetime.now(UTC).astimezone().isoformat(timespec="seconds"),
        }
        try:
            handle = os.open(self.file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
        except FileExistsError as error:
            if not self._take_over(note):
                raise self._taken() from error
            self._held = True
            return
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                self._held = _is_still_empty(out.fileno())
                if self._held:
                    json.dump(note, out)
        except BaseException:  # a full disk: a lock without a note tells nobody who has it
            self.release()
            raise
        if not self._held:
            raise self._taken()

    def release(self) -> None:
        """Give the lock back; without a lock held nothing happens."""
        if self._held:
            self.file.unlink(missing_ok=True)
            self._held = False

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()

    def _take_over(self, note: dict[str, object]) -> bool:
        """Write our note over that of a program that is gone; of two that try, one does.

        The file itself stays, under the system's own lock while it is looked at and written, so
        that no third program finds it missing in between.
        """
        if not _is_left(self.file):
            return False
        try:
            with self.file.open("r+", encoding="utf-8") as left:
                if not _is_alone_with(left.fileno(), self.file):
                    return False
                if not _is_left(self.file):
                    return False
                left.truncate(0)
                json.dump(note, left)
        except OSError:
            return False
        return True

    def _taken(self) -> BookBusyError:
        note = _read_note(self.file)
        who = f"{note.get('user', 'somebody')} on {note.get('host', 'an unknown machine')}"
        since = f"since {note.get('since', 'an unknown time')}"
        if _holder_is_gone(note):
            return BookBusyError(
                f"{self._book}: a lock was left by {who} {since}; that program no longer runs",
                id="BOOK-LOCKED",
                fix=f"delete the file {self.file} and run the command again",
            )
        return BookBusyError(
            f"{self._book}: is being worked on by {who} {since}",
            id="BOOK-LOCKED",
            fix=f"wait until it is done; if nothing runs there, delete {self.file}",
        )


def refuse_if_open(path: Path, named: Path | None = None) -> None:
    """Refuse when a spreadsheet program has the book open.

    Args:
        path: the file.
        named: the link it was reached by, if any: programs leave their marks beside that.

    Raises:
        BookBusyError: ``BOOK-OPEN``, naming the mark that says so and how to mend a stale one.
    """
    for one in dict.fromkeys((path, named or path)):
        _refuse_marked(one)
    if path.exists() and _locked_by_system(path):
        raise BookBusyError(
            f"{path}: is locked by another program; nothing was written",
            id="BOOK-OPEN",
            fix="close the book there and run the command again",
        )


def _refuse_marked(path: Path) -> None:
    for mark, program in (
        (path.with_name(f"~${path.name}"), "Excel"),
        (path.with_name(f".~lock.{path.name}#"), "LibreOffice"),
    ):
        if mark.exists():
            raise BookBusyError(
                f"{path}: is open in {program} ({_owner(mark)}); nothing was written",
                id="BOOK-OPEN",
                fix=f"close it there; if nobody has it open, delete the left-over file {mark}",
            )


def _locked_by_system(path: Path) -> bool:
    """Tell whether another program holds the system's own lock on the file."""
    try:
        with path.open("r+b") as book:
            return False if sys.platform == "win32" else _held_on_posix(book.fileno())
    except PermissionError:
        # Windows: Excel denies others to write. Elsewhere: no right to write, told when saving.
        return sys.platform == "win32" and os.access(path, os.W_OK)
    except OSError:
        return False


if sys.platform == "win32":

    def _is_alone_with(handle: int, path: Path) -> bool:  # noqa: ARG001  nothing is taken over there
        """Tell that nothing is taken over where a holder's end cannot be told."""
        return False

    def _is_still_empty(handle: int) -> bool:  # noqa: ARG001  nothing is taken over there
        """Tell that nobody has taken over a lock that was just made."""
        return True

else:
    import fcntl

    def _is_alone_with(handle: int, path: Path) -> bool:
        """Lock an open file until it is closed; False where another has, or it is no longer there.

        Raises:
            OSError: another has it locked, or the file system knows no locks.
        """
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return path.exists() and os.path.samestat(os.fstat(handle), path.stat())

    def _is_still_empty(handle: int) -> bool:
        """Lock a file that was just made until it is closed; False where another takes it over."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # this file system knows no locks, and nobody takes over one
            return True
        return os.fstat(handle).st_size == 0

    def _held_on_posix(handle: int) -> bool:
        for lock in (fcntl.flock, fcntl.lockf):
            try:
                lock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                lock(handle, fcntl.LOCK_UN)
            except BlockingIOError:
                return True
            except PermissionError:  # lockf's other way to say so
                return True
            except OSError:  # this file system knows no locks
                continue
        return False


def _owner(mark: Path) -> str:
    """Return who the mark names; Excel's begins with a length, LibreOffice's is a comma list."""
    try:
        data = mark.read_bytes()
    except OSError:
        return "owner not readable"
    if mark.name.startswith("~$"):
        length = data[0] if data else 0
        name = data[1 : 1 + length].decode("utf-8", "replace").strip("\0 ")
    else:
        fields = data.decode("utf-8", "replace").split(",")
        name = next((one.strip() for one in fields[:2] if one.strip()), "")
    return name or "owner not named"


def _read_note(file: Path) -> dict[str, object]:
    try:
        note = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _is_left(file: Path) -> bool:
    """Tell whether a lock's holder is gone; one that died as it made the lock left no note.

    Whoever makes a lock holds the system's own until its note is written.
    """
    try:
        is_empty = file.stat().st_size == 0
    except OSError:
        return False
    return is_empty or _holder_is_gone(_read_note(file))


def _holder_is_gone(note: dict[str, object]) -> bool:
    """Tell whether the holder ran on this machine and has ended (Windows: cannot be told)."""
    pid = note.get("pid")
    if not isinstance(pid, int) or note.get("host") != socket.gethostname():
        return False
    if sys.platform == "win32" or pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without user names
        return "unknown user"
