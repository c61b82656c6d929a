"""What an Excel file needs beside its macros: the ribbon, xlwings' settings, the kind of file."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Final

from xlbilling.addin.modules import PROJECT
from xlbilling.hosts.files.package.markup import text_escape
from xlbilling.hosts.files.package.package import Package

SETTINGS_SHEET: Final = f"{PROJECT}.conf"
SETTINGS: Final[Mapping[str, str]] = {
    "USE UDF SERVER": "True",  # one Python for all clicks and functions
    "ADD_WORKBOOK_TO_PYTHONPATH": "False",  # a file beside the workbook is never run as code
    "UDF MODULES": "xlbilling.udfs.functions",
    "SHOW CONSOLE": "False",
}
"""What xlwings is told. Its keys are spelled as its VBA asks for them, some with blanks. Where
Python lies is left to ``install``: it differs from desk to desk."""

_RIBBON_PART: Final = "customUI/customUI14.xml"
_RIBBON_TYPE: Final = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPES: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CORE_TYPE: Final = "application/vnd.openxmlformats-package.core-properties+xml"
_DAY: Final = "2026-01-01T00:00:00Z"

_ADDIN_PARTS: Final[Mapping[str, str]] = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPES}.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml"'
        f' ContentType="{_SHEET_TYPES}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET_TYPES}.styles+xml"/>'
        f'<Override PartName="/docProps/core.xml" ContentType="{_CORE_TYPE}"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties"'
        ' Target="docProps/core.xml"/></Relationships>'
    ),
    "docProps/core.xml": (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{PROJECT}</dc:title><dc:creator>{PROJECT}</dc:creator>"
        "<dc:description>Medical billing in the office's own workbook: a tab of buttons and the"
        " functions =XLB_...()</dc:description>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{_DAY}</dcterms:created></cp:coreProperties>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr/>'
        "<bookViews><workbookView/></bookViews>"
        f'<sheets><sheet name="{SETTINGS_SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData/></worksheet>',
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/>'
        '<name val="Calibri"/><family val="2"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        '</cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"'
        ' xfId="0"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0"'
        ' builtinId="0"/></cellStyles></styleSheet>'
    ),
}
"""An add-in with one empty sheet. Excel's list of add-ins shows its title and description."""


def add_ribbon(package: Package, ribbon: str) -> None:
    """Put a tab into a file, for Excel 2010 and later."""
    package.add_part(_RIBBON_PART, "application/xml", ribbon.encode())
    package.relate("", _RIBBON_TYPE, _RIBBON_PART)


def add_settings(package: Package) -> None:
    """Add the hidden sheet that xlwings reads its settings from."""
    package.workbook.add_sheet(SETTINGS_SHEET)
    package.set_sheet_xml(SETTINGS_SHEET, settings_sheet())
    package.workbook.set_state(SETTINGS_SHEET, "veryHidden")


def settings_book() -> Package:
    """Return a book that holds the settings sheet and nothing else, as an add-in does."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _ADDIN_PARTS.items():
            archive.writestr(zipfile.ZipInfo(name), _DECLARATION + text)
    package = Package.from_bytes(out.getvalue(), label="add-in")
    package.set_sheet_xml(SETTINGS_SHEET, settings_sheet())
    return package


def settings_sheet() -> bytes:
    """Return the settings as a sheet: names in A, values in B, all of them text."""
    rows = "".join(
        f'<row r="{row}">{_cell("A", row, name)}{_cell("B", row, value)}</row>'
        for row, (name, value) in enumerate(SETTINGS.items(), start=1)
    )
    view = '<sheetViews><sheetView workbookViewId="0"/></sheetViews>'
    sheet = f'<worksheet xmlns="{_MAIN}">{view}<sheetData>{rows}</sheetData></worksheet>'
    return (_DECLARATION + sheet).encode()


def _cell(letter: str, row: int, text: str) -> str:
    shown = text_escape(text)
    return f'<c r="{letter}{row}" t="inlineStr"><is><t>{shown}</t></is></c>'
