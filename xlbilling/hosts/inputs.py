"""Files given to a command: read once from the disk, so that what follows is pure."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from xlbilling.model.cells import CellValue
from xlbilling.model.errors import InputFileError
from xlbilling.model.tables import InputFile

if TYPE_CHECKING:
    from xlbilling.hosts.files.grid import Grid

Row = Sequence[CellValue]

ZIP_START: Final = b"PK\x03\x04"
_REASONS: Final = {
    FileNotFoundError: "there is no such file",
    IsADirectoryError: "it is a folder",
}
_CONTENT_TYPES: Final = "[Content_Types].xml"
_TEXTS: Final = (".txt", ".csv")
_WORKBOOKS: Final = (".xlsx", ".xlsm")
_UNPACKED_BYTES_MAX: Final = 2 * 1024**3
_BAD_MEMBER: Final = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError)
_ROWS_AT_ONCE: Final = 4096


def read_inputs(path: Path) -> tuple[InputFile, ...]:
    """Return what a file holds: itself, or the files that lie in a zip file as downloaded.

    A zip's member is named with the zip's name before it: ``rvu26a.zip/PPRRVU2026.csv``. Where
    the same table lies there as text and as a workbook, the text is read, which is faster.

    Raises:
        InputFileError: it is not there, may not be read, or a member is locked or damaged.
        BookError: it is an Excel workbook that cannot be read.
    """
    content = bytes_of(path)
    if not content.startswith(ZIP_START):
        return (InputFile(path.name, content),)
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError) as why:
        if path.name.lower().endswith(_WORKBOOKS):
            return (_workbook(path, content),)  # which says what is wrong with it
        raise InputFileError(
            f"{path}: is cut off or damaged (no list of its files)",
            id="FILE-ZIP",
            fix="download the file again, or unpack it and give the files one by one",
        ) from why
    with archive:
        if _CONTENT_TYPES in archive.namelist():
            return (_workbook(path, content),)
        return tuple(_member(path, archive, one) for one in _wanted(path, archive))


def _workbook(path: Path, content: bytes) -> InputFile:
    named = _worksheets(path, None)
    return InputFile(path.name, content, tuple(named.values()), tuple(named))


def _wanted(path: Path, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the members to read.

    Raises:
        InputFileError: there is none, or they are more than a machine can hold.
    """
    members = [one for one in archive.infolist() if not _is_side_issue(one)]
    if not members or sum(one.file_size for one in members) > _UNPACKED_BYTES_MAX:
        what = "unpacks to more than 2 GB" if members else "is an empty zip file"
        raise InputFileError(
            f"{path}: {what}", id="FILE-ZIP", fix="unpack it and give the files one by one"
        )
    texts = {_stem(one) for one in members if one.filename.lower().endswith(_TEXTS)}
    return [
        one
        for one in members
        if not (one.filename.lower().endswith(_WORKBOOKS) and _stem(one) in texts)
    ]


def _is_side_issue(one: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(one.filename)
    return one.is_dir() or name.parts[0] == "__MACOSX" or name.name.startswith(".")


def _stem(one: zipfile.ZipInfo) -> str:
    return str(PurePosixPath(one.filename).with_suffix("")).lower()


def _member(path: Path, archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> InputFile:
    """Return a zip's member.

    Raises:
        InputFileError: it is locked by a password, or damaged.
        BookError: it is a workbook that cannot be read.
    """
    name = f"{path.name}/{PurePosixPath(one.filename).name}"
    try:
        content = archive.read(one)
    except _BAD_MEMBER as why:
        raise InputFileError(
            f"{name}: it is locked with a password, or damaged",
            id="FILE-ZIP",
            fix="download the file again, or unpack it and give the files one by one",
        ) from why
    is_book = content.startswith(ZIP_START) and one.filename.lower().endswith(_WORKBOOKS)
    return InputFile(name, content, sheets_of(path.parent / name, content) if is_book else ())


def bytes_of(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        InputFileError: it is not there, or may not be read.
    """
    try:
        return path.read_bytes()
    except OSError as why:
        reason = _REASONS.get(type(why), "it may not be read")
        raise InputFileError(
            f"{path}: {reason}", id="FILE-UNREADABLE", fix="check the name and your rights to it"
        ) from why


def sheets_of(path: Path, content: bytes | None = None) -> tuple[list[Row], ...]:
    """Return the cells of every worksheet; error cells stay told apart from text.

    Args:
        path: the workbook, or how a message names it.
        content: its bytes where they are at hand, as those of a member of a zip file.

    Raises:
        BookError: the workbook cannot be read.
    """
    return tuple(_worksheets(path, content).values())


def _worksheets(path: Path, content: bytes | None) -> dict[str, list[Row]]:
    from xlbilling.hosts.files.package.package import Package
    from xlbilling.hosts.files.reading import Reader

    if content is None:
        package, reader = Package.open(path), Reader(path)
    else:
        package, reader = Package.from_bytes(content, label=str(path)), Reader(content)
    try:
        return {
            one.name: _lean(reader.grid(package, one.name, one.part))
            for one in package.workbook.sheets
            if one.kind == "worksheet"
        }
    finally:
        reader.close()


def _lean(grid: Grid) -> list[Row]:
    """Return a sheet's rows with every text held once: of a large table it is mostly the same."""
    from xlbilling.hosts.files.collecting import collector_paused
    from xlbilling.hosts.files.package.addresses import Area

    known: dict[CellValue, CellValue] = {}
    hold = known.setdefault
    height, width = max(grid.height, 1), max(grid.width, 1)
    rows: list[Row] = []
    with collector_paused():
        for top in range(1, height + 1, _ROWS_AT_ONCE):
            area = Area(top, 1, min(top + _ROWS_AT_ONCE - 1, height), width)
            rows += [
                [hold(one, one) if one.__class__ is str else one for one in row]
                for row in grid.block(area)
            ]
    return rows
