"""Statement sheets in live Calc: what a file has they have, and a click takes few calls for many."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from tests.layout.test_pages import bill
from tests.live_books import OpenBook
from tests.macros import big_office
from tests.macros.counting import counted
from tests.template_book import template_book_bytes
from xlbilling.book import forms, known
from xlbilling.hosts import files
from xlbilling.layout.pages.statement_page import TEMPLATE
from xlbilling.macros import press
from xlbilling.model.plan import Page

MOST = 60
"""What a click takes more where nothing lets the spreadsheet stand still before it begins."""
NAMES = ("ONE", "FOUR", "ALIKE", "LONG")


def wanted() -> list[Page]:
    """Bills of one, four, again four and forty visits, with what a cell could mistake."""
    pages = [bill(1, name="=HYPERLINK(1)"), bill(4), bill(4, name="00123"), bill(40, name="3-4")]
    return [replace(page, sheet=name) for page, name in zip(pages, NAMES, strict=True)]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook whose template the office restyled: totals, hidden lines, titles, a drawing."""
    from openpyxl import load_workbook
    from openpyxl.chart import BarChart

    path = tmp_path_factory.mktemp("restyled") / "office.xlsx"
    path.write_bytes(template_book_bytes())
    own: Any = load_workbook(path)
    sheet = own[TEMPLATE]
    sheet["D18"], sheet["D22"], sheet["H16"] = "=SUM(G16:G16)", "=G20/2", "=G16*2"
    sheet["D36"] = "=SUM($G$16:$G$20)"
    sheet.print_title_rows = "1:2"
    sheet.oddHeader.center.text = "Ours"
    sheet.page_margins.left = 1.25
    sheet.row_dimensions[24].hidden = True
    sheet.add_chart(BarChart(), "C22")
    own.save(path)
    with files.open_book(path) as book:
        book.impl.backup_dir = None
        book.sheets[TEMPLATE].range("F:F").column_width = 0
        book.sheets[TEMPLATE].range("A200").value = "Below the page"
        book.save()
    return path


@pytest.fixture(scope="module")
def both(
    template: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[tuple[xw.Book, xw.Book]]:
    """The same sheets made in a file and in live Calc."""
    in_calc: OpenBook = request.getfixturevalue("in_calc")
    folder = tmp_path_factory.mktemp("both")
    paths = [Path(shutil.copy(template, folder / name)) for name in ("file.xlsx", "calc.xlsx")]
    with files.open_book(paths[0]) as book, in_calc(paths[1]) as live:
        book.impl.backup_dir = None
        for each in (book, live):
            with known.kept(each):
                forms.put(each, wanted())
        live.app.calculate()
        yield book, live


def formulas(sheet: xw.Sheet) -> list[tuple[int, int, str]]:
    block = sheet.range("A1:L140").formula
    return [
        (row, column, str(text).replace(".00)", ")"))  # Calc writes 40 for 40.00
        for row, line in enumerate(block, start=1)
        for column, text in enumerate(line, start=1)
        if str(text or "").startswith("=")
    ]


@pytest.mark.parametrize("name", NAMES)
def test_calc_makes_the_sheet_that_a_file_has(both: tuple[xw.Book, xw.Book], name: str) -> None:
    """Words, formulas, heights, print area and titles, what is hidden and what is drawn."""
    book, live = both
    mine, want = live.sheets[name], book.sheets[name]
    rows = int(str(want.page_setup.print_area).rpartition("$")[2])

    assert formulas(mine) == formulas(want)
    assert any("SUM(G16" in text for _, _, text in formulas(mine))
    for row in range(1, rows + 1):
        line = f"A{row}:L{row}"
        worked_out = {column for at, column, _ in formulas(want) if at == row}
        for column, (own, other) in enumerate(
            zip(mine.range(line).raw_value[0], want.range(line).raw_value[0], strict=True), start=1
        ):
            assert column in worked_out or (own or None) == (other or None), (row, column)
        is_space = not any(want.range(line).raw_value[0])  # it takes up what roundings leave
        height = pytest.approx(want.range(line).row_height, abs=5 if is_space else 1)
        assert mine.range(line).row_height == height
        assert mine.range(f"A{row}").merge_area.address == want.range(f"A{row}").merge_area.address
    assert mine.page_setup.print_area == want.page_setup.print_area
    assert mine.page_setup.api.title_rows == want.page_setup.api.title_rows == "$1:$2"
    assert mine.range("F1").column_width == want.range("F1").column_width == 0
    assert len(mine.charts) == len(want.charts) == 1
    assert mine.visible
    assert mine.range("A200").value is None
    assert not [each for each in mine.names if "Statement_" in each.name]


def test_a_total_of_the_offices_own_covers_all_repeated_rows(
    both: tuple[xw.Book, xw.Book],
) -> None:
    """Neither Excel nor Calc would widen a range of one row by rows that are inserted below it."""
    for book in both:
        found = [text for _, _, text in formulas(book.sheets["FOUR"])]
        assert "=SUM(G16:G22)" in found
        assert [text for text in found if text.endswith("*2")] == [
            f"=G{row}*2" for row in (16, 18, 20, 22)
        ]


def test_what_looks_like_a_formula_or_number_stays_a_text(both: tuple[xw.Book, xw.Book]) -> None:
    _, live = both
    shown = {
        name: {str(cell) for line in live.sheets[name].range("A7:A14").raw_value for cell in line}
        for name in NAMES
    }

    assert "=HYPERLINK(1)" in shown["ONE"]
    assert "00123" in shown["ALIKE"]
    assert "3-4" in shown["LONG"]


def test_hidden_rows_and_columns_have_no_size_until_one_is_set(sheet: xw.Sheet) -> None:
    """As in Excel, whose RowHeight and ColumnWidth are 0 for what is hidden."""
    cells: Any = sheet.range("B2").impl
    cells.row_hidden = cells.column_hidden = True
    assert (sheet.range("B2").row_height, sheet.range("B2").column_width) == (0, 0)

    sheet.range("B2").row_height, sheet.range("B2").column_width = 20, 10

    assert (cells.row_hidden, cells.column_hidden) == (False, False)
    assert sheet.range("B2").row_height == pytest.approx(20, abs=1)
    assert sheet.range("B2").column_width == pytest.approx(10, abs=1)
    sheet.range("B2").row_height = sheet.range("B2").column_width = 0
    assert (cells.row_hidden, cells.column_hidden) == (True, True)


def test_statements_in_calc_take_as_many_calls_for_many_patients_as_for_few(
    tmp_path: Path, in_calc: OpenBook
) -> None:
    """The preview too; the first time, and again over the sheets that nobody sent."""
    found = []
    for patients in (4, 12):
        path = big_office.made(tmp_path, 5 * patients, patients).path
        with in_calc(path) as book:
            before = len(book.sheets)
            first = _statements(book)
            made = len(book.sheets) - before
            again = _statements(book)
            assert made > patients / 2
            assert len(book.sheets) - before == made
        found.append((first, again))

    assert found[0] == found[1]
    assert max(calls for pair in found[0] for calls in pair) <= MOST


def _statements(book: xw.Book) -> tuple[int, int]:
    """Press the button and Apply; return the calls of each."""
    live, counts = counted(book, lacks=frozenset())
    live.set_mock_caller()
    press.button("make_statements")
    preview = counts.calls.total()
    counts.calls.clear()
    press.button("apply")
    return preview, counts.calls.total()
