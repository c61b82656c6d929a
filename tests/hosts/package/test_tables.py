"""Tables: growing them takes everything along that hangs on their rows."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.hosts.package.books import saved
from tests.hosts.package.reading import by_openpyxl
from xlbilling.hosts.files.package.addresses import Area, parse_area
from xlbilling.hosts.files.package.package import Package
from xlbilling.hosts.files.package.sheet_layout import read_layout
from xlbilling.hosts.files.package.sheet_xml import CellOut, splice
from xlbilling.hosts.files.package.tables import (
    TableColumn,
    TableStyle,
    add_table,
    all_tables,
    delete_table,
    find_table,
    grow_table,
    tables_of,
    update_table,
)
from xlbilling.model.errors import BookError


def test_a_table_is_read_as_it_is(rich: Path) -> None:
    (table,) = all_tables(Package.open(rich))

    assert (table.name, table.sheet, table.area.name) == ("tblClaims", "Claims", "A1:C4")
    assert [one.name for one in table.columns] == ["Claim", "Payer", "Charge"]
    assert table.body.name == "A2:C4"
    assert table.style == TableStyle("TableStyleMedium9")
    assert table.has_filter
    assert not table.totals_row


def test_growing_takes_rules_and_dimension_along(rich: Path) -> None:
    package = Package.open(rich)

    grown = grow_table(package, "TBLCLAIMS", 9)

    assert grown == find_table(package, "tblClaims")
    assert grown.area == parse_area("A1:C9")
    xml = package.sheet_xml("Claims")
    layout = read_layout(xml)
    assert [one.areas for one in layout.validations] == ["C2:C9"]
    assert [one.areas for one in layout.conditional] == ["C2:C9"]
    assert b"<xm:sqref>B2:B9</xm:sqref>" in xml  # the newer, cross-sheet validation
    assert b"<xm:sqref>C2:C9</xm:sqref>" in xml  # the newer data bar
    assert b'<dimension ref="A1:E9"/>' in xml
    assert b'<autoFilter ref="A1:C9"/>' in package.read("xl/tables/table1.xml")
    assert read_layout(xml).auto_filter is None


def test_rules_that_ended_elsewhere_stay(rich: Path) -> None:
    package = Package.open(rich)
    xml = package.sheet_xml("Claims").replace(b'sqref="C2:C4"', b'sqref="C2:C3 E2:E4"')
    package.set_sheet_xml("Claims", xml)

    grow_table(package, "tblClaims", 9)

    layout = read_layout(package.sheet_xml("Claims"))
    assert [one.areas for one in layout.validations] == ["C2:C3 E2:E4"]


def test_a_table_never_shrinks_by_growing(rich: Path) -> None:
    package = Package.open(rich)

    assert grow_table(package, "tblClaims", 3).area.name == "A1:C4"
    assert not package.is_changed


def test_a_new_table_is_read_by_others(plain: Path, tmp_path: Path) -> None:
    package = Package.open(plain)
    columns = [TableColumn("Key"), TableColumn("Line\nbreak & more", formula="Other!A1*2")]
    cells = {3: {1: CellOut(value="Key"), 2: CellOut(value="Line\nbreak & more")}}
    package.set_sheet_xml("Other", b"".join(splice(package.sheet_xml("Other"), cells)))

    made = add_table(package, "Other", Area(3, 1, 5, 2), columns, name="tblNew")

    path = saved(package, tmp_path / "t.xlsx")
    assert tables_of(Package.open(path), "Other") == [made]
    import openpyxl

    table = openpyxl.load_workbook(path)["Other"].tables["tblNew"]
    assert (table.ref, table.autoFilter.ref) == ("A3:B5", "A3:B5")
    assert by_openpyxl(path)["Other"]["B3"] == "Line\nbreak & more"


def test_columns_and_looks_can_change(rich: Path) -> None:
    package = Package.open(rich)
    table = find_table(package, "tblClaims")
    columns = (table.columns[0], TableColumn("Plan"), table.columns[2], TableColumn("Status"))
    wider = replace(table, area=parse_area("A1:D4"), columns=columns, has_filter=False)
    wider = replace(wider, style=TableStyle("TableStyleLight1", row_stripes=False))

    update_table(package, wider)

    assert find_table(package, "tblClaims") == wider
    root = package.tree(table.part)
    assert [one.get("id") for one in root.iter("{*}tableColumn")] == ["1", "2", "3", "4"]


def test_a_deleted_table_leaves_its_cells(rich: Path, tmp_path: Path) -> None:
    package = Package.open(rich)

    delete_table(package, "tblClaims")

    path = saved(package, tmp_path / "d.xlsx")
    assert all_tables(Package.open(path)) == []
    assert not Package.open(path).has("xl/tables/table1.xml")
    assert by_openpyxl(path)["Claims"]["A2"] == "C1001"


@pytest.mark.parametrize(
    ("name", "area", "headers", "says"),
    [
        ("tblClaims", "J1:K3", ["a", "b"], "is taken"),
        ("A1", "J1:K3", ["a", "b"], "no name"),
        ("two words", "J1:K3", ["a", "b"], "no name"),
        ("Charges", "J1:K3", ["a", "b"], "is taken"),
        ("New", "C4:D9", ["a", "b"], "meets the table tblClaims"),
        ("New", "J1:K3", ["a", "A"], "twice"),
        ("New", "J1:K3", ["a", ""], "without a name"),
        ("New", "J1:K3", ["a"], "2 columns but names 1"),
        ("New", "J1:K1", ["a", "b"], "no data row"),
    ],
)
def test_what_excel_would_not_open_is_refused(
    rich: Path, name: str, area: str, headers: list[str], says: str
) -> None:
    package = Package.open(rich)

    with pytest.raises(BookError, match=says) as caught:
        add_table(
            package, "Claims", parse_area(area), [TableColumn(one) for one in headers], name=name
        )

    assert caught.value.id == "BOOK-TABLE"
    assert not package.is_changed
