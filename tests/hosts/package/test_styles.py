"""Formats: read with theme and tint, added without touching what is there."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

from tests.hosts.package.books import saved
from xlbilling.hosts.files.package.package import Package
from xlbilling.hosts.files.package.sheet_xml import CellOut, splice
from xlbilling.hosts.files.package.style_types import Borders, CellFormat, Edge
from xlbilling.hosts.files.package.styles import Styles


def test_a_format_made_elsewhere_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    cell = book.worksheets[0]["A1"]
    cell.font = Font(
        name="Arial", size=14, bold=True, italic=True, underline="double", color="FF0000"
    )
    cell.fill = PatternFill("solid", fgColor="00FF00")
    cell.alignment = Alignment("center", "top", wrap_text=True, indent=2, text_rotation=45)
    cell.border = Border(left=Side("thin", "0000FF"), bottom=Side("double"))
    cell.protection = Protection(locked=False, hidden=True)
    cell.number_format = "0.000"
    book.save(tmp_path / "s.xlsx")

    styles = Package.open(tmp_path / "s.xlsx").styles

    assert styles.format_of(1) == CellFormat(
        "0.000", "Arial", 14, bold=True, italic=True, underline="double", font_color="FF0000",
        fill_color="00FF00", horizontal="center", vertical="top", wrap=True, indent=2, rotation=45,
        borders=Borders(left=Edge("thin", "0000FF"), bottom=Edge("double")), locked=False,
        formula_hidden=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "look"),
    [
        ({"bold": True}, lambda cell: cell.font.b),
        ({"font_name": "Courier New", "font_size": 9.5}, lambda cell: (cell.font.name, cell.font.sz) == ("Courier New", 9.5)),
        ({"font_color": "123456"}, lambda cell: cell.font.color.rgb == "FF123456"),
        ({"underline": "single", "strike": True}, lambda cell: cell.font.u == "single" and cell.font.strike),
        ({"fill_color": "ABCDEF"}, lambda cell: cell.fill.fgColor.rgb == "FFABCDEF"),
        ({"number_format": "@"}, lambda cell: cell.number_format == "@"),
        ({"number_format": '"$"#,##0.00_);[Red]'}, lambda cell: cell.number_format == '"$"#,##0.00_);[Red]'),
        ({"horizontal": "right", "wrap": True}, lambda cell: cell.alignment.horizontal == "right" and cell.alignment.wrap_text),
        ({"borders": Borders(top=Edge("thick", "FF00FF"))}, lambda cell: cell.border.top.style == "thick"),
        ({"locked": False}, lambda cell: cell.protection.locked is False),
    ],
)  # fmt: skip
def test_an_added_format_is_read_by_others(
    tmp_path: Path, changes: dict[str, object], look: object
) -> None:
    package = Package.new()
    number = package.styles.with_format(0, **changes)
    cells = {1: {1: CellOut(value=1, style=number)}}
    package.set_sheet_xml("Sheet1", b"".join(splice(package.sheet_xml("Sheet1"), cells)))
    path = saved(package, tmp_path / "s.xlsx")

    assert callable(look)
    assert look(openpyxl.load_workbook(path)["Sheet1"]["A1"])
    new = Package.open(path).styles.format_of(number)
    assert all(getattr(new, key) == value for key, value in changes.items())


def test_the_same_format_is_made_once(rich: Path) -> None:
    styles = Package.open(rich).styles
    count = len(styles)

    first = styles.with_format(0, bold=True)
    assert styles.with_format(0, bold=True) == first
    assert styles.with_format(first, bold=True) == first
    assert styles.with_format(styles.with_format(first, bold=False), bold=True) == first
    assert styles.with_format(0, bold=False) == 0
    assert len(styles) <= count + 2


def test_nothing_added_means_the_same_bytes(rich: Path) -> None:
    package = Package.open(rich)
    xml = package.read("xl/styles.xml")
    styles = Styles.parse(xml)

    styles.with_format(1, bold=styles.format_of(1).bold)

    assert styles.to_xml() is xml


def test_a_named_style_survives_a_change_of_one_thing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.add_named_style(NamedStyle("Office money", number_format="0.00"))
    book.worksheets[0]["A1"].style = "Office money"
    book.save(tmp_path / "s.xlsx")
    package = Package.open(tmp_path / "s.xlsx")
    number = package.styles.with_format(1, bold=True)
    cells = {1: {1: CellOut(value=1, style=number)}}
    package.set_sheet_xml("Sheet", b"".join(splice(package.sheet_xml("Sheet"), cells)))

    cell = openpyxl.load_workbook(saved(package, tmp_path / "t.xlsx"))["Sheet"]["A1"]

    assert (cell.style, cell.number_format, cell.font.b) == ("Office money", "0.00", True)


def test_theme_colours_and_tints_are_resolved() -> None:
    xml = Styles.EMPTY.replace(
        b'<patternFill patternType="gray125"/>',
        b'<patternFill patternType="solid"><fgColor theme="0" tint="-0.05"/></patternFill>',
    ).replace(b'fillId="0" borderId="0" xfId="0"', b'fillId="1" borderId="0" xfId="0"')

    assert Styles.parse(xml).format_of(0).fill_color == "F2F2F2"


def test_a_differential_format_is_added_once() -> None:
    styles = Styles.parse(Styles.EMPTY)

    first = styles.add_dxf(bold=True, fill_color="FFC7CE", font_color="9C0006")
    second = styles.add_dxf(number_format="0.00")

    assert (first, second, styles.add_dxf(number_format="0.00")) == (0, 1, 1)
    assert b'<dxfs count="2">' in styles.to_xml()


def test_an_unknown_field_is_our_own_mistake() -> None:
    with pytest.raises(TypeError):
        Styles.parse(Styles.EMPTY).with_format(0, colour="red")
