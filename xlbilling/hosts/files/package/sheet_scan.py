"""Where a sheet's rows and cells lie in its bytes; nothing is parsed that need not be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from operator import lt
from typing import Final

from xlbilling.hosts.files.package.addresses import column_letters, column_number
from xlbilling.model.errors import BookError

_DATA: Final = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?sheetData\b[^>]*?(/?)>")
_ATTRIBUTE: Final = re.compile(rb'([\w:.-]+)\s*=\s*(?:"([^"]*)"|\'([^\']*)\')')
_ROW_NUMBER: Final = re.compile(rb'\sr\s*=\s*["\'](\d+)')
_CELL_ADDRESS: Final = re.compile(rb'\sr\s*=\s*["\']([A-Za-z]+)(\d+)')

# Whether sheets of these lengths and hashes are written in the usual way: a large sheet is scanned
# several times a save, and counting its cells takes five times as long as hashing it.
_KNOWN: Final[dict[tuple[int, int], bool]] = {}
_KNOWN_AT_MOST: Final = 1000

_ROWS_LOOKED_AT: Final = 100


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
        small: the beginning of a cell whose address has a small letter.
        looks: the opening tag of a row with a height, hiding or style; the group is its attributes.
        styled: a cell with a style as nearly every program writes it; groups: column and style.
    """

    prefix: str
    row: re.Pattern[bytes]
    cell: re.Pattern[bytes]
    address: re.Pattern[bytes]
    formula: re.Pattern[bytes]
    numbered: re.Pattern[bytes]
    small: re.Pattern[bytes]
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
        re.compile(rb"<" + p + rb'c r="[A-Z]*[a-z]'),
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
        """Return the scan of a sheet, written in the usual way where it was not: see `is_usual`.

        Raises:
            BookError: ``BOOK-UNREADABLE``, the part is no worksheet or is cut off.
        """
        sheet = cls.as_written(xml)
        return sheet if sheet.is_usual() else cls.as_written(sheet.as_usual())

    @classmethod
    def as_written(cls, xml: bytes) -> SheetBytes:
        """Return the scan of a sheet as it stands.

        Raises:
            BookError: ``BOOK-UNREADABLE``, the part is no worksheet or is cut off.
        """
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

    @classmethod
    def begun(cls, xml: bytes) -> SheetBytes | None:
        """Return the scan of a sheet's first bytes, up to the last whole row; None without one."""
        found = _DATA.search(xml)
        if found is None:
            return None
        tags = tags_for(f"{found[1].decode()}:" if found[1] else "")
        last = xml.rfind(tags.row_end)
        if last < found.end():
            return None
        end = last + len(tags.row_end)
        return cls(xml, tags, found.start(), found.end(), end, end)

    def is_usual(self) -> bool:
        """Tell whether every row and cell carries its address as Excel writes it, rows in order.

        Some writers leave addresses out, put them into single quotes or on lines of their own,
        write them small, or list a row a second time for more of its cells.
        """
        key = (len(self.xml), hash(self.xml))
        if key not in _KNOWN:
            if len(_KNOWN) >= _KNOWN_AT_MOST:
                _KNOWN.clear()
            _KNOWN[key] = self._rows_ascend() and self._cells_are_usual()
        return _KNOWN[key]

    def around(self, xml: bytes) -> bytes:
        """Return new bytes whose rows are this sheet's own: they need not be counted again."""
        _KNOWN[len(xml), hash(xml)] = self.is_usual()
        return xml

    def _rows_ascend(self) -> bool:
        opening = f"<{self.tags.prefix}row".encode()
        found = self.tags.numbered.findall(self.xml, self.start, self.end)
        if len(found) != self.xml.count(opening, self.start, self.end):
            if not self._all_addressed("row", rb"\d+"):
                return False
            found = [str(number).encode() for number, _, _ in self.rows()]
        numbers = list(map(int, found))
        return all(map(lt, numbers, numbers[1:]))

    def _cells_are_usual(self) -> bool:
        return (
            self.tags.small.search(self.xml, self.start, self.end) is None
            and self._all_addressed("c", rb"[A-Z]+\d+")
            and self._first_cells_ascend()
        )

    def _first_cells_ascend(self) -> bool:
        """Tell whether cells come in order; who mixes them up does so from the first rows on."""
        for _, found, end in islice(self.rows(), _ROWS_LOOKED_AT):
            letters = self.tags.address.findall(self.xml, found.end(), end)
            columns = [(len(one), one) for one in letters]
            if not all(map(lt, columns, columns[1:])):
                return False
        return True

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

    def as_usual(self) -> bytes:
        """Return the sheet's bytes with an address on every row and cell, each once and in order.

        Of a cell that is listed twice the last one with a content counts, as for other programs.
        """
        rows: dict[int, list[tuple[re.Match[bytes], int]]] = {}
        number = 0
        for found in self.tags.row.finditer(self.xml, self.start, self.end):
            given = _ROW_NUMBER.search(found[1])
            number = int(given[1]) if given else number + 1
            rows.setdefault(number, []).append((found, self._row_end(found)))
        pieces = [self._usual_row(number, rows[number]) for number in sorted(rows)]
        return b"".join([self.xml[: self.start], *pieces, self.xml[self.end :]])

    def _usual_row(self, number: int, listed: Sequence[tuple[re.Match[bytes], int]]) -> bytes:
        attributes: dict[str, str] = {}
        content = b""
        for found, end in listed:
            attributes = attributes_of(found[1]) | attributes
            close = end if found[2] else end - len(self.tags.row_end)
            content += self._addressed_cells(number, found.end(), close)
        if len(listed) > 1:
            attributes.pop("spans", None)
        opening = f'<{self.tags.prefix}row r="{number}"'.encode() + _usual(attributes)
        if not content.strip():
            return opening + b"/>"
        return opening + b">" + self._in_order(content) + self.tags.row_end

    def _in_order(self, content: bytes) -> bytes:
        """Return a row's content with each cell once, in the order of their columns."""
        cells: dict[int, re.Match[bytes]] = {}
        for cell in self.tags.cell.finditer(content):
            address = _CELL_ADDRESS.search(cell[1])
            assert address is not None, "every cell was given its address"
            column = column_number(address[1].decode())
            if cell[2] or column not in cells:
                cells[column] = cell
        rest = self.tags.cell.sub(b"", content).strip()
        return b"".join(cells[column][0] for column in sorted(cells)) + rest

    def _addressed_cells(self, number: int, start: int, end: int) -> bytes:
        column = 0

        def addressed(cell: re.Match[bytes]) -> bytes:
            nonlocal column
            given = _CELL_ADDRESS.search(cell[1])
            column = column_number(given[1].decode().upper()) if given else column + 1
            rest = _usual(attributes_of(cell[1]))
            name = f' r="{column_letters(column)}{number}"'.encode()
            opening = b"<" + self.tags.prefix.encode() + b"c" + name + rest
            if cell[2] is None:
                return opening.rstrip() + b"/>"
            return opening + b">" + cell[2] + self.tags.cell_end

        return self.tags.cell.sub(addressed, self.xml[start:end])

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


def _usual(attributes: Mapping[str, str]) -> bytes:
    """Return a tag's attributes in double quotes with one space before each, but for ``r``."""
    return "".join(
        f' {key}="{value.replace(chr(34), "&quot;")}"'
        for key, value in attributes.items()
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
