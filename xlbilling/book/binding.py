"""Finding our tables and columns in a workbook: by table name and header text, never by place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from xlbilling.book import known as knowledge
from xlbilling.layout.frames import column_letter, column_number, nearest
from xlbilling.model.errors import BookError

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.layout.columns import Table

LAST_ROW_OF_SHEET: Final = 1_048_576
NOT_OURS_FIX: Final = (
    "open a workbook made by 'xlbilling new', or copy your rows into one with 'xlbilling load'"
)


@dataclass(frozen=True)
class Bound:
    """A declared table as it stands in a workbook.

    Attributes:
        table: the declaration.
        sheet: the xlwings sheet.
        list_object: Excel's own table.
        header_row: the sheet row of the headers, 1-based.
        first_column: the sheet column of the first header, 1-based.
        headers: the header texts as they stand.
        places: code name to 1-based sheet column.
        missing: code names of declared columns that no header shows.
        last_row: the sheet row in which the table's data end; a totals row below is no data.
        cells: within `kept`, its rows of raw cells and the row below them, read with the headers
            in one call; None elsewhere, where they are read when they are asked for. Without the
            row below where the table grew since: nobody has read that one.
        has_totals: whether it shows a totals row.
    """

    table: Table
    sheet: xw.Sheet
    list_object: xw.main.Table
    header_row: int
    first_column: int
    headers: tuple[str, ...]
    places: Mapping[str, int]
    missing: tuple[str, ...]
    last_row: int
    cells: list[list[Any]] | None = field(default=None, repr=False, compare=False)
    has_totals: bool = False

    @property
    def first_row(self) -> int:
        """The sheet row of the first row of data."""
        return self.header_row + 1

    @property
    def below(self) -> list[Any] | None:
        """The raw cells of the row right below it, as far as they are known."""
        place = self.last_row - self.header_row
        return None if self.cells is None or len(self.cells) <= place else self.cells[place]

    @property
    def last_column(self) -> int:
        """The sheet column of the last header."""
        return self.first_column + len(self.headers) - 1

    @property
    def letters(self) -> dict[str, str]:
        """Code name to the letter of its sheet column."""
        return {name: column_letter(place) for name, place in self.places.items()}

    @property
    def names_in_place(self) -> list[str]:
        """Code names in the sheet's order, "" for a column that is not ours."""
        by_place = {place: name for name, place in self.places.items()}
        return [by_place.get(place, "") for place in range(self.first_column, self.last_column + 1)]

    def demand(self, names: Sequence[str]) -> None:
        """Refuse to go on without these columns.

        Raises:
            BookError: one is missing; names the nearest header that is not one of ours.
        """
        gone = [name for name in names if name in self.missing]
        if gone:
            raise BookError(
                "; ".join(self._say_missing(name) for name in gone),
                id="BOOK-COLUMN",
                fix="type the header back as it was, or insert a column with that header",
            )

    def _say_missing(self, name: str) -> str:
        header = self.table.column(name).header
        words = f"{self.table.sheet}!{self.header_row}:{self.header_row}: no column '{header}'"
        strangers = self._strangers()
        is_only_one = len(self.missing) == 1 and len(strangers) == 1
        near = strangers[0] if is_only_one else nearest(header, strangers)
        return f"{words} (is '{near}' meant?)" if near else words

    def _strangers(self) -> list[str]:
        ours = {_plain(column.header) for column in self.table.columns}
        return [header for header in self.headers if header and _plain(header) not in ours]


_ADDRESS: Final = re.compile(r"\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?")


def bind(book: xw.Book, table: Table) -> Bound:
    """Return where a declared table stands in a workbook.

    Raises:
        BookError: the workbook has no such table.
    """
    known = knowledge.of(book)
    if known is None:
        return _bound(book, table, known=None)
    if table.name not in known.bounds:
        known.bounds[table.name] = _bound(book, table, known)
    return known.bounds[table.name]


def _bound(book: xw.Book, table: Table, known: knowledge.Known | None) -> Bound:
    sheet, found = _list_object(book, table, known)
    top, left, bottom, right = corners(found.range.address)
    has_totals = bool(found.show_totals)
    _demand_header(book, table, found)
    last = bottom - int(has_totals)
    end = top if known is None else min(bottom + 1, LAST_ROW_OF_SHEET)
    block = sheet.range(f"{column_letter(left)}{top}:{column_letter(right)}{end}")
    rows = two_d(block.raw_value, rows=end - top + 1)
    headers = tuple("" if cell is None else str(cell).strip() for cell in rows[0])
    by_header = {_plain(text): left + n for n, text in reversed([*enumerate(headers)])}
    places = {
        column.name: by_header[_plain(column.header)]
        for column in table.columns
        if _plain(column.header) in by_header
    }
    missing = tuple(column.name for column in table.columns if column.name not in places)
    return Bound(
        table, sheet, found, top, left, headers, places, missing, last,
        None if known is None else rows[1:], has_totals,
    )  # fmt: skip


def _demand_header(book: xw.Book, table: Table, found: xw.main.Table) -> None:
    if not found.show_headers:
        raise BookError(
            f"{book.name}: table '{table.list_object}' shows no header row",
            id="BOOK-COLUMN",
            fix="tick 'Header Row' in Excel's Table Design tab",
        )


def corners(address: str) -> tuple[int, int, int, int]:
    """Return top, left, bottom and right of an address such as ``$A$1:C3``."""
    found = _ADDRESS.fullmatch(address)
    assert found is not None, address
    left, top = column_number(found[1]), int(found[2])
    if found[3] is None:
        return top, left, top, left
    return top, left, int(found[4]), column_number(found[3])


def find_table(book: xw.Book, table: Table) -> xw.main.Table | None:
    """Return Excel's table of a declared one, on whatever sheet; its own sheet is looked at first.

    None where the workbook has none.
    """
    found = _found(book, table)
    return found[1] if found is not None else None


def _found(book: xw.Book, table: Table) -> tuple[xw.Sheet, xw.main.Table] | None:
    """Return a table with its sheet: asked for by name on its own sheet first."""
    every = book.sheets
    if table.sheet in every:
        home = every[table.sheet]
        tables = home.tables
        if table.list_object in tables:
            return home, tables[table.list_object]
    wanted = table.list_object.casefold()
    names = ((sheet.name, each.name) for sheet in every for each in sheet.tables)
    found = next((pair for pair in names if pair[1].casefold() == wanted), None)
    if found is None:
        return None
    sheet = every[found[0]]  # by name: on a Mac its place changes with every sheet made before it
    return sheet, sheet.tables[found[1]]


def _list_object(
    book: xw.Book, table: Table, known: knowledge.Known | None
) -> tuple[xw.Sheet, xw.main.Table]:
    if known is not None and table.name in known.tables:
        return known.tables[table.name]
    found = _found(book, table)
    if found is not None:
        if known is not None:
            known.tables[table.name] = found
        return found
    names = [each.name for sheet in book.sheets for each in sheet.tables]
    near = nearest(table.list_object, names)
    hint = f" (is '{near}' meant?)" if near else ""
    raise BookError(
        f"{book.name}: no table '{table.list_object}' on any sheet{hint}",
        id="BOOK-NOT-OURS",
        fix=NOT_OURS_FIX,
    )


def two_d(raw: Any, *, rows: int) -> list[list[Any]]:
    """Return raw_value as rows of cells, whatever shape the host gave it.

    Args:
        raw: a bare scalar for one cell, a flat list for one row or column in places, else rows.
        rows: how many rows the range has.
    """
    if not isinstance(raw, list | tuple):
        return [[raw]]
    if raw and isinstance(raw[0], list | tuple):
        return raw if isinstance(raw, list) and isinstance(raw[0], list) else [list(r) for r in raw]
    if rows == 1:
        return [list(raw)]
    return [[cell] for cell in raw]


def _plain(header: str) -> str:
    return " ".join(header.split()).casefold()
