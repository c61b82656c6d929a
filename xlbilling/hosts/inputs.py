"""Files given to a command: read once from the disk, so that what follows is pure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlbilling.model.errors import InputFileError
from xlbilling.model.tables import InputFile

if TYPE_CHECKING:
    from xlbilling.model.cells import CellValue

ZIP_START: Final = b"PK\x03\x04"
_REASONS: Final = {
    FileNotFoundError: "there is no such file",
    IsADirectoryError: "it is a folder",
}


def read_input(path: Path) -> InputFile:
    """Return a file under its own name; of a workbook, the cells of every worksheet as well.

    Raises:
        InputFileError: it is not there, or may not be read.
        BookError: it is an Excel workbook that cannot be read.
    """
    content = bytes_of(path)
    sheets = sheets_of(path) if content.startswith(ZIP_START) else ()
    return InputFile(path.name, content, sheets)


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


def sheets_of(path: Path) -> tuple[list[list[CellValue]], ...]:
    """Return the cells of every worksheet; error cells stay told apart from text.

    Raises:
        BookError: the workbook cannot be read.
    """
    from xlbilling.hosts.files.package.addresses import Area
    from xlbilling.hosts.files.package.package import Package
    from xlbilling.hosts.files.reading import Reader

    package, reader = Package.open(path), Reader(path)
    try:
        grids = [
            reader.grid(package, one.name, one.part)
            for one in package.workbook.sheets
            if one.kind == "worksheet"
        ]
        areas = [Area(1, 1, max(grid.height, 1), max(grid.width, 1)) for grid in grids]
        return tuple(grid.block(area) for grid, area in zip(grids, areas, strict=True))
    finally:
        reader.close()
