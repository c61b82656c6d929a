"""The workbook part: sheets in order, names with their sheets."""

from pathlib import Path

import openpyxl
import pytest

from tests.hosts.package.books import saved
from xlbilling.hosts.files.package.package import Package
from xlbilling.hosts.files.package.workbook_xml import DefinedName
from xlbilling.model.errors import BookError


def names_of(package: Package) -> list[str]:
    return [one.name for one in package.workbook.sheets]


def test_a_new_book_has_one_sheet(tmp_path: Path) -> None:
    package = Package.new()

    assert names_of(package) == ["Sheet1"]
    assert not package.workbook.date1904
    assert openpyxl.load_workbook(saved(package, tmp_path / "n.xlsx")).sheetnames == ["Sheet1"]


def test_sheets_are_added_moved_and_hidden(rich: Path, tmp_path: Path) -> None:
    package = Package.open(rich)
    book = package.workbook
    book.set_active("Sums")

    book.add_sheet("First", 0)
    book.add_sheet("Last & <more>")
    book.move_sheet("Lists", 1)
    book.set_state("Lists", "veryHidden")

    assert names_of(package) == ["First", "Lists", "Claims", "Sums", "Last & <more>"]
    assert book.active == "Sums"
    local = {one.name: one.sheet for one in book.defined_names}
    assert local["_xlnm.Print_Area"] == "Claims"
    path = saved(package, tmp_path / "s.xlsx")
    again = Package.open(path).workbook
    assert again.sheets == book.sheets
    assert again.sheet("lists").state == "veryHidden"


def test_two_hundred_sheets_are_added_at_once(tmp_path: Path) -> None:
    package = Package.new()

    for number in range(200):
        package.workbook.add_sheet(f"Statement {number}")

    path = saved(package, tmp_path / "many.xlsx")
    assert len(openpyxl.load_workbook(path).sheetnames) == 201


def test_names_are_defined_changed_and_deleted(rich: Path) -> None:
    package = Package.open(rich)
    book = package.workbook

    book.set_name("xlb_rev", "=7", hidden=True)
    book.set_name("XLB_REV", "8")
    book.set_name("Area", "Sums!$A$1", sheet="Sums")
    book.delete_name("Charges")
    book.delete_name("Charges")

    assert DefinedName("xlb_rev", "8", None, hidden=True) in book.defined_names
    assert DefinedName("Area", "Sums!$A$1", "Sums") in book.defined_names
    assert "Charges" not in {one.name for one in book.defined_names}


def test_an_unknown_sheet_is_answered_with_those_there_are(rich: Path) -> None:
    with pytest.raises(BookError, match="Claims, Sums, Lists") as caught:
        Package.open(rich).workbook.sheet("Claim")

    assert caught.value.id == "BOOK-SHEET"


def test_calculating_anew_drops_the_old_list_of_cells(rich: Path) -> None:
    package = Package.open(rich)
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    package.add_part("xl/calcChain.xml", content_type, b"<calcChain/>")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    package.relate("xl/workbook.xml", kind, "xl/calcChain.xml")

    package.workbook.recalculate_on_load()

    again = Package.from_bytes(package.to_bytes())
    assert not again.has("xl/calcChain.xml")
    assert b"calcChain" not in again.read("[Content_Types].xml")
    assert again.workbook.sheets == package.workbook.sheets


def test_a_strict_book_is_refused_with_its_mend(rich: Path) -> None:
    package = Package.open(rich)
    strict = package.read("xl/workbook.xml").replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    package.write("xl/workbook.xml", strict)
    rich.write_bytes(package.to_bytes())

    with pytest.raises(BookError, match="Strict") as caught:
        Package.open(rich)

    assert str(rich) in caught.value.message


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        (".xlsx", "sheet.main+xml"),
        (".XLSM", "macroEnabled.main+xml"),
        (".xltx", "template.main+xml"),
    ],
)
def test_the_book_is_of_the_kind_its_ending_says(rich: Path, suffix: str, kind: str) -> None:
    package = Package.open(rich)

    package.set_kind(suffix)

    assert str(package.content_type_of("xl/workbook.xml")).endswith(kind)
    assert Package.from_bytes(package.to_bytes()).workbook.sheets == package.workbook.sheets


def test_a_book_with_macros_does_not_lose_them_by_its_ending(rich: Path) -> None:
    package = Package.open(rich)
    package.add_part("xl/vbaProject.bin", "application/vnd.ms-office.vbaProject", b"macros")
    relation = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    package.relate("xl/workbook.xml", relation, "xl/vbaProject.bin")

    package.set_kind(".xlsm")
    for suffix in (".xlsx", ".csv"):
        with pytest.raises(BookError) as caught:
            package.set_kind(suffix)
        assert caught.value.id == "BOOK-KIND"

    assert "macroEnabled" in str(package.content_type_of("xl/workbook.xml"))
    assert Package.from_bytes(package.to_bytes()).read("xl/vbaProject.bin") == b"macros"
