"""Read a sheet's values from a file with wolfxl, a sheet at a time and only when asked for."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from xlbilling.hosts.files.collecting import collector_paused
from xlbilling.hosts.files.grid import Grid
from xlbilling.hosts.files.package.addresses import parse_cell
from xlbilling.hosts.files.package.package import Package
from xlbilling.hosts.files.values import part_of_day
from xlbilling.model.cells import ERROR_TEXTS, CellError

_PLAIN: Final = frozenset({str, float, int, bool, type(None), dt.datetime})
_ERROR_CELL: Final = re.compile(rb'<(?:\w+:)?c\b(?=[^>]*\st="e")[^>]*\sr="([A-Z]+[0-9]+)"')
_ESCAPE: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_ROWS_AT_ONCE: Final = 4096


class Reader:
    """Reads grids from the file a package was opened from.

    Args:
        source: the file, or its bytes.
    """

    def __init__(self, source: Path | bytes) -> None:
        self._source = source
        self._book: Any = None

    def grid(self, package: Package, sheet: str, part: str) -> Grid:
        """Return a sheet's values: cached results for formulas, errors as CellError.

        Args:
            package: the same file's package, asked for what wolfxl does not tell.
            sheet: the sheet's name in the file.
            part: the sheet's part in the package.
        """
        with collector_paused():
            rows = self._rows(sheet)
            _mend_times(rows)
            _mark_errors(rows, package, part)
            _mend_escapes(rows)
            return Grid(rows)

    def close(self) -> None:
        """Let the file go."""
        if self._book is not None:
            self._book.close()
            self._book = None

    def _rows(self, name: str) -> list[Any]:
        if self._book is None:
            from wolfxl import load_workbook

            source = self._source
            self._book = load_workbook(
                BytesIO(source) if isinstance(source, bytes) else str(source),
                read_only=True,
                data_only=True,
            )
        sheet = self._book[name]
        # A file may state a wrong dimension (A1 is common); wolfxl believes it unless told not to.
        sheet.reset_dimensions()
        return [row for rows in sheet.iter_value_chunks(chunk_size=_ROWS_AT_ONCE) for row in rows]


def _mend_times(rows: list[Any]) -> None:
    """Turn times of day and durations into parts of a day, as a live Excel gives them."""
    for index, row in enumerate(rows):
        if not _PLAIN.issuperset(map(type, row)):
            rows[index] = tuple(
                part_of_day(one) if isinstance(one, (dt.time, dt.timedelta)) else one for one in row
            )


def _mark_errors(rows: list[Any], package: Package, part: str) -> None:
    """Mark error cells; text that merely reads like an error stays text."""
    suspects = [index for index, row in enumerate(rows) if not ERROR_TEXTS.isdisjoint(row)]
    if not suspects:
        return
    for found in _ERROR_CELL.finditer(package.read(part)):
        row, column = parse_cell(found[1].decode())
        values = list(rows[row - 1])
        if isinstance(values[column - 1], str):
            values[column - 1] = CellError(values[column - 1])
            rows[row - 1] = tuple(values)


def _mend_escapes(rows: list[Any]) -> None:
    """Undo ``_x000D_`` for characters that XML cannot hold; wolfxl leaves it as it is."""
    for index, row in enumerate(rows):
        for value in row:
            if value.__class__ is str and "_x" in value:
                rows[index] = tuple(_unescaped(one) for one in row)
                break


def _unescaped(value: Any) -> Any:
    if type(value) is not str:
        return value
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value)
