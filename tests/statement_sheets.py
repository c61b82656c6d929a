"""What a statement's sheet shows on the standard template, without a workbook."""

from __future__ import annotations

from xlbilling.layout.forms.laying_out import lay_out
from xlbilling.layout.forms.looks import Filled
from xlbilling.layout.pages.statement_template import standard
from xlbilling.model.cells import CellValue
from xlbilling.model.plan import Page, PageCell


def laid(page: Page) -> Filled:
    """Return the copy of the standard template that a page fills."""
    assert page.form is not None, page.sheet
    return lay_out(standard().template(), page.form, page.sheet)


def cells(page: Page) -> list[PageCell]:
    """Return every cell of the copy: the template's own words, and what fills it."""
    filled = laid(page)
    own: dict[int, list[PageCell]] = {}
    for cell in standard().page.cells:
        own.setdefault(cell.row, []).append(cell)
    found = {
        (row, cell.column): PageCell(row, cell.column, cell.value, cell.style)
        for row, origin in enumerate(filled.look.rows, start=1)
        for cell in own.get(origin, ())
    }
    for place, value, formula in zip(
        filled.look.places, filled.values, filled.formulas, strict=True
    ):
        found[place] = PageCell(*place, value, found[place].style, formula)
    return [found[place] for place in sorted(found)]


def texts(page: Page) -> list[str]:
    """Return every text that stands on a page, whatever kind it is of."""
    shown: list[CellValue] = [cell.value for cell in (cells(page) if page.form else page.cells)]
    return [value for value in shown if isinstance(value, str) and value]
