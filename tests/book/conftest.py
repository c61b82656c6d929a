"""A fresh billing workbook on the file host, for each test its own."""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import xlwings as xw

from tests.book.halfway import OFFICE, REMITTANCE
from tests.cli.shell import done
from tests.posting.corpus_office import CorpusDesk
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


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The book as each command finds it."""
    folder = tmp_path_factory.mktemp("stages")
    desk = CorpusDesk(folder / "office.xlsx")
    done("new", desk.book)
    desk.open(OFFICE)
    found = {}
    for command, words in (
        ("import-remittance", (desk.file("one.835", REMITTANCE),)),
        ("post-payments", ()),
        ("undo-batch", ("ERA-T1",)),
        ("age-receivables", ()),
    ):
        found[command] = Path(shutil.copy(desk.book, folder / f"{command}.xlsx"))
        desk.do(command, *words)
    return found
