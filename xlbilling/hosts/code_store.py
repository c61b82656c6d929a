"""Code sets on the disk: a folder beside the workbook, one file a set, and the shipped ones."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import BinaryIO, Final

from xlbilling.hosts.files.package.saving import safe_replace
from xlbilling.model.errors import InputFileError

FOLDER: Final = "xlbilling-codes"
SUFFIX: Final = ".codes"
"""Only files of this ending are ours; whatever else lies in the folder is left alone."""


def folder_of(fullname: str) -> Path:
    """Return the folder of a workbook's code sets; it need not be there yet.

    Args:
        fullname: the workbook's path as its host tells it. A book that was never saved has none,
            and one on OneDrive tells an address: their sets lie in the user's own data folder.
    """
    path = Path(fullname)
    if path.is_absolute() and path.parent.is_dir():
        return path.parent / FOLDER
    import platformdirs

    return platformdirs.user_data_path("xlbilling", appauthor=False) / FOLDER


def path_of(folder: Path, name: str) -> Path:
    """Return where a set lies in a folder of code sets."""
    return folder / f"{name}{SUFFIX}"


def stored(folder: Path, name: str) -> tuple[str, bytes] | None:
    """Return a set's file as (its path, its bytes), None where it was never loaded.

    Raises:
        InputFileError: it is there and may not be read.
    """
    path = path_of(folder, name)
    try:
        return str(path), path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as why:
        raise InputFileError(
            f"{path}: may not be read", id="CODES-UNREADABLE", fix="check your rights to the file"
        ) from why


def packaged(file: str) -> bytes | None:
    """Return a file of the code sets that come with the program, None where there is none."""
    path = resources.files("xlbilling").joinpath("codesets", "data", file)
    return path.read_bytes() if path.is_file() else None


@dataclass
class Kept:
    """What was put into a folder of code sets, so that it can be taken back.

    Attributes:
        folder: the folder of code sets.
        is_new: whether the folder was made for them.
        before: each changed set's bytes as they were; None where there was none.
    """

    folder: Path
    is_new: bool
    before: dict[str, bytes | None] = field(default_factory=dict)

    def take_back(self) -> None:
        """Put every set back to what it was before; what is back once stays so.

        Raises:
            BillingError: a file cannot be written.
        """
        while self.before:
            name, content = self.before.popitem()
            now = stored(self.folder, name)
            if content is not None and (now is None or now[1] != content):
                _write(self.folder, name, content)
            elif content is None and now is not None:
                path_of(self.folder, name).unlink(missing_ok=True)
        if self.is_new:
            with suppress(OSError):  # somebody else put something into it meanwhile
                self.folder.rmdir()


def keep(folder: Path, contents: Mapping[str, bytes]) -> Kept:
    """Put sets into a folder, each whole or not at all; all of them or none.

    Raises:
        BillingError: a file cannot be written; the folder is as it was.
    """
    kept = Kept(folder, is_new=not folder.exists())
    try:
        for name, content in contents.items():
            old = stored(folder, name)
            # Noted before it is written: a Ctrl+C may come when the file is there already.
            kept.before[name] = old[1] if old else None
            _write(folder, name, content)
    except BaseException:
        kept.take_back()
        raise
    return kept


def _write(folder: Path, name: str, content: bytes) -> None:
    path = path_of(folder, name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as why:
        raise InputFileError(
            f"{folder}: the folder for code sets cannot be made; nothing was written",
            id="CODES-FOLDER",
            fix="remove what has this name, or ask for the right to write beside the workbook",
        ) from why

    def write(out: BinaryIO) -> None:
        out.write(content)

    safe_replace(path, write, expected=None, backup_dir=None)
