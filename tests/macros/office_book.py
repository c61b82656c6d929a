"""A small office's workbook for the buttons: charges posted, a payer's answer at hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import xlwings as xw

from tests.live_books import OpenBook
from tests.macros.test_main_job import REMITTANCE, TABLES
from xlbilling.book import names, reading
from xlbilling.macros import asking, press
from xlbilling.macros.import_remittance import import_remittance
from xlbilling.macros.load import load
from xlbilling.macros.post_charges import post_charges
from xlbilling.template import workbook

DAY = "2026-02-10"


def made(folder: Path, open_book: OpenBook) -> Path:
    """Return a workbook with one posted charge and an imported answer of 80.00 to it.

    The host under test makes it and saves it, so that every test starts from a file of that host.
    """
    path = folder / "office.xlsx"
    path.write_bytes(workbook.workbook_bytes())
    answer = folder / "north.835"
    answer.write_text(REMITTANCE, "ascii")
    with open_book(path) as book:
        book.impl.backup_dir = None
        names.set_constant(book, asking.AS_OF, DAY)
        for table, text in TABLES.items():
            file = folder / f"{table}.csv"
            file.write_text(text, "utf-8")
            assert load(book, table, [file]) is not None
        assert post_charges(book) is not None
        assert import_remittance(book, [answer]) is not None
        book.save()
    return path


def click(book: xw.Book, *buttons: str) -> str:
    """Press buttons as the ribbon does; return what the status bar then says."""
    book.set_mock_caller()
    for name in buttons:
        press.button(name)
    return str(book.app.status_bar)


def digests(book: xw.Book, tables: Sequence[str] = ("ledger", "claims", "batches")) -> list[str]:
    """Return what tells whether anything of the office's tables was written."""
    read = reading.read(book, tables)
    return [read[name].digest for name in tables]


def balance(book: xw.Book) -> int:
    """Return what is open on the one claim, in cents."""
    return int(reading.read(book, ["claims"]).frame("claims")["balance_cents"].iloc[0])


__all__ = ["DAY", "OpenBook", "balance", "click", "digests", "made"]
