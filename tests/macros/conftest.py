"""A small office's workbook on the host under test, made once for all tests of this folder."""

from pathlib import Path

import pytest

from tests.live_books import OpenBook
from tests.macros.office_book import made


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory, open_book: OpenBook) -> Path:
    """The office's workbook, as each test finds it."""
    return made(tmp_path_factory.mktemp("office"), open_book)
