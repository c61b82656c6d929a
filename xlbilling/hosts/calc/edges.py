"""Where Ctrl and an arrow key lead, and the block of filled cells around a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlbilling.hosts.calc import cells_in
from xlbilling.hosts.files.package.addresses import LAST_COLUMN, LAST_ROW, Area

if TYPE_CHECKING:
    from xlbilling.hosts.calc.sheets import Sheet

STEPS: Final = {
    "d": (1, 0), "down": (1, 0), "u": (-1, 0), "up": (-1, 0),
    "r": (0, 1), "right": (0, 1), "l": (0, -1), "left": (0, -1),
}  # fmt: skip


def next_edge(sheet: Sheet, row: int, column: int, step: tuple[int, int]) -> tuple[int, int]:
    """Return the cell that Ctrl+arrow reaches from a cell.

    Args:
        sheet: the sheet.
        row: the cell to start from.
        column: its column.
        step: (rows, columns) of one move, such as (1, 0) for down.
    """
    down, right = step
    filled = _line(sheet, row, column, step)
    moves = len(filled) - 1
    if moves and filled[0] and filled[1]:
        reached = filled.index(False) - 1 if False in filled else moves
    else:
        reached = next((n for n in range(1, moves + 1) if filled[n]), -1)
    if reached < 0 or (reached == moves and not filled[moves]):
        return _edge(row, column, step)
    return row + reached * down, column + reached * right


def _line(sheet: Sheet, row: int, column: int, step: tuple[int, int]) -> list[bool]:
    """Return which cells are filled from a cell on, to one beyond the last that is used."""
    used = sheet.used_area() or Area(1, 1, 1, 1)
    if step[0]:
        last = min(max(used.bottom + 1, row), LAST_ROW) if step[0] > 0 else 1
        area = Area(min(row, last), column, max(row, last), column)
    else:
        last = min(max(used.right + 1, column), LAST_COLUMN) if step[1] > 0 else 1
        area = Area(row, min(column, last), row, max(column, last))
    cells = [value is not None for line in cells_in.read(sheet, area) for value in line]
    return cells if sum(step) > 0 else cells[::-1]


def _edge(row: int, column: int, step: tuple[int, int]) -> tuple[int, int]:
    down, right = step
    if down:
        return (LAST_ROW if down > 0 else 1), column
    return row, (LAST_COLUMN if right > 0 else 1)


def filled_around(sheet: Sheet, row: int, column: int) -> Area:
    """Return the block around a cell that blank rows and columns bound."""
    used = sheet.used_area()
    area = Area(row, column, row, column)
    if used is None:
        return area
    reach = Area(1, 1, max(used.bottom, row) + 1, max(used.right, column) + 1)
    block = cells_in.read(sheet, reach)

    def holds(top: int, left: int, bottom: int, right: int) -> bool:
        rows = block[max(top, 1) - 1 : bottom]
        return any(value is not None for line in rows for value in line[max(left, 1) - 1 : right])

    while True:
        top, left, bottom, right = area.top, area.left, area.bottom, area.right
        grown = Area(
            top - (top > 1 and holds(top - 1, left - 1, top - 1, right + 1)),
            left - (left > 1 and holds(top - 1, left - 1, bottom + 1, left - 1)),
            bottom + holds(bottom + 1, left - 1, bottom + 1, right + 1),
            right + holds(top - 1, right + 1, bottom + 1, right + 1),
        )
        if grown == area:
            return area
        area = grown
