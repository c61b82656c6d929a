"""Sheets and zips as unusual programs write them: read right, edited without loss, or refused."""

import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tests.hosts.package.books import parts_of
from xlbilling.hosts.files import new_book, open_book
from xlbilling.hosts.files.package.archive import Archive
from xlbilling.hosts.files.package.package import Package
from xlbilling.hosts.files.package.sheet_scan import SheetBytes
from xlbilling.hosts.files.package.sheet_xml import CellOut, splice
from xlbilling.model.cells import CellError
from xlbilling.model.errors import BookError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"


def book_with(path: Path, data: str, strings: str | None = None) -> Path:
    """Save a book whose only sheet has these rows, and these shared strings."""
    with new_book() as made:
        made.save(path)
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[SHEET] = f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData></worksheet>'.encode()
    package = Package.from_bytes(path.read_bytes())
    for name in [
        one.target for one in package.relations_of_kind("xl/workbook.xml", "sharedStrings")
    ]:
        parts[name] = f'<sst xmlns="{MAIN}">{strings}</sst>'.encode()
        strings = None
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    if strings is not None:
        added = Package.open(path)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        content = f'<sst xmlns="{MAIN}">{strings}</sst>'.encode()
        added.add_part("xl/sharedStrings.xml", kind, content)
        added.relate("xl/workbook.xml", f"{RELATIONS}/sharedStrings", "xl/sharedStrings.xml")
        path.write_bytes(added.to_bytes())
    return path


def first_row(path: Path) -> list[object]:
    with open_book(path, read_only=True) as book:
        found = book.sheets[0].range("A1:C1").raw_value
    return list(found[0])


THREE = "".join(f'<c r="{c}1" t="s"><v>{n}</v></c>' for n, c in enumerate("ABC"))


@pytest.mark.parametrize(
    ("middle", "shown"),
    [
        ("<si/>", ""),
        ("<si />", ""),
        ("<si></si>", ""),
        ("<si><t/></si>", ""),
        ("<si><t><![CDATA[a & b]]></t></si>", "a & b"),
        ('<si><r><t>a</t></r><r><t> b</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si>', "a b"),
    ],
)
def test_every_cell_shows_its_own_shared_string(tmp_path: Path, middle: str, shown: str) -> None:
    strings = f"<si><t>one</t></si>{middle}<si><t>three</t></si>"
    path = book_with(tmp_path / "b.xlsx", f'<row r="1">{THREE}</row>', strings)

    one, two, three = first_row(path)

    assert (one, two or "", three) == ("one", shown, "three")


def test_text_in_a_cdata_section_of_a_sheet_is_read(tmp_path: Path) -> None:
    cell = '<c r="A1" t="inlineStr"><is><t><![CDATA[C1 & C2]]></t></is></c>'
    path = book_with(tmp_path / "b.xlsx", f'<row r="1">{cell}</row>')

    with open_book(path, read_only=True) as book:
        assert book.sheets[0]["A1"].raw_value == "C1 & C2"


@pytest.mark.parametrize("cell", ["<c t='e' r='A1'>", '<c t="e">', '<c\n t="e"\n r="A1">'])
def test_an_error_cell_is_one_however_it_is_written(tmp_path: Path, cell: str) -> None:
    path = book_with(tmp_path / "b.xlsx", f'<row r="1">{cell}<v>#REF!</v></c></row>')

    with open_book(path, read_only=True) as book:
        assert isinstance(book.sheets[0]["A1"].raw_value, CellError)


def test_a_sheet_that_cannot_be_read_is_named_without_its_content(tmp_path: Path) -> None:
    path = book_with(tmp_path / "b.xlsx", '<row r="1"><c r="A1"><v>Doe, Ann</v></c></row>')

    with open_book(path, read_only=True) as book, pytest.raises(BookError) as caught:
        book.sheets[0]["A1"].raw_value  # noqa: B018

    assert caught.value.id == "BOOK-UNREADABLE"
    assert "Sheet1" in caught.value.message
    assert "Doe" not in caught.value.message


FIRST = '<row r="1"><c r="A1" s="1"><v>1</v></c></row>'


@pytest.mark.parametrize(
    "second",
    [
        '<row r="2"><c s="1"><v>2</v></c><c><v>3</v></c></row>',
        '<row><c r="A2" s="1"><v>2</v></c><c r="B2"><v>3</v></c></row>',
        "<row r='2'><c r='A2' s='1'><v>2</v></c><c r='B2'><v>3</v></c></row>",
        '<row\nr="2"><c\n  r="A2"\n  s="1"><v>2</v></c><c  r="B2"><v>3</v></c></row>',
        '<row r="2"><c s="1" r="A2"><v>2</v></c><c r="B2" ><v>3</v></c></row>',
        '<row r = "2"><c r = "A2" s = "1"><v>2</v></c><c r="B2"><v>3</v></c></row>',
    ],
)
def test_a_cell_is_replaced_however_its_row_is_written(second: str) -> None:
    """Only the first row has its addresses in the usual place."""
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{FIRST}{second}</sheetData></worksheet>'

    new = b"".join(splice(xml.encode(), {2: {1: CellOut(9.0), 3: CellOut(4.0)}}))

    sheet = SheetBytes.of(new)
    cells = sheet.tags.cell.findall(sheet.xml, sheet.start, sheet.end)
    assert [content for _, content in cells] == [
        b"<v>1</v>", b"<v>9.0</v>", b"<v>3</v>", b"<v>4.0</v>"
    ]  # fmt: skip
    assert b'r="A2" s="1"' in new
    assert new.count(b'"A2"') == 1


def test_damage_in_a_part_that_nobody_asked_for_is_not_carried_over(rich: Path) -> None:
    data = bytearray(rich.read_bytes())
    with zipfile.ZipFile(rich) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
        start = info.header_offset + 30 + len(info.filename) + 20
    data[start : start + 40] = b"\xff" * 40

    with pytest.raises(BookError, match=r"sheet1\.xml"):
        Archive(bytes(data), label="b").write_to(BytesIO(), replaced={})


def test_sizes_that_need_no_zip64_field_have_none(rich: Path) -> None:
    """A strict reader refuses a size that stands in two places."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts_of(rich.read_bytes()).items():
            info = zipfile.ZipInfo(name)
            info.extra = struct.pack("<HHQQ", 1, 16, 0, 0) + struct.pack("<HHB", 0x7777, 1, 7)
            archive.writestr(info, content)
    again = BytesIO()

    Archive(out.getvalue(), label="b").write_to(again, replaced={})

    with zipfile.ZipFile(again) as archive:
        assert {one.extra for one in archive.infolist()} == {struct.pack("<HHB", 0x7777, 1, 7)}
        assert archive.testzip() is None


def test_comments_between_sheets_and_names_do_no_harm(rich: Path) -> None:
    package = Package.open(rich)
    xml = package.read("xl/workbook.xml")
    for tag in (b"<sheets>", b"<definedNames>"):
        xml = xml.replace(tag, tag + b"<!-- note -->")
    package.write("xl/workbook.xml", xml)
    names = [one.name for one in Package.open(rich).workbook.sheets]

    assert [one.name for one in package.workbook.sheets] == names
    assert package.workbook.defined_names == Package.open(rich).workbook.defined_names
