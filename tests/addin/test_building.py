"""The built files: the same each time, whole, and opened by everything that opens workbooks."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import xlwings
from lxml import etree
from openpyxl import load_workbook
from pyopenvba import ExcelFile
from python_calamine import CalamineWorkbook

from tests.test_workbooks_current import different, parts
from xlbilling.addin import modules
from xlbilling.commands import build_addin
from xlbilling.hosts.files.package.package import Package
from xlbilling.template import workbook

FILES = (build_addin.ADDIN, build_addin.MACRO_WORKBOOK)
SETTINGS = {
    "USE UDF SERVER": "True",
    "ADD_WORKBOOK_TO_PYTHONPATH": "False",
    "UDF MODULES": "xlbilling.udfs.functions",
    "SHOW CONSOLE": "False",
}
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE_LIBRARY = "{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}"


def as_workbook(file: Path) -> BytesIO:
    """The file as a reader of workbooks takes it: most refuse an add-in by its type alone."""
    package = Package.open(file)
    package.set_kind(".xlsm")
    return BytesIO(package.to_bytes())


def test_two_builds_are_the_same_bytes(built: Path) -> None:
    assert {path.name: path.read_bytes() for path in built.iterdir()} == build_addin.files()


def test_no_part_names_this_machine_or_the_day_of_building(built: Path) -> None:
    for name in FILES:
        with zipfile.ZipFile(built / name) as package:
            dates = {info.date_time for info in package.infolist()}
            texts = b"".join(package.read(one) for one in package.namelist())

        assert dates <= {(1980, 1, 1, 0, 0, 0), (2026, 1, 1, 0, 0, 0)}
        assert str(Path.home()).encode() not in texts


@pytest.mark.parametrize("name", FILES)
def test_the_sheet_with_settings_is_what_xlwings_asks_for(built: Path, name: str) -> None:
    sheet = load_workbook(as_workbook(built / name))[f"{modules.PROJECT}.conf"]
    asked = modules.xlwings_module(_xlwings_text())

    assert {row[0].value: row[1].value for row in sheet.iter_rows()} == SETTINGS
    assert f'PROJECT_NAME As String = "{modules.PROJECT}"' in asked
    assert [key for key in SETTINGS if f'GetConfig("{key}"' not in asked] == []


def test_no_workbook_and_no_file_beside_it_says_which_python_is_started() -> None:
    """xlwings would ask the open workbook first, which may have come by mail."""
    theirs, ours = _xlwings_text(), modules.xlwings_module(_xlwings_text())
    before, after = theirs.splitlines(), ours.splitlines()
    pairs = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]

    assert len(pairs) == 3
    assert [one.strip() for _, one in pairs[1:]] == ["If False Then", "If False Then"]
    assert "SheetExists(ActiveWorkbook, PROJECT_NAME" not in ours
    assert "SheetExists(ThisWorkbook, PROJECT_NAME" in ours


def _xlwings_text() -> str:
    path = Path(xlwings.__file__).with_name("xlwings_custom_addin.bas")
    return path.read_text("utf-8")


def test_the_macro_workbook_hides_its_settings(built: Path) -> None:
    book = load_workbook(built / build_addin.MACRO_WORKBOOK, keep_vba=True)

    assert book[f"{modules.PROJECT}.conf"].sheet_state == "veryHidden"
    assert book.active is not None
    assert book.active.title == "Help"
    assert book.vba_archive is not None
    book.vba_archive.close()


def test_the_macro_workbook_keeps_every_part_of_the_billing_workbook(
    built: Path, tmp_path: Path
) -> None:
    plain = tmp_path / "billing.xlsx"
    plain.write_bytes(workbook.workbook_bytes())
    before, after = parts(plain), parts(built / build_addin.MACRO_WORKBOOK)
    sheets = {one for one in before if one.startswith("xl/worksheets/sheet")}
    led = {"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}

    assert before.keys() - after.keys() == set()
    assert {n for n in before if before[n] != after[n]} <= sheets | led
    for one in sheets:
        assert re.sub(rb' codeName="\w+"', b"", after[one]) in {
            before[one],
            before[one].replace(b"<sheetData", b"<sheetPr/><sheetData", 1),
        }, one


@pytest.mark.parametrize("name", FILES)
def test_every_sheet_and_the_workbook_have_the_code_name_of_a_module(
    built: Path, name: str
) -> None:
    inflated = parts(built / name)
    with ExcelFile(built / name) as file:
        documents = [one for one in file.module_names() if re.fullmatch(r"Sheet\d+", one)]
    sheets = [n for n in inflated if n.startswith("xl/worksheets/sheet")]
    named = [_code_name(inflated[n], "sheetPr") for n in sheets]

    assert sorted(named) == sorted(documents)
    assert _code_name(inflated["xl/workbook.xml"], "workbookPr") == "ThisWorkbook"


def _code_name(part: bytes, tag: str) -> str:
    found = etree.fromstring(part).find(f"{MAIN}{tag}")
    assert found is not None
    return str(found.get("codeName"))


@pytest.mark.parametrize("name", FILES)
def test_pyopenvba_finds_the_project_sound_and_offices_library_in_it(
    built: Path, name: str
) -> None:
    with ExcelFile(built / name) as file:
        assert file.validate() == []
        assert OFFICE_LIBRARY in {one.guid for one in file.references()}


@pytest.mark.parametrize("name", FILES)
def test_each_module_has_windows_line_ends_and_says_its_name_once(built: Path, name: str) -> None:
    """With either wrong, Excel's editor shows the module broken, and nothing compiles."""
    with ExcelFile(built / name) as file:
        modules_text = {one: file.get_module(one) for one in file.module_names()}

    for one, text in modules_text.items():
        assert re.findall(r"(?<!\r)\n|\r(?!\n)", text) == []
        assert re.findall(r"^Attribute VB_Name = .*$", text.replace("\r", ""), re.MULTILINE) == [
            f'Attribute VB_Name = "{one}"'
        ]


def test_the_add_in_is_one_by_its_type_and_the_workbook_too(built: Path) -> None:
    kinds = [parts(built / name)["[Content_Types].xml"] for name in FILES]

    assert b'"application/vnd.ms-excel.addin.macroEnabled.main+xml"' in kinds[0]
    assert b'"application/vnd.ms-excel.sheet.macroEnabled.main+xml"' in kinds[1]


def test_the_workbooks_own_tab_and_callbacks_are_told_apart_from_the_add_ins(built: Path) -> None:
    """Both may be open: the tab shows once, and each calls its own VBA."""
    addin, own = (parts(built / name)["customUI/customUI14.xml"].decode() for name in FILES)
    callback = re.compile(r'"(xlbilling_\w+)"')
    with ExcelFile(built / build_addin.MACRO_WORKBOOK) as file:
        ribbon = file.get_module("Ribbon")

    assert 'tag="addin"' in addin
    assert 'tag="workbook"' in own
    assert {*callback.findall(addin)}.isdisjoint(callback.findall(own))
    assert len({*callback.findall(addin)}) == len({*callback.findall(own)})
    assert all(f"Public Sub {name}(" in ribbon for name in callback.findall(own))


@pytest.mark.parametrize("name", FILES)
def test_other_readers_open_it_with_all_its_sheets(built: Path, name: str) -> None:
    want = [one.name for one in Package.open(built / name).workbook.sheets]

    assert load_workbook(as_workbook(built / name)).sheetnames == want
    assert CalamineWorkbook.from_filelike(as_workbook(built / name)).sheet_names == want


def test_what_lies_in_the_workbooks_folder_is_what_the_sources_make(
    built: Path, project: Path
) -> None:
    for name in build_addin.files():
        mend = "run: python -m xlbilling.commands.build_workbooks"

        assert different(project / "workbooks" / name, built / name) == [], mend
