"""The rows of a code file, whether it is text or a workbook, and where its headers stand."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from xlbilling.codesets.cells import plain, text
from xlbilling.model.cells import CellValue
from xlbilling.model.errors import InputFileError
from xlbilling.model.tables import InputFile
from xlbilling.x12.segments import text_of

Rows = Sequence[Sequence[CellValue]]

HEAD_ROWS: Final = 40
"""So far down a header may stand: CMS puts notices of its licensors above it."""

_HEAD_BYTES: Final = 1 << 16
_DELIMITERS: Final = "\t,;|"


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file.

    Attributes:
        source: the file's name.
        rows: all its rows, or its first ones.
        header: the index of the header row, from 0.
        places: the columns found, by field, from 0.
    """

    source: str
    rows: Rows
    header: int
    places: Mapping[str, int]

    def cell(self, row: int, field: str) -> CellValue:
        """Return a cell, None where the row is too short or the table has no such column."""
        place = self.places.get(field)
        cells = self.rows[row]
        return None if place is None or place >= len(cells) else cells[place]

    def body(self) -> Sequence[int]:
        """Return the indexes of the rows below the header that hold anything."""
        below = range(self.header + 1, len(self.rows))
        return [n for n in below if any(text(cell) for cell in self.rows[n])]


def heads(file: InputFile) -> list[Rows]:
    """Return the first rows of every sheet, or of a text file; quick, whatever its size."""
    if file.sheets:
        return [sheet[:HEAD_ROWS] for sheet in file.sheets]
    return [_parsed(file.content[:_HEAD_BYTES], file.name)[:HEAD_ROWS]]


def rows_of(file: InputFile) -> list[Rows]:
    """Return all rows of every sheet, or of a text file.

    Raises:
        InputFileError: the text is no readable table.
    """
    return list(file.sheets) if file.sheets else [_parsed(file.content, file.name)]


def _parsed(content: bytes, source: str) -> list[list[str]]:
    words = text_of(content)
    delimiter = delimiter_of(words[:_HEAD_BYTES])
    try:
        return list(csv.reader(io.StringIO(words, newline=""), delimiter=delimiter))
    except csv.Error as why:
        raise InputFileError(
            f"{source}: it is no readable table ({why})",
            id="CODES-TEXT",
            fix="download the file again, or save it as CSV from Excel",
        ) from why


def delimiter_of(words: str) -> str:
    """Return what parts the cells of a text table: tab, comma, semicolon or bar."""
    lines = words.splitlines()[:HEAD_ROWS]
    return max(_DELIMITERS, key=lambda one: sum(min(line.count(one), 50) for line in lines))


def find(
    source: str, tables: Sequence[Rows], synonyms: Mapping[str, AbstractSet[str]], needed: str
) -> Table | None:
    """Return the first table with a header row that has all the fields needed; None for none.

    Args:
        source: the file's name.
        tables: rows of every sheet.
        synonyms: plain header texts by field; a header that begins with one of them counts too
            where the synonym ends with a star.
        needed: field names parted by blanks.
    """
    wanted = needed.split()
    for rows in tables:
        for index, row in enumerate(rows[:HEAD_ROWS]):
            places = _places([plain(cell) for cell in row], synonyms)
            if all(field in places for field in wanted):
                return Table(source, rows, index, places)
    return None


def _places(headers: Sequence[str], synonyms: Mapping[str, AbstractSet[str]]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, header in enumerate(headers):
        for field, names in synonyms.items():
            if header and field not in places and _fits(header, names):
                places[field] = place
                break
    return places


def _fits(header: str, names: AbstractSet[str]) -> bool:
    if header in names:
        return True
    return any(name.endswith("*") and header.startswith(name[:-1]) for name in names)
