"""Painting a page with few calls: each font, fill and format once, for all the cells that have it.

Where nothing stands, only a fill is seen: there every other look may go on, so that cells of one
look that are apart become one block. A look that stands in very many places is left plain in a live
workbook, so that a long page takes as many calls as a short one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from xlbilling.book import paint_orders, styles, vba
from xlbilling.book.reading import is_file

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.model.plan import Page, PageCell

Stroke = tuple[str, Any, tuple[styles.Corners, ...]]
"""What of a cell is set, to which value, and where."""

_FILL: Final = "color"
_PLAIN: Final = frozenset({"number_format", "wrap_text", "horizontal_alignment"})
"""What is kept of a look that stands in too many places."""
_PLACES_MOST: Final = 60
"""About two addresses of what Excel takes."""

_Cell = tuple[int, int, Any]


def strokes(page: Page, places_most: int = 0) -> tuple[Stroke, ...]:
    """Return all that gives a bare sheet the looks of a page.

    Args:
        page: the page; one with a layout of its own has other values later in the same places.
        places_most: a look in more places than these is left plain; 0 for no such limit.
    """
    placed = {(cell.row, cell.column): cell for cell in page.cells}
    cells = [placed[place] for place in sorted(placed)]
    if not cells:
        return ()
    whole = ((1, 1), (max(cell.row for cell in cells), max(cell.column for cell in cells)))
    looks = _looks(cells, places_most)
    found: list[Stroke] = [("number_format", "@", (whole,)), ("font.color", styles.INK, (whole,))]
    for what in dict.fromkeys(what for look in looks.values() for what in look):
        seen = [
            (cell.row, cell.column, looks[cell.style].get(what))
            for cell in cells
            if what == _FILL or page.layout or _shows(cell)
        ]
        covers = _cover(seen, goes_on=what != _FILL and not page.layout)
        found += [(what, value, tuple(corners)) for value, corners in covers.items()]
    return tuple(found)


def paint(book: xw.Book, sheet: xw.Sheet, wanted: Iterable[Stroke]) -> None:
    """Give a bare sheet its looks: in one call by the host or VBA, else each stroke in one."""
    by_orders: Any = getattr(book.impl, "paint_by_orders", None)
    if by_orders is not None:
        by_orders(sheet.name, [order.split(vba.FIELD) for order in paint_orders.orders(wanted)])
        return
    if vba.is_at_hand(book):
        orders = vba.RECORD.join(paint_orders.orders(wanted))
        if orders:
            vba.lines(book, "Looks.Paint", sheet.name, orders)
        return
    for what, value, corners in wanted:
        for cells in styles.ranges(sheet, corners):
            styles.give(cells, what, value)


def places_most(book: xw.Book) -> int:
    """Return in how many places a look is painted: in a file in all, for that costs nothing."""
    return 0 if is_file(book) else _PLACES_MOST


def _shows(cell: PageCell) -> bool:
    return bool(cell.formula) or cell.value not in {None, ""}


def _looks(cells: Sequence[PageCell], most: int) -> dict[str, dict[str, Any]]:
    """Return what each style sets, less for one that stands in too many places."""
    looks: dict[str, dict[str, Any]] = {
        style: dict(styles.changes(style)) for style in dict.fromkeys(c.style for c in cells)
    }
    blocks = _cover([(cell.row, cell.column, cell.style) for cell in cells], goes_on=False)
    for style, corners in blocks.items():
        if most and len(corners) > most:
            looks[style] = {what: to for what, to in looks[style].items() if what in _PLAIN}
    return looks


def _cover(seen: Sequence[_Cell], *, goes_on: bool) -> dict[Any, list[styles.Corners]]:
    """Return the blocks of each value; None is the bare sheet's own and needs none.

    Args:
        seen: the cells whose value is seen, in the order of rows and columns.
        goes_on: whether a block may go on over cells that are not among them.
    """
    columns: dict[int, tuple[list[int], list[Any]]] = {}
    for row, column, value in seen:
        rows, values = columns.setdefault(column, ([], []))
        rows.append(row)
        values.append(value)
    spans: dict[tuple[Any, int, int], list[list[int]]] = {}
    for value, row, left, right in _runs(seen, goes_on=goes_on):
        blocks = spans.setdefault((value, left, right), [])
        within = range(left, right + 1)
        if blocks and (
            blocks[-1][1] == row - 1
            or (goes_on and _is_free(columns, within, (blocks[-1][1], row), value))
        ):
            blocks[-1][1] = row
        else:
            blocks.append([row, row])
    found: dict[Any, list[styles.Corners]] = {}
    for (value, left, right), blocks in spans.items():
        found.setdefault(value, []).extend(((top, left), (end, right)) for top, end in blocks)
    return found


def _runs(seen: Sequence[_Cell], *, goes_on: bool) -> Iterator[tuple[Any, int, int, int]]:
    """Give runs along rows: the value, the row, the first and the last column."""
    for row, members in groupby(seen, lambda cell: cell[0]):
        value, start, last = None, 0, 0
        for _, column, mine in members:
            if mine == value and (goes_on or column == last + 1):
                last = column
                continue
            if value is not None:
                yield value, row, start, last
            value, start, last = mine, column, column
        if value is not None:
            yield value, row, start, last


def _is_free(
    columns: dict[int, tuple[list[int], list[Any]]],
    within: Iterable[int],
    between: tuple[int, int],
    value: Any,
) -> bool:
    """Tell whether no cell between two rows has another value."""
    for column in within:
        rows, values = columns.get(column, ([], []))
        for at in range(bisect_right(rows, between[0]), len(rows)):
            if rows[at] >= between[1]:
                break
            if values[at] != value:
                return False
    return True
