"""The values of one sheet in memory: rows of plain Python values, changed in blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from xlbilling.hosts.files.package.addresses import LAST_COLUMN, LAST_ROW, Area
from xlbilling.model.cells import CellValue

Row = Sequence[CellValue]

_BLANK: Final[Row] = ()


class Grid:
    """Rows of values; row 1 is the first item, column 1 the first value of a row.

    Rows may be shorter than the sheet and missing at the end: what is not there is blank. Rows that
    come from the reader stay tuples until something is written to them.

    Args:
        rows: the rows as read from a file; none for an empty sheet.

    Attributes:
        times_written: how often anything was written since.
    """

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._rows: list[Row] = list(rows)
        self.times_written = 0

    @property
    def height(self) -> int:
        """How many rows are held; rows below are blank."""
        return len(self._rows)

    @property
    def width(self) -> int:
        """The length of the longest row held."""
        return max(map(len, self._rows), default=0)

    def cell(self, row: int, column: int) -> CellValue:
        """Return one value, None for a blank."""
        if row > len(self._rows):
            return None
        values = self._rows[row - 1]
        return values[column - 1] if column <= len(values) else None

    def block(self, area: Area) -> list[list[CellValue]]:
        """Return the area's values, a fresh list a row."""
        first, last = area.left - 1, area.right
        width = last - first
        held = self._rows[area.top - 1 : area.bottom]
        if width == 1:
            block = [[row[first] if len(row) > first else None] for row in held]
        elif first == 0:
            block = [list(row) if len(row) == width else list(row[:last]) for row in held]
        else:
            block = [list(row[first:last]) for row in held]
        for row in block:
            if len(row) < width:
                row.extend([None] * (width - len(row)))
        missing = area.bottom - area.top + 1 - len(block)
        block.extend([None] * width for _ in range(missing))
        return block

    def write(self, top: int, left: int, block: Sequence[Row]) -> None:
        """Put a block of rows of one length where its first cell is (top, left)."""
        if not block:
            return
        self.times_written += 1
        self._reach(top + len(block) - 1)
        first, last = left - 1, left - 1 + len(block[0])
        for index, values in enumerate(block, top - 1):
            row = self._rows[index]
            if first == 0 and len(row) <= last:
                self._rows[index] = list(values)
            else:
                self._editable(index, last)[first:last] = values

    def fill(self, area: Area, value: CellValue) -> None:
        """Put one value into every cell of the area."""
        self.times_written += 1
        if value is None:
            self._blank(area)
            return
        self._reach(area.bottom)
        values = [value] * (area.right - area.left + 1)
        for index in range(area.top - 1, area.bottom):
            self._editable(index, area.right)[area.left - 1 : area.right] = values

    def _blank(self, area: Area) -> None:
        for index in range(area.top - 1, min(area.bottom, len(self._rows))):
            last = min(area.right, len(self._rows[index]))
            if last >= area.left:
                blanks = [None] * (last - area.left + 1)
                self._editable(index, last)[area.left - 1 : last] = blanks

    def used(self) -> Area | None:
        """Return the smallest area that holds every value, None for an empty sheet."""
        top = next((number for number, row in self._numbered() if _has_value(row)), None)
        if top is None:
            return None
        bottom = len(self._rows)
        while not _has_value(self._rows[bottom - 1]):
            bottom -= 1
        left, right = LAST_COLUMN, 0
        for row in self._rows[top - 1 : bottom]:
            if len(row) > right:
                right = max(right, _last_value(row))
            if left > 1:
                left = min(left, _first_value(row, left))
        return Area(top, left, bottom, right)

    def held(self) -> Area | None:
        """Return the area the rows reach over, blank cells that a file lists included."""
        bottom = len(self._rows)
        while bottom and not self._rows[bottom - 1]:
            bottom -= 1
        return Area(1, 1, bottom, self.width) if bottom else None

    def insert_rows(self, row: int, count: int) -> None:
        """Move everything from ``row`` on down by ``count`` blank rows."""
        self.times_written += 1
        if row <= len(self._rows):
            self._rows[row - 1 : row - 1] = [_BLANK] * count

    def delete_rows(self, row: int, count: int) -> None:
        """Drop ``count`` rows from ``row`` on; what is below moves up."""
        self.times_written += 1
        del self._rows[row - 1 : row - 1 + count]

    def insert_columns(self, column: int, count: int) -> None:
        """Move everything from ``column`` on to the right by ``count`` blank columns."""
        self.times_written += 1
        for index, row in enumerate(self._rows):
            if len(row) >= column:
                self._editable(index, 0)[column - 1 : column - 1] = [None] * count

    def delete_columns(self, column: int, count: int) -> None:
        """Drop ``count`` columns from ``column`` on; what is to the right moves left."""
        self.times_written += 1
        for index, row in enumerate(self._rows):
            if len(row) >= column:
                del self._editable(index, 0)[column - 1 : column - 1 + count]

    def copy(self) -> Grid:
        """Return a grid of its own with the same values."""
        return Grid([tuple(row) for row in self._rows])

    def _numbered(self) -> Iterator[tuple[int, Row]]:
        return enumerate(self._rows, 1)

    def _reach(self, row: int) -> None:
        if row > len(self._rows):
            self._rows.extend([_BLANK] * (row - len(self._rows)))

    def _editable(self, index: int, width: int) -> list[CellValue]:
        """Return the row as a list of at least the width, held from now on."""
        row = self._rows[index]
        if not isinstance(row, list):
            row = list(row)
            self._rows[index] = row
        if len(row) < width:
            row.extend([None] * (width - len(row)))
        return row


def _has_value(row: Row) -> bool:
    return any(value is not None for value in row)


def _last_value(row: Row) -> int:
    last = len(row)
    while last and row[last - 1] is None:
        last -= 1
    return last


def _first_value(row: Row, limit: int) -> int:
    for number, value in enumerate(row[:limit], 1):
        if value is not None:
            return number
    return limit


def next_edge(grid: Grid, row: int, column: int, step: tuple[int, int]) -> tuple[int, int]:
    """Return the cell that Ctrl+arrow reaches from a cell.

    Args:
        grid: the sheet's values.
        row: the cell to start from.
        column: its column.
        step: (rows, columns) of one move, such as (1, 0) for down.
    """
    down, right = step
    last_row = max(grid.height + 1, row) if down > 0 else 1
    last_column = max(grid.width + 1, column) if right > 0 else 1

    def outside(at_row: int, at_column: int) -> bool:
        below = at_row > last_row if down > 0 else at_row < 1
        beside = at_column > last_column if right > 0 else at_column < 1
        return below or beside

    here = (row, column)
    ahead = (row + down, column + right)
    if outside(*ahead):
        return _sheet_edge(row, column, step) if down > 0 or right > 0 else here
    inside_data = grid.cell(*here) is not None and grid.cell(*ahead) is not None
    while not outside(*ahead):
        filled = grid.cell(*ahead) is not None
        if inside_data and not filled:
            return here
        here = ahead
        if not inside_data and filled:
            return here
        ahead = (ahead[0] + down, ahead[1] + right)
    return _sheet_edge(*here, step)


def _sheet_edge(row: int, column: int, step: tuple[int, int]) -> tuple[int, int]:
    down, right = step
    if down:
        return (LAST_ROW if down > 0 else 1), column
    return row, (LAST_COLUMN if right > 0 else 1)
