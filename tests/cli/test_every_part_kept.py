"""Whatever an office keeps in its billing workbook besides our tables survives a day's work."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from pyopenvba import ExcelFile
from python_calamine import CalamineWorkbook

from tests import everything
from tests.cli.shell import done
from tests.everything import FEATURES, Feature
from tests.hosts.package.books import parts_of
from tests.office import Office
from tests.parts import AFTER_ROWS, BOOK, IN_BOOK, note_part, relationships, sheet_part
from xlbilling.commands.sample_office import SampleFiles

DAY = ("--as-of", "2025-12-31", "--no-backup")
OURS = (
    "xl/workbook.xml", "xl/styles.xml", "xl/worksheets/", "xl/tables/", "xl/comments/",
    "xl/drawings/commentsDrawing", "docProps/core.xml", "docProps/app.xml", "[Content_Types].xml",
)  # fmt: skip
"""The parts that the program may write in; every other one stays byte for byte."""


@pytest.fixture(scope="module")
def before(charged_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office's book with every feature in it."""
    return everything.fill(charged_once, tmp_path_factory.mktemp("before") / "office.xlsm")


@pytest.fixture(scope="module")
def after(before: Path, sample: SampleFiles, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same book at the end of a day with every kind of change in it."""
    book = Path(shutil.copy(before, tmp_path_factory.mktemp("after") / "office.xlsm"))
    for table, file in sample.months[2].tables.items():
        done("load", book, table, file, *DAY)
    done("validate-claims", book, *DAY)
    done("post-charges", book, *DAY)
    batches = done("import-remittance", book, *sample.months[1].remittances, *DAY)["batches"]
    done("post-payments", book, *DAY)
    done("age-receivables", book, *DAY)
    done("refresh-dashboard", book, *DAY)
    done("make-statements", book, *DAY)
    done("undo-batch", book, batches[0]["batch"], *DAY)
    done("explain-row", book, "--claim", "C1005", *DAY)
    return book


def test_thirty_things_and_more_are_in_the_book(before: Path) -> None:
    parts = parts_of(before.read_bytes())

    assert len({feature.name for feature in FEATURES}) >= 30
    assert [one.name for one in FEATURES if not is_in(one, parts)] == []


def is_in(feature: Feature, parts: dict[str, bytes]) -> bool:
    if feature.part:
        return feature.mark in parts.get(feature.part, b"")
    sheet = sheet_part(parts, "Claims")
    return feature.mark in parts[sheet] or feature.mark in parts[note_part(parts, sheet)]


@pytest.mark.parametrize("feature", FEATURES, ids=lambda one: one.name)
def test_a_day_of_commands_keeps(feature: Feature, after: Path) -> None:
    parts = parts_of(after.read_bytes())

    assert is_in(feature, parts)


def test_parts_that_are_not_ours_are_the_same_bytes(before: Path, after: Path) -> None:
    old, new = parts_of(before.read_bytes()), parts_of(after.read_bytes())

    others = [name for name in old if not name.startswith(OURS) and "_rels/" not in name]
    assert len(others) > 20
    assert [name for name in others if old[name] != new.get(name)] == []


def test_no_part_loses_what_it_points_to_and_none_its_kind(before: Path, after: Path) -> None:
    old, new = parts_of(before.read_bytes()), parts_of(after.read_bytes())

    for source in ["", *old]:
        pointers = {tuple(sorted(one.items())) for one in relationships(old, source)}
        kept = {tuple(sorted(one.items())) for one in relationships(new, source)}
        assert pointers <= kept, source
    assert kinds_of(old) <= kinds_of(new)


def kinds_of(parts: dict[str, bytes]) -> set[tuple[str, str]]:
    """Return every part with its content type."""
    found = re.findall(rb'PartName="([^"]*)" ContentType="([^"]*)"', parts["[Content_Types].xml"])
    return {(name.decode(), kind.decode()) for name, kind in found}


def test_the_sheet_s_elements_stand_in_the_order_of_the_file_format(after: Path) -> None:
    parts = parts_of(after.read_bytes())
    xml = parts[sheet_part(parts, "Claims")]
    behind_rows = xml[xml.index(b"</sheetData>") :]

    places = [behind_rows.find(f"<{name}".encode()) for name in AFTER_ROWS]
    found = [place for place in places if place >= 0]
    assert len(found) > 12
    assert found == sorted(found)
    in_book = [parts[BOOK].find(f"<{name}".encode()) for name in IN_BOOK]
    assert [at for at in in_book if at >= 0] == sorted(at for at in in_book if at >= 0)


@pytest.mark.filterwarnings("ignore::UserWarning")  # openpyxl tells what it would lose
def test_openpyxl_calamine_and_pyopenvba_open_the_result(after: Path) -> None:
    by_openpyxl = openpyxl.load_workbook(after, keep_vba=True)
    with CalamineWorkbook.from_path(after) as by_calamine:
        ledger = by_calamine.get_sheet_by_name("Ledger").to_python()
        names = by_calamine.sheet_names

    assert by_openpyxl.sheetnames == names
    assert by_openpyxl["Ledger"].max_row == len(ledger) > 300
    assert by_openpyxl.vba_archive is not None
    by_openpyxl.vba_archive.close()
    with ExcelFile(after) as macros:
        modules = macros.module_names()
    assert "ThisWorkbook" in modules


@pytest.mark.filterwarnings("ignore::UserWarning")  # the same
def test_libreoffice_opens_the_result_without_an_error_of_ours(
    after: Path, soffice: Office
) -> None:
    shown = soffice.values(after)

    errors = {"#VALUE!", "#NAME?", "#REF!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!"}
    found = [
        (sheet, number, cell)
        for sheet, rows in shown.items()
        for number, row in enumerate(rows, start=1)
        for cell in row
        if cell in errors
    ]
    assert found == [("Claims", 2, "#VALUE!")]  # what stands for the picture in the cell
    assert len(shown["Ledger"]) > 300
    assert shown["Claims"][1][69] == 42
