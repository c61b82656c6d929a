"""Read a sheet's values from a file with wolfxl, a sheet at a time and only when asked for."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any, Final

from xlbilling.hosts.files.collecting import collector_paused
from xlbilling.hosts.files.grid import Grid
from xlbilling.hosts.files.package.addresses import parse_cell
from xlbilling.hosts.files.package.archive import Archive
from xlbilling.hosts.files.package.markup import as_utf8, is_utf8, parse
from xlbilling.hosts.files.package.package import Package
from xlbilling.hosts.files.package.plain_styles import plain_styles
from xlbilling.hosts.files.package.sheet_scan import SheetBytes, attributes_of
from xlbilling.hosts.files.values import part_of_day
from xlbilling.model.cells import ERROR_TEXTS, CellError
from xlbilling.model.errors import BookError

_PLAIN: Final = frozenset({str, float, int, bool, type(None), dt.datetime})
_ERROR_CELL: Final = re.compile(rb'<(?:\w+:)?c\b(?=[^>]*\st="e")[^>]*\sr="([A-Z]+[0-9]+)"')
# wolfxl 2.0.21 leaves out an empty shared string that is written so, and gives every cell behind it
# the next cell's text; of CDATA it reads nothing.
_EMPTY_STRING: Final = re.compile(rb"<((?:[\w.-]+:)?)si(\s[^<>]*?)?/>")
_MISREAD: Final = re.compile(_EMPTY_STRING.pattern + rb"|<!\[CDATA\[")
_ESCAPE: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_ROWS_AT_ONCE: Final = 4096
_LARGE: Final = 16 << 20
_LOOKED_AT: Final = 1 << 20
_USUAL_WORKBOOK: Final = "xl/workbook.xml"
_USUAL_STYLES: Final = "xl/styles.xml"
_ENTRY_LIMIT: Final = 512 << 20  # wolfxl's own
_TOTAL_LIMIT: Final = 4 << 30
_LARGEST_ENTRY: Final = 4 << 30  # a ledger that fills a sheet to its last row has 1.6 GB


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
            dated = self._prepare(package, part)
            rows = self._rows(package, sheet)
            odd = _odd_rows(rows)
            if any("" in rows[index] for index in odd) and _is_mended_late(package, part):
                dated = self._prepare(package, part, is_whole=True)
                rows = self._rows(package, sheet)
                odd = _odd_rows(rows)
            _mend_times(rows, odd)
            _mark_errors(rows, odd, package, part)
            _mend_escapes(rows, odd)
            if dated:
                _mark_dates(rows, package, part)
            return Grid(rows)

    def close(self) -> None:
        """Let the file go."""
        if self._book is not None:
            self._book.close()
            self._book = None

    def _prepare(self, package: Package, part: str, *, is_whole: bool = False) -> bool:
        """Have an unusual sheet read from a copy that says the same in the usual way.

        wolfxl 2.0.21 counts rows and cells instead of looking at their addresses, once they are
        small, mixed up or listed twice: values came in from other rows then. A program that
        writes so does it from the first rows on; of a large sheet only these are looked at, for to
        inflate all of it and look takes as long as half of the reading.

        Returns:
            Whether a cell holds a date as ISO 8601 writes it.
        """
        if not package.has(part):
            return False
        is_begun = not is_whole and _is_large(package, part)
        if is_begun and _begins_as_usual(package.beginning(part, _LOOKED_AT)):
            return False
        given = package.read(part)
        sheet = SheetBytes.as_written(as_utf8(given, part))
        if not sheet.is_usual():
            sheet = SheetBytes.of(sheet.xml)
            self._read_instead(part, sheet.xml)
        elif b"<![CDATA[" in given:
            self._read_instead(part, sheet.xml)
        return b' t="d"' in sheet.xml

    def _rows(self, package: Package, name: str) -> list[Any]:
        """Return a sheet's rows as wolfxl reads them.

        Raises:
            BookError: ``BOOK-UNREADABLE``, wolfxl cannot read it; its words may quote a cell, so
                they are not told.
        """
        try:
            with _room_for(package.sizes_in_file):
                sheet = self._opened(package)[name]
                # A file may state a wrong dimension (A1 is common); wolfxl believes it otherwise.
                sheet.reset_dimensions()
                chunks = sheet.iter_value_chunks(chunk_size=_ROWS_AT_ONCE)
                return [row for rows in chunks for row in rows]
        except (OSError, ValueError, KeyError, RuntimeError, MemoryError) as error:
            raise BookError(
                f"the sheet {name!r} cannot be read: it is damaged or written in an unusual way",
                id="BOOK-UNREADABLE",
                fix="open the book in Excel, save it there, and run the command again",
            ) from error

    def _opened(self, package: Package) -> Any:
        if self._book is None:
            from wolfxl import load_workbook

            for one in package.relations_of_kind(package.workbook_part, "sharedStrings"):
                if not package.has(one.target):
                    raise BookError(
                        f"the workbook's list of texts ({one.target}) is missing in the file",
                        id="BOOK-UNREADABLE",
                        fix="open the book in Excel, save it there, and run the command again",
                    )
                texts = package.read(one.target)
                if _MISREAD.search(texts):
                    plain = as_utf8(texts, one.target)
                    plain = _EMPTY_STRING.sub(rb"<\1si\2></\1si>", plain)
                    self._read_instead(one.target, plain)
            source = self._small(package)
            self._book = load_workbook(
                BytesIO(source) if isinstance(source, bytes) else str(source),
                read_only=True,
                data_only=True,
            )
            if package.workbook.date1904:  # wolfxl 2.0.21 has the setting and does not read it
                from wolfxl.utils.datetime import CALENDAR_MAC_1904

                self._book.epoch = CALENDAR_MAC_1904
        return self._book

    def _small(self, package: Package) -> Path | bytes:
        """Return what to read from: the workbook's own parts, in memory, with plain styles.

        wolfxl goes through the list of all parts for each sheet that it reads, and a sheet may
        bring a handful: its tables, notes, drawings and what those point to.
        """
        if package.workbook_part != _USUAL_WORKBOOK:
            return self._source
        source = self._source
        copied = package if isinstance(source, Path) else Package.from_bytes(source)
        styles = package.relations_of_kind(package.workbook_part, "styles")
        there = [one.target for one in styles if package.has(one.target)]
        plain = plain_styles(parse(package.read(there[0]), there[0]) if there else None)
        return copied.near(package.workbook_part, {_USUAL_STYLES: plain}) or source

    def _read_instead(self, part: str, xml: bytes) -> None:
        """Read from a copy of the book in which the part is this."""
        source = self._source
        data = source if isinstance(source, bytes) else source.read_bytes()
        out = BytesIO()
        Archive(data, label="workbook").write_to(out, replaced={part: xml})
        self._source = out.getvalue()
        self.close()


def _is_large(package: Package, part: str) -> bool:
    return package.has(part) and package.size(part) >= _LARGE


def _is_mended_late(package: Package, part: str) -> bool:
    """Tell whether a large sheet has texts in CDATA sections, maybe behind the rows looked at."""
    return _is_large(package, part) and b"<![CDATA[" in package.read(part)


def _begins_as_usual(begun: bytes) -> bool:
    """Tell whether a large sheet is one that wolfxl reads right, by its first bytes."""
    sheet = SheetBytes.begun(begun) if is_utf8(begun) else None
    if sheet is None or b"<![CDATA[" in begun or b' t="d"' in begun:
        return False
    return sheet.is_usual()


@contextmanager
def _room_for(sizes: Sequence[int]) -> Iterator[None]:
    """Let wolfxl read large sheets: it refuses parts above 512 MB unless its environment says more.

    A ledger reaches that at 350,000 rows, long before Excel's own end of the sheet. What was set is
    set again afterwards.
    """
    wanted = {
        "WOLFXL_MAX_ZIP_ENTRY_BYTES": (max(sizes), _ENTRY_LIMIT, _LARGEST_ENTRY),
        "WOLFXL_MAX_ZIP_TOTAL_BYTES": (sum(sizes), _TOTAL_LIMIT, 4 * _LARGEST_ENTRY),
    }
    before = {name: os.environ.get(name) for name in wanted}
    for name, (size, usual, most) in wanted.items():
        os.environ[name] = str(min(max(2 * size, usual), most))  # a mended copy may be larger
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _odd_rows(rows: list[Any]) -> list[int]:
    """Return the indices of rows that need a look; far fewer than all in nearly every sheet.

    A block of rows is told by its distinct values: on a ledger of 310,000 rows that takes 1 s,
    asking every row four questions took 5 s.
    """
    odd: list[int] = []
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        block = rows[start : start + _ROWS_AT_ONCE]
        if _is_odd(set(chain.from_iterable(block))):
            odd += range(start, start + len(block))
    return odd


def _is_odd(values: set[Any]) -> bool:
    """Tell whether a value may be an error, an escape, a time, or stand for a CDATA section."""
    return (
        "" in values
        or not ERROR_TEXTS.isdisjoint(values)
        or not _PLAIN.issuperset(map(type, values))
        or "_x" in "\n".join(value for value in values if value.__class__ is str)
    )


def _mend_times(rows: list[Any], odd: Sequence[int]) -> None:
    """Turn times of day and durations into parts of a day, as a live Excel gives them."""
    for index in odd:
        row = rows[index]
        if not _PLAIN.issuperset(map(type, row)):
            rows[index] = tuple(
                part_of_day(one) if isinstance(one, (dt.time, dt.timedelta)) else one for one in row
            )


def _mark_errors(rows: list[Any], odd: Sequence[int], package: Package, part: str) -> None:
    """Mark error cells; text that merely reads like an error stays text."""
    if all(ERROR_TEXTS.isdisjoint(rows[index]) for index in odd):
        return
    sheet = SheetBytes.of(as_utf8(package.read(part), part))
    for found in _ERROR_CELL.finditer(sheet.xml):
        row, column = parse_cell(found[1].decode())
        values = list(rows[row - 1])
        if isinstance(values[column - 1], str):
            values[column - 1] = CellError(values[column - 1])
            rows[row - 1] = tuple(values)


def _mark_dates(rows: list[Any], package: Package, part: str) -> None:
    """Make dates of ISO 8601 cells dates, as other programs do; wolfxl gives their text."""
    sheet = SheetBytes.of(as_utf8(package.read(part), part))
    for cell in sheet.tags.cell.finditer(sheet.xml, sheet.start, sheet.end):
        given = attributes_of(cell[1])
        if given.get("t") != "d":
            continue
        row, column = parse_cell(given["r"])
        values = list(rows[row - 1])
        values[column - 1] = _moment(values[column - 1])
        rows[row - 1] = tuple(values)


def _moment(text: Any) -> Any:
    """Return the date of ISO 8601 text, a time of day as part of a day, other text as it is."""
    if not isinstance(text, str):
        return text
    try:
        if "-" not in text:
            return part_of_day(dt.time.fromisoformat(text))
        return dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return text


def _mend_escapes(rows: list[Any], odd: Sequence[int]) -> None:
    """Undo ``_x000D_`` for characters that XML cannot hold; wolfxl leaves it as it is."""
    for index in odd:
        for value in rows[index]:
            if value.__class__ is str and "_x" in value:
                rows[index] = tuple(_unescaped(one) for one in rows[index])
                break


def _unescaped(value: Any) -> Any:
    if type(value) is not str:
        return value
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value)
