"""The buttons of follow-up take the row that is selected, and leave a person where to type."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from tests.live_books import OpenBook
from tests.macros.office_book import click, made
from xlbilling.book import names, reading
from xlbilling.macros import asking
from xlbilling.macros.log_call import log_call

LATER = "2026-05-31"


@pytest.fixture
def book(tmp_path: Path, open_book: OpenBook) -> Iterator[xw.Book]:
    """A small office with one posted charge that nobody paid, long after."""
    with open_book(made(tmp_path, open_book)) as opened:
        names.set_constant(opened, asking.AS_OF, LATER)
        yield opened


def table(book: xw.Book, name: str) -> list[dict[str, Any]]:
    frame = reading.read(book, [name]).frame(name)
    return [{str(key): one for key, one in row.items()} for row in frame.to_dict("records")]


def test_a_call_about_the_selected_claim_is_ready_to_be_typed(book: xw.Book) -> None:
    [claim] = table(book, "claims")
    book.sheets["Claims"].range("C2").select()

    words = click(book, "log_call")
    [row] = table(book, "calls")
    assert (row["claim_id"], row["call"]) == (claim["claim_id"], "CALL-20260531-1")
    assert words.startswith("Calls: CALL-20260531-1 about claim")
    assert book.sheets.active.name == "Calls"
    assert book.selection is not None
    assert book.selection.address == "$G$2"


def test_a_call_about_the_selected_row_of_the_worklist(book: xw.Book) -> None:
    click(book, "refresh_worklist")
    assert book.sheets.active.name == "Worklist"
    [late] = table(book, "worklist")
    book.sheets["Worklist"].range("D2").select()

    click(book, "log_call")
    [row] = table(book, "calls")
    assert (row["claim_id"], row["payer_id"]) == (late["claim_id"], late["payer_id"])


def test_an_inquiry_of_the_selected_patient(book: xw.Book) -> None:
    book.sheets["Patients"].range("B2").select()

    click(book, "log_inquiry")
    [row] = table(book, "inquiries")
    assert row["guarantor_id"]
    assert (row["claim_id"], row["days_open"]) == ("", 0)
    assert book.sheets.active.name == "Inquiries"


@pytest.mark.parametrize(("sheet", "cell"), [("Payers", "A2"), ("Claims", "A9"), ("Help", "A3")])
def test_a_row_outside_these_tables_is_said_in_one_sentence(
    book: xw.Book, sheet: str, cell: str
) -> None:
    book.sheets[sheet].range(cell).select()

    words = click(book, "log_call")
    assert words.startswith("no claim and no account is named - choose a row of Claims, Worklist")
    assert table(book, "calls") == []
    assert book.sheets.active.name == sheet


def test_the_reports_open_their_sheets(book: xw.Book) -> None:
    click(book, "report_productivity")
    assert book.sheets.active.name == "Productivity"
    click(book, "report_profit")
    assert book.sheets.active.name == "Profit"
    assert [row["charges_cents"] for row in table(book, "profit")]


def test_a_macro_takes_a_claim_by_name(book: xw.Book) -> None:
    [claim] = table(book, "claims")

    outcome = log_call(book, claim=claim["claim_id"])
    assert outcome is not None
    assert outcome.was_applied
    assert log_call(book, claim="NONE") is None
