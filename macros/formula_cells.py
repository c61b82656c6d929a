"""What the arguments of a formula stand for: cells, columns of tables, texts, numbers and days."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from xlbilling.book.binding import two_d
from xlbilling.layout.frames import column_number
from xlbilling.model.errors import RefusedError

if TYPE_CHECKING:
    import xlwings as xw

Cells = list[list[Any]]

_SHEET: Final = r"(?:(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!\[\]]+))!)?"
_CELL: Final = re.compile(
    _SHEET + r"\$?(?P<left>[A-Z]{1,3})\$?(?P<top>\d+)(?::\$?(?P<right>[A-Z]{1,3})\$?(?P<end>\d+))?",
    re.IGNORECASE,
)
_COLUMNS: Final = re.compile(
    _SHEET + r"\$?(?P<left>[A-Z]{1,3}):\$?(?P<right>[A-Z]{1,3})", re.IGNORECASE
)
_TABLE: Final = re.compile(r"(?P<table>[A-Z_][\w.]*)?(?:\[(?P<inner>.*)\])?", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?")
_DATE: Final = re.compile(r"DATE\(\s*(\d{4})\s*,\s*(\d{1,2})\s*,\s*(\d{1,2})\s*\)", re.IGNORECASE)
_PART: Final = re.compile(r"\[([^\[\]]*)\]")
_WORDS: Final = {"TRUE": True, "FALSE": False}


class Sheets:
    """A workbook's cells by formula text; each sheet is read once, in one call.

    Args:
        book: the workbook.
        today: what TODAY() is.
    """

    def __init__(self, book: xw.Book, today: datetime) -> None:
        self._book = book
        self._today = today
        self._cells: dict[str, Cells] = {}
        self._tables: dict[str, tuple[str, tuple[int, int], tuple[int, int]]] | None = None

    def all_of(self, name: str) -> Cells:
        """Return a sheet's cells from A1 on.

        Raises:
            RefusedError: there is no such sheet.
        """
        key = name.casefold()
        if key not in self._cells:
            sheet = next((each for each in self._book.sheets if each.name.casefold() == key), None)
            if sheet is None:
                raise _refused(name)
            last = sheet.used_range.last_cell
            raw = sheet.range((1, 1), (last.row, last.column)).raw_value
            self._cells[key] = two_d(raw, rows=last.row)
        return self._cells[key]

    def value(self, text: str, at: xw.Range) -> Cells | None:
        """Return what an argument stands for, None for one left out.

        Args:
            text: as it stands in the formula.
            at: the formula's cell.

        Raises:
            RefusedError: it is nothing that can be worked out here.
        """
        if not text:
            return None
        plain = self._plain(text)
        if plain is not None:
            return [[plain]]
        cell, columns = _CELL.fullmatch(text), _COLUMNS.fullmatch(text)
        if cell is not None:
            return self._area(cell, at)
        if columns is not None:
            return self._whole_columns(columns, at)
        named = self._named(text)
        return named if named is not None else self._of_table(text, at)

    def _plain(self, text: str) -> object:
        if text.upper() in _WORDS:
            return _WORDS[text.upper()]
        if len(text) > 1 and text[0] == text[-1] == '"':
            return text[1:-1].replace('""', '"')
        if _NUMBER.fullmatch(text):
            return float(text)
        if re.sub(r"\s", "", text).upper() in {"TODAY()", "NOW()"}:
            return self._today
        day = _DATE.fullmatch(text)
        return datetime(int(day[1]), int(day[2]), int(day[3])) if day else None

    def _sheet_of(self, found: re.Match[str], at: xw.Range) -> Cells:
        name = (found["quoted"] or "").replace("''", "'") or found["plain"] or at.sheet.name
        return self.all_of(str(name))

    def _area(self, found: re.Match[str], at: xw.Range) -> Cells:
        left, top = column_number(found["left"]), int(found["top"])
        right = column_number(found["right"]) if found["right"] else left
        return _cut(self._sheet_of(found, at), (top, left), (int(found["end"] or top), right))

    def _whole_columns(self, found: re.Match[str], at: xw.Range) -> Cells:
        cells = self._sheet_of(found, at)
        left = column_number(found["left"])
        return _cut(cells, (1, left), (len(cells), column_number(found["right"])))

    def _named(self, text: str) -> Cells | None:
        every = self._book.names
        if not re.fullmatch(r"[A-Za-z_][\w.]*", text) or text not in every:
            return None
        block = every[text].refers_to_range
        return two_d(block.raw_value, rows=block.shape[0])

    # Tables

    def _of_table(self, text: str, at: xw.Range) -> Cells:
        found = _TABLE.fullmatch(text)
        if found is None:
            raise _refused(text)
        sheet, (top, left), (bottom, right) = self._table(found["table"], text, at)
        cells = self.all_of(sheet)
        headers = [str(cell or "").strip().casefold() for cell in cells[top - 1][left - 1 : right]]
        inner = found["inner"] or ""
        is_this_row = inner.startswith("@") or "#this row" in inner.casefold()
        rows = (at.row, at.row) if is_this_row else _rows(inner, top, bottom)
        named = [part for part in _columns_named(inner) if not part.startswith("#")]
        try:
            places = [left + headers.index(" ".join(part.split()).casefold()) for part in named]
        except ValueError:
            raise _refused(text) from None
        return _cut(
            cells, (rows[0], min(places, default=left)), (rows[1], max(places, default=right))
        )

    def _table(
        self, name: str | None, text: str, at: xw.Range
    ) -> tuple[str, tuple[int, int], tuple[int, int]]:
        """Return a table's sheet and corners; without a name the one that the formula is in."""
        if self._tables is None:
            self._tables = {
                table.name.casefold(): (
                    sheet.name,
                    (table.range.row, table.range.column),
                    (table.range.last_cell.row, table.range.last_cell.column),
                )
                for sheet in self._book.sheets
                for table in sheet.tables
            }
        if name:
            found = self._tables.get(name.casefold())
        else:
            mine = [one for one in self._tables.values() if one[0] == at.sheet.name]
            found = next((one for one in mine if one[1][0] <= at.row <= one[2][0]), None)
        if found is None:
            raise _refused(text)
        return found


def _rows(inner: str, top: int, bottom: int) -> tuple[int, int]:
    """Return the first and last row of what a table's reference names."""
    words = inner.casefold()
    if "#headers" in words:
        return top, top
    return (top if "#all" in words else top + 1), bottom


def _columns_named(inner: str) -> list[str]:
    """Return the columns and keywords that a table's brackets name."""
    bare = inner.removeprefix("@")
    parts = _PART.findall(bare)
    return parts or ([bare] if bare else [])


def _cut(cells: Cells, first: tuple[int, int], last: tuple[int, int]) -> Cells:
    """Return a block of a sheet's cells; what lies outside of those in use is blank."""
    width = last[1] - first[1] + 1
    rows = []
    for number in range(first[0] - 1, last[0]):
        row = cells[number][first[1] - 1 : last[1]] if number < len(cells) else []
        rows.append([*row, *[None] * (width - len(row))])
    return rows


def _refused(text: str) -> RefusedError:
    return RefusedError(
        f"'{text}' in the formula cannot be worked out here",
        id="VALUES-ARGUMENT",
        fix="give cells, whole columns, columns of tables, texts, numbers, TODAY() or DATE(y,m,d)",
    )
