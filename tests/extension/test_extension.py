"""The extension for LibreOffice: the same functions in cells, the same tasks in a menu."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import openpyxl
import pytest

from tests.extension import in_calc
from tests.live_books import why_not
from tests.office_book import opened
from xlbilling.commands import sample_office
from xlbilling.commands.calc_extension import extension
from xlbilling.desk import environment, libreoffice
from xlbilling.desk.desk import Desk, Platform
from xlbilling.hosts import files
from xlbilling.hosts.calc.office import Office
from xlbilling.tasks import registry
from xlbilling.udfs import functions
from xlbilling.udfs.claims import XLB_CLAIM_FINDINGS
from xlbilling.udfs.in_calc import calc_name

OOR = "{http://openoffice.org/2001/registry}"
TEXT = 2  # com.sun.star.sheet.FormulaResult.STRING
DAY_ZERO = datetime(1899, 12, 30)


def part(oxt: Path, name: str) -> str:
    with ZipFile(oxt) as archive:
        return archive.read(name).decode()


def nodes(settings: str, under: str) -> list[ET.Element]:
    """Return the nodes of LibreOffice's settings that hang under one of a name."""
    found = [one for one in ET.fromstring(settings).iter("node") if one.get(f"{OOR}name") == under]
    return [child for one in found for child in one if child.tag == "node"]


def prop(node: ET.Element, name: str) -> str:
    (one,) = (each for each in node if each.tag == "prop" and each.get(f"{OOR}name") == name)
    return str(one.findtext("value"))


# As built


def test_two_builds_are_the_same_bytes_and_name_no_machine(oxt: Path) -> None:
    assert extension() == oxt.read_bytes()
    with ZipFile(oxt) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist()]
    assert not [text for text in texts if str(Path.home()) in text or str(Path.cwd()) in text]


def test_every_worksheet_function_is_in_it_with_its_help(oxt: Path) -> None:
    described = {
        prop(node, "DisplayName"): node
        for node in nodes(part(oxt, "CalcAddIns.xcu"), "AddInFunctions")
    }
    declared = set(re.findall(r"> > (\w+)\(", part(oxt, "Functions.idl")))

    assert set(described) == set(functions.__all__)
    assert declared == {calc_name(name) for name in functions.__all__}
    for name, node in described.items():
        assert prop(node, "CompatibilityName") == name
        assert len(prop(node, "Description")) > 20


def test_names_in_the_interface_hold_no_underscore_and_none_is_there_twice() -> None:
    names = [calc_name(name) for name in functions.__all__]

    assert len(set(names)) == len(names)
    assert all(name.isalnum() and name.startswith("xlb") for name in names)


def test_the_menu_has_every_task_in_the_order_of_the_ribbon(oxt: Path) -> None:
    text = part(oxt, "Addons.xcu")
    wanted = re.findall(r"service:org\.xlbilling\.calc\.Buttons\?(\w+)", text)
    titles = [prop(node, "Title") for node in nodes(text, libreoffice.NAME)[0]]

    assert {task.function for task in registry.TASKS} <= set(wanted)
    assert {"apply", "cancel", "undo_last"} <= set(wanted)
    assert len(wanted) == len(set(wanted))
    order = ["Preview", "Claims", "Payments", "Receivables", "Patients", "Month end"]
    assert [title for title in titles if title in order] == order


# In LibreOffice


@pytest.fixture(scope="module")
def office_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample office's workbook."""
    sample = Path(__file__).parents[2] / "workbooks" / "sample-office.xlsx"
    return Path(shutil.copy(sample, tmp_path_factory.mktemp("office") / "office.xlsx"))


@pytest.fixture(scope="module")
def sheet(live: Office, office_book: Path) -> Iterator[Any]:
    """A blank sheet of the sample office's workbook, open in that LibreOffice."""
    document = in_calc.opened(live, office_book)
    document.Sheets.insertNewByName("Try", 0)
    yield document.Sheets.getByName("Try")
    document.close(True)


def answer(sheet: Any, formula: str) -> Any:
    """Return what a formula shows: a text, a number, or the name of an error."""
    cell = sheet.getCellRangeByName("A1")
    cell.Formula = formula
    if cell.getError():
        return {519: "#VALUE!", 32767: "#N/A"}.get(cell.getError(), cell.getError())
    return cell.String if cell.FormulaResultType2 == TEXT else cell.Value


@pytest.mark.parametrize(
    ("formula", "want"),
    [
        ('=XLB_NPI_VALID("1234567893")', 1.0),
        ("=XLB_NPI_VALID(1234567890)", 0.0),
        ("=XLB_AGE_BUCKET(DATE(2026;1;1);DATE(2026;3;1))", "31-60"),
        ('=XLB_BALANCE("C1005")', 25.0),
        ('=XLB_BALANCE("NO SUCH CLAIM")', "#N/A"),
        ('=XLB_AGE_BUCKET("no date";DATE(2026;3;1))', "#VALUE!"),
        ('=SUM(XLB_BALANCE("NO SUCH CLAIM");1)', "#N/A"),
    ],
)
def test_a_cell_shows_what_the_function_answers(sheet: Any, formula: str, want: object) -> None:
    assert answer(sheet, formula) == want


def test_a_column_in_gives_a_column_out(sheet: Any) -> None:
    cells = sheet.getCellRangeByName("C1:C3")
    cells.setDataArray((("1234567893",), ("001",), ("",)))
    shown = sheet.getCellRangeByName("D1:D3")

    shown.setArrayFormula("=XLB_NPI_VALID(C1:C3)")

    assert shown.getDataArray() == ((1.0,), (0.0,), ("",))


def test_the_history_of_a_claim_spills_with_days_and_amounts(sheet: Any, office_book: Path) -> None:
    from xlbilling.udfs.posting import XLB_LINE_HISTORY

    with files.open_book(office_book, read_only=True) as book:
        want = XLB_LINE_HISTORY([["C1005"]], None, book.sheets["Claims"].range("A1"))
    width, height = len(want[0]), len(want)
    area = sheet.getCellRangeByPosition(5, 0, 4 + width, height - 1)

    area.setArrayFormula('=XLB_LINE_HISTORY("C1005")')

    days = [[(day - DAY_ZERO).days, *rest] for day, *rest in want]
    assert [list(row) for row in area.getDataArray()] == days
    assert height >= 4


def test_findings_of_a_claim_row_are_those_of_python(sheet: Any, office_book: Path) -> None:
    with files.open_book(office_book, read_only=True) as book:
        rows = book.sheets["Claims"].range("A2:BL4").options(ndim=2).value
        want = XLB_CLAIM_FINDINGS(rows, None, None, book.sheets["Claims"].range("A1"))

    shown = answer(sheet, "=XLB_CLAIM_FINDINGS($Claims.A2:BL4)")

    assert [[shown]] == want


def test_an_excel_file_with_our_functions_is_calculated_and_keeps_them(
    live: Office, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = '=XLB_NPI_VALID("1234567893")'
    book.save(tmp_path / "excel.xlsx")

    document = in_calc.opened(live, tmp_path / "excel.xlsx")

    cell = document.Sheets.getByIndex(0).getCellRangeByName("A1")
    document.calculateAll()
    value, error = cell.Value, cell.getError()
    from xlbilling.hosts.calc import bridge

    kind = bridge.properties(FilterName="Calc MS Excel 2007 XML")
    document.storeToURL((tmp_path / "saved.xlsx").as_uri(), kind)
    document.close(True)
    assert (value, error) == (1.0, 0)
    saved = openpyxl.load_workbook(tmp_path / "saved.xlsx").worksheets[0]["A1"].value
    assert "XLB_NPI_VALID(" in saved.upper()


def test_a_payment_is_posted_by_the_menu(live: Office, tmp_path: Path) -> None:
    """Import, preview, apply, preview, apply: as somebody does who has no Excel."""
    (tmp_path / "sample").mkdir()
    sample = sample_office.write_files(tmp_path / "sample")
    from tests.cli.shell import done

    path, day = tmp_path / "office.xlsx", ("--as-of", "2025-12-31", "--no-backup")
    done("new", path)
    november, december, *_ = sample.months
    keyed = (sample.office, november.tables, december.tables)
    tables = [(table, file.read_bytes()) for one in keyed for table, file in one.items()]
    opened(path, date(2025, 12, 31), tables)
    remittance = december.remittances[0]
    twin = Path(shutil.copy(path, tmp_path / "twin.xlsx"))
    done("import-remittance", twin, remittance, *day)
    want = done("post-payments", twin, *day)["batches"][0]
    document = in_calc.opened(live, path)
    names = document.NamedRanges
    place = document.Sheets.getByIndex(0).getCellRangeByName("A1").getCellAddress()
    names.addNewByName("xlb_as_of", '"2025-12-31"', place, 0)
    names.addNewByName("xlb_pick", f'"{remittance}"', place, 0)

    in_calc.press(live, "import_remittance")
    assert document.Sheets.hasByName("Preview")
    in_calc.press(live, "apply")
    assert not document.Sheets.hasByName("Preview")
    in_calc.press(live, "post_payments")
    in_calc.press(live, "apply")

    document.store()
    document.close(True)
    verified = done("verify-ledger", path, *day)
    assert want["status"] == "POSTED"
    assert verified["rows"] == done("verify-ledger", twin, *day)["rows"]
    assert (
        done("age-receivables", path, *day)["total"] == done("age-receivables", twin, *day)["total"]
    )


def test_without_the_program_a_cell_says_how_to_mend_it(
    oxt: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if why_not("calc"):
        pytest.skip(why_not("calc"))
    home = tmp_path_factory.mktemp("empty-home")
    with in_calc.with_extension(oxt, home) as started:
        document = started.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())
        cell = document.Sheets.getByIndex(0).getCellRangeByName("A1")
        cell.Formula = '=XLB_NPI_VALID("1234567893")'
        in_calc.press(started, "verify_ledger")

        assert "run 'xlbilling install'" in cell.String


def test_a_program_for_another_python_than_libreoffices_is_said_in_one_line(
    oxt: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if why_not("calc"):
        pytest.skip(why_not("calc"))
    home = tmp_path_factory.mktemp("other-home")
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    in_calc.install_at(home)
    (home / "xlbilling" / "env" / "pyvenv.cfg").write_text("home = /x\nversion = 3.99.1\n", "utf-8")
    with in_calc.with_extension(oxt, home) as started:
        document = started.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())
        cell = document.Sheets.getByIndex(0).getCellRangeByName("A1")
        cell.Formula = '=XLB_NPI_VALID("1234567893")'
        in_calc.press(started, "verify_ledger")

        assert cell.String == (
            f"xlbilling is installed for Python 3.99, but LibreOffice runs Python {own}: "
            f"run 'xlbilling install' with Python {own}"
        )


def test_libreoffice_finds_what_install_put_in_place(
    oxt: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The environment is the real one: it holds all packages that functions and menu need."""
    if why_not("calc"):
        pytest.skip(why_not("calc"))
    home = tmp_path_factory.mktemp("installed-home")
    desk = Desk(Platform.OTHER, home, {}, Path(sys.executable), Path(sys.base_prefix))
    environment.make(desk)
    with in_calc.with_extension(oxt, home) as started:
        document = started.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())
        cell = document.Sheets.getByIndex(0).getCellRangeByName("A1")
        cell.Formula = '=XLB_NPI_VALID("1234567893")'
        in_calc.press(started, "verify_ledger")

        assert (cell.Value, cell.getError()) == (1.0, 0)
        assert "run 'xlbilling install'" not in cell.String
