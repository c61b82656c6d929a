"""Code sets put into their folder together with a workbook's row of it: both, or none of them.

The sets lie beside the workbook, so that a process may die after the one and before the other. What
the sets were is kept in a file of its own until the workbook is saved; the next start looks whether
the workbook tells of the loading, and else puts the old sets back.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from xlbilling.hosts import code_store

SUFFIX: Final = ".loading"
_ABOUT: Final = "about.json"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


@dataclass
class Loading:
    """Sets that are being put into a folder.

    Attributes:
        note: the file that says so; it is there from before the first set is written.
        stamp: of the command, as the audit trail has it.
        is_new: whether the folder was made for them.
        before: each set's bytes as they were; None where there was none.
        after: each set's SHA-256 as it is written.
    """

    note: Path
    stamp: str
    is_new: bool
    before: dict[str, bytes | None]
    after: dict[str, str]

    @property
    def folder(self) -> Path:
        """The folder of code sets."""
        return self.note.parent

    def settle(self) -> None:
        """Say that the workbook tells of the sets: they stay."""
        self.note.unlink(missing_ok=True)

    def take_back(self) -> None:
        """Put every set back to what it was before, but for those that somebody wrote since.

        Raises:
            BillingError: a file cannot be written.
        """
        for name, content in self.before.items():
            now = code_store.stored(self.folder, name)
            if now is None or _digest(now[1]) != self.after[name]:
                continue
            if content is None:
                code_store.path_of(self.folder, name).unlink(missing_ok=True)
            else:
                code_store.put(self.folder, name, content)
        self.settle()
        if self.is_new:
            with suppress(OSError):  # somebody else put something into it, or it is gone already
                self.folder.rmdir()

    def to_bytes(self) -> bytes:
        """Return the note's content."""
        about = {"stamp": self.stamp, "is_new": self.is_new, "after": self.after}
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as packed:
            packed.writestr(zipfile.ZipInfo(_ABOUT, _EPOCH), json.dumps(about))
            for name, content in self.before.items():
                if content is not None:
                    packed.writestr(zipfile.ZipInfo(name, _EPOCH), content)
        return out.getvalue()

    @classmethod
    def of(cls, note: Path) -> Self:
        """Read a note, which is whole or not there."""
        with zipfile.ZipFile(note) as packed:
            about: dict[str, Any] = json.loads(packed.read(_ABOUT))
            there = set(packed.namelist())
            before = {name: packed.read(name) if name in there else None for name in about["after"]}
        return cls(note, about["stamp"], about["is_new"], before, about["after"])


def note_of(folder: Path, book: str) -> Path:
    """Return the file that tells of a loading into a workbook, by the workbook's file name."""
    return folder / f"{book}{SUFFIX}"


def keep(folder: Path, book: str, stamp: str, contents: Mapping[str, bytes]) -> Loading:
    """Put sets into a folder, each whole or not at all; all of them or none.

    Args:
        folder: the folder of code sets.
        book: the workbook's file name.
        stamp: of the command, as the audit trail will have it.
        contents: the sets by name.

    Raises:
        BillingError: a file cannot be written; the folder is as it was.
    """
    is_new = not folder.exists()
    old = {name: code_store.stored(folder, name) for name in contents}
    before = {name: one[1] if one else None for name, one in old.items()}
    after = {name: _digest(content) for name, content in contents.items()}
    loading = Loading(note_of(folder, book), stamp, is_new, before, after)
    code_store.demand_folder(folder)
    try:
        code_store.write_whole(loading.note, loading.to_bytes())
        for name, content in contents.items():
            code_store.put(folder, name, content)
    except BaseException:
        loading.take_back()
        raise
    return loading


def resume(folder: Path, book: str, tells_of: Callable[[str], bool]) -> bool:
    """Finish what an earlier loading left between the sets and the workbook.

    Args:
        folder: the folder of code sets.
        book: the workbook's file name.
        tells_of: whether the workbook's audit trail has a loading of this stamp.

    Returns:
        Whether the old sets were put back, since the workbook does not tell of the new ones.

    Raises:
        BillingError: a file cannot be written.
    """
    note = note_of(folder, book)
    if not note.exists():
        return False
    loading = Loading.of(note)
    if tells_of(loading.stamp):
        loading.settle()
        return False
    loading.take_back()
    return True


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
