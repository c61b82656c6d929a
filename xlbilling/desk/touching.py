"""Files written whole or not at all, and what is told when the system refuses one."""

from __future__ import annotations

import errno
import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from xlbilling.model.errors import BillingError, BookBusyError, BookError, RefusedError

_WAITS: Final = (0.1, 0.3, 0.6)
"""Seconds between trials: a scanner reads a file in less, and a person hardly notices."""

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


def digest(content: bytes) -> str:
    """Return the SHA-256 of a file's bytes."""
    return hashlib.sha256(content).hexdigest()


def replace(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all.

    Raises:
        BookBusyError: another program has it open.
        BookError: the disk is full, or does not take it.
    """
    new = beside(path)
    with telling(path, always=True):
        try:
            new.write_bytes(content)
            _patiently(lambda: new.replace(path))
        finally:
            if new.is_file():
                new.unlink()


def move(source: Path, target: Path) -> None:
    """Give a file or folder another name; a virus scanner that still reads it is waited for.

    Raises:
        OSError: it is in use for longer than that, or the system refuses it.
    """
    _patiently(lambda: source.rename(target))


def _patiently(act: Callable[[], object]) -> None:
    """Do something that Windows refuses while a virus scanner reads what was just written."""
    for seconds in _WAITS:
        try:
            act()
        except PermissionError:
            time.sleep(seconds)
        else:
            return
    act()


def beside(path: Path) -> Path:
    """Return where a file is written before it takes its place."""
    return path.with_name(f".{path.name}.new")


def remove(path: Path) -> None:
    """Remove a file or a folder with all in it; nothing there is fine.

    Raises:
        BookBusyError: another program has it open.
    """
    with telling(path):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            with suppress(NotADirectoryError):  # a file stands where its folder would be
                path.unlink(missing_ok=True)


@contextmanager
def telling(place: Path, *, always: bool = False) -> Iterator[None]:
    """Turn what the system says when it refuses a file into one sentence and its mend.

    Args:
        place: what is named where the system names nothing.
        always: whether it is named in any case.

    Raises:
        BillingError: in the place of an OSError.
    """
    try:
        yield
    except OSError as why:
        named = None if always else why.filename
        raise _trouble(Path(named or place), why) from None


def _trouble(path: Path, why: OSError) -> BillingError:
    if isinstance(why, PermissionError):
        return busy(path)
    if why.errno in _FULL:
        return BookError(
            f"the disk is full: {path} cannot be written",
            id="DESK-DISK",
            fix="make room for 500 MB on the disk of your own folder, and run it again",
        )
    if isinstance(why, (FileExistsError, NotADirectoryError, IsADirectoryError)):
        return foreign(path)
    return BookError(
        f"{path} cannot be read or written ({why.strerror or type(why).__name__})",
        id="DESK-WRITE",
        fix="see to it that you may write in that folder, and run it again",
    )


def busy(path: Path) -> BookBusyError:
    """Return what is told when a file cannot be touched."""
    return BookBusyError(
        f"{path} is open in another program, or may not be written",
        id="DESK-BUSY",
        fix="quit Excel and LibreOffice, and run it again (Windows: no EXCEL.EXE or python.exe is "
        "left in Task Manager; Mac: let Terminal reach other apps' data when macOS asks)",
    )


def foreign(path: Path) -> RefusedError:
    """Return what is told when something of somebody else's stands where ours goes."""
    return RefusedError(
        f"{path} is there already, and not of our making",
        id="DESK-FOREIGN",
        fix="move or rename it, and run it again",
    )
