"""The VBA that makes statement sheets: LibreOffice runs it, and each sheet is what Python makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyopenvba.apps.excel import ExcelApplication

from tests.addin.interpreted import open_played
from tests.addin.live import LiveBook, opened
from tests.addin.vba import played
from tests.layout.test_pages import bill
from tests.template_book import template_book_bytes
from xlbilling.addin.building import macro_workbook_bytes
from xlbilling.book import form_orders, forms, known, names, template_sheet
from xlbilling.book.vba import FIELD, RECORD
from xlbilling.hosts import files
from xlbilling.hosts.calc.office import Office
from xlbilling.layout.forms.laying_out import lay_out
from xlbilling.layout.pages.statement_page import TEMPLATE
from xlbilling.layout.pages.statement_template import standard
from xlbilling.model.plan import Page

LETTERS = 9
"""Columns that are compared, the proof beside the page among them."""
ANYTHING = 1 | 2 | 4 | 16
"""com.sun.star.sheet.CellFlags: numbers, dates, texts and formulas."""
WALK = "Walk.Filled"


def wanted() -> list[Page]:
    """Bills of one, two and thirty visits, one as another, with what a cell could mistake."""
    name = "=HYPERLINK(1)"
    pages = [bill(1, name=name), bill(2), bill(2, name="3-4"), bill(30, name="00123")]
    return [replace(page, sheet=f"B{n}") for n, page in enumerate(pages, start=1)]


def orders() -> str:
    template = standard().template()
    copies = [lay_out(template, page.form, page.sheet) for page in wanted() if page.form]
    made = form_orders.orders(template, copies, names.PAGE, template_sheet.PREFIX)
    return RECORD.join(made)


@pytest.fixture(scope="module")
def by_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with the sheets, as Python makes them in a file."""
    path = tmp_path_factory.mktemp("python") / "new.xlsx"
    path.write_bytes(template_book_bytes())
    with files.open_book(path) as book, known.kept(book):
        book.impl.backup_dir = None
        forms.put(book, wanted())
        book.save()
    return path


@pytest.fixture(scope="module")
def live(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveBook]:
    """The macro-enabled workbook in LibreOffice."""
    path = tmp_path_factory.mktemp("live") / "office.xlsm"
    path.write_bytes(macro_workbook_bytes(played(), template_book_bytes()))
    with opened(office, path) as book:
        yield book


def shown(document: Any, sheet: str, rows: int) -> list[list[str]]:
    """What the cells of a sheet in LibreOffice show, and how the last of them looks.

    Only those that hold anything are asked one by one: each costs two calls, a blank one shows "".
    """
    cells = document.Sheets.getByName(sheet)
    texts = [[""] * LETTERS for _ in range(rows)]
    block = cells.getCellRangeByPosition(0, 0, LETTERS - 1, rows - 1)
    for area in block.queryContentCells(ANYTHING).getRangeAddresses():
        for row in range(area.StartRow, area.EndRow + 1):
            for column in range(area.StartColumn, area.EndColumn + 1):
                texts[row][column] = cells.getCellByPosition(column, row).String
    lasts = [cells.getCellByPosition(6, row) for row in range(rows)]
    return [
        [*line, f"{last.CharHeight:g}", f"{last.CellBackColor}"]
        for line, last in zip(texts, lasts, strict=True)
    ]


def heights(document: Any, sheet: str, rows: int) -> list[float]:
    """The heights of rows in points."""
    lines = document.Sheets.getByName(sheet).getRows()
    return [lines.getByIndex(row).Height / 35.28 for row in range(rows)]


def test_vba_makes_the_sheets_that_python_makes(
    office: Office, live: LiveBook, by_python: Path
) -> None:
    """Cell by cell, with heights, letters and colours; LibreOffice copies to the end alone."""
    assert live.run(WALK, live.name, orders()) == "."

    assert live.sheets[-4:] == ["B1", "B2", "B3", "B4"]
    with opened(office, by_python) as made:
        for page in wanted():
            assert page.form is not None
            rows = len(lay_out(standard().template(), page.form, page.sheet).look.rows)
            want = shown(made.document, page.sheet, rows)
            assert shown(live.document, page.sheet, rows) == want
            assert any("20.00" in line for line in want)
            own = heights(live.document, page.sheet, rows)
            assert own == pytest.approx(heights(made.document, page.sheet, rows), abs=1)


def test_vba_describes_the_template_as_python_reads_it(live: LiveBook) -> None:
    told = str(live.run("Copies.Describe", live.name, TEMPLATE, template_sheet.PREFIX))
    lines = [line.split("\x1f") for line in told.split("\n") if line]
    areas = {name: refers_to for kind, name, refers_to, *_ in lines if kind == "name"}
    heights = next(row[1:] for row in lines if row[0] == "heights")
    template = standard().template()

    assert set(template.areas) <= set(areas)
    assert areas["Statement_Account"] == f"='{TEMPLATE}'!$G$3"
    assert [float(one) for one in heights[:5]] == pytest.approx(template.heights[:5], abs=1)


def test_vba_says_what_went_wrong(live: LiveBook) -> None:
    """LibreOffice swallows errors: a template that is not there must come back as words."""
    gone = orders().replace(f"template\x1f{TEMPLATE}", "template\x1fNowhere")

    assert str(live.run(WALK, live.name, gone)).startswith("!")


def test_pyopenvba_describes_the_template_alike(tmp_path: Path) -> None:
    """It does not know how to move rows of a sheet with merged cells, so it describes alone."""
    excel = open_played(tmp_path)
    told = str(excel.run("Copies.Describe", "office.xlsm", TEMPLATE, template_sheet.PREFIX))

    for name in standard().template().areas:
        assert f"name\x1f{name}\x1f='{TEMPLATE}'!$" in told


def sheets_of(excel: ExcelApplication) -> list[str]:
    """The names of the sheets in the order of their tabs."""
    count = int(str(excel.evaluate("ActiveWorkbook.Sheets.Count")))
    places = range(1, count + 1)
    return [str(excel.evaluate(f"ActiveWorkbook.Sheets({place}).Name")) for place in places]


def bare_copies(*sheets: str) -> str:
    """Orders for copies in which nothing is filled."""
    template = ("template", "Page Template", "40", names.PAGE, template_sheet.PREFIX)
    made = [("sheet", each, "") for each in sheets]
    return RECORD.join(FIELD.join(order) for order in (template, *made, ("done",)))


COPIED = "source.Copy After:=book.Sheets(place)"
AS_EXCEL = f"""
    Do While book.Sheets(place).Visible <> xlSheetVisible
        place = place - 1
    Loop
    {COPIED}
"""
"""Excel puts no copy behind a hidden sheet, but behind the last one in sight before it."""


@pytest.mark.parametrize(
    "replaced", [{}, {COPIED: AS_EXCEL}], ids=["where it is put", "behind what is in sight"]
)
def test_vba_makes_sheets_anew_and_touches_no_other(
    tmp_path: Path, replaced: dict[str, str]
) -> None:
    """The last sheets of our workbook are hidden, and a person hides a statement."""
    excel = open_played(tmp_path, replaced)
    before = sheets_of(excel)
    excel.run("Walk.Hide", names.INNER_SHEET)
    excel.run("Walk.Hide", before[-1])

    for wanted_now in (("B1", "B2"), ("B1", "B2", "B3")):
        assert not excel.run("Copies.Fill", "office.xlsm", bare_copies(*wanted_now))
        now = sheets_of(excel)
        assert sorted(now) == sorted([*before, *wanted_now])
        assert [each for each in now if each in before] == before
        assert (now[-1] == before[-1]) == bool(replaced)
        excel.run("Walk.Hide", "B2")
