"""The extension's menu at a person's desk: files that are not chosen, cells left blank."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.extension import in_calc
from tests.extension.test_extension import answer
from tests.tree import ROOT
from xlbilling.hosts.calc.office import Office
from xlbilling.macros.in_calc import ASKS_FOR_FILES
from xlbilling.template import workbook

VBA = ROOT / "macros" / "vba" / "Clicks.bas"


@pytest.fixture(scope="module")
def document(live: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """An empty billing workbook, open in a LibreOffice with the extension."""
    path = tmp_path_factory.mktemp("office") / "office.xlsx"
    path.write_bytes(workbook.workbook_bytes())
    opened = in_calc.opened(live, path)
    yield opened
    opened.close(True)


@pytest.fixture
def sheet(document: Any) -> Iterator[Any]:
    """A sheet of the user's own, in front."""
    document.Sheets.insertNewByName("March", 0)
    own = document.Sheets.getByName("March")
    document.CurrentController.setActiveSheet(own)
    yield own
    document.Sheets.removeByName("March")


def status(document: Any) -> str:
    """Return what the last click said."""
    names = document.NamedRanges
    return str(names.getByName("xlb_status").Content) if names.hasByName("xlb_status") else ""


def test_both_offices_ask_for_the_same_files() -> None:
    asked = re.findall(
        r'Case "(\w+)"\s+HasItsFiles = PickFiles\("([^"]+)", "([^"]+)"\)', VBA.read_text("utf-8")
    )

    assert {button: (kind, pattern) for button, kind, pattern in asked} == ASKS_FOR_FILES


def test_a_sheet_is_no_remittance_because_somebody_left_the_choice_of_files(
    live: Office, document: Any, sheet: Any
) -> None:
    """Nobody says yes here, so that nothing may be read from the sheet that happens to be open."""
    rows = ("Check Number", "Payer", "Account", "Paid"), ("EFT7", "Northlight", "C1", 100.0)
    sheet.getCellRangeByName("A1:D2").setDataArray(rows)
    before = status(document)

    in_calc.press(live, "import_remittance")
    in_calc.press(live, "load")

    assert status(document) == before
    assert not document.Sheets.hasByName("Preview")


@pytest.mark.parametrize(
    "formula",
    [
        "=XLB_NPI_VALID(B1)",
        "=XLB_MBI_VALID(B1)",
        "=XLB_BALANCE(B1)",
        "=XLB_CARC(B1)",
        '=XLB_OWED(B1;"PATIENT")',
        "=XLB_ICD10_STATUS(B1;TODAY())",
        "=XLB_AGE_BUCKET(B1;TODAY())",
    ],
)
def test_a_blank_cell_is_answered_by_a_blank(sheet: Any, formula: str) -> None:
    assert answer(sheet, formula) == ""


def test_an_optional_argument_in_a_blank_cell_is_as_if_it_were_left_out(sheet: Any) -> None:
    assert answer(sheet, "=XLB_AGE_BUCKET(DATE(2026;1;1);DATE(2026;3;1);B1)") == "31-60"
    left_out = answer(sheet, '=XLB_COVERAGE("P1";DATE(2026;1;5))')
    assert answer(sheet, '=XLB_COVERAGE("P1";DATE(2026;1;5);B1)') == left_out


def test_nothing_allowed_stays_nothing_allowed(sheet: Any) -> None:
    """An amount of 0.00 is an answer of the payer, no blank."""
    from xlbilling.udfs.in_calc import taken

    assert taken("XLB_UNDERPAID", [0.0] * 8)[4:7] == [[[0.0]]] * 3
    assert taken("XLB_UNDERPAID", [0.0] * 8)[0] == [[None]]


def test_a_book_that_is_open_for_reading_only_is_said_to_be_so(
    live: Office, tmp_path: Path
) -> None:
    from xlbilling.hosts.calc import bridge

    path = tmp_path / "office.xlsx"
    path.write_bytes(workbook.workbook_bytes())
    only_read = bridge.properties(ReadOnly=True)
    opened = live.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, only_read)
    try:
        in_calc.press(live, "age_receivables")

        assert "office.xlsx is open for reading only" in status(opened)
    finally:
        opened.close(True)
