"""The report pages of a fresh workbook: laid out, with their charts, and without a figure yet."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final, Protocol

from xlbilling.book import pages, template_sheet
from xlbilling.hosts import files
from xlbilling.layout import frames
from xlbilling.layout.tables import TABLES
from xlbilling.model.plan import Page, PageCell, Plan
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks import age_receivables, refresh_dashboard


class Task(Protocol):
    """What is asked of a task here."""

    READS: tuple[str, ...]

    def plan(self, book: Snapshot, request: Request) -> Plan:
        """Return what it writes."""


_DAY: Final = date(2026, 1, 1)
_FIXED: Final = frozenset({"title", "section", "header", "header_left"})
"""Looks of cells that say the same at every refresh."""
_WORDS_ROW: Final = 3
_WORDS: Final = "Run 'Refresh dashboard' to fill this sheet."


def laid_out(workbook: bytes) -> bytes:
    """Return a workbook with its Dashboard and Key Figures laid out, and its Aging framed.

    They are what `refresh-dashboard` writes in an office without a row, less what changes: so a
    fresh workbook and one that was brought up to date look alike.
    """
    made = [_without_figures(page) for page in _of_an_empty_office(refresh_dashboard)]
    made += [_bare_frame(page) for page in _of_an_empty_office(age_receivables)]
    with tempfile.TemporaryDirectory(prefix="xlbilling-") as private:
        path = Path(private) / "new.xlsx"
        path.write_bytes(workbook)
        with files.open_book(path) as book:
            book.impl.backup_dir = None
            for page in made:
                pages.put(book, page)
            template_sheet.ensure(book)
            book.save()
        return path.read_bytes()


def _of_an_empty_office(task: Task) -> list[Page]:
    nothing = Snapshot({
        each.name: frames.empty(each) for each in TABLES if each.name in task.READS
    })
    changes = task.plan(nothing, Request(_DAY, "")).changes
    return [change for change in changes if isinstance(change, Page)]


def _bare_frame(page: Page) -> Page:
    """Return a page whose places go with its figures: its widths and print settings alone."""
    words = "Run 'Age receivables' to fill this sheet."
    cells = (PageCell(1, 1, page.sheet, "title"), PageCell(_WORDS_ROW, 1, words, "note"))
    return replace(page, cells=cells, merges=(), links={}, heights={}, cards=(), beside="")


def _without_figures(page: Page) -> Page:
    words = PageCell(_WORDS_ROW, 1, _WORDS, "note")
    cells = [_bare(cell) for cell in page.cells if (cell.row, cell.column) != (_WORDS_ROW, 1)]
    return replace(page, cells=(*cells, words))


def _bare(cell: PageCell) -> PageCell:
    if cell.style in _FIXED:
        return cell
    return replace(cell, value=None, formula="")
