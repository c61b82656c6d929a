"""A button that is about one row says which sheet to choose it on, where none is chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.macros.office_book import click, digests
from xlbilling.hosts import files
from xlbilling.template import workbook


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty billing workbook."""
    made = tmp_path_factory.mktemp("office") / "office.xlsx"
    made.write_bytes(workbook.workbook_bytes())
    return made


@pytest.mark.parametrize(
    ("button", "sheet"),
    [
        ("show_account", "Patients"),
        ("explain_row", "Findings"),
        ("log_call", "Worklist"),
        ("log_inquiry", "Claims"),
        ("undo_batch", "Batches"),
        ("reverse_entry", "Ledger"),
        ("reprint_statement", "Statements"),
    ],
)
def test_no_row_is_chosen(path: Path, button: str, sheet: str) -> None:
    with files.open_book(path) as book:
        book.sheets["Help"].impl.activate()
        before = digests(book)

        said = click(book, button)

        assert " - choose " in said
        assert sheet in said.partition(" - choose ")[2]
        assert digests(book) == before
