"""The shipped template of statements in a workbook of its own, for LibreOffice.

It takes seconds to open a whole billing workbook, of which pages need nothing else; the billing
workbook's hidden names, its styles and its sheet for new pages are there too.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from xlbilling.hosts import files
from xlbilling.layout.pages.fixed import PAPER
from xlbilling.layout.pages.statement_page import TEMPLATE
from xlbilling.template import workbook

KEPT: Final = ("Help", PAPER, TEMPLATE)
"""The template, what it is made anew of, and one that is not hidden, as every workbook has."""


@cache
def template_book_bytes() -> bytes:
    """Return the shipped workbook with no sheets but the template of statements and those it needs."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        path.write_bytes(workbook.workbook_bytes())
        with files.open_book(path) as book:
            book.impl.backup_dir = None
            for sheet in list(book.sheets):
                if sheet.name not in KEPT:
                    sheet.delete()
            book.save()
        return path.read_bytes()
