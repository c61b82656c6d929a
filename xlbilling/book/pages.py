"""Applying a Page: a sheet that the program owns, made or written anew in blocks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from xlbilling.book import (
    charts,
    formulas,
    known,
    names,
    page_notes,
    painting,
    printing,
    sheets,
    styles,
    vba,
)
from xlbilling.book.binding import corners
from xlbilling.layout.frames import column_letter
from xlbilling.model.errors import RefusedError

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.model.cells import CellValue
    from xlbilling.model.plan import Page, PageCell, RemoveSheet


def put(book: xw.Book, page: Page) -> None:
    """Make a page's sheet, or write it anew where it is the program's own.

    A page that looks in every place as one that the same command made before is a copy of that one
    with values of its own. A sheet that has the page's layout gets values alone: what a person did
    to its formats, widths and charts stays. One that has its frame keeps widths and print settings.

    Raises:
        RefusedError: a sheet of that name is there and is somebody else's.
    """
    sheet = sheets.find(book, page.sheet)
    if sheet is not None and page.layout and names.layout_of(sheet) == page.layout:
        styles.color_anew(sheet, _blocks_by_style(page.cells))
        _write_cells(sheet, page.cells)
        return
    strokes = painting.strokes(page, painting.places_most(book))
    look = (page.template, strokes, tuple(page.widths.items()), page.merges,
            page.freeze_row, _print_area(page))  # fmt: skip
    kept = known.of(book)
    twin = kept.painted.get(look, "") if kept is not None else ""
    if sheet is None and twin:
        sheet = sheets.copy(book, twin, page.sheet, page.after)
        names.mark_page(sheet)
    elif sheet is None:
        sheet = _made(book, page)
        names.mark_page(sheet, page.layout or ("" if page.template else frame_of(page)))
        _frame(sheet, page)
        _lay_out(book, sheet, page, strokes)
    else:
        sheet = _cleared(sheet, page)
        if names.layout_of(sheet) != frame_of(page):
            names.mark_page(sheet, page.layout or frame_of(page))
            _frame(sheet, page)
        _lay_out(book, sheet, page, strokes)
    _write_cells(sheet, page.cells)
    charts.draw(sheet, page.charts)  # after the values: Excel looks at them
    for (row, column), target in page.links.items():
        sheet.range((row, column)).add_hyperlink(target, _shown(page, row, column))
    if kept is not None and page.template and not page.links:
        kept.painted[look] = page.sheet


def draw(book: xw.Book, sheet: xw.Sheet, page: Page) -> None:
    """Give a bare sheet a page's widths, looks and cells; its page setup stays.

    A person goes on with it: no cell is one of text, in which a formula would stay its words.
    """
    _frame(sheet, page)
    strokes = painting.strokes(page, painting.places_most(book))
    strokes = tuple(each for each in strokes if each[:2] != ("number_format", "@"))
    _lay_out(book, sheet, page, strokes)
    _write_cells(sheet, page.cells)


def _lay_out(
    book: xw.Book, sheet: xw.Sheet, page: Page, strokes: Sequence[painting.Stroke]
) -> None:
    """Give a bare sheet all but what stands in its cells."""
    painting.paint(book, sheet, strokes)  # before the values: a text cell keeps an id's zeros
    for cells in styles.ranges(sheet, [_corners(merge) for merge in page.merges]):
        cells.impl.merge(across=False)  # blank ones: xlwings' own switches alerts off and on
    for card in page.cards:
        (_, left), (_, right) = _corners(card)
        if right > left:
            sheet.range(card).impl.merge(across=True)
        styles.part(sheet.range(card))
    for (first, last), height in _runs(page.heights):
        sheet.range((first, 1), (last, 1)).row_height = height
    if page.print_columns:
        sheet.page_setup.print_area = _print_area(page)


def frame_of(page: Page) -> str:
    """Return the name of a page's frame: what is set once, and again where it is another one."""
    parts = (sorted(page.widths.items()), page.pages_high, page.title_rows, page.freeze_row)
    return f"frame {hashlib.sha256(repr(parts).encode()).hexdigest()[:12]}"


def _frame(sheet: xw.Sheet, page: Page) -> None:
    """Give a sheet its columns' widths and its way of printing; a person may change them."""
    by_width: dict[float, list[styles.Corners]] = {}
    for (first, last), width in _runs(page.widths):
        by_width.setdefault(width, []).append(((1, first), (1, last)))
    for width, columns in by_width.items():
        for cells in styles.ranges(sheet, columns):
            cells.column_width = width
    if page.freeze_row:
        sheet.freeze_panes.freeze_at(f"1:{page.freeze_row}")
    if page.title_rows and printing.repeats_rows(sheet, page.title_rows):
        return  # it was set up before: to Excel each word of page setup is slow
    if page.pages_high is not None:
        printing.fit_landscape(sheet, page.pages_high)
    if page.title_rows:
        printing.repeat_rows(sheet, page.title_rows)


def _corners(address: str) -> styles.Corners:
    top, left, bottom, right = corners(address)
    return (top, left), (bottom, right)


def _print_area(page: Page) -> str:
    if not page.print_columns:
        return ""
    last = max(cell.row for cell in page.cells)
    return f"$A$1:${column_letter(page.print_columns)}${last}"


def remove(book: xw.Book, change: RemoveSheet) -> None:
    """Delete a sheet that is the program's own.

    Raises:
        RefusedError: the sheet is somebody else's.
    """
    sheet = sheets.find(book, change.sheet)
    if sheet is not None:
        _demand_ours(sheet)
        sheets.delete(book, sheet.name)


def _cleared(sheet: xw.Sheet, page: Page) -> xw.Sheet:
    """Return a sheet of ours without what the page had on it; a person's notes are kept."""
    _demand_ours(sheet)
    notes = page_notes.of(sheet, page) if page.beside else None
    if notes is None:
        sheet.cells.unmerge()
        sheet.clear()
    else:
        page_notes.clear(sheet, notes)
        page_notes.put_back(sheet, page, notes)
    return sheet


def _made(book: xw.Book, page: Page) -> xw.Sheet:
    if not page.template:
        return sheets.add(book, page.sheet, page.after)
    made = sheets.copy(book, page.template, page.sheet, page.after)
    if not made.visible:  # Excel hides the copy of a hidden sheet
        made.visible = True
    return made


def demand_ours(book: xw.Book, name: str) -> None:
    """Refuse to go on where a sheet of this name is somebody else's.

    Raises:
        RefusedError: the sheet was not made by this program.
    """
    sheet = sheets.find(book, name)
    if sheet is not None and name.casefold() not in _listed(book):
        _demand_ours(sheet)


def _listed(book: xw.Book) -> set[str]:
    """Return the program's own sheets as a host of ours or VBA lists them, all in one call."""
    kept = known.of(book)
    host: Any = getattr(book.impl, "marked_sheets", None)
    if kept is None or (host is None and not kept.vba):
        return set()
    if not kept.ours:
        if host is not None:
            found: Sequence[str] = host(names.PAGE)
        else:
            found = [line[0] for line in vba.lines(book, "Copies.Marked", names.PAGE)]
        kept.ours |= {each.casefold() for each in found}
    return kept.ours


def _demand_ours(sheet: xw.Sheet) -> None:
    if not names.is_our_page(sheet):
        raise RefusedError(
            f"sheet '{sheet.name}' is there already and was not made by xlbilling",
            id="SHEET-TAKEN",
            fix=f"rename the sheet '{sheet.name}', then run the command again",
        )


def _write_cells(sheet: xw.Sheet, cells: Sequence[PageCell]) -> None:
    """Write all values and formulas as one block, the formulas with Python's values cached."""
    if not cells:
        return
    height = max(cell.row for cell in cells)
    width = max(cell.column for cell in cells)
    values: list[list[CellValue]] = [[None] * width for _ in range(height)]
    texts = [[""] * width for _ in range(height)]
    for cell in cells:
        values[cell.row - 1][cell.column - 1] = cell.value
        texts[cell.row - 1][cell.column - 1] = cell.formula
    formulas.put(sheet.range((1, 1), (height, width)), texts, values)


def _runs(sizes: Mapping[int, float]) -> Iterator[tuple[tuple[int, int], float]]:
    """Give neighbouring columns of one width, or rows of one height, together."""
    ordered = sorted(sizes.items())
    for _, run in groupby(enumerate(ordered), lambda item: (item[1][0] - item[0], item[1][1])):
        places = [place for _, (place, _) in run]
        yield (places[0], places[-1]), sizes[places[0]]


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
