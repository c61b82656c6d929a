"""Links of the Findings sheet: live formulas that find a cell by its row's key, sorted or not.

A formula looks first where the row stood when the check ran, and searches only where another
row stands there now: 5,000 links into 100,000 lines then cost LibreOffice no time that can be
measured, against ten seconds for 5,000 searches, which is what a sorted sheet costs once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from xlbilling.edits.columns import Columns, Texts
from xlbilling.layout.columns import Kind, Table
from xlbilling.layout.tables import BY_NAME

GONE: Final = "Row is gone"
MOST: Final = 5_000
"""So many findings have a link, the gravest first; after a sort each may cost a search."""
_LONGEST_TEXT: Final = 255
_LONGEST_FORMULA: Final = 8_000
"""Excel takes no longer text inside a formula, and no formula of more than 8,192 characters."""


@dataclass(frozen=True, slots=True)
class Link:
    """A cell's formula and what it shows.

    Attributes:
        formula: ``=…``; "" where no formula can find the row.
        words: what the formula shows when the row is there.
    """

    formula: str
    words: str


NONE: Final = Link("", "")


class Links:
    """Makes the links of one run.

    Args:
        tables: the tables as read, by code name, the claims among them.
        row_keys: the key of each claim line, as the check writes it.
    """

    def __init__(self, tables: Mapping[str, Columns], row_keys: Texts) -> None:
        self._tables = tables
        self._row_keys = row_keys
        self._positions: dict[str, dict[int, int]] = {}

    def to(self, table: str, field: str, row: int) -> Link:
        """Return the link to a cell.

        Args:
            table: the code name of its table.
            field: the code name of its column.
            row: its sheet row when the check ran.
        """
        declared = BY_NAME[table]
        column = declared.by_name.get(field.removesuffix("_cents"))
        position = self._position(table, row)
        if column is None or position is None:
            return NONE
        words = f"Go to {column.header}" if table == "claims" else f"Go to {declared.title}"
        formula = self._formula(declared, column.header, position, row, words)
        return Link(formula, words if formula else "")

    def _position(self, table: str, row: int) -> int | None:
        if table not in self._positions:
            rows = self._tables[table].sheet_rows.tolist()
            self._positions[table] = {sheet_row: n for n, sheet_row in enumerate(rows)}
        return self._positions[table].get(row)

    def _formula(self, table: Table, header: str, position: int, row: int, words: str) -> str:
        parts = self._key(table, position)
        if not parts or not all(part.search for part in parts):
            return ""
        first = f"ROW({_header(table, parts[0].header)})"
        there = ",".join(part.test(f"INDEX({part.cells},{row}-{first})") for part in parts)
        found = f"IF(IFERROR(AND({there}),FALSE),{row},{first}+{_search(parts)})"
        place = f"ADDRESS({found},COLUMN({_header(table, header)}),4)"
        link = f'=IFERROR(HYPERLINK("#{_sheet(table)}!"&{place},"{words}"),"{GONE}")'
        return link if len(link) <= _LONGEST_FORMULA else ""

    def _key(self, table: Table, position: int) -> list[_Part]:
        """Return the parts of a row's key; none where the row has no key to be found by."""
        if table.name == "claims":
            key = str(self._row_keys[position])
            return [_Part(table, "Row Key", key)] if key else []
        columns = self._tables[table.name]
        names = [name for name in table.key if name in columns.table.frame]
        parts = [_part(table, columns, name, position) for name in names]
        return parts if parts and parts[0].value else []


@dataclass(frozen=True)
class _Part:
    """One column of a row's key, with the value it has in that row."""

    table: Table
    header: str
    value: str | date

    @property
    def cells(self) -> str:
        return f"{self.table.list_object}[{self.header}]"

    @property
    def literal(self) -> str:
        """The value as a formula writes it; "" for a text that is too long for one."""
        if isinstance(self.value, date):
            return f"DATE({self.value.year},{self.value.month},{self.value.day})"
        return _text(self.value)

    @property
    def search(self) -> str:
        """The value as MATCH looks for it: the signs ``* ? ~`` stand for themselves."""
        if isinstance(self.value, date):
            return self.literal
        return _text("".join(f"~{sign}" if sign in "~*?" else sign for sign in self.value))

    def test(self, cells: str) -> str:
        """Return a comparison of cells with the value; an id that is a number in them is alike."""
        joined = "" if isinstance(self.value, date) else '&""'
        return f"{cells}{joined}={self.literal}"


def _part(table: Table, columns: Columns, name: str, position: int) -> _Part:
    column = table.column(name)
    if column.kind is not Kind.DATE:
        return _Part(table, column.header, str(columns.text(name)[position]))
    day: date | None = columns.days(name)[position].item()
    return _Part(table, column.header, "" if day is None else day)


def _search(parts: Sequence[_Part]) -> str:
    """Return a formula for the place of the row that has this key."""
    if len(parts) > 1:
        return f"MATCH(1,INDEX({'*'.join(f'({part.test(part.cells)})' for part in parts)},0),0)"
    [part] = parts
    search = f"MATCH({part.search},{part.cells},0)"
    if isinstance(part.value, str) and _is_plain_number(part.value):
        return f"IFERROR({search},MATCH({part.value},{part.cells},0))"
    return search


def _is_plain_number(text: str) -> bool:
    """Tell whether a cell may hold an id as a number and show it so."""
    return text.isascii() and text.isdecimal() and len(text) <= 15 and not text.startswith("0")


def _header(table: Table, header: str) -> str:
    return f"{table.list_object}[[#Headers],[{header}]]"


def _sheet(table: Table) -> str:
    return f"'{table.sheet}'" if " " in table.sheet else table.sheet


def _text(text: str) -> str:
    """Return a text as a formula writes it, "" for one that is too long for it."""
    return "" if len(text) > _LONGEST_TEXT else '"' + text.replace('"', '""') + '"'
