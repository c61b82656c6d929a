"""The button "Explain row" takes the row that is selected, on Claims or on Findings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from tests.live_books import OpenBook
from xlbilling.book import writing
from xlbilling.edits import examples
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.macros.explain_row import explain_row
from xlbilling.macros.validate_claims import validate_claims
from xlbilling.model.plan import Append
from xlbilling.template.workbook import workbook_bytes

CLAIMS: tuple[dict[str, Any], ...] = ({}, {"claim_id": "C1002", "mod1": "76", "charge": -75.0})


@pytest.fixture
def book(tmp_path: Path, open_book: OpenBook) -> Iterator[xw.Book]:
    """A fresh workbook with two claims of nobody, open."""
    path = tmp_path / "office.xlsx"
    path.write_bytes(workbook_bytes())
    day = datetime(2025, 3, 4)
    rows = [{**examples.CLAIM, "dos_from": day, "dos_to": day, **claim} for claim in CLAIMS]
    claims = frames.from_records(BY_NAME["claims"], rows).frame.reset_index(drop=True)
    with open_book(path) as opened:
        writing.append(opened, Append("claims", claims))
        yield opened


def title(book: xw.Book) -> object:
    return book.sheets["Explain"].range("A1").raw_value


def test_the_selected_claim_row_is_explained(book: xw.Book) -> None:
    book.sheets["Claims"].range("C3").select()

    assert explain_row(book) is not None
    assert title(book) == "Claim C1002 line 1"


def test_the_claim_of_the_selected_finding_is_explained(book: xw.Book) -> None:
    assert validate_claims(book) is not None
    findings = book.sheets["Findings"]
    rows = findings.range("A2:D40").raw_value
    row = next(n for n, cells in enumerate(rows, start=2) if cells[1] == "CV-059")
    findings.range((row, 9)).select()

    assert explain_row(book) is not None
    assert title(book) == "Claim C1002 line 1"


def test_without_a_claim_the_status_bar_says_what_to_do(book: xw.Book) -> None:
    book.sheets["Payers"].range("A2").select()
    before = [sheet.name for sheet in book.sheets]

    assert explain_row(book) is None
    assert "choose its row on Claims or Findings" in str(book.app.status_bar)
    assert [sheet.name for sheet in book.sheets] == before
