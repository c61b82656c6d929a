"""Pages: sheets of the program's own, and never a person's."""

from dataclasses import replace
from pathlib import Path

import pytest
import xlwings as xw

from xlbilling.book import known, names, pages, painting, styles
from xlbilling.hosts import files
from xlbilling.layout.pages.fixed import PAPER
from xlbilling.model.errors import RefusedError
from xlbilling.model.plan import Page, PageCell, RemoveSheet

CELLS = (
    PageCell(1, 1, "Aging", "title"),
    PageCell(3, 1, "Payer", "header"),
    PageCell(3, 2, "Owed", "header"),
    PageCell(4, 1, "=cmd()", "label"),
    PageCell(4, 2, 12.5, "money"),
    PageCell(5, 1, "00100", "label"),
    PageCell(5, 2, 7.5, "money"),
    PageCell(6, 2, 20.0, "money_total", "=SUM(B4:B5)"),
)
PAGE = Page("Owed", CELLS, {1: 20.0}, freeze_row=3, print_columns=2, merges=("A1:B1",))


def test_a_page_shows_its_values_formats_and_formulas(book: xw.Book, path: Path) -> None:
    pages.put(book, PAGE)
    book.save()

    with files.open_book(path, read_only=True) as again:
        sheet = again.sheets["Owed"]
        assert sheet.range("A4:B6").raw_value == [["=cmd()", 12.5], ["00100", 7.5], [None, 20.0]]
        assert sheet.range("B6").formula == "=SUM(B4:B5)"
        assert sheet.range("A4").formula == "=cmd()"
        assert sheet.range("A1").merge_area.address == "$A$1:$B$1"
        assert sheet.page_setup.print_area == "$A$1:$B$6"
        assert sheet.range("A1").font.size == 18
        assert names.is_our_page(sheet)


def test_a_page_made_again_leaves_nothing_of_the_old_one(book: xw.Book) -> None:
    pages.put(book, PAGE)
    pages.put(book, Page("Owed", (PageCell(1, 1, "New", "text"),)))

    sheet = book.sheets["Owed"]
    assert sheet.used_range.raw_value == "New"
    assert sheet.range("B6").formula == ""
    assert not sheet.range("A1").merge_cells


def test_a_persons_sheet_of_that_name_is_left_alone(book: xw.Book) -> None:
    book.sheets.add("Owed").range("A1").value = "my notes"

    with pytest.raises(RefusedError, match="not made by xlbilling"):
        pages.put(book, PAGE)
    with pytest.raises(RefusedError, match="not made by xlbilling"):
        pages.remove(book, RemoveSheet("owed"))

    assert book.sheets["Owed"].range("A1").value == "my notes"


def test_a_page_of_a_template_has_its_page_setup(book: xw.Book, path: Path) -> None:
    pages.put(book, Page("S-1", CELLS, template=PAPER))
    book.save()

    with files.open_book(path, read_only=True) as again:
        assert again.sheets["S-1"].visible
        assert again.sheets["S-1"].range("B5").raw_value == 7.5
        assert not again.sheets[PAPER].visible


def test_our_own_sheet_can_be_removed(book: xw.Book) -> None:
    pages.put(book, PAGE)
    pages.remove(book, RemoveSheet("Owed"))

    assert "Owed" not in [sheet.name for sheet in book.sheets]


def test_hidden_names_keep_what_the_book_says_of_itself(book: xw.Book, path: Path) -> None:
    names.set_constant(book, names.LEDGER_HEAD, "12:abc")
    names.raise_revision(book)
    names.raise_revision(book)
    book.save()

    with files.open_book(path, read_only=True) as again:
        assert names.constant(again, names.LEDGER_HEAD) == "12:abc"
        assert again.names[names.REVISION].refers_to_range.value == 2
        names.check_schema(again)


def test_a_page_that_looks_like_one_made_before_is_a_copy_with_values_of_its_own(
    book: xw.Book,
) -> None:
    template = PAPER
    first = Page("One", CELLS, {1: 20.0}, print_columns=2, merges=("A1:B1",), template=template)
    other = (PageCell(1, 1, "Other", "title"), *CELLS[1:3], PageCell(4, 1, "00200", "label"),
             *CELLS[4:])  # fmt: skip
    with known.kept(book):
        pages.put(book, first)
        pages.put(book, replace(first, sheet="Two", cells=other))

    two = book.sheets["Two"]
    assert two.range("A4:B6").raw_value == [["00200", 12.5], ["00100", 7.5], [None, 20.0]]
    assert book.sheets["One"].range("A1").raw_value == "Aging"
    assert two.range("A1").raw_value == "Other"
    assert two.range("B6").formula == "=SUM(B4:B5)"
    assert two.range("A1").merge_area.address == "$A$1:$B$1"
    assert (two.range("A1").font.size, two.range("A4").number_format) == (18, "@")
    assert names.is_our_page(two)
    assert two.visible


def test_a_look_goes_on_over_blank_cells_and_stops_at_cells_of_another() -> None:
    """Money in every second row is one block where nothing stands between; notes stay apart."""
    visits = [
        cell
        for row in (1, 3, 5)
        for cell in (PageCell(row, 1, "Visit"), PageCell(row, 2, 1.0, "money"),
                     PageCell(row + 1, 1, "why", "note"))
    ]  # fmt: skip
    found = {
        (what, value): places for what, value, places in painting.strokes(Page("P", tuple(visits)))
    }

    assert found["number_format", styles.MONEY] == (((1, 2), (5, 2)),)
    assert found["font.size", 9] == (((2, 1), (2, 1)), ((4, 1), (4, 1)), ((6, 1), (6, 1)))
    plain = painting.strokes(Page("P", tuple(visits)), places_most=2)
    assert "font.size" not in {what for what, _, _ in plain}
