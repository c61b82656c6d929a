"""The sample office's tables in a workbook on the file host, to call functions from."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import xlwings as xw

from tests.codesets import made
from tests.support import request as asked
from xlbilling import run
from xlbilling.hosts import files
from xlbilling.sample import files as sample
from xlbilling.template import workbook
from xlbilling.udfs import office

TODAY = date(2026, 3, 31)
RULES = b"""Edit,Payer ID,Severity,From,To,Note
CV-014,,OFF,,,asked by phone
CV-059,,W,,,agreed
"""


@pytest.fixture(scope="session")
def office_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with the sample office as keyed, before anything was checked or posted."""
    path = tmp_path_factory.mktemp("office") / "office.xlsx"
    path.write_bytes(workbook.workbook_bytes())
    tables = {**sample.office_tables(), **sample.month_tables(TODAY), "payer_rules": RULES}
    with files.open_book(path) as book:
        book.impl.backup_dir = None
        for name, content in tables.items():
            run.run(book, "load", asked(TODAY, files={f"{name}.csv": content}, table=name))
        book.save()
    return path


@pytest.fixture
def office_book(office_file: Path, tmp_path: Path) -> Iterator[xw.Book]:
    """That workbook, a copy for one test."""
    path = tmp_path / office_file.name
    shutil.copy(office_file, path)
    office.KEPT.clear()
    with files.open_book(path) as book:
        book.impl.backup_dir = None
        yield book


@pytest.fixture
def cell(office_book: xw.Book) -> xw.Range:
    """A cell to call from."""
    return office_book.sheets["Claims"].range("CZ2")


@pytest.fixture
def hcpcs(office_book: xw.Book) -> None:
    """Load a small HCPCS list into the office's store: G0101 in use, A0021 until 2005."""
    run.run(office_book, "load-codes", asked(TODAY, files={made.HCPCS_NAME: made.HCPCS_TEXT}))
