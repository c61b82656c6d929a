"""A template sheet described in lines of fields, as the add-in's VBA describes one in Excel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from xlbilling.hosts.calc.areas import area_at
from xlbilling.hosts.calc.cells_in import formula_areas
from xlbilling.hosts.calc.formula_text import to_excel
from xlbilling.hosts.calc.range_formats import shown_height, shown_width
from xlbilling.hosts.files.area_text import address, name_in_formula, reference
from xlbilling.hosts.files.package.addresses import LAST_COLUMN, Area, cell_name

if TYPE_CHECKING:
    from xlbilling.hosts.calc.books import Book
    from xlbilling.hosts.calc.sheets import Sheet

_COLUMNS: Final = 60
_ROWS: Final = 2_000
"""So many are described at most: a name of whole columns reaches to the sheet's last row."""
_NO_SIZE: Final = "11"


def described(book: Book, sheet_name: str, beginning: str) -> list[list[str]]:
    """Return the lines: each name with its cells and letters' size, formulas, widths, heights."""
    sheet = book.sheets(sheet_name)
    named = [*_named(sheet, beginning)]
    printed = [area_at(one) for one in sheet.api.getPrintAreas()]
    bottoms = [area.bottom for area in (*(area for _, _, area in named), *printed[:1])]
    last = min(max(bottoms, default=1), _ROWS)
    lines: list[tuple[str, ...]] = [
        *(("name", name, refers_to, _size(sheet, area)) for name, refers_to, area in named),
        *_printing(sheet, printed),
        *_formulas(sheet, Area(1, 1, last, _COLUMNS)),
        ("widths", *_sizes(sheet.api.Columns, _COLUMNS, shown_width)),
        ("heights", *_sizes(sheet.api.Rows, last, shown_height)),
    ]
    return [list(line) for line in lines]


def _named(sheet: Sheet, beginning: str) -> Iterator[tuple[str, str, Area]]:
    """Give the names of the sheet, and before them the workbook's that stand on it."""
    for every in (sheet.book.named, sheet.named):
        for name in every.ElementNames:
            if not name.startswith(beginning):
                continue
            refers_to = "=" + to_excel(f"={every.getByName(name).Content}").removeprefix("=")
            place = reference(refers_to)
            if place is not None and (place[0] or "").casefold() == sheet.name.casefold():
                yield name, refers_to, place[1]


def _size(sheet: Sheet, area: Area) -> str:
    if area.right == LAST_COLUMN:
        return _NO_SIZE
    cell = sheet.api.getCellByPosition(area.left - 1, area.top - 1)
    return f"{cell.CharHeight:g}"


def _printing(sheet: Sheet, printed: list[Area]) -> Iterator[tuple[str, ...]]:
    own = name_in_formula(sheet.name)
    if printed:
        areas = ",".join(f"{own}!{address(area)}" for area in printed)
        yield "name", "Print_Area", f"={areas}", _NO_SIZE
    if sheet.page_setup.title_rows:
        yield "name", "Print_Titles", f"={own}!{sheet.page_setup.title_rows}", _NO_SIZE


def _formulas(sheet: Sheet, area: Area) -> Iterator[tuple[str, ...]]:
    """Give the formulas, but not those of arrays, of which no part can be written."""
    for one in formula_areas(sheet, area):
        texts = sheet.cells_of(one).getFormulaArray()
        for row, line in enumerate(texts, one.top):
            for column, text in enumerate(line, one.left):
                if not text.startswith("{"):
                    yield "formula", cell_name(row, column), to_excel(text)


def _sizes(lines: Any, count: int, size: Any) -> Iterator[str]:
    for place in range(count):
        yield repr(size(lines.getByIndex(place)))
