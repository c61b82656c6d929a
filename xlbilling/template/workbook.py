"""A fresh billing workbook, made with openpyxl from the declared tables."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName

from xlbilling import SCHEMA_VERSION
from xlbilling.book import names
from xlbilling.layout.frames import column_letter
from xlbilling.layout.pages import aging_page
from xlbilling.layout.pages.fixed import PAPER
from xlbilling.layout.pages.statement_page import TEMPLATE
from xlbilling.layout.tables import TABLES
from xlbilling.template import report_pages
from xlbilling.template.default_rows import default_rows
from xlbilling.template.help_page import fill_help
from xlbilling.template.page_setup import fit_to_width
from xlbilling.template.table_sheet import fill_table_sheet

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from xlbilling.layout.columns import Column

REPORT_SHEETS: Final = ("Dashboard", "Key Figures", "Aging")
INNER_SHEET: Final = "_xlb"
MADE_ON: Final = datetime(2026, 1, 1)
_SAVED_ON: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_ZIP_DATE: Final = (2026, 1, 1, 0, 0, 0)
TAB_COLORS: Final = {
    "Claims": "0F4C75",
    "People": "3282B8",
    "Payments": "2E7D32",
    "Work": "B26A00",
    "Ledger": "4A4A4A",
    "Patients": "6A1B9A",
    "Collections": "AD1457",
    "Office": "90A4AE",
}
_REPORT_WORDS: Final = {
    "Dashboard": "Run 'Refresh dashboard' to fill this sheet.",
    "Key Figures": "Run 'Refresh dashboard' to fill this sheet.",
    "Aging": "Run 'Age receivables' to fill this sheet.",
}


@cache
def workbook_bytes() -> bytes:
    """Return a fresh billing workbook as .xlsx bytes; two machines make the same."""
    book = Workbook()
    first = book.active
    assert first is not None, "openpyxl's new workbook has a sheet"
    first.title = "Help"
    for title in REPORT_SHEETS:
        _report_sheet(book.create_sheet(title))
    lists = _Lists(book.create_sheet(INNER_SHEET))
    for table in TABLES:
        sheet = book.create_sheet(table.sheet)
        sheet.sheet_properties.tabColor = TAB_COLORS.get(table.group, "90A4AE")
        fill_table_sheet(sheet, table, default_rows(table.name), lists.formula)
    for title in (PAPER, TEMPLATE):
        _page_template(book.create_sheet(title))
    fill_help(first)
    _inner_sheet(book, lists)
    book.active = 0
    return _fixed(book)


class _Lists:
    """The allowed values of list columns, kept once each on the inner sheet."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self._places: dict[tuple[str, ...], str] = {}

    def formula(self, column: Column) -> str:
        """Return the formula that lists what a column allows; "" where anything goes."""
        if column.source:
            return _source_range(column.source)
        if not column.values:
            return ""
        if column.values not in self._places:
            place = len(self._places) + 2
            for row, value in enumerate(column.values, start=1):
                cell = self.sheet.cell(row, place, value)
                cell.number_format = "@"
            letter = column_letter(place)
            last = len(column.values)
            self._places[column.values] = f"'{INNER_SHEET}'!${letter}$1:${letter}${last}"
        return self._places[column.values]


def _source_range(source: str) -> str:
    """Return the range of a key column, such as the payers' ids; it follows inserted columns."""
    table_name, _, column_name = source.partition(".")
    table = next(each for each in TABLES if each.name == table_name)
    place = [column.name for column in table.columns].index(column_name)
    letter = column_letter(place + 1)
    return f"'{table.sheet}'!${letter}$2:${letter}$5000"


def _inner_sheet(book: Workbook, lists: _Lists) -> None:
    lists.sheet.sheet_state = "hidden"
    lists.sheet["A1"] = 0
    book.move_sheet(lists.sheet, offset=len(book.sheetnames))
    book.defined_names[names.REVISION] = DefinedName(
        names.REVISION, attr_text=f"'{INNER_SHEET}'!$A$1"
    )
    for name, text in ((names.SCHEMA, str(SCHEMA_VERSION)), (names.LEDGER_HEAD, "")):
        book.defined_names[name] = DefinedName(name, attr_text=f'"{text}"', hidden=True)


def _report_sheet(sheet: Worksheet) -> None:
    sheet["A1"] = sheet.title
    sheet["A1"].font = Font(name="Calibri", size=18, bold=True, color="0F4C75")
    sheet["A3"] = _REPORT_WORDS[sheet.title]
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = "C62828"
    _print_centered(sheet)
    is_long = sheet.title == aging_page.SHEET
    fit_to_width(sheet, "landscape", pages_high=0 if is_long else 1)
    if is_long:
        sheet.print_title_rows = f"1:{aging_page.HEADER_ROW}"
    _mark(sheet)


def _page_template(sheet: Worksheet) -> None:
    """Page setup for letters and lists; each of them is a copy of this one."""
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = TAB_COLORS["Patients"]
    sheet.sheet_state = "hidden"
    _print_centered(sheet)
    fit_to_width(sheet, "portrait")
    footer = sheet.oddFooter
    assert footer is not None, "openpyxl gives every sheet a footer"
    footer.center.text = "Page &P of &N"
    _mark(sheet)


def _print_centered(sheet: Worksheet) -> None:
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top = margins.bottom = 0.6
    margins.header = margins.footer = 0.3  # room for a line of its own between edge and page


def _mark(sheet: Worksheet) -> None:
    sheet.defined_names[names.PAGE] = DefinedName(names.PAGE, attr_text='"1"', hidden=True)


def _fixed(book: Workbook) -> bytes:
    """Save with fixed dates, so that two builds are byte for byte alike."""
    book.properties.creator = "xlbilling"
    book.properties.title = "Billing workbook"
    book.properties.created = MADE_ON
    raw = io.BytesIO()
    book.save(raw)
    whole = io.BytesIO(report_pages.laid_out(raw.getvalue()))
    out = io.BytesIO()
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            content = source.read(info)
            if info.filename == "docProps/core.xml":
                content = _without_save_date(content)
            member = zipfile.ZipInfo(info.filename, _ZIP_DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            target.writestr(member, content)
    return out.getvalue()


def _without_save_date(core: bytes) -> bytes:
    day = MADE_ON.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    fixed, count = _SAVED_ON.subn(rb"\g<1>" + day + rb"\g<2>", core)
    assert count == 1, "openpyxl writes the day of saving once"
    return fixed
