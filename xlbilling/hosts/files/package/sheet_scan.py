"""Where a sheet's rows and cells lie in its bytes; nothing is parsed that need not be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from xlbilling.hosts.files.package.addresses import column_letters, column_number
from xlbilling.model.errors import BookError

_DATA: Final = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?sheetData\b[^>]*?(/?)>")
_ATTRIBUTE: Final = re.compile(rb'([\w:.-]+)\s*=\s*(?:"([^"]*)"|\'([^\']*)\')')
_ROW_NUMBER: Final = re.compile(rb'\sr\s*=\s*["\'](\d+)')
_CELL_ADDRESS: Final = re.compile(rb'\sr\s*=\s*["\']([A-Z]+)(\d+)')

# Whether sheets of these lengths and hashes carry their addresses: a large sheet is scanned several
# times a save, and counting its cells takes five times as long as hashing it.
_KNOWN: Final[dict[tuple[int, int], bool]] = {}
_KNOWN_AT_MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class Tags:
    """The patterns for one namespace prefix (usually none).

    Attributes:
        prefix: what stands before each tag, such as ``x:``.
        row: a row's opening tag; groups are its attributes and the slash of an empty row.
        cell: a whole cell; groups are its attributes and its content (None when empty).
        address: a cell's opening tag up to its address; the group is the column's letters.
        formula: a formula; groups are its attributes and its text.
        numbered: a row's opening tag as nearly every program writes it; the group is its number.
        looks: the opening tag of a row with a height, hiding or style; the group is its attributes.
        styled: a cell with a style as nearly every program writes it; groups: column and style.
    """

    prefix: str
    row: re.Pattern[bytes]
    cell: re.Pattern[bytes]
    address: re.Pattern[bytes]
    formula: re.Pattern[bytes]
    numbered: re.Pattern[bytes]
    looks: re.Pattern[bytes]
    styled: re.Pattern[bytes]

    @property
    def row_end(self) -> bytes:
        """A row's closing tag."""
        return f"</{self.prefix}row>".encode()

    @property
    def cell_end(self) -> bytes:
        """A cell's closing tag."""
        return f"</{self.prefix}c>".encode()


@lru_cache(maxsize=16)
def tags_for(prefix: str) -> Tags:
    """Return the patterns for a namespace prefix."""
    p = re.escape(prefix.encode())
    return Tags(
        prefix,
        re.compile(rb"<" + p + rb"row\b([^>]*?)(/?)>"),
        re.compile(rb"<" + p + rb"c\b([^>]*?)(?:/>|>(.*?)</" + p + rb"c>)", re.DOTALL),
        re.compile(rb"<" + p + rb'c\b[^>]*?\sr="([A-Z]+)'),
        re.compile(rb"<" + p + rb"f\b([^>]*?)(?:/>|>([^<]*)</" + p + rb"f>)"),
        re.compile(rb"<" + p + rb'row r="(\d+)"[^>]*>'),
        re.compile(rb"<" + p + rb"row\b([^>]*?(?:ht=|hidden| s=)[^>]*)>"),
        re.compile(rb"<" + p + rb'c r="([A-Z]+)\d+" s="(\d+)"'),
    )


@dataclass(frozen=True, slots=True)
class SheetBytes:
    """A sheet's bytes, and where its data lie in them.

    Attributes:
        xml: the whole part.
        tags: the patterns that fit it.
        head_end: where ``<sheetData`` begins.
        start: where the first row begins.
        end: where the last row ended.
        tail_start: where the bytes after ``</sheetData>`` begin.
    """

    xml: bytes
    tags: Tags
    head_end: int
    start: int
    end: int
    tail_start: int

    @classmethod
    def of(cls, xml: bytes) -> SheetBytes:
        """Return the scan of a sheet; cells without addresses get them.

        Raises:
            BookError: ``BOOK-UNREADABLE``, the part is no worksheet or is cut off.
        """
        sheet = cls._found_in(xml)
        return sheet if sheet.has_addresses() else cls._found_in(sheet.with_addresses())

    @classmethod
    def _found_in(cls, xml: bytes) -> SheetBytes:
        found = _DATA.search(xml)
        if found is None:
            raise _damaged()
        prefix = f"{found[1].decode()}:" if found[1] else ""
        tags = tags_for(prefix)
        if found[2]:
            return cls(xml, tags, found.start(), found.end(), found.end(), found.end())
        close = f"</{prefix}sheetData>".encode()
        end = xml.rfind(close)
        if end < found.end():
            raise _damaged()
        return cls(xml, tags, found.start(), found.end(), end, end + len(close))

    def has_addresses(self) -> bool:
        """Tell whether every row and cell carries its address, written in the usual way.

        Some writers leave addresses out, put them into single quotes or on lines of their own.
        """
        key = (len(self.xml), hash(self.xml))
        if key not in _KNOWN:
            if len(_KNOWN) >= _KNOWN_AT_MOST:
                _KNOWN.clear()
            _KNOWN[key] = self._all_addressed("row", rb"\d+") and self._all_addressed(
                "c", rb"[A-Z]+\d+"
            )
        return _KNOWN[key]

    def around(self, xml: bytes) -> bytes:
        """Return new bytes whose rows are this sheet's own: they need not be counted again."""
        _KNOWN[len(xml), hash(xml)] = self.has_addresses()
        return xml

    def _all_addressed(self, tag: str, address: bytes) -> bool:
        opening = f"<{self.tags.prefix}{tag}".encode()
        there = self.xml.count(opening, self.start, self.end)
        if there == self.xml.count(opening + b' r="', self.start, self.end):
            return True  # what nearly every program writes, told apart quickly
        usual = re.compile(
            re.escape(opening)
            + rb'(?![\w.:-])(?! (?:[\w.:-]+="[^"]*" ?)*?r="'
            + address
            + rb'"(?: [\w.:-]+="[^"]*")* ?/?>)'
        )
        return usual.search(self.xml, self.start, self.end) is None

    def with_addresses(self) -> bytes:
        """Return the sheet's bytes with an address on every row and cell."""
        pieces = [self.xml[: self.start]]
        number = 0
        for found in self.tags.row.finditer(self.xml, self.start, self.end):
            given = _ROW_NUMBER.search(found[1])
            number = int(given[1]) if given else number + 1
            end = self._row_end(found)
            pieces.append(self._addressed_row(found, number, end))
        pieces.append(self.xml[self.end :])
        return b"".join(pieces)

    def _addressed_row(self, found: re.Match[bytes], number: int, end: int) -> bytes:
        column = 0

        def addressed(cell: re.Match[bytes]) -> bytes:
            nonlocal column
            given = _CELL_ADDRESS.search(cell[1])
            column = column_number(given[1].decode()) if given else column + 1
            rest = _usual(cell[1])
            name = f' r="{column_letters(column)}{number}"'.encode()
            opening = b"<" + self.tags.prefix.encode() + b"c" + name + rest
            if cell[2] is None:
                return opening.rstrip() + b"/>"
            return opening + b">" + cell[2] + self.tags.cell_end

        attributes = _usual(found[1])
        opening = f'<{self.tags.prefix}row r="{number}"'.encode() + attributes + found[2] + b">"
        return opening + self.tags.cell.sub(addressed, self.xml[found.end() : end])

    def _row_end(self, found: re.Match[bytes]) -> int:
        if found[2]:
            return found.end()
        end = self.xml.find(self.tags.row_end, found.end(), self.end)
        if end < 0:
            raise _damaged()
        return end + len(self.tags.row_end)

    def rows(self, start: int | None = None) -> Iterator[tuple[int, re.Match[bytes], int]]:
        """Give (row number, opening tag, end) of every row from a place on, in order."""
        first = self.start if start is None else start
        for found in self.tags.row.finditer(self.xml, first, self.end):
            number = _ROW_NUMBER.search(found[1])
            if number is None:
                raise _damaged()
            yield int(number[1]), found, self._row_end(found)

    def row_places(self) -> dict[int, tuple[int, int]]:
        """Return where each row's content begins and where the next row does, by row number."""
        opening = f"<{self.tags.prefix}row".encode()
        starts = [
            (int(found[1]), found.start(), found.end())
            for found in self.tags.numbered.finditer(self.xml, self.start, self.end)
        ]
        if len(starts) != self.xml.count(opening, self.start, self.end):
            return {number: (found.end(), end) for number, found, end in self.rows()}
        ends = [*(start for _, start, _ in starts[1:]), self.end][: len(starts)]
        return {number: (at, end) for (number, _, at), end in zip(starts, ends, strict=True)}

    def rows_with_looks(self) -> Iterator[tuple[int, bytes]]:
        """Give (row number, attributes) of the rows that may have a look of their own."""
        for found in self.tags.looks.finditer(self.xml, self.start, self.end):
            number = _ROW_NUMBER.search(found[1])
            if number is None:
                raise _damaged()
            yield int(number[1]), found[1]

    def places(self, wanted: Sequence[int]) -> Iterator[tuple[int, re.Match[bytes] | None, int]]:
        """Give (row number, opening tag, end) of the wanted rows, which come in order.

        For a row that is not there the tag is None and the end is where the row belongs. Rows in
        between are jumped over, unless one is missing or written in an unusual way.
        """
        at = self.start
        last = self.last_row()
        walk: Iterator[tuple[int, re.Match[bytes], int]] | None = None
        row: tuple[int, re.Match[bytes], int] | None = None
        for number in wanted:
            if number > last:
                yield number, None, self.end
                continue
            if walk is None:
                tag = f'<{self.tags.prefix}row r="{number}"'.encode()
                found = self.tags.row.match(self.xml, max(self.xml.find(tag, at, self.end), 0))
                if found is not None:
                    at = self._row_end(found)
                    yield number, found, at
                    continue
                walk = self.rows(at)
                row = next(walk, None)
            while row is not None and row[0] < number:
                row = next(walk, None)
            if row is not None and row[0] == number:
                yield row
            else:
                yield number, None, self.end if row is None else row[1].start()

    def last_row(self) -> int:
        """Return the number of the last row that is listed; 0 when there is none."""
        at = self.xml.rfind(f"<{self.tags.prefix}row ".encode(), self.start, self.end)
        number = _ROW_NUMBER.search(self.xml, at, self.end) if at >= 0 else None
        return int(number[1]) if number else 0

    def find_cell(self, start: int, end: int, name: str) -> tuple[int, int] | None:
        """Return where a cell begins and ends between two places; None when it is not there."""
        needle = f' r="{name}"'.encode()
        opening = f"<{self.tags.prefix}c ".encode()
        at = self.xml.find(needle, start, end)
        while at >= 0:
            tag = self.xml.rfind(b"<", start, at + 1)
            if tag >= 0 and self.xml.startswith(opening, tag):
                return tag, self.cell_end(at, end)
            at = self.xml.find(needle, at + 1, end)
        return None

    def cell_end(self, inside_tag: int, end: int) -> int:
        """Return where the cell ends whose opening tag the place lies in."""
        close = self.xml.find(b">", inside_tag, end)
        if self.xml[close - 1 : close] == b"/":
            return close + 1
        last = self.xml.find(self.tags.cell_end, close, end)
        if close < 0 or last < 0:
            raise _damaged()
        return last + len(self.tags.cell_end)

    def place_for(self, start: int, end: int, column: int) -> int:
        """Return where in a row a new cell of that column belongs."""
        letters = column_letters(column).encode()
        wanted = (len(letters), letters)
        for found in self.tags.address.finditer(self.xml, start, end):
            if (len(found[1]), found[1]) > wanted:
                return found.start()
        return end


def _usual(attributes: bytes) -> bytes:
    """Return a tag's attributes in double quotes with one space before each, but for ``r``."""
    return "".join(
        f' {key}="{value.replace(chr(34), "&quot;")}"'
        for key, value in attributes_of(attributes).items()
        if key != "r"
    ).encode()


def attributes_of(text: bytes) -> dict[str, str]:
    """Return a tag's attributes, as they stand (not unescaped)."""
    return {
        found[1].decode(): (found[2] if found[2] is not None else found[3]).decode()
        for found in _ATTRIBUTE.finditer(text)
    }


def _damaged() -> BookError:
    return BookError(
        "a sheet of the workbook is damaged: its rows are cut off",
        id="BOOK-UNREADABLE",
        fix="take the newest backup, or open the book in Excel and let Excel repair it",
    )
