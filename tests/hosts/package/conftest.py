"""Books that the tests of the package start from."""

from pathlib import Path

import pytest

from tests.hosts.package.books import openpyxl_book, rich_book, shared_formula_book


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    """A book with everything that a careless program loses."""
    return rich_book(tmp_path / "rich.xlsx")


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A book made by openpyxl."""
    return openpyxl_book(tmp_path / "plain.xlsx")


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A book whose column B shares one formula."""
    return shared_formula_book(tmp_path / "shared.xlsx")
