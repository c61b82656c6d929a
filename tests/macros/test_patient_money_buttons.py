"""The buttons of patients' money, pressed on an open workbook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import xlwings as xw

from tests.cli.test_patient_money import TABLES
from tests.live_books import OpenBook
from xlbilling.book import reading
from xlbilling.macros.adjust import adjust
from xlbilling.macros.load import load
from xlbilling.macros.post_charges import post_charges
from xlbilling.macros.post_receipts import post_receipts
from xlbilling.macros.refund import refund
from xlbilling.macros.reverse_entry import reverse_entry
from xlbilling.macros.transfer import transfer
from xlbilling.template import workbook


@pytest.fixture
def book(tmp_path: Path, open_book: OpenBook) -> Iterator[xw.Book]:
    """A household's workbook, open, charges posted, receipts keyed."""
    path = tmp_path / "office.xlsx"
    path.write_bytes(workbook.workbook_bytes())
    with open_book(path) as opened:
        for table, text in TABLES.items():
            rows = tmp_path / f"{table}.csv"
            rows.write_text(text, encoding="utf-8")
            load(opened, table, [rows])
        post_charges(opened)
        yield opened


def test_each_button_says_in_the_status_bar_what_it_did(book: xw.Book) -> None:
    assert post_receipts(book) is not None
    assert "receipt R1: $50.00 to C2/1" in str(book.app.status_bar)
    assert adjust(book) is not None
    assert "adjustment A1: refused" in str(book.app.status_bar)
    assert refund(book) is not None
    assert "$5.00 of held money given back" in str(book.app.status_bar)
    assert transfer(book) is not None
    assert "0 new ledger rows" in str(book.app.status_bar)
    ledger = reading.read(book, ("ledger",)).frame("ledger")
    last = ledger["entry"].iloc[-1]

    book.sheets["Ledger"].range((int(ledger.index[-1]), 1)).select()
    outcome = reverse_entry(book)

    assert outcome is not None
    assert outcome.plan.result["entry"] == last
    assert datetime.now().astimezone().strftime("REV-%Y%m%d-1") == outcome.plan.batch
