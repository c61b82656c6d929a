"""Put a new file in the place of an old one so that nothing can be lost on the way."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Self

from xlbilling.hosts.files.package.backups import (
    back_up,
    passing_file,
    remove_left_overs,
    sync_folder,
)
from xlbilling.hosts.files.package.locking import BookLock, refuse_if_open
from xlbilling.model.errors import BookBusyError, BookChangedError, BookError

_READ_ONLY: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_FULL: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What a file looked like at one moment.

    Attributes:
        size: bytes.
        mtime_ns: time of the last change, nanoseconds since 1970.
        sha256: digest of the whole content, hexadecimal.
    """

    size: int
    mtime_ns: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> Self:
        """Return the stamp of the file as it is now."""
        return cls.of_bytes(path.read_bytes(), path.stat().st_mtime_ns)

    @classmethod
    def of_bytes(cls, data: bytes, mtime_ns: int) -> Self:
        """Return the stamp of content that was just read."""
        return cls(len(data), mtime_ns, hashlib.sha256(data).hexdigest())

    def still_fits(self, path: Path) -> bool:
        """Tell whether the file holds what it held; a mere touch does not count."""
        try:
            if path.stat().st_size != self.size:
                return False
            return hashlib.sha256(path.read_bytes()).hexdigest() == self.sha256
        except FileNotFoundError:
            return False


def safe_replace(
    path: Path,
    write: Callable[[BinaryIO], None],
    *,
    expected: FileStamp | None,
    backup_dir: Path | None,
    lock: BookLock | None = None,
) -> FileStamp:
    """Write the file anew: the old one stays whole until the new one is safely on disk.

    Args:
        path: the file to replace or to make.
        write: writes the content into the open file it is given.
        expected: what the file was when it was read; None for a new file or to skip the check.
        backup_dir: where a dated copy of the old file goes (made if missing); None for no copy.
        lock: the lock held since reading; without it one is held while this runs.

    Returns:
        The new file's stamp.

    Raises:
        BookBusyError: ``BOOK-OPEN`` or ``BOOK-LOCKED``, the file is in use elsewhere.
        BookChangedError: ``BOOK-CHANGED``, it is no longer what was read.
        BookError: ``BOOK-READONLY`` or ``BOOK-WRITE``; the old file is as it was in every case.
    """
    named, path = path, path.resolve()  # a link stays a link
    with _told_plainly(path), ExitStack() as held:
        _refuse_read_only(path)
        refuse_if_open(path, named)
        if lock is None:
            held.enter_context(BookLock(path))
        remove_left_overs(path)
        temporary = _write_beside(path, write)
        held.callback(temporary.unlink, missing_ok=True)
        stamp = FileStamp.of(temporary)
        refuse_if_open(path, named)
        _refuse_changed(path, expected)
        if backup_dir is not None and path.exists():
            back_up(path, backup_dir)
            _refuse_changed(path, expected)  # copying a large book takes its time
        os.replace(temporary, path)  # noqa: PTH105  Path.replace says the same, this is the known name
        sync_folder(path.parent)
    return stamp


def _write_beside(path: Path, write: Callable[[BinaryIO], None]) -> Path:
    handle, temporary = passing_file(path)
    try:
        with os.fdopen(handle, "w+b") as out:
            write(out)
            out.flush()
            os.fsync(out.fileno())
        _copy_permissions(path, temporary)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _copy_permissions(path: Path, temporary: Path) -> None:
    if path.exists():
        shutil.copymode(path, temporary)
        _copy_attributes(path, temporary)
        if hasattr(os, "chown"):
            old = path.stat()
            new = temporary.stat()
            if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
                with _tolerated():
                    os.chown(temporary, old.st_uid, old.st_gid)
    else:
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)


def _copy_attributes(path: Path, temporary: Path) -> None:
    """Keep what else stands on the file where the system has it: access lists, labels."""
    if sys.platform != "linux":
        return
    with suppress(OSError):  # a file system without them
        for name in os.listxattr(path):
            with suppress(OSError):  # some are the system's own to give
                os.setxattr(temporary, name, os.getxattr(path, name))


@contextmanager
def _tolerated() -> Iterator[None]:
    """Let the owner stay ours where the system does not allow to give a file away."""
    try:
        yield
    except PermissionError:
        return


def _refuse_changed(path: Path, expected: FileStamp | None) -> None:
    if expected is not None and not expected.still_fits(path):
        raise BookChangedError(
            f"{path}: was changed by somebody else since it was read; nothing was written",
            id="BOOK-CHANGED",
            fix="run the command again: it will start from the book as it is now",
        )


def _refuse_read_only(path: Path) -> None:
    if path.exists() and not path.stat().st_mode & stat.S_IWUSR:
        raise BookError(
            f"{path}: is marked read-only; nothing was written",
            id="BOOK-READONLY",
            fix="clear the file's read-only mark, or save under another name",
        )
    if not path.parent.is_dir():
        raise BookError(
            f"{path.parent}: there is no such folder; nothing was written",
            id="BOOK-WRITE",
            fix="make the folder first, or save elsewhere",
        )


@contextmanager
def _told_plainly(path: Path) -> Iterator[None]:
    """Turn the system's refusals into one clear line."""
    try:
        yield
    except PermissionError as error:
        if error.filename2 is not None and path.exists():  # Windows: the target is in use
            raise BookBusyError(
                f"{path}: is open in another program; nothing was written",
                id="BOOK-OPEN",
                fix="close the book there and run the command again",
            ) from error
        raise _read_only_folder(path) from error
    except OSError as error:
        if error.errno in _READ_ONLY:
            raise _read_only_folder(path) from error
        full = "the disk is full" if error.errno in _FULL else str(error.strerror or error)
        raise BookError(
            f"{path}: cannot be written ({full}); the old file is as it was",
            id="BOOK-WRITE",
            fix="free some space or choose another folder, then run the command again",
        ) from error


def _read_only_folder(path: Path) -> BookError:
    return BookError(
        f"{path.parent}: nothing may be written in this folder; the book is as it was",
        id="BOOK-READONLY",
        fix="ask for the right to write there, or copy the book to a folder of your own",
    )
