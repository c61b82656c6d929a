"""A sheet's layout: changed where asked, all else kept in its place."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.hosts.package.books import saved
from xlbilling.hosts.files.package.layout_types import (
    ColumnFormat,
    Freeze,
    Hyperlink,
    PageSetup,
    Rule,
    SheetLayout,
)
from xlbilling.hosts.files.package.package import Package
from xlbilling.hosts.files.package.sheet_layout import read_layout, with_layout

LIST = Rule(
    "A1:A9",
    '<dataValidation xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" type="list"'
    ' sqref="A1:A9"><formula1>"yes,no"</formula1></dataValidation>',
)
EVERYTHING: dict[str, Any] = {
    "merges": ("A1:B2",),
    "columns": (ColumnFormat(1, 1, 12.5), ColumnFormat(3, 5, None, 0, hidden=True)),
    "default_row_height": 20.0,
    "default_column_width": 11.0,
    "freeze": Freeze(1, 2),
    "zoom": 85,
    "gridlines": False,
    "tab_color": "FF9900",
    "tab_selected": True,
    "protection": (("objects", "1"), ("sheet", "1")),
    "validations": (LIST,),
    "hyperlinks": (Hyperlink("C1", location="Sums!A1", tooltip="go"),),
    "auto_filter": "A1:B9",
    "page": PageSetup("landscape", 1, 0, 1, "&CAging", "&R&P of &N"),
    "row_breaks": (20, 40),
}


@pytest.mark.parametrize("field", list(EVERYTHING))
def test_each_thing_can_be_set_and_taken_away_again(field: str) -> None:
    xml = Package.new().sheet_xml("Sheet1")
    plain = read_layout(xml)

    changed = with_layout(xml, replace(plain, **{field: EVERYTHING[field]}))

    assert read_layout(changed) == replace(plain, **{field: EVERYTHING[field]})
    back = with_layout(changed, replace(read_layout(changed), **{field: getattr(plain, field)}))
    assert read_layout(back) == plain


def test_everything_at_once_is_read_by_others(tmp_path: Path) -> None:
    package = Package.new()
    package.workbook.add_sheet("Sums")
    xml = package.sheet_xml("Sheet1")
    wanted = replace(read_layout(xml), **EVERYTHING)
    package.set_sheet_xml("Sheet1", with_layout(xml, wanted))

    sheet = openpyxl.load_workbook(saved(package, tmp_path / "l.xlsx"))["Sheet1"]

    assert sheet.freeze_panes == "C2"
    assert [str(one) for one in sheet.merged_cells.ranges] == ["A1:B2"]
    assert sheet.column_dimensions["A"].width == 12.5
    assert sheet.page_setup.orientation == "landscape"
    fitting, header = sheet.sheet_properties.pageSetUpPr, sheet.oddHeader
    assert fitting is not None
    assert fitting.fitToPage
    assert header is not None
    assert header.center.text == "Aging"
    assert sheet.protection.sheet
    assert sheet.data_validations.dataValidation[0].formula1 == '"yes,no"'
    assert [one.id for one in sheet.row_breaks.brk] == [20, 40]
    assert sheet["C1"].hyperlink.location == "Sums!A1"


def test_elements_come_in_the_order_the_schema_demands() -> None:
    """Excel calls a sheet damaged when they do not."""
    from lxml import etree

    from xlbilling.hosts.files.package.layout_skeleton import _ORDER

    xml = Package.new().sheet_xml("Sheet1")
    new = with_layout(xml, replace(read_layout(xml), **EVERYTHING))

    tags = [etree.QName(one).localname for one in etree.fromstring(new)]
    assert tags == sorted(tags, key=_ORDER.index)


def test_the_same_layout_gives_the_same_bytes(rich: Path) -> None:
    xml = Package.open(rich).sheet_xml("Claims")

    assert with_layout(xml, read_layout(xml)) is xml


def test_what_is_not_ours_stays_when_something_else_changes(rich: Path) -> None:
    xml = Package.open(rich).sheet_xml("Claims")
    layout = read_layout(xml)

    new = with_layout(xml, replace(layout, zoom=50, merges=(*layout.merges, "A20:B20")))

    assert read_layout(new).zoom == 50
    for mark in (
        b"sparklineGroup",
        b"x14:dataBar",
        b"Lists!$A$1:$A$3",
        b"<x14:slicer ",
        b"dataBar",
    ):
        assert new.count(mark) == xml.count(mark)
    rows = xml[xml.index(b"<sheetData>") : xml.index(b"</sheetData>")]
    assert rows in new


def test_layout_of_a_full_sheet(rich: Path) -> None:
    layout = read_layout(Package.open(rich).sheet_xml("Claims"))

    want: Mapping[str, object] = {
        "merges": ("A8:B8",),
        "freeze": Freeze(1, 0),
        "tab_selected": True,
        "auto_filter": None,
        "table_rel_ids": ("rId6",),
    }
    assert isinstance(layout, SheetLayout)
    got = {name: getattr(layout, name) for name in want}
    assert {**got, "table_rel_ids": len(layout.table_rel_ids)} == {**want, "table_rel_ids": 1}
    assert layout.drawing_rel_id
    assert layout.legacy_drawing_rel_id
    assert [(one.area, one.location) for one in layout.hyperlinks] == [
        ("D3", None),
        ("D4", "Sums!A2"),
    ]
