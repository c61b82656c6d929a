"""The button of denials opens them at the one whose last day comes first, and writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from tests.live_books import OpenBook
from tests.macros.office_book import click, digests, made
from xlbilling.book import known
from xlbilling.book.binding import bind
from xlbilling.layout.tables import BY_NAME

TABLES = ("ledger", "claims", "denials")
COLUMNS = ("key", "claim_id", "line", "amount", "due", "state")
DENIALS = [
    ("B/1", "C7", "2", 120.00, datetime(2026, 4, 1), "OPEN"),
    ("B/2", "C8", "", 80.50, None, "APPEALED"),
    ("B/3", "C9", "1", 10.00, datetime(2026, 2, 9), "PAID"),
    ("B/4", "C5", "1", 30.00, datetime(2026, 2, 8), "OPEN"),
]
"""As of 2026-02-10 the last one's day is past; the paid one's does not count."""


@pytest.fixture
def book(tmp_path: Path, open_book: OpenBook) -> Iterator[xw.Book]:
    """A small office."""
    with open_book(made(tmp_path, open_book)) as opened:
        yield opened


def deny(book: xw.Book, rows: list[Any]) -> None:
    """Write denials as rows of their sheet."""
    bound = bind(book, BY_NAME["denials"])
    if rows:
        last = bound.header_row + len(rows)
        corner = (bound.header_row, bound.first_column)
        bound.sheet.tables["Denials"].resize(bound.sheet.range(corner, (last, bound.last_column)))
    for at, row in enumerate(rows):
        for column, value in zip(COLUMNS, row, strict=True):
            cell = bound.sheet.range((bound.first_row + at, bound.places[column]))
            if isinstance(value, str):
                cell.number_format = "@"
            cell.raw_value = value
    known.forget_all(book)


def test_it_shows_the_denial_whose_last_day_comes_first(book: xw.Book) -> None:
    """
    C7 line 2  120.00  until 04/01/2026  OPEN
    C8          80.50  no last day       APPEALED
    C9 line 1   10.00  until 02/09/2026  PAID
    C5 line 1   30.00  until 02/08/2026  OPEN
    """
    deny(book, DENIALS)
    before = digests(book, TABLES)

    words = click(book, "open_denials")

    assert words == (
        "3 denials wait, $230.50, 1 past their last day; "
        "first claim C5 line 1 until 02/08/2026, on Denials row 5"
    )
    assert book.sheets.active.name == "Denials"
    assert book.selection is not None
    bound = bind(book, BY_NAME["denials"])
    assert (book.selection.row, book.selection.column) == (5, bound.places["next_action"])
    assert digests(book, TABLES) == before


def test_one_without_a_last_day_comes_after_those_that_have_one(book: xw.Book) -> None:
    deny(book, [DENIALS[1], DENIALS[0]])

    assert click(book, "open_denials") == (
        "2 denials wait, $200.50; first claim C7 line 2 until 04/01/2026, on Denials row 3"
    )


@pytest.mark.parametrize("rows", [[], [DENIALS[2]]], ids=["none", "a settled one"])
def test_without_an_open_denial_it_says_so(book: xw.Book, rows: list[Any]) -> None:
    deny(book, rows)

    words = click(book, "open_denials")
    assert words == "No denial waits; see the sheet Denials for those that were settled"
    assert book.sheets.active.name == "Denials"
