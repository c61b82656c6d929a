"""A fresh billing workbook on the file host, for each test its own."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import xlwings as xw

from xlbilling.hosts import files
from xlbilling.template import workbook


@cache
def fresh() -> bytes:
    """Return the bytes of a fresh workbook, made once."""
    return workbook.workbook_bytes()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A fresh billing workbook's path."""
    book = tmp_path / "office.xlsx"
    book.write_bytes(fresh())
    return book


@pytest.fixture
def book(path: Path) -> Iterator[xw.Book]:
    """A fresh billing workbook, open."""
    with files.open_book(path) as opened:
        yield opened
