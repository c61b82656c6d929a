"""What Calc gives for a block of cells, as plain Python: one bulk read, then the odd ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from xlbilling.hosts.calc.areas import area_at, areas_in, bounds
from xlbilling.hosts.files.package.addresses import Area
from xlbilling.hosts.files.values import from_serial
from xlbilling.model.cells import ERROR_TEXTS, CellError, CellValue

if TYPE_CHECKING:
    from xlbilling.hosts.calc.sheets import Sheet

Block = list[list[CellValue]]

CONTENTS: Final = 1 | 2 | 4 | 16  # com.sun.star.sheet.CellFlags: numbers, dates, text, formulas
_ERRORS: Final = 4  # com.sun.star.sheet.FormulaResult.ERROR
_FORMULAS: Final = 16  # com.sun.star.sheet.CellFlags.FORMULA
_DIFFERS: Final = "AMBIGUOUS_VALUE"  # com.sun.star.beans.PropertyState
_FEW: Final = 8
"""So many blocks of numbers are asked for their format one by one: each takes three calls."""
_UNKNOWN: Final = "#VALUE!"
"""What stands for an error that only Calc knows, such as Err:508."""


def read(sheet: Sheet, area: Area) -> Block:
    """Return the values of an area: dates as dates, errors as `CellError`, blanks as None."""
    cells = sheet.cells_of(area)
    data = cells.getDataArray()
    rows: Block = [[None if value == "" else value for value in row] for row in data]
    kinds = [set(map(type, column)) for column in zip(*data, strict=True)]
    if any(type(None) in held for held in kinds):
        _put_errors(sheet, area, cells, rows)
    for columns in _numeric(area, data, kinds):
        _put_dates(sheet, area, columns, rows)
    return rows


def _numeric(
    area: Area, data: Sequence[Sequence[object]], kinds: Sequence[set[type]]
) -> Iterator[Area]:
    """Give the runs of columns that hold numbers: only there are formats worth asking for.

    They begin with the first row that holds one, below headers, so that they mostly have one format
    from there down.
    """
    wanted = [place for place, held in enumerate(kinds) if float in held]
    top = next((n for n, row in enumerate(data) if float in set(map(type, row))), 0)
    for _, run in groupby(enumerate(wanted), lambda item: item[1] - item[0]):
        places = [area.left + place for _, place in run]
        yield Area(area.top + top, places[0], area.bottom, places[-1])


def _put_errors(sheet: Sheet, area: Area, cells: Any, rows: Block) -> None:
    for found in cells.queryFormulaCells(_ERRORS).getRangeAddresses():
        for row, column in area_at(found).cells():
            text = sheet.api.getCellByPosition(column - 1, row - 1).String
            error = CellError(text if text in ERROR_TEXTS else _UNKNOWN)
            rows[row - area.top][column - area.left] = error


def _put_dates(sheet: Sheet, area: Area, columns: Area, rows: Block) -> None:
    formats = sheet.book.formats

    def numbers(column: Area) -> list[Area]:
        return _numbers_down(area, column, rows)

    for key, places in _formats_down(sheet, columns, numbers):
        if formats.is_date(key) or formats.is_logical(key):
            _convert(rows, area, places, from_serial if formats.is_date(key) else bool)


def _numbers_down(area: Area, column: Area, rows: Block) -> list[Area]:
    """Return the unbroken runs of numbers in a part of a column, a few at most; else the part."""
    place = column.left - area.left
    lines = rows[column.top - area.top : column.bottom - area.top + 1]
    found: list[Area] = []
    top = column.top
    for is_number, run in groupby(type(line[place]) is float for line in lines):
        bottom = top + len(list(run)) - 1
        if is_number:
            found.append(replace(column, top=top, bottom=bottom))
        if len(found) > _FEW:
            return [column]
        top = bottom + 1
    return found


def _formats_down(
    sheet: Sheet, area: Area, numbers: Callable[[Area], list[Area]]
) -> Iterator[tuple[int, list[Area]]]:
    """Give number formats in an area, each with where it stands, where there are numbers.

    Cells of one format tell it at once, and an office's columns are of one from top to bottom;
    those of a page are so within a block. Where each format stands is asked only where they are
    not, which takes ten times as long.

    Args:
        sheet: the sheet.
        area: what is asked about.
        numbers: gives the parts of a column that hold numbers.
    """
    cells = sheet.cells_of(area)
    # Of cells that differ Calc gives the default's format, as if they all had it.
    if cells.getPropertyState("NumberFormat").value != _DIFFERS:
        yield cells.NumberFormat, [area]
    elif area.left < area.right:
        for column in range(area.left, area.right + 1):
            yield from _formats_down(sheet, replace(area, left=column, right=column), numbers)
    elif (parts := numbers(area)) != [area]:
        for part in parts:
            yield from _formats_down(sheet, part, numbers)
    else:
        formats = sheet.book.formats
        yield from formats_within(
            cells, area, lambda key: formats.is_date(key) or formats.is_logical(key)
        )


def _convert(rows: Block, area: Area, places: list[Area], change: Any) -> None:
    known: dict[float, CellValue] = {}  # an office's days are few, its rows many
    for place in places:
        columns = range(place.left - area.left, place.right - area.left + 1)
        for row in rows[place.top - area.top : place.bottom - area.top + 1]:
            for column in columns:
                value = row[column]
                if type(value) is float:
                    if value not in known:
                        known[value] = change(value)
                    row[column] = known[value]


def formats_within(
    cells: Any, area: Area, wanted: Callable[[int], bool]
) -> list[tuple[int, list[Area]]]:
    """Return number formats in a range of cells, each with where it stands.

    Args:
        cells: Calc's own range.
        area: its area.
        wanted: says of which formats the places are needed; asking for them takes longest.
    """
    if area.size == 1:
        key: int = cells.NumberFormat
        return [(key, [area])] if wanted(key) else []
    found = cells.getUniqueCellFormatRanges()
    by_key: dict[int, list[Area]] = {}
    for place in range(found.Count):
        group = found.getByIndex(place)
        key = group.NumberFormat
        if wanted(key):
            by_key.setdefault(key, []).extend(areas_in(group.RangeAddressesAsString))
    return list(by_key.items())


def formula_areas(sheet: Sheet, area: Area) -> list[Area]:
    """Return where formulas stand in an area."""
    cells = sheet.api.getCellRangeByPosition(*bounds(area))
    return [area_at(one) for one in cells.queryContentCells(_FORMULAS).getRangeAddresses()]
