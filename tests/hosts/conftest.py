"""Books of the file host for the tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

from tests.hosts.package.books import rich_book
from xlbilling.hosts.files import new_book


@pytest.fixture
def book() -> Iterator[xw.Book]:
    """A fresh book with one sheet, Sheet1."""
    made = new_book()
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


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    """A book with everything that a careless program loses."""
    return rich_book(tmp_path / "rich.xlsx")
