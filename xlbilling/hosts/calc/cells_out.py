"""Writing a block of cells into Calc: one bulk write, then the few that it has no word for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from xlbilling.hosts.calc.cells_in import formats_within
from xlbilling.hosts.calc.formats import BOOLEAN
from xlbilling.hosts.calc.formula_text import to_calc
from xlbilling.hosts.files.number_formats import GENERAL, TEXT, for_moment
from xlbilling.hosts.files.package.addresses import LAST_COLUMN, LAST_ROW, Area
from xlbilling.hosts.files.typed_text import TypedText, entered
from xlbilling.hosts.files.values import check_block, to_serial
from xlbilling.model.cells import CellError

if TYPE_CHECKING:
    from xlbilling.hosts.calc.sheets import Sheet

Place = tuple[int, int]
_BARE: Final = frozenset({str, float})
_BARE_OR_BLANK: Final = _BARE | {type(None)}
_MEASURED_ROWS: Final = 500
"""So many rows at once still get the height that what is written needs."""


class Block:
    """Rows of values on their way into cells.

    Args:
        sheet: where they go.
        top: the first row.
        left: the first column.
        rows: plain Python; text is text unless it is `TypedText`.

    Raises:
        TypeError: a value is not plain Python.
        ValueError: the rows differ in length, or a value fits in no cell.
        IndexError: they do not fit on the sheet.
    """

    def __init__(self, sheet: Sheet, top: int, left: int, rows: Sequence[Sequence[Any]]) -> None:
        check_block(rows)
        self._sheet = sheet
        self._rows = rows
        self._area = Area(top, left, top + len(rows) - 1, left + len(rows[0]) - 1)
        if self._area.bottom > LAST_ROW or self._area.right > LAST_COLUMN:
            raise IndexError(f"the block ends at {self._area.name}, beyond the sheet")
        self._formulas: dict[Place, str] = {}
        self._formats: dict[str, list[Place]] = {}
        self._serials: dict[dt.datetime, float] = {}  # an office's days are few, its rows many

    def write(self) -> None:
        """Write them all."""
        bare = tuple(self._bare_row(row, n) for n, row in enumerate(self._rows, self._area.top))
        with heights_kept(self._sheet.book.document, len(bare)):
            self._sheet.cells_of(self._area).setDataArray(bare)
        for code, places in self._formats.items():
            set_format(self._sheet, code, places)
        put_formulas(self._sheet, self._formulas)

    def _bare_row(self, row: Sequence[Any], number: int) -> tuple[str | float, ...]:
        kinds = set(map(type, row))
        if kinds <= _BARE:
            return tuple(row)
        if kinds <= _BARE_OR_BLANK:
            return tuple(["" if value is None else value for value in row])
        return tuple([
            value
            if type(value) is str or type(value) is float
            else ("" if value is None else self._bare(value, (number, at)))
            for at, value in enumerate(row, self._area.left)
        ])

    def _bare(self, value: Any, place: Place) -> str | float:
        """Return a value as text or number; what else belongs to it is noted."""
        if isinstance(value, dt.datetime):
            if place[1] not in self._formatted:
                self._note_format(place, for_moment(value))
            if value not in self._serials:
                self._serials[value] = to_serial(value)
            return self._serials[value]
        if isinstance(value, CellError):
            self._formulas[place] = f"={value}"
            return ""
        if isinstance(value, bool):
            self._note_format(place, BOOLEAN)
            return float(value)
        return self._typed(value, place) if isinstance(value, TypedText) else float(value)

    def _typed(self, text: TypedText, place: Place) -> str | float:
        if self._code_at(place) == TEXT:
            return str(text)
        entry = entered(text, today=dt.date.today())  # noqa: DTZ011  the day at this desk
        if entry.formula is not None:
            self._formulas[place] = to_calc(entry.formula)
            return ""
        if entry.number_format is not None:
            self._note_format(place, entry.number_format)
        value = entry.value
        if isinstance(value, str) and not isinstance(value, CellError):
            return value
        return "" if value is None else self._bare(value, place)

    def _note_format(self, place: Place, code: str) -> None:
        """Note the format that a cell of format General gets with its value, as in Excel."""
        here = self._code_at(place)
        if here == GENERAL or (code == BOOLEAN and here != BOOLEAN):
            self._formats.setdefault(code, []).append(place)

    @cached_property
    def _formatted(self) -> set[int]:
        """The columns with one format all the way down that is not General; it stays."""
        own = self._area
        return {
            column
            for column, found in self._codes.items()
            if any(area.top <= own.top and own.bottom <= area.bottom for area, _ in found)
        }

    def _code_at(self, place: Place) -> str:
        row, column = place
        for area, code in self._codes.get(column, ()):
            if area.top <= row <= area.bottom:
                return code
        return GENERAL

    @cached_property
    def _codes(self) -> dict[int, list[tuple[Area, str]]]:
        """By column where formats other than General stand; they mostly run far down."""
        by_column: dict[int, list[tuple[Area, str]]] = {}
        formats, cells = self._sheet.book.formats, self._sheet.cells_of(self._area)
        for key, areas in formats_within(cells, self._area, bool):
            code = formats.code(key)
            for area in areas if code != GENERAL else ():
                for column in range(area.left, area.right + 1):
                    by_column.setdefault(column, []).append((area, code))
        return by_column


def put_formulas(sheet: Sheet, formulas: dict[Place, str]) -> None:
    """Write formulas of Calc's grammar, each unbroken run down a column in one call."""
    for area in runs(formulas):
        column = area.left
        texts = tuple((formulas[row, column],) for row in range(area.top, area.bottom + 1))
        with heights_kept(sheet.book.document, len(texts)):
            sheet.cells_of(area).setFormulaArray(texts)


@contextmanager
def heights_kept(document: Any, rows: int) -> Iterator[None]:
    """Keep Calc from measuring each of very many rows anew, which takes ten times the writing."""
    if rows <= _MEASURED_ROWS:
        yield
        return
    document.IsAdjustHeightEnabled = False
    try:
        yield
    finally:
        document.IsAdjustHeightEnabled = True


def set_format(sheet: Sheet, code: str, places: Iterable[Place]) -> None:
    """Give cells a number format, all of them in one call."""
    sheet.cells_of_all(runs(places)).NumberFormat = sheet.book.formats.key(code)


def runs(places: Iterable[Place]) -> Iterator[Area]:
    """Give the unbroken runs of cells down the columns."""
    ordered = enumerate(sorted(places, key=lambda place: (place[1], place[0])))
    for _, run in groupby(ordered, lambda item: (item[1][1], item[1][0] - item[0])):
        cells = [place for _, place in run]
        yield Area(cells[0][0], cells[0][1], cells[-1][0], cells[-1][1])
