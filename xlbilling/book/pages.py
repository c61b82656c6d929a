"""Applying a Page: a sheet that the program owns, made or written anew in blocks."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import groupby, product
from typing import TYPE_CHECKING

from xlbilling.book import formulas, names, styles
from xlbilling.layout.frames import column_letter
from xlbilling.model.errors import RefusedError

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.model.cells import CellValue
    from xlbilling.model.plan import Page, PageCell, RemoveSheet


def put(book: xw.Book, page: Page) -> None:
    """Make a page's sheet, or write it anew where it is the program's own.

    Raises:
        RefusedError: a sheet of that name is there and is somebody else's.
    """
    sheet = _sheet_for(book, page)
    names.mark_page(sheet)
    styles.paint(sheet, _blocks_by_style(page.cells))  # first: a text cell keeps an id's zeros
    _write_cells(sheet, page.cells)
    for merge in page.merges:
        sheet.range(merge).merge()
    for (first, last), width in _width_runs(page.widths):
        sheet.range((1, first), (1, last)).column_width = width
    for (row, column), target in page.links.items():
        sheet.range((row, column)).add_hyperlink(target, _shown(page, row, column))
    if page.print_columns:
        last = max(cell.row for cell in page.cells)
        sheet.page_setup.print_area = f"$A$1:${column_letter(page.print_columns)}${last}"
    if page.freeze_row:
        sheet.freeze_panes.freeze_at(f"1:{page.freeze_row}")


def remove(book: xw.Book, change: RemoveSheet) -> None:
    """Delete a sheet that is the program's own.

    Raises:
        RefusedError: the sheet is somebody else's.
    """
    for sheet in list(book.sheets):
        if sheet.name.casefold() == change.sheet.casefold():
            _demand_ours(sheet)
            sheet.delete()
            return  # on a Mac the others are known by their places, which move


def _sheet_for(book: xw.Book, page: Page) -> xw.Sheet:
    for sheet in book.sheets:
        if sheet.name.casefold() == page.sheet.casefold():
            _demand_ours(sheet)
            sheet.cells.unmerge()
            sheet.clear()
            return sheet
    behind = book.sheets[page.after] if page.after else book.sheets[len(book.sheets) - 1]
    if page.template:
        return book.sheets[page.template].copy(after=behind, name=page.sheet)
    return book.sheets.add(page.sheet, after=behind)


def demand_ours(book: xw.Book, name: str) -> None:
    """Refuse to go on where a sheet of this name is somebody else's.

    Raises:
        RefusedError: the sheet was not made by this program.
    """
    for sheet in book.sheets:
        if sheet.name.casefold() == name.casefold():
            _demand_ours(sheet)


def _demand_ours(sheet: xw.Sheet) -> None:
    if not names.is_our_page(sheet):
        raise RefusedError(
            f"sheet '{sheet.name}' is there already and was not made by xlbilling",
            id="SHEET-TAKEN",
            fix=f"rename the sheet '{sheet.name}', then run the command again",
        )


def _write_cells(sheet: xw.Sheet, cells: Sequence[PageCell]) -> None:
    """Write all values as one block, then the formulas with Python's values cached."""
    if not cells:
        return
    height = max(cell.row for cell in cells)
    width = max(cell.column for cell in cells)
    grid: list[list[CellValue]] = [[None] * width for _ in range(height)]
    for cell in cells:
        grid[cell.row - 1][cell.column - 1] = cell.value
    sheet.range((1, 1), (height, width)).raw_value = grid
    by_place = {(cell.row, cell.column): cell for cell in cells}
    for (top, left), (bottom, right) in _formula_blocks(cells):
        block = [
            [by_place.get((row, column)) for column in range(left, right + 1)]
            for row in range(top, bottom + 1)
        ]
        texts = [[cell.formula if cell else "" for cell in row] for row in block]
        values = [[cell.value if cell else None for cell in row] for row in block]
        formulas.put(sheet.range((top, left), (bottom, right)), texts, values)


def _formula_blocks(cells: Sequence[PageCell]) -> list[styles.Corners]:
    """Return blocks that hold formulas and blank cells only: columns of them, side by side."""
    filled = {(cell.row, cell.column) for cell in cells if not cell.formula}
    runs = sorted(
        (run[0].row, run[-1].row, run[0].column)
        for run in _formula_runs([cell for cell in cells if cell.formula], filled)
    )
    blocks: list[styles.Corners] = []
    for top, bottom, column in runs:
        last = blocks[-1] if blocks else None
        if last is not None and last == ((top, last[0][1]), (bottom, column - 1)):
            blocks[-1] = (last[0], (bottom, column))
        else:
            blocks.append(((top, column), (bottom, column)))
    return _joined(blocks, filled - _numbers(cells))


def _numbers(cells: Sequence[PageCell]) -> frozenset[tuple[int, int]]:
    """Return the places of plain numbers, which are the same written as formulas."""
    return frozenset(
        (cell.row, cell.column)
        for cell in cells
        if not cell.formula and type(cell.value) in {int, float}
    )


def _joined(
    blocks: Sequence[styles.Corners], fixed: Container[tuple[int, int]]
) -> list[styles.Corners]:
    """Return fewer blocks: two become one where nothing between them is a text or a day."""
    joined: list[styles.Corners] = []
    for block in sorted(blocks):
        for n, other in enumerate(joined):
            both = _around(block, other)
            if not any(place in fixed for place in _places(both)):
                joined[n] = both
                break
        else:
            joined.append(block)
    return joined


def _around(one: styles.Corners, other: styles.Corners) -> styles.Corners:
    (top, left), (bottom, right) = one
    (above, before), (below, after) = other
    return (min(top, above), min(left, before)), (max(bottom, below), max(right, after))


def _places(corners: styles.Corners) -> Iterator[tuple[int, int]]:
    (top, left), (bottom, right) = corners
    return product(range(top, bottom + 1), range(left, right + 1))


def _formula_runs(
    cells: Sequence[PageCell], filled: Container[tuple[int, int]]
) -> Iterator[list[PageCell]]:
    """Give formulas down a column as far as nothing but blank cells is between them."""
    run: list[PageCell] = []
    for cell in sorted(cells, key=lambda c: (c.column, c.row)):
        is_next = run and cell.column == run[-1].column
        if is_next and not any((r, cell.column) in filled for r in range(run[-1].row, cell.row)):
            run.append(cell)
            continue
        if run:
            yield run
        run = [cell]
    if run:
        yield run


def _width_runs(widths: Mapping[int, float]) -> Iterator[tuple[tuple[int, int], float]]:
    """Give neighbouring columns of one width together."""
    ordered = sorted(widths.items())
    for _, run in groupby(enumerate(ordered), lambda item: (item[1][0] - item[0], item[1][1])):
        columns = [column for _, (column, _) in run]
        yield (columns[0], columns[-1]), widths[columns[0]]


def _blocks_by_style(cells: Sequence[PageCell]) -> list[tuple[str, styles.Corners]]:
    """Return blocks of one style: runs along a row, joined where the row below has the same."""
    runs: list[tuple[str, int, int, int]] = []
    for row, members in groupby(sorted(cells, key=lambda c: (c.row, c.column)), lambda c: c.row):
        for style, start, end in _row_runs(list(members)):
            runs.append((style, row, start, end))
    blocks: dict[tuple[str, int, int], list[list[int]]] = {}
    for style, row, start, end in runs:
        spans = blocks.setdefault((style, start, end), [])
        if spans and spans[-1][1] == row - 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    return [
        (style, ((first, start), (last, end)))
        for (style, start, end), spans in blocks.items()
        for first, last in spans
    ]


def _row_runs(cells: list[PageCell]) -> Iterator[tuple[str, int, int]]:
    start = cells[0]
    before = start
    for cell in cells[1:]:
        if cell.style != before.style or cell.column != before.column + 1:
            yield start.style, start.column, before.column
            start = cell
        before = cell
    yield start.style, start.column, before.column


def _shown(page: Page, row: int, column: int) -> str:
    for cell in page.cells:
        if (cell.row, cell.column) == (row, column):
            return str(cell.value)
    return ""
