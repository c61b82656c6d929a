"""What Calc gives for a block of cells, as plain Python: one bulk read, then the odd ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlbilling.hosts.calc.areas import area_at, bounds
from xlbilling.hosts.files.package.addresses import Area
from xlbilling.hosts.files.values import from_serial
from xlbilling.model.cells import ERROR_TEXTS, CellError, CellValue

if TYPE_CHECKING:
    from xlbilling.hosts.calc.sheets import Sheet

Block = list[list[CellValue]]

CONTENTS: Final = 1 | 2 | 4 | 16  # com.sun.star.sheet.CellFlags: numbers, dates, text, formulas
_ERRORS: Final = 4  # com.sun.star.sheet.FormulaResult.ERROR
_FORMULAS: Final = 16  # com.sun.star.sheet.CellFlags.FORMULA
_UNKNOWN: Final = "#VALUE!"
"""What stands for an error that only Calc knows, such as Err:508."""


def read(sheet: Sheet, area: Area) -> Block:
    """Return the values of an area: dates as dates, errors as `CellError`, blanks as None."""
    cells = sheet.cells_of(area)
    data = cells.getDataArray()
    rows: Block = [[None if value == "" else value for value in row] for row in data]
    if any(None in row for row in data):
        _put_errors(sheet, area, cells, rows)
    if any(float in set(map(type, row)) for row in data):
        _put_dates(sheet, area, cells, rows)
    return rows


def _put_errors(sheet: Sheet, area: Area, cells: Any, rows: Block) -> None:
    for found in cells.queryFormulaCells(_ERRORS).getRangeAddresses():
        for row, column in area_at(found).cells():
            text = sheet.api.getCellByPosition(column - 1, row - 1).String
            error = CellError(text if text in ERROR_TEXTS else _UNKNOWN)
            rows[row - area.top][column - area.left] = error


def _put_dates(sheet: Sheet, area: Area, cells: Any, rows: Block) -> None:
    for key, places in formats_within(cells, area):
        if sheet.book.formats.is_date(key):
            _convert(rows, area, places, from_serial)
        elif sheet.book.formats.is_logical(key):
            _convert(rows, area, places, bool)


def _convert(rows: Block, area: Area, places: list[Area], change: Any) -> None:
    for place in places:
        columns = range(place.left - area.left, place.right - area.left + 1)
        for row in rows[place.top - area.top : place.bottom - area.top + 1]:
            for column in columns:
                if type(row[column]) is float:
                    row[column] = change(row[column])


def formats_within(cells: Any, area: Area) -> list[tuple[int, list[Area]]]:
    """Return the number formats in a range of cells, each with where it stands."""
    if area.size == 1:
        return [(cells.NumberFormat, [area])]
    found = cells.getUniqueCellFormatRanges()
    by_key: dict[int, list[Area]] = {}
    for place in range(found.Count):
        group = found.getByIndex(place)
        areas = by_key.setdefault(group.NumberFormat, [])
        areas.extend(map(area_at, group.getRangeAddresses()))
    return list(by_key.items())


def formula_areas(sheet: Sheet, area: Area) -> list[Area]:
    """Return where formulas stand in an area."""
    cells = sheet.api.getCellRangeByPosition(*bounds(area))
    return [area_at(one) for one in cells.queryContentCells(_FORMULAS).getRangeAddresses()]
