"""Live Calc for the tests of its host."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

from tests.conftest import IN_CI
from tests.live_books import OpenBook, opener, why_not
from xlbilling.hosts import calc


@pytest.fixture(scope="session")
def in_calc() -> OpenBook:
    """What opens a workbook in live Calc; without LibreOffice the test is skipped, in CI it fails."""
    reason = why_not("calc")
    if reason and IN_CI:
        pytest.fail(f"{reason}; CI must have it")
    if reason:
        pytest.skip(reason)
    return opener("calc")


@pytest.fixture
def book(in_calc: OpenBook) -> Iterator[xw.Book]:
    """A fresh book in live Calc with one sheet, Sheet1."""
    made = calc.new_book()
    yield made
    made.close()


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    """The sheet of a fresh book."""
    return book.sheets[0]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a book may be saved."""
    return tmp_path / "office.xlsx"
