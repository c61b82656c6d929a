"""What a manager writes beside or below a page follows its row when the page is made anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from tests.live_books import opener
from xlbilling.book import pages
from xlbilling.book.binding import two_d
from xlbilling.layout.pages.grid import Grid
from xlbilling.model.plan import Page
from xlbilling.template.workbook import workbook_bytes

LAST = "What you write below this line stays."


@pytest.fixture
def book(tmp_path: Path) -> Iterator[xw.Book]:
    path = tmp_path / "office.xlsx"
    path.write_bytes(workbook_bytes())
    with opener("files")(path) as opened:
        opened.impl.backup_dir = None
        yield opened


def page(
    blocks: Mapping[str, Sequence[tuple[str, float | str]]], middle: Sequence[str] = ()
) -> Page:
    """Return a page of blocks, each a heading and rows of a label and an amount."""
    grid = Grid()
    grid.line("A report", "title")
    for n, (heading, rows) in enumerate(blocks.items()):
        if n:
            grid.line(heading, "section")
        for column, text in enumerate(("Owed by", "Total", *middle, "Unapplied cash"), start=1):
            grid.put(column, text, "header")
        grid.next()
        for label, amount in rows:
            grid.put(1, label)
            grid.put(2, amount, "money")
            grid.next()
        grid.next()
    grid.line(LAST, "note")
    return Page("Aging", tuple(grid.cells), {1: 20.0}, beside="Unapplied cash")


FIRST = {"Owed by": [("Aetnova", 5.0), ("Medicare", 7.0)], "By class": [("Aetnova", 12.0)]}
ANEW = {
    "Owed by": [("Work Cover", 1.0), ("Medicare", 7.0), ("Aetnova", 5.0)],
    "By class": [("Aetnova", 13.0)],
}


def rows(book: xw.Book) -> list[list[Any]]:
    sheet = book.sheets["Aging"]
    end = sheet.used_range.last_cell
    block = sheet.range((1, 1), (end.row, end.column))
    return two_d(block.raw_value, rows=end.row)


def beside(book: xw.Book) -> list[tuple[Any, Any]]:
    """Return each label that has a note with it."""
    return [(row[0], row[3]) for row in rows(book) if len(row) > 3 and row[3] is not None]


def test_notes_follow_their_rows_and_formulas_move_along(book: xw.Book) -> None:
    pages.put(book, page(FIRST))
    sheet = book.sheets["Aging"]
    sheet.range("D2").raw_value = "Comment"
    sheet.range("D3").raw_value = "call Ms. Wren"
    sheet.range("E4").formula = "=B4*2"
    sheet.range("D8").raw_value = "the class"
    sheet.range("E3").number_format = "@"
    sheet.range("E3").raw_value = "=no formula"

    pages.put(book, page(ANEW))
    assert beside(book) == [
        ("Owed by", "Comment"), ("Aetnova", "call Ms. Wren"), ("Aetnova", "the class"),
    ]  # fmt: skip
    assert sheet.range("E4").formula == "=B4*2"
    assert sheet.range("E5").raw_value == "=no formula"
    assert sheet.range("B5").raw_value == 5.0

    pages.put(book, page({"Owed by": [("Medicare", 7.0), *ANEW["Owed by"][2:]], "By class": []}))
    assert sheet.range("E3").formula == "=B3*2"


def test_notes_of_a_row_that_is_gone_are_listed_below_and_come_back_with_it(book: xw.Book) -> None:
    pages.put(book, page(FIRST))
    book.sheets["Aging"].range("D3").raw_value = "call Ms. Wren"

    pages.put(book, page({"Owed by": [("Medicare", 7.0)]}))
    assert beside(book) == [("Aetnova", "call Ms. Wren")]
    assert rows(book)[-2][0] == LAST
    pages.put(book, page({"Owed by": [("Medicare", 7.0)]}))
    assert beside(book) == [("Aetnova", "call Ms. Wren")]

    pages.put(book, page(ANEW))
    assert beside(book) == [("Aetnova", "call Ms. Wren")]
    assert rows(book)[4][3] == "call Ms. Wren"
    assert [row[0] for row in rows(book)].count(LAST) == 1
    assert rows(book)[-1][0] == LAST


def test_formulas_of_a_row_that_is_gone_come_back_as_they_were(book: xw.Book) -> None:
    pages.put(book, page(FIRST))
    sheet = book.sheets["Aging"]
    sheet.range("D4").formula = "=B4*2"

    pages.put(book, page({"Owed by": FIRST["Owed by"][:1]}))
    assert rows(book)[-1][0] == "Medicare"
    assert sheet.range((len(rows(book)), 4)).formula == f"=B{len(rows(book))}*2"
    pages.put(book, page(FIRST))
    assert sheet.range("D4").formula == "=B4*2"


def test_listed_notes_come_back_under_their_column_whatever_buckets_came_between(
    book: xw.Book,
) -> None:
    """They are listed under few buckets, stay so under more, and come back under few or many."""
    only = {"Owed by": [("Medicare", 7.0)]}
    pages.put(book, page(FIRST))
    book.sheets["Aging"].range("D3").raw_value = "call Ms. Wren"
    pages.put(book, page(only))

    pages.put(book, page(only, ("31-60", "61-90")))
    assert rows(book)[-1] == ["Aetnova", None, None, None, None, "call Ms. Wren"]
    pages.put(book, page(FIRST, ("31-60", "61-90")))
    assert rows(book)[2] == ["Aetnova", 5.0, None, None, None, "call Ms. Wren"]
    assert rows(book)[-1][0] == LAST


def test_a_wider_and_shorter_page_leaves_no_copy_of_a_note_behind(book: xw.Book) -> None:
    pages.put(book, page(FIRST))
    book.sheets["Aging"].range("D8").raw_value = "the class"
    book.sheets["Aging"].range("D3").raw_value = "call Ms. Wren"
    short = {"Owed by": FIRST["Owed by"][:1], "By class": []}

    pages.put(book, page({"Owed by": FIRST["Owed by"][:1]}, ("31-60",)))
    cells = [cell for row in rows(book) for cell in row]
    assert cells.count("the class") == cells.count("call Ms. Wren") == 1
    pages.put(book, page(short))
    assert beside(book)[0] == ("Aetnova", "call Ms. Wren")


def test_a_formula_that_looks_at_a_row_far_above_lets_its_row_rise(book: xw.Book) -> None:
    """Aetnova's share of row 1 would look off the sheet when it is copied up."""
    pages.put(book, page(ANEW))
    sheet = book.sheets["Aging"]
    sheet.range("D5").formula = "=B5/B1"

    pages.put(book, page({"Owed by": ANEW["Owed by"][2:], "By class": []}))
    assert sheet.range("D3").formula == "=B3/B1"


def test_a_row_of_shares_that_is_blank_is_no_heading(book: xw.Book) -> None:
    pages.put(book, page({"Owed by": [("Share", 0.5), ("Last month end", 1.0)]}))
    book.sheets["Aging"].range("D4").raw_value = "before the move"

    pages.put(book, page({"Owed by": [("Share", ""), ("Last month end", 1.0)]}))
    assert beside(book) == [("Last month end", "before the move")]
    assert rows(book)[-1][0] == LAST


def test_what_stands_below_the_last_line_stays_below_it(book: xw.Book) -> None:
    pages.put(book, page(FIRST))
    sheet = book.sheets["Aging"]
    sheet.range("A11").raw_value = "Budget"
    sheet.range("B11").raw_value = 100.0
    sheet.range("C11").formula = "=B11-B4"

    pages.put(book, page(ANEW))
    assert rows(book)[-1][:2] == ["Budget", 100.0]
    assert sheet.range((len(rows(book)), 3)).formula == f"=B{len(rows(book))}-B5"


@pytest.mark.parametrize("typed", [None, "My notes"])
def test_what_stands_below_stays_where_a_person_deleted_the_last_line(
    book: xw.Book, typed: str | None
) -> None:
    """Even a line of theirs that is called as one of the page's."""
    pages.put(book, page(FIRST))
    last = len(rows(book))
    book.sheets["Aging"].range((last, 1)).value = typed
    book.sheets["Aging"].range((last + 2, 1)).value = [["Ask Anna", 5.0], ["Aetnova", 6.0]]

    pages.put(book, page(ANEW))

    below = [row[:2] for row in rows(book)[len(rows(book)) - 3 :]]
    assert below[-2:] == [["Ask Anna", 5.0], ["Aetnova", 6.0]]
    assert [row[0] for row in rows(book)].count(LAST) == 1
    assert ["My notes", None] in [row[:2] for row in rows(book)] or typed is None


def test_more_buckets_push_the_notes_to_the_right(book: xw.Book) -> None:
    pages.put(book, page(FIRST))
    book.sheets["Aging"].range("D3").raw_value = "call Ms. Wren"

    pages.put(book, page(FIRST, ("31-60", "61-90")))
    assert rows(book)[2] == ["Aetnova", 5.0, None, None, None, "call Ms. Wren"]
    pages.put(book, page(FIRST))
    assert rows(book)[2][:4] == ["Aetnova", 5.0, None, "call Ms. Wren"]


def test_a_page_without_notes_is_made_as_ever(book: xw.Book) -> None:
    pages.put(book, page(ANEW))
    pages.put(book, page(FIRST))

    got = rows(book)
    assert [row[0] for row in got if row[0]] == [
        "A report", "Owed by", "Aetnova", "Medicare", "By class", "Owed by", "Aetnova", LAST,
    ]  # fmt: skip
    assert max(map(len, got)) == 3
