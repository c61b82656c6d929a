"""Books that other programs and old Excels made: read as they are, edited without loss."""

import datetime as dt
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.hosts.tools import parts, rewrite
from xlbilling.hosts.files import new_book, open_book, reading
from xlbilling.hosts.files.package.markup import as_utf8, parse
from xlbilling.model.errors import BookError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = "xl/workbook.xml"
SHEET = "xl/worksheets/sheet1.xml"
STYLES = "xl/styles.xml"


@pytest.fixture
def foreign(tmp_path: Path) -> Callable[[str, Callable[[bytes], bytes]], Path]:
    """Return what makes a book, one part of which another program wrote."""

    def made(part: str, change: Callable[[bytes], bytes]) -> Path:
        with new_book() as book:
            book.sheets[0]["A1"].value = "kept"
            book.save(tmp_path / "plain.xlsx")
        path = tmp_path / "foreign.xlsx"
        rewrite(tmp_path / "plain.xlsx", path, part, change)
        return path

    return made


Foreign = Callable[[str, Callable[[bytes], bytes]], Path]


def test_a_tab_of_an_old_macro_module_which_has_no_part_does_no_harm(foreign: Foreign) -> None:
    """Excel lists the modules of very old books among the sheets, with an empty pointer."""
    module = f'<sheet xmlns:r="{RELATIONS}" name="Module1" sheetId="9" state="veryHidden" r:id=""/>'
    path = foreign(BOOK, lambda xml: xml.replace(b"</sheets>", f"{module}</sheets>".encode()))

    with open_book(path) as book:
        book.sheets[0]["A2"].raw_value = "0012"
        book.sheets[0].range("1:1").insert("down")
        book.sheets.add("New", after=book.sheets[-1])
        book.save()

    assert b'name="Module1"' in parts(path)[BOOK]
    with open_book(path, read_only=True) as book:
        assert book.sheets[0]["A2:A3"].raw_value == [["kept"], ["0012"]]


def test_a_book_whose_styles_part_is_empty_takes_ids_as_text(foreign: Foreign) -> None:
    path = foreign(STYLES, lambda _: f'<styleSheet xmlns="{MAIN}"/>'.encode())

    with open_book(path) as book:
        cell = book.sheets[0]["A2"]
        assert cell.number_format == "General"
        cell.number_format = "@"
        cell.font.bold = True
        cell.color = (255, 0, 0)
        cell.value = "0012"
        book.save()

    found = openpyxl.load_workbook(path).worksheets[0]
    assert (found["A2"].value, found["A2"].number_format, found["A2"].font.b) == ("0012", "@", True)
    assert (found["A1"].value, found["A1"].number_format) == ("kept", "General")


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "utf-16", "utf-16-le"])
def test_text_goes_in_and_out_of_a_sheet_in_any_encoding(encoding: str) -> None:
    declared = "" if encoding == "utf-16-le" else f' encoding="{encoding}"'
    xml = f'<?xml version="1.0"{declared}?><worksheet xmlns="{MAIN}"><a>Peña</a></worksheet>'

    new = as_utf8(xml.encode(encoding), SHEET)

    assert "<a>Peña</a>".encode() in new
    assert parse(new, SHEET)[0].text == "Peña"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_part_with_entities_of_its_own_is_refused_wherever_it_defines_them(encoding: str) -> None:
    before = f"<!--{' ' * 5000}-->"
    xml = f'<?xml version="1.0"?>{before}<!DOCTYPE x [<!ENTITY a "aa">]><x y="&a;"/>'

    with pytest.raises(BookError, match="entities"):
        parse(xml.encode(encoding), SHEET)


def test_a_sheet_that_the_file_lacks_is_named_and_the_others_can_be_worked_on(
    foreign: Foreign,
) -> None:
    path = foreign(SHEET, lambda xml: xml)
    with open_book(path) as book:
        book.sheets.add("Second", after=book.sheets[0])
        book.save()
    lost = path.with_name("lost.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(lost, "w") as new:
        for name in old.namelist():
            if name != SHEET:
                new.writestr(name, old.read(name))

    with open_book(lost, read_only=True) as book, pytest.raises(BookError, match="Sheet1"):
        book.sheets[0]["A1"].formula  # noqa: B018


def test_a_book_with_no_worksheet_is_refused_in_one_line_and_its_lock_let_go(
    foreign: Foreign,
) -> None:
    path = foreign(BOOK, lambda xml: re.sub(rb"<sheets>.*</sheets>", b"<sheets/>", xml))
    before = path.read_bytes()

    for _ in range(2):
        with pytest.raises(BookError, match="no worksheet") as raised:
            open_book(path).__enter__()
        assert raised.value.id == "BOOK-SHEET"

    assert path.read_bytes() == before


TWO_ROWS = [["one", 2.0, "three"], [4.0, None, 6.0]]
ONE, TWO, THREE = (
    '<c r="A1" t="inlineStr"><is><t>one</t></is></c>',
    '<c r="B1"><v>2</v></c>',
    '<c r="C1" t="inlineStr"><is><t>three</t></is></c>',
)
SECOND = '<row r="2"><c r="A2"><v>4</v></c><c r="C2"><v>6</v></c></row>'
LISTED = {
    "a row twice": f'<row r="1" spans="1:1" ht="20" customHeight="1">{ONE}</row><row r="1" s="0">'
    f"{TWO}{THREE}</row>{SECOND}",
    "a row twice, cells mixed": f'<row r="1">{TWO}{THREE}</row><row r="1"/><row r="1">{ONE}</row>'
    f"{SECOND}",
    "a cell again": f'<row r="1">{TWO}{THREE}{ONE.replace("one", "old")}</row>'
    f'<row r="1">{ONE}</row><row r="1"><c r="A1" s="0"/></row>{SECOND}',
    "rows mixed": f'{SECOND}<row r="1">{ONE}{TWO}{THREE}</row>',
    "cells mixed": f'<row r="1">{THREE}{ONE}{TWO}</row>{SECOND}',
    "small letters": f'<row r="1">{ONE}{TWO}{THREE}</row>{SECOND}'
    .replace('"A', '"a')
    .replace('"B', '"b')
    .replace('"C', '"c'),
}


@pytest.mark.parametrize("rows", LISTED.values(), ids=LISTED.keys())
def test_cells_are_found_and_written_however_a_sheet_lists_them(
    foreign: Foreign, rows: str
) -> None:
    """wolfxl 2.0.21 gives such cells in other rows and columns, or not at all."""
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    path = foreign(SHEET, lambda _: xml.encode())

    with open_book(path) as book:
        sheet = book.sheets[0]
        assert sheet["A1:C2"].raw_value == TWO_ROWS
        sheet["B1"].raw_value = "0012"
        sheet["B2"].raw_value = "0013"
        book.save()

    found = openpyxl.load_workbook(path).worksheets[0]
    assert [[one.value for one in row] for row in found["A1:C2"]] == [
        ["one", "0012", "three"],
        [4, "0013", 6],
    ]
    with open_book(path, read_only=True) as book:
        assert book.sheets[0]["A1:C2"].raw_value[0] == ["one", "0012", "three"]


DATES = ("2026-01-31", "2026-01-31T13:30:00", "13:30", "soon")


def test_a_date_as_iso_8601_writes_it_is_a_date_and_stays_as_it_is_written(
    foreign: Foreign,
) -> None:
    cells = "".join(
        f'<c r="{at}1" t="d"><v>{text}</v></c>' for at, text in zip("ABCD", DATES, strict=True)
    )
    xml = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
    path = foreign(SHEET, lambda _: xml.encode())

    with open_book(path) as book:
        sheet = book.sheets[0]
        day = dt.datetime(2026, 1, 31)
        assert sheet["A1:D1"].raw_value == [[day, day.replace(hour=13, minute=30), 0.5625, "soon"]]
        sheet["E1"].value = sheet["B1"].value
        book.save()

    assert cells.encode() in parts(path)[SHEET]
    with open_book(path, read_only=True) as book:
        assert book.sheets[0]["E1"].raw_value == day.replace(hour=13, minute=30)


ROWS = {
    "no rows but a drawn control": "<sheetData/><controls><control><anchor><from><x:row"
    ' xmlns:x="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">8</x:row>'
    "</from></anchor></control></controls>",
    "no rows, two tags": "<sheetData></sheetData>",
    "styles left empty": '<sheetData><row r="1" s="" customFormat="1"><c r="A1" s=""><v>5</v></c>'
    '<c r="B1" t="n" s="0"/></row></sheetData>',
}


@pytest.mark.parametrize("rows", ROWS.values(), ids=ROWS.keys())
def test_an_id_is_written_where_other_programs_left_a_bare_sheet(
    foreign: Foreign, rows: str
) -> None:
    path = foreign(SHEET, lambda _: f'<worksheet xmlns="{MAIN}">{rows}</worksheet>'.encode())

    with open_book(path) as book:
        sheet = book.sheets[0]
        sheet["C2:D3"].color = (255, 255, 0)
        sheet["C1:C3"].number_format = "@"
        sheet["C1:C3"].raw_value = [["0012"], ["0013"], ["0014"]]
        sheet["A1"].font.bold = True
        book.save()

    with open_book(path, read_only=True) as book:
        assert book.sheets[0]["C1:C3"].raw_value == [["0012"], ["0013"], ["0014"]]
        assert book.sheets[0]["C3"].number_format == "@"
        assert book.sheets[0]["A1"].font.bold


FILLER = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(3, 60))


@pytest.mark.parametrize("rows", LISTED.values(), ids=LISTED.keys())
def test_a_large_sheet_is_put_in_order_when_its_first_rows_are_not(
    foreign: Foreign, rows: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To look at all of a sheet of 100,000 rows would take as long as half of the reading."""
    monkeypatch.setattr(reading, "_LARGE", 1_000)
    monkeypatch.setattr(reading, "_LOOKED_AT", 900)
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}{FILLER}</sheetData></worksheet>'
    path = foreign(SHEET, lambda _: xml.encode())

    with open_book(path, read_only=True) as book:
        assert book.sheets[0]["A1:C2"].raw_value == TWO_ROWS
        assert book.sheets[0]["A59"].raw_value == 59


def test_a_text_far_down_a_large_sheet_is_read_however_it_is_marked_up(
    foreign: Foreign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """wolfxl 2.0.21 gives no text for what stands in a CDATA section."""
    monkeypatch.setattr(reading, "_LARGE", 1_000)
    monkeypatch.setattr(reading, "_LOOKED_AT", 900)
    last = '<row r="60"><c r="A60" t="inlineStr"><is><t><![CDATA[A & B]]></t></is></c></row>'
    first = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"/>'
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{first}{FILLER}{last}</sheetData></worksheet>'
    path = foreign(SHEET, lambda _: xml.encode())

    with open_book(path, read_only=True) as book:
        assert book.sheets[0]["A1"].raw_value == 1
        assert book.sheets[0]["A60"].raw_value == "A & B"
