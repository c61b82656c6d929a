"""Pages that are filled copies of a template sheet: all those of a command are made together.

A file makes them in one go; live Calc and the add-in's VBA inside of Excel make them in one call;
elsewhere the same steps are taken through xlwings, and a sheet that looks like one made before is a
copy of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from xlbilling.book import (
    form_orders,
    formulas,
    names,
    pages,
    printing,
    sheets,
    styles,
    template_sheet,
    text_cells,
    vba,
)
from xlbilling.book.binding import two_d
from xlbilling.layout.forms import steps
from xlbilling.layout.forms.laying_out import lay_out
from xlbilling.layout.frames import column_letter

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.layout.forms.looks import Filled, Look
    from xlbilling.layout.forms.steps import Step
    from xlbilling.layout.forms.template import Template
    from xlbilling.model.cells import CellValue
    from xlbilling.model.plan import Page


def put(book: xw.Book, wanted: Sequence[Page]) -> None:
    """Make the sheets of pages that are filled copies; one of ours of the same name is replaced.

    Raises:
        RefusedError: a sheet of that name is there and is somebody else's.
        BookError: the template lacks names that it needs.
    """
    for name in dict.fromkeys(page.template for page in wanted):
        mine = [page for page in wanted if page.template == name]
        there = {each.casefold() for each in sheets.names_of(book)}
        for page in mine:
            if page.sheet.casefold() in there:
                pages.demand_ours(book, page.sheet)
        template_sheet.ensure(book, name)
        template = template_sheet.read(book, name)
        copies = [lay_out(template, page.form, page.sheet) for page in mine if page.form]
        _make(book, template, copies)


def _make(book: xw.Book, template: Template, copies: Sequence[Filled]) -> None:
    host: Any = getattr(book.impl, "fill_copies", None)
    by_orders: Any = getattr(book.impl, "fill_by_orders", None)
    if host is not None:
        host(template.sheet, copies, (names.PAGE, template_sheet.PREFIX))
        sheets.forget(book)
    elif by_orders is not None:
        orders = form_orders.orders(template, copies, names.PAGE, template_sheet.PREFIX)
        by_orders([order.split(vba.FIELD) for order in orders])
        sheets.forget(book)
    elif vba.is_at_hand(book):
        orders = form_orders.orders(template, copies, names.PAGE, template_sheet.PREFIX)
        vba.lines(book, "Copies.Fill", vba.RECORD.join(orders))
        sheets.forget(book)
    else:
        _one_by_one(book, template, copies)


# Through xlwings


def _one_by_one(book: xw.Book, template: Template, copies: Sequence[Filled]) -> None:
    """Make each sheet a copy: of a cleared copy of the template, or of one that looks like it."""
    bare = _bare(book, template)
    made: dict[Look, tuple[str, _Block]] = {}
    for each in copies:
        twin = made.get(each.look)
        sheet = _placed(book, twin[0] if twin else bare, each.sheet)
        if twin is None:
            for step in steps.steps(template, each.look):
                _take(book.sheets[template.sheet], sheet, step)
            made[each.look] = (each.sheet, _Block.of(sheet, each.look))
        made[each.look][1].write(sheet, each)
    sheets.delete(book, bare)


def _bare(book: xw.Book, template: Template) -> str:
    """Return the name of a copy of the template without names of cells or rows below the page."""
    sheet = sheets.copy_of(book, template.sheet)
    for each in list(sheet.names):
        if each.name.rpartition("!")[2].startswith(template_sheet.PREFIX):
            each.delete()
    names.mark_page(sheet)
    below = max(template.rows + 1, len(template.heights))
    if below > template.rows:
        sheet.range(f"{template.rows + 1}:{below + _BELOW}").delete()
    if not sheet.visible:  # Excel hides the copy of a hidden sheet
        sheet.visible = True
    return sheet.name


_BELOW = 50
"""Rows below the names in which the office may have written something."""


def _placed(book: xw.Book, source: str, name: str) -> xw.Sheet:
    """Copy a sheet to the end, or to the place of the one that it replaces."""
    old = sheets.find(book, name)
    if old is None:
        return sheets.copy(book, source, name)
    sheet = sheets.copy(book, source, f"{name[:_SHORT]} new", old.name)
    sheets.delete(book, old.name)
    sheets.rename(book, sheet, name)
    return sheet


_SHORT = 26


def _take(template: xw.Sheet, sheet: xw.Sheet, step: Step) -> None:
    """Take one step on a copy."""
    word, address, *more = step
    if word == steps.COPY:
        template.range(address).copy(sheet.range(more[0]))
    elif word == steps.FORMULA:
        sheet.range(address).formula = more[0]
    elif word == steps.PRINT:
        sheet.page_setup.print_area = address
    elif word == steps.BREAK:
        printing.break_after(sheet, int(address))
    else:
        for cells in _areas(sheet, address):
            _change(cells, word, more)


def _change(cells: xw.Range, word: str, more: Sequence[str]) -> None:
    """Change whole rows, or cells."""
    match word:
        case steps.INSERT:
            cells.insert("down")
        case steps.DELETE:
            cells.delete("up")
        case steps.CLEAR:
            cells.unmerge()
            cells.clear()
        case steps.HEIGHT:
            cells.row_height = float(more[0])
        case steps.TEXT:
            cells.number_format = "@"
        case _:
            raise AssertionError(word)


def _areas(sheet: xw.Sheet, address: str) -> Iterator[xw.Range]:
    if styles.takes_areas(sheet):
        yield sheet.range(address)
        return
    for each in address.split(","):
        yield sheet.range(each)


class _Block:
    """What stands on a sheet of one look besides what is filled in, so that one call writes both.

    Args:
        values: the cells' values, row by row.
        texts: their formulas, "" where there is none.
        places: the cells that are filled.
    """

    def __init__(
        self,
        values: list[list[CellValue]],
        texts: list[list[str]],
        places: Sequence[tuple[int, int]],
    ) -> None:
        self._values, self._texts, self._places = values, texts, places

    @classmethod
    def of(cls, sheet: xw.Sheet, look: Look) -> _Block:
        """Return the block of a sheet that was just made of its look."""
        height = max((row for row, _ in look.places), default=1)
        width = max((column for _, column in look.places), default=1)
        cells = sheet.range((1, 1), (height, width))
        values = two_d(cells.raw_value, rows=height)
        found = two_d(cells.formula, rows=height)
        texts = [[str(t) if str(t or "").startswith("=") else "" for t in row] for row in found]
        cls._keep_texts(sheet, values, texts)
        return cls(values, texts, look.places)

    @staticmethod
    def _keep_texts(
        sheet: xw.Sheet, values: Sequence[Sequence[Any]], texts: Sequence[Sequence[str]]
    ) -> None:
        """Make text cells of words that would be read as something else when they are written."""
        doubtful = [
            f"{column_letter(column)}{row}"
            for row, (line, formulas_) in enumerate(zip(values, texts, strict=True), start=1)
            for column, (value, text) in enumerate(zip(line, formulas_, strict=True), start=1)
            if not text and text_cells.any_is_doubtful([value])
        ]
        for address in steps.joined(doubtful):
            for cells in _areas(sheet, address):
                cells.number_format = "@"

    def write(self, sheet: xw.Sheet, filled: Filled) -> None:
        """Write one sheet: the template's own words, and what fills its places."""
        values = [list(row) for row in self._values]
        texts = [list(row) for row in self._texts]
        for (row, column), value, text in zip(
            self._places, filled.values, filled.formulas, strict=True
        ):
            values[row - 1][column - 1] = value
            texts[row - 1][column - 1] = text
        block = sheet.range((1, 1), (len(values), len(values[0])))
        formulas.put(block, texts, values)
