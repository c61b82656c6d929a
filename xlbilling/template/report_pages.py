"""The report pages of a fresh workbook: laid out, with their charts, and without a figure yet."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from xlbilling.book import pages
from xlbilling.hosts import files
from xlbilling.layout import frames
from xlbilling.layout.tables import TABLES
from xlbilling.model.plan import Page, PageCell
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks import refresh_dashboard

_DAY: Final = date(2026, 1, 1)
_FIXED: Final = frozenset({"title", "section", "header", "header_left"})
"""Looks of cells that say the same at every refresh."""
_WORDS_ROW: Final = 3
_WORDS: Final = "Run 'Refresh dashboard' to fill this sheet."


def laid_out(workbook: bytes) -> bytes:
    """Return a workbook with its Dashboard and Key Figures laid out.

    They are what `refresh-dashboard` writes in an office without a row, less what changes: so a
    fresh workbook and one that was brought up to date look alike.
    """
    reads = refresh_dashboard.READS
    nothing = Snapshot({each.name: frames.empty(each) for each in TABLES if each.name in reads})
    made = refresh_dashboard.plan(nothing, Request(_DAY, "")).changes
    with tempfile.TemporaryDirectory(prefix="xlbilling-") as private:
        path = Path(private) / "new.xlsx"
        path.write_bytes(workbook)
        with files.open_book(path) as book:
            book.impl.backup_dir = None
            for change in made:
                if isinstance(change, Page):
                    pages.put(book, _without_figures(change))
            book.save()
        return path.read_bytes()


def _without_figures(page: Page) -> Page:
    words = PageCell(_WORDS_ROW, 1, _WORDS, "note")
    cells = [_bare(cell) for cell in page.cells if (cell.row, cell.column) != (_WORDS_ROW, 1)]
    return replace(page, cells=(*cells, words))


def _bare(cell: PageCell) -> PageCell:
    if cell.style in _FIXED:
        return cell
    return replace(cell, value=None, formula="")
