"""Applying a Page: a sheet that the program owns, made or written anew in blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
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
    _write_cells(sheet, page.cells)
    for style, block in _blocks_by_style(page.cells):
        styles.dress(sheet.range(*block), style)
    for merge in page.merges:
        sheet.range(merge).merge()
    for column, width in page.widths.items():
        sheet.range((1, column), (1, column)).column_width = width
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


def _sheet_for(book: xw.Book, page: Page) -> xw.Sheet:
    for sheet in book.sheets:
        if sheet.name.casefold() == page.sheet.casefold():
            _demand_ours(sheet)
            sheet.used_range.unmerge()
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
    for run in _formula_runs(cells):
        first, last = run[0], run[-1]
        block = sheet.range((first.row, first.column), (last.row, last.column))
        texts, values = [cell.formula for cell in run], [cell.value for cell in run]
        formulas.put(block, [texts], [values])


def _formula_runs(cells: Sequence[PageCell]) -> Iterator[list[PageCell]]:
    ordered = sorted((c for c in cells if c.formula), key=lambda c: (c.row, c.column))
    run: list[PageCell] = []
    for cell in ordered:
        if run and (cell.row, cell.column) != (run[-1].row, run[-1].column + 1):
            yield run
            run = []
        run.append(cell)
    if run:
        yield run


Corners = tuple[tuple[int, int], tuple[int, int]]


def _blocks_by_style(cells: Sequence[PageCell]) -> list[tuple[str, Corners]]:
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
