"""The VBA that paints pages and watches the workbook: LibreOffice runs it as Excel on a Mac does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from tests.addin.live import LiveBook, opened
from tests.addin.vba import our_modules, played
from tests.every_look import PAGE, SHEET
from tests.template_book import template_book_bytes
from xlbilling import SCHEMA_VERSION
from xlbilling.addin.building import macro_workbook_bytes
from xlbilling.book import known, names, pages, paint_orders, painting, styles
from xlbilling.book.vba import FIELD, RECORD
from xlbilling.hosts import files
from xlbilling.hosts.calc.office import Office

LOOKS: Final = (
    "CharColor", "CharWeight", "CharPosture", "CharHeight", "CellBackColor", "IsTextWrapped",
    "NumberFormat", "VertJustify",
)  # fmt: skip
"""Of a cell in LibreOffice; and HoriJustify, which is a value of its own kind."""


@pytest.fixture(scope="module")
def by_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with the page as Python paints it, and beside it a bare one."""
    path = tmp_path_factory.mktemp("python") / "new.xlsx"
    path.write_bytes(template_book_bytes())
    with files.open_book(path) as book, known.kept(book):
        book.impl.backup_dir = None
        pages.put(book, PAGE)
        pages.put(book, replace(PAGE, sheet="Bare", cells=()))
        book.save()
    return path


@pytest.fixture(scope="module")
def live(
    office: Office, by_python: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveBook]:
    """The same as a macro-enabled workbook in LibreOffice."""
    path = tmp_path_factory.mktemp("live") / "office.xlsm"
    path.write_bytes(macro_workbook_bytes(played(), by_python.read_bytes()))
    with opened(office, path) as book:
        yield book


def looks(document: Any, sheet: str) -> list[list[object]]:
    """How the page's cells look on a sheet."""
    cells = document.Sheets.getByName(sheet)
    found = []
    for each in PAGE.cells:
        cell = cells.getCellByPosition(each.column - 1, each.row - 1)
        formats = document.NumberFormats.getByKey(cell.NumberFormat).FormatString
        seen = [getattr(cell, look) for look in LOOKS if look != "NumberFormat"]
        found.append([*seen, formats, cell.HoriJustify.value])
    return found


def test_vba_paints_a_page_as_python_does(live: LiveBook) -> None:
    orders = RECORD.join(paint_orders.orders(painting.strokes(PAGE)))

    assert live.run("Walk.Painted", live.name, "Bare", orders) == "."

    want = looks(live.document, SHEET)
    assert looks(live.document, "Bare") == want
    assert len({tuple(map(str, one)) for one in want}) > len(styles.LOOKS) / 2


def test_vba_that_python_calls_is_about_the_workbook_that_it_names(live: LiveBook) -> None:
    """Excel's active one may be another by then: on a Mac a person goes on meanwhile."""
    modules = our_modules()
    order = "font.size\x1f9\x1fA1"

    assert str(live.run("Walk.Painted", "another.xlsx", "Bare", order)).startswith("!")
    assert live.run("Meanwhile.State", "another.xlsx") == ""
    for name in ("Copies.bas", "Looks.bas", "Meanwhile.bas", "Room.bas"):
        assert "Active" not in modules[name]


def test_a_second_click_meanwhile_leaves_the_calculating_as_the_first_found_it(
    live: LiveBook,
) -> None:
    live.document.enableAutomaticCalculation(True)
    told = [str(live.run("Meanwhile.Pause", live.name, "none")) for _ in range(2)]
    live.run("Walk.GoneOn", "-4105")
    between = live.document.isAutomaticCalculationEnabled()
    live.run("Walk.GoneOn", "-4105")

    assert told == [told[0]] * 2
    assert told[0].startswith("calculation\x1f-4105")
    assert between
    assert live.document.isAutomaticCalculationEnabled()


@pytest.mark.parametrize("was", [True, False], ids=["automatic", "manual"])
def test_excel_goes_on_as_before_also_where_the_answer_of_pause_was_lost(
    live: LiveBook, was: bool
) -> None:
    live.document.enableAutomaticCalculation(was)
    live.run("Meanwhile.Pause", live.name, "none")
    assert not live.document.isAutomaticCalculationEnabled()

    assert live.run("Walk.GoneOn", "") == "."

    assert live.document.isAutomaticCalculationEnabled() == was
    live.document.enableAutomaticCalculation(True)


@pytest.mark.parametrize(
    ("sheet", "order"),
    [("Nowhere", "font.size\x1f9\x1fA1"), ("Bare", "font.shade\x1f9\x1fA1")],
    ids=["no such sheet", "no such look"],
)
def test_vba_says_what_it_cannot_paint(live: LiveBook, sheet: str, order: str) -> None:
    assert str(live.run("Walk.Painted", live.name, sheet, order)).startswith("!")


def test_pause_stops_the_calculating_and_tells_what_python_asks_of_every_book(
    live: LiveBook,
) -> None:
    live.run("Meanwhile.Watch")
    live.document.enableAutomaticCalculation(True)
    told = str(live.run("Meanwhile.Pause", live.name, names.BEGINNING))
    was_calculating = live.document.isAutomaticCalculationEnabled()
    lines = [line.split(FIELD) for line in told.split("\n") if line]
    texts = {rest[0]: names.text_of(rest[1]) for kind, *rest in lines if kind == "name"}

    assert lines[0] == ["calculation", "-4105"]
    assert not was_calculating
    assert texts[names.SCHEMA] == str(SCHEMA_VERSION)
    assert ["state", str(live.run("Meanwhile.State", live.name))] in lines

    assert live.run("Walk.GoneOn", "-4105") == "."
    assert live.document.isAutomaticCalculationEnabled()


def test_the_state_is_another_after_a_change_of_cells_or_sheets(live: LiveBook) -> None:
    """A sheet's tables count too; LibreOffice's VBA knows none, a stand-in names them."""
    live.run("Meanwhile.Watch")
    first = str(live.run("Meanwhile.State", live.name))
    live.run("Meanwhile.NoteChange")
    second = str(live.run("Meanwhile.State", live.name))
    live.document.Sheets.getByName("Bare").setName("Bare too")
    third = str(live.run("Meanwhile.State", live.name))
    live.document.Sheets.getByName("Bare too").setName("Bare")

    assert first
    assert len({first, second, third}) == 3
    assert str(live.run("Meanwhile.State", live.name)) == second


def test_without_watching_there_is_no_state(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "office.xlsm"
    path.write_bytes(macro_workbook_bytes(played(), template_book_bytes()))
    with opened(office, path) as book:
        silent = book.run("Meanwhile.State", book.name)
        book.run("ThisWorkbook.Workbook_Open")
        told = book.run("Meanwhile.State", book.name)

    assert silent == ""
    assert told
