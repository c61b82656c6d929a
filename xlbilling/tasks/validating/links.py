"""Links of the Findings sheet: live formulas that find a cell by its row's key, sorted or not.

A formula looks first where the row stood when the check ran, and searches only where another
row stands there now: 5,000 links into 100,000 lines then cost LibreOffice no time that can be
measured, against 13 seconds for 5,000 searches (what a sorted sheet costs, once).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from xlbilling.edits.columns import Columns, Texts
from xlbilling.layout.columns import Kind, Table
from xlbilling.layout.tables import BY_NAME

GONE: Final = "Row is gone"
MOST: Final = 5_000
"""So many findings have a link, the gravest first; after a sort each may cost a search."""
_LONGEST_TEXT: Final = 255
"""A text inside a formula holds no more characters in Excel."""


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
        found = self._claim_row(position, row) if table.name == "claims" else None
        if found is None:
            found = _other_row(table, self._tables[table.name], position)
        if not found or len(found) > 4_000:
            return ""
        place = f"ADDRESS({found},COLUMN({_header(table, header)}),4)"
        return f'=IFERROR(HYPERLINK("#{_sheet(table)}!"&{place},"{words}"),"{GONE}")'

    def _claim_row(self, position: int, row: int) -> str:
        claims = BY_NAME["claims"]
        key, pattern = _text(self._row_keys[position]), _text(_literal(self._row_keys[position]))
        if not key or not pattern:
            return ""
        top, keys = f"ROW({_header(claims, 'Row Key')})", f"{claims.list_object}[Row Key]"
        there = f'IFERROR(INDEX({keys},{row}-{top}),"")={key}'
        return f"IF({there},{row},{top}+MATCH({pattern},{keys},0))"


def _other_row(table: Table, columns: Columns, position: int) -> str:
    """Return a formula for the sheet row of another table's row, by all columns of its key."""
    names = [name for name in table.key if name in columns.table.frame]
    tests = [_test(table, columns, name, position) for name in names]
    if not tests or not all(tests) or not columns.text(names[0])[position]:
        return ""
    top = f"ROW({_header(table, table.column(names[0]).header)})"
    if len(tests) == 1:
        return f"{top}+{_single(table, names[0], str(columns.text(names[0])[position]))}"
    return f"{top}+MATCH(1,INDEX({'*'.join(tests)},0),0)"


def _single(table: Table, name: str, value: str) -> str:
    """Return a search in one column, where an id may stand as a number too."""
    cells = _cells(table, name)
    search = f"MATCH({_text(_literal(value))},{cells},0)"
    if value.isdecimal() and str(int(value)) == value and len(value) <= 15:
        return f"IFERROR({search},MATCH({value},{cells},0))"
    return search


def _test(table: Table, columns: Columns, name: str, position: int) -> str:
    cells = _cells(table, name)
    if table.column(name).kind is not Kind.DATE:
        text = _text(columns.text(name)[position])
        return f'({cells}&""={text})' if text else ""
    day: date | None = columns.days(name)[position].item()
    if day is None:
        return f'({cells}="")'
    return f"({cells}=DATE({day.year},{day.month},{day.day}))"


def _cells(table: Table, name: str) -> str:
    return f"{table.list_object}[{table.column(name).header}]"


def _header(table: Table, header: str) -> str:
    return f"{table.list_object}[[#Headers],[{header}]]"


def _sheet(table: Table) -> str:
    return f"'{table.sheet}'" if " " in table.sheet else table.sheet


def _literal(value: Any) -> str:
    """Return a text as MATCH looks for it: the signs ``* ? ~`` stand for themselves."""
    return "".join(f"~{sign}" if sign in "~*?" else sign for sign in str(value))


def _text(value: Any) -> str:
    """Return a text as a formula writes it, "" for one that is too long for it."""
    text = str(value)
    return "" if len(text) > _LONGEST_TEXT else '"' + text.replace('"', '""') + '"'
