"""Dated copies of a book, and the passing files that a save needs on the way."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from xlbilling.model.errors import BookError

_TEMPORARY: Final = ".xlbilling-tmp"


def back_up(path: Path, folder: Path) -> Path:
    """Copy the file into the folder under a dated name that no older copy has.

    Raises:
        BookError: ``BOOK-WRITE``, the folder holds a thousand copies of this second.
        OSError: the disk is full, or the folder takes no files; no part of a copy stays.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).astimezone().strftime("%Y%m%d-%H%M%S")
    whole = _copied(path, folder)
    try:
        for attempt in range(1, 1000):
            suffix = "" if attempt == 1 else f"-{attempt}"
            copy = folder / f"{path.stem}.{stamp}{suffix}{path.suffix}"
            if _takes_name(whole, copy):
                sync_folder(folder)
                return copy
    finally:
        whole.unlink(missing_ok=True)
    raise BookError(
        f"{folder}: holds a thousand backups of this very second",
        id="BOOK-WRITE",
        fix="look what saves the book again and again",
    )


def _copied(path: Path, folder: Path) -> Path:
    """Copy the file under a passing name: only a whole copy may look like a backup."""
    remove_left_overs(folder / path.name)
    handle, copy = passing_file(folder / path.name)
    try:
        with os.fdopen(handle, "wb") as out, path.open("rb") as old:
            shutil.copyfileobj(old, out, 1 << 20)
            out.flush()
            os.fsync(out.fileno())
        shutil.copystat(path, copy)
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    return copy


def _takes_name(whole: Path, copy: Path) -> bool:
    """Give a file the name unless another has it; tells whether it has it now."""
    try:
        os.link(whole, copy)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if copy.exists():
            return False
        whole.rename(copy)
    return True


def passing_file(path: Path) -> tuple[int, Path]:
    """Open a new file beside the path, under a name that `remove_left_overs` knows again."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=_TEMPORARY, dir=path.parent)
    return handle, Path(name)


def remove_left_overs(path: Path) -> None:
    """Remove what a killed program left of its save; the lock says that none of ours is at it."""
    ours = re.compile(re.escape(f".{path.name}.") + r"[a-z0-9_]{8}" + re.escape(_TEMPORARY))
    with suppress(OSError):  # a folder that may not be listed
        for one in path.parent.iterdir():
            if ours.fullmatch(one.name):
                one.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the new name itself last through a power cut; Windows does so by itself."""
    if sys.platform == "win32":
        return
    # The new file is whole and in its place: "nothing was written" would be wrong from here on.
    with suppress(OSError):  # some network folders cannot, some folders may not be opened
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
