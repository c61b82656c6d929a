"""What a person wrote beside a page's table: it follows its row when the page is made anew.

A row is known by its label and the heading above it. What stood beside a row that is gone is listed
below the page's last line, under that row's name, until such a row is there again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from xlbilling.book import formulas
from xlbilling.book.binding import two_d
from xlbilling.model.gates import is_blank

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.model.cells import CellValue
    from xlbilling.model.plan import Page

Key = tuple[str, str, int]
_HEAD: Final = "Head"
_LIKE_FORMULAS: Final = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Cell:
    """A person's cell: its value, and its formula or ""."""

    value: CellValue
    formula: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether it holds nothing."""
        return not self.formula and is_blank(self.value)

    def moved(self, rows: int, columns: int) -> Cell:
        """Return it as copying it by so many rows and columns makes it."""
        if not self.formula or not (rows or columns):
            return self
        row, column = 1 + max(0, -rows), 1 + max(0, -columns)
        text = formulas.copied(self.formula, (row, column), (row + rows, column + columns))
        return replace(self, formula=text)


Row = list[Cell]


@dataclass(frozen=True)
class Notes:
    """What a person wrote on a page.

    Attributes:
        right: the first column that is a person's, as the page stood.
        bottom: the last row of the page as it stood.
        last: the last row that held anything.
        width: the last column that held anything.
        beside: the cells from ``right`` on, by the row's key; with the row.
        below: whole rows below the page, with their row.
    """

    right: int
    bottom: int
    last: int
    width: int
    beside: Mapping[Key, tuple[int, Row]]
    below: Sequence[tuple[int, Row]]


def of(sheet: xw.Sheet, page: Page) -> Notes | None:
    """Return what a person wrote on a page that is about to be made anew; None for nothing."""
    end = sheet.used_range.last_cell
    last, width = end.row, end.column
    block = sheet.range((1, 1), (last, width))
    values = two_d(block.raw_value, rows=last)
    header = next((n for n, row in enumerate(values) if page.beside in row), None)
    if header is None:
        return None
    right = values[header].index(page.beside) + 2
    bottom = _bottom(values, page)
    if width < right and last <= bottom:
        return None
    texts = two_d(block.formula, rows=last)
    rows = [
        [Cell(value, _formula(value, text)) for value, text in zip(*both, strict=True)]
        for both in zip(values, texts, strict=True)
    ]
    keys = _keys(values[:bottom], header)
    beside = {key: (n, rows[n - 1][right - 1 :]) for n, key in enumerate(keys, start=1)}
    kept = {key: one for key, one in beside.items() if any(not c.is_blank for c in one[1])}
    below = [(n, row) for n, row in enumerate(rows, start=1) if n > bottom]
    if not kept and all(cell.is_blank for _, row in below for cell in row):
        return None
    return Notes(right, bottom, last, width, kept, below)


def _formula(value: Any, text: Any) -> str:
    """Return a cell's formula; a text that begins like one is its own value, and stays text."""
    return text if isinstance(text, str) and text.startswith("=") and text != value else ""


def _bottom(values: Sequence[Sequence[Any]], page: Page) -> int:
    """Return the last row of the page as it stands, which is the one with its last line.

    Where a person deleted or reworded that line, the page ends with its last block; what they
    wrote below it, be it another total, is theirs.
    """
    labels = [cell.value for cell in sorted(page.cells, key=lambda c: c.row) if cell.column == 1]
    mark, before = labels[-1], next((e for e in reversed(labels[:-1]) if not is_blank(e)), None)
    found = [n for n, row in enumerate(values, start=1) if row[0] == mark]
    if found:
        return found[0]
    ends = [n for n, row in enumerate(values, start=1) if row[0] == before]
    return ends[: labels.count(before)][-1] if ends else len(values)


def _keys(values: Sequence[Sequence[Any]], header: int) -> list[Key]:
    """Return a key for each row: its heading, its label and which of these it is.

    A heading is a label with nothing in the next column and nothing above it. What stands above
    the table's header is known by its row.
    """
    heading, above, seen, keys = "", "", Counter[tuple[str, str]](), []
    for n, row in enumerate(values):
        label = "" if is_blank(row[0]) else str(row[0])
        if n < header:
            keys.append((_HEAD, "", n + 1))
            continue
        if label and not above and (len(row) == 1 or is_blank(row[1])):
            heading = label
        above = label
        seen[heading, label] += 1
        keys.append((heading, label, seen[heading, label]))
    return keys


def clear(sheet: xw.Sheet, notes: Notes) -> None:
    """Clear the page's own cells, and what stands below it; the columns beside it stay."""
    sheet.range((1, 1), (notes.bottom, notes.right - 1)).clear()
    if notes.last > notes.bottom:
        sheet.range((notes.bottom + 1, 1), (notes.last, notes.width)).clear_contents()


def put_back(sheet: xw.Sheet, page: Page, notes: Notes) -> None:
    """Write a person's cells beside the rows of their labels, before the page itself is written.

    Where no row moved, nothing is written beside it.
    """
    grid = _values(page)
    header = next(n for n, row in enumerate(grid) if page.beside in row)
    right, bottom = grid[header].index(page.beside) + 2, len(grid)
    rows_of = {key: n for n, key in enumerate(_keys(grid, header), start=1)}
    placed: dict[int, tuple[int, Row]] = {}
    lost: list[tuple[int, Row]] = []
    for key, (row, cells) in notes.beside.items():
        if key in rows_of:
            placed[rows_of[key]] = (row, cells)
        else:
            lost.append((row, [Cell(_said(key)), *_blanks(notes.right - 2), *cells]))
    below = [*_returned(notes, rows_of, placed), *lost]
    is_moved = right != notes.right or any(to != row for to, (row, _) in placed.items())
    if right > notes.right:
        sheet.range((1, notes.right), (notes.bottom, right - 1)).clear_contents()
    if is_moved or lost or len(placed) > len(notes.beside):
        _write_beside(sheet, notes, right, bottom, placed)
    if below:
        moved = [
            _moved_below(cells, to - row, notes.right, right)
            for to, (row, cells) in enumerate(below, start=bottom + 1)
        ]
        width = max(map(len, moved))
        _write(sheet, bottom + 1, 1, [[*row, *_blanks(width - len(row))] for row in moved])


def _moved_below(cells: Row, down: int, before: int, right: int) -> Row:
    """Return a row below the page at its new place; listed notes stay under a person's columns.

    Args:
        cells: the row.
        down: by how many rows it moves.
        before: the first column that was a person's.
        right: the first one that is now.
    """
    if not _is_listed(cells, before):
        return [cell.moved(down, 0) for cell in cells]
    notes = [cell.moved(down, right - before) for cell in cells[before - 1 :]]
    return [cells[0].moved(down, 0), *_blanks(right - 2), *notes]


def _is_listed(cells: Row, right: int) -> bool:
    """Tell whether a row below the page is a name with notes from a person's first column on."""
    name, *between = cells[: right - 1]
    return not name.is_blank and all(cell.is_blank for cell in between)


def _values(page: Page) -> list[list[CellValue]]:
    height, width = max(c.row for c in page.cells), max(c.column for c in page.cells)
    grid: list[list[CellValue]] = [[None] * width for _ in range(height)]
    for cell in page.cells:
        grid[cell.row - 1][cell.column - 1] = cell.value
    return grid


def _returned(
    notes: Notes, rows_of: Mapping[Key, int], placed: dict[int, tuple[int, Row]]
) -> list[tuple[int, Row]]:
    """Put listed notes back beside rows that are there again; return what stays below."""
    named = {_said(key): row for key, row in rows_of.items()}
    kept = []
    for row, cells in notes.below:
        is_listed = len(cells) >= notes.right and _is_listed(cells, notes.right)
        to = named.get(str(cells[0].value)) if is_listed else None
        if to is None or to in placed:
            kept.append((row, cells))
        else:
            placed[to] = (row, cells[notes.right - 1 :])
    while kept and all(cell.is_blank for cell in kept[-1][1]):
        kept.pop()
    return kept


def _said(key: Key) -> str:
    """Return a row's name as the list below the page has it."""
    heading, label, number = key
    name = f"{heading}: {label or 'blank row'}" if heading else label or "blank row"
    return name if number == 1 else f"{name} ({number})"


def _blanks(count: int) -> Sequence[Cell]:
    return [Cell(None)] * max(count, 0)


def _write_beside(
    sheet: xw.Sheet,
    notes: Notes,
    right: int,
    bottom: int,
    placed: Mapping[int, tuple[int, Row]],
) -> None:
    """Write the columns beside the page whole, so that nothing stays where it stood before."""
    width = max((len(cells) for _, cells in placed.values()), default=0)
    width = max(width, notes.width - right + 1)
    rows = []
    for to in range(1, max(bottom, notes.bottom) + 1):
        row, cells = placed.get(to, (to, []))
        moved = [cell.moved(to - row, right - notes.right) for cell in cells]
        rows.append([*moved, *_blanks(width - len(moved))])
    if width > 0:
        _write(sheet, 1, right, rows)


def _write(sheet: xw.Sheet, top: int, left: int, rows: Sequence[Row]) -> None:
    block = sheet.range((top, left), (top + len(rows) - 1, left + len(rows[0]) - 1))
    for down, row in enumerate(rows):
        for across, cell in enumerate(row):
            if isinstance(cell.value, str) and cell.value.startswith(_LIKE_FORMULAS):
                sheet.range((top + down, left + across)).number_format = "@"
    texts = [[cell.formula for cell in row] for row in rows]
    formulas.put(block, texts, [[cell.value for cell in row] for row in rows])
