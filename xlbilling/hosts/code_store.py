"""Code sets on the disk: a folder beside the workbook, one file a set, and the shipped ones."""

from __future__ import annotations

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


def put(folder: Path, name: str, content: bytes) -> None:
    """Write a set, whole or not at all.

    Raises:
        BillingError: it cannot be written.
    """
    demand_folder(folder)
    write_whole(path_of(folder, name), content)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file of the folder, whole or not at all.

    Raises:
        BillingError: it cannot be written.
    """

    def write(out: BinaryIO) -> None:
        out.write(content)

    safe_replace(path, write, expected=None, backup_dir=None)


def demand_folder(folder: Path) -> None:
    """Make a folder for code sets where there is none.

    Raises:
        InputFileError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as why:
        raise InputFileError(
            f"{folder}: the folder for code sets cannot be made; nothing was written",
            id="CODES-FOLDER",
            fix="remove what has this name, or ask for the right to write beside the workbook",
        ) from why
