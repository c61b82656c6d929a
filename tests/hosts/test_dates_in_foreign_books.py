"""Dates of service in books that other programs made: a date stays that date, in and out."""

import datetime as dt
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.hosts.tools import rewrite
from xlbilling.hosts.files import new_book, open_book

STYLES = "xl/styles.xml"
SERVED = dt.datetime(2026, 1, 31)
TABLE_STYLE = (
    b'<dxfs count="1"><dxf><font><b/></font></dxf></dxfs><tableStyles count="1"><tableStyle'
    b' name="Own" pivot="0" count="1"><tableStyleElement type="wholeTable" dxfId="0"/>'
    b"</tableStyle></tableStyles></styleSheet>"
)


def dated(path: Path, moment: dt.datetime = SERVED) -> Path:
    """Save a book with a date in A1, a time of day in A2 and a number in A3."""
    with new_book() as book:
        sheet = book.sheets[0]
        sheet["A1"].value = moment
        sheet["A2"].number_format = "h:mm"
        sheet["A2"].raw_value = 0.5
        sheet["A3"].number_format = "#,##0.00"
        sheet["A3"].raw_value = 46053.0
        book.save(path)
    return path


def elsewhere(source: Path, target: Path) -> None:
    """Copy a book with its styles in a part of another name."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name).replace(b"styles.xml", b"looks.xml")
            new.writestr(name.replace("styles.xml", "looks.xml"), data)


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace(b"</styleSheet>", TABLE_STYLE),
        lambda xml: (
            xml.replace(b"<fonts", b'<numFmts><numFmt numFmtId="170"/></numFmts><fonts', 1)
            if b"<numFmts" not in xml
            else xml.replace(b"<numFmts", b'<numFmts><numFmt numFmtId="170"/></numFmts><numFmts', 1)
        ),
        lambda xml: xml.replace(b"<borders", b'<borders count="many"/><borders', 1),
        lambda xml: xml.replace(b"<fills", b"<fills><fill><odd/></fill></fills><fills", 1),
    ],
    ids=["table style", "format without code", "count in words", "unknown fill"],
)
def test_a_date_is_a_date_whatever_else_the_styles_say(
    tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    """wolfxl passes over styles that it cannot parse; every date was a number then."""
    path = tmp_path / "foreign.xlsx"
    rewrite(dated(tmp_path / "plain.xlsx"), path, STYLES, change)

    assert "openpyxl" in sys.modules  # with it wolfxl parses more strictly
    with open_book(path, read_only=True) as book:
        assert book.sheets[0]["A1:A3"].raw_value == [[SERVED], [0.5], [46053.0]]


def test_a_date_is_a_date_where_the_styles_are_in_a_part_of_another_name(tmp_path: Path) -> None:
    path = tmp_path / "foreign.xlsx"
    elsewhere(dated(tmp_path / "plain.xlsx"), path)

    with open_book(path, read_only=True) as book:
        assert book.sheets[0]["A1:A3"].raw_value == [[SERVED], [0.5], [46053.0]]


@pytest.fixture
def of_1904(tmp_path: Path) -> Path:
    """A book as Excel for the Mac made them: its days count from 1904."""
    made = xlsxwriter.Workbook(str(tmp_path / "mac.xlsx"), {"date_1904": True})
    sheet, style = made.add_worksheet(), made.add_format({"num_format": "yyyy-mm-dd"})
    days = [SERVED, SERVED.replace(hour=13, minute=30), dt.datetime(1904, 1, 2)]
    for row, day in enumerate(days):
        sheet.write_datetime(row, 0, day, style)
    made.close()
    return tmp_path / "mac.xlsx"


def test_dates_of_a_book_that_counts_from_1904_come_in_as_they_are(of_1904: Path) -> None:
    with open_book(of_1904, read_only=True) as book:
        found = book.sheets[0]["A1:A3"].raw_value

    assert found == [[SERVED], [SERVED.replace(hour=13, minute=30)], [dt.datetime(1904, 1, 2)]]


def test_dates_of_a_book_that_counts_from_1904_go_out_as_they_are(of_1904: Path) -> None:
    with open_book(of_1904) as book:
        sheet = book.sheets[0]
        sheet["B1"].value = SERVED
        sheet["B2:B3"].value = sheet["A1:A2"].options(ndim=2).value
        sheet["A1"].number_format = "0"
        sheet["A1"].number_format = "yyyy-mm-dd"
        sheet["A2"].number_format = "0.00"
        assert sheet["A2"].raw_value == pytest.approx(46053 - 1462 + 13.5 / 24)
        book.save()

    found = openpyxl.load_workbook(of_1904)
    assert found.epoch == CALENDAR_MAC_1904
    cells = found.worksheets[0]
    assert [cells[one].value for one in ("A1", "B1", "B2", "A3")] == [
        SERVED,
        SERVED,
        SERVED,
        dt.datetime(1904, 1, 2),
    ]
    assert cells["B3"].value == SERVED.replace(hour=13, minute=30)
