"""Rows and sheets that move: every reference in the whole book follows, or it is refused."""

from pathlib import Path

import pytest

from tests.hosts.package.books import changed_parts, parts_of, saved
from tests.hosts.package.reading import by_openpyxl, by_wolfxl
from tests.office import Office
from xlbilling.hosts.files.package.notes import notes_of
from xlbilling.hosts.files.package.package import Package
from xlbilling.hosts.files.package.references import (
    delete_rows,
    delete_sheet,
    insert_rows,
    rename_sheet,
    rename_table,
)
from xlbilling.hosts.files.package.sheet_layout import read_layout
from xlbilling.hosts.files.package.sheet_xml import CellOut, formulas, splice
from xlbilling.hosts.files.package.tables import find_table
from xlbilling.model.errors import BookError

CLAIMS, SUMS = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"


def text(package: Package, name: str) -> str:
    return package.read(name).decode()


def test_inserted_rows_move_everything_below_them(rich: Path) -> None:
    """Two rows above row 3, inside the table, the rules, the print area and the chart's data."""
    package = Package.open(rich)

    insert_rows(package, "Claims", 3, 2)

    xml = package.sheet_xml("Claims")
    layout = read_layout(xml)
    assert find_table(package, "tblClaims").area.name == "A1:C6"
    assert formulas(xml) == {(5, 5): "SUM(C2:C6)", (7, 5): "C2:C5*2"}
    assert '<f t="array" ref="E7:E8">' in xml.decode()
    assert layout.merges == ("A10:B10",)
    assert [one.areas for one in layout.validations] == ["C2:C6"]
    assert [one.areas for one in layout.conditional] == ["C2:C6"]
    assert [one.area for one in layout.hyperlinks] == ["D5", "D6"]
    assert b"<xm:f>Claims!C2:C6</xm:f><xm:sqref>D7</xm:sqref>" in xml  # the sparkline
    assert b"<xm:sqref>B2:B6</xm:sqref>" in xml  # the newer validation
    assert b'<row r="10"' in xml
    assert b'r="A8"' not in xml.partition(b"</sheetData>")[0]
    assert formulas(package.sheet_xml("Sums"))[1, 1] == "SUM(Claims!C2:C6)"
    assert formulas(package.sheet_xml("Sums"))[3, 1] == 'VLOOKUP("C1002",Claims!$A$2:$C$6,3,FALSE)'
    assert "Claims!$C$2:$C$6" in text(package, "xl/charts/chart1.xml")
    names = {one.name: one.refers_to for one in package.workbook.defined_names}
    assert names["Charges"] == "Claims!$C$2:$C$6"
    assert names["_xlnm.Print_Area"] == "Claims!$A$1:$E$10"
    assert names["_xlnm.Print_Titles"] == "Claims!$1:$1"
    assert {place for place, note in notes_of(package, "Claims").items() if note.threaded} == {
        (5, 3)
    }
    assert 'ref="C5"' in text(package, "xl/threadedComments/threadedComment1.xml")
    assert "<x:Row>4</x:Row>" in text(package, "xl/drawings/vmlDrawing1.vml")
    assert "<xdr:row>9</xdr:row>" in text(package, "xl/drawings/drawing1.xml")
    assert 'ref="F12:G14"' in text(package, "xl/pivotTables/pivotTable1.xml")
    assert 'ref="A1:C6" sheet="Claims"' in text(package, "xl/pivotCache/pivotCacheDefinition1.xml")
    assert b'fullCalcOnLoad="1"' in package.read("xl/workbook.xml")


def test_untouched_parts_stay_the_same_bytes(rich: Path) -> None:
    before = rich.read_bytes()
    package = Package.open(rich)

    insert_rows(package, "Lists", 2, 1)

    assert changed_parts(before, package.to_bytes()) == {
        "xl/worksheets/sheet3.xml",
        CLAIMS,
        "xl/workbook.xml",
    }
    assert b"<xm:f>Lists!$A$1:$A$4</xm:f>" in package.read(CLAIMS)


def test_inserting_and_deleting_gives_the_same_book(rich: Path) -> None:
    package = Package.open(rich)
    want = [formulas(package.sheet_xml(name)) for name in ("Claims", "Sums")]
    layout = read_layout(package.sheet_xml("Claims"))

    insert_rows(package, "Claims", 3, 5)
    delete_rows(package, "Claims", 3, 5)

    assert [formulas(package.sheet_xml(name)) for name in ("Claims", "Sums")] == want
    assert read_layout(package.sheet_xml("Claims")) == layout
    before, after = parts_of(rich.read_bytes()), parts_of(package.to_bytes())
    for name in ("xl/charts/chart1.xml", "xl/tables/table1.xml", "xl/drawings/drawing1.xml"):
        assert canonical(before[name]) == canonical(after[name])


def canonical(xml: bytes) -> bytes:
    from lxml import etree

    return etree.tostring(etree.fromstring(xml), method="c14n")


def test_deleted_rows_leave_errors_where_they_were_named(rich: Path) -> None:
    package = Package.open(rich)
    xml = package.sheet_xml("Sums")
    cells = {
        5: {1: CellOut(value=1, formula="Claims!C3"), 2: CellOut(value=1, formula="Claims!A2:A3")}
    }
    package.set_sheet_xml("Sums", b"".join(splice(xml, cells)))

    delete_rows(package, "Claims", 3, 1)

    assert formulas(package.sheet_xml("Sums"))[5, 1] == "Claims!#REF!"
    assert formulas(package.sheet_xml("Sums"))[5, 2] == "Claims!A2:A2"
    assert find_table(package, "tblClaims").area.name == "A1:C3"
    assert (3, 3) not in notes_of(package, "Claims")
    assert [one.area for one in read_layout(package.sheet_xml("Claims")).hyperlinks] == ["D3"]


@pytest.mark.parametrize(
    ("row", "count", "says"),
    [
        (1, -1, "table tblClaims would lose its header"),
        (2, -3, "table tblClaims would lose all its rows"),
        (11, 1, "pivot table ByPayer"),
        (12, -1, "pivot table ByPayer"),
        (6, 1, "E5:E6 holds one array formula"),
        (2, 1_048_570, "pushed off"),
    ],
)
def test_what_cannot_follow_is_refused_by_name_and_nothing_changes(
    rich: Path, row: int, count: int, says: str
) -> None:
    before = rich.read_bytes()
    package = Package.open(rich)

    change = insert_rows if count > 0 else delete_rows
    with pytest.raises(BookError, match=says):
        change(package, "Claims", row, abs(count))

    assert changed_parts(before, package.to_bytes()) == set()


def test_shared_formulas_are_written_out_when_their_rows_move(shared: Path) -> None:
    package = Package.open(shared)

    insert_rows(package, "Sheet", 3, 1)

    assert formulas(package.sheet_xml("Sheet")) == {(row, 2): f"A{row}*2" for row in (1, 2, 4, 5)}


def test_a_renamed_sheet_keeps_every_formula_s_value(rich: Path, tmp_path: Path) -> None:
    package = Package.open(rich)
    values = by_wolfxl(rich)

    rename_sheet(package, "Claims", "Ana's claims")

    path = saved(package, tmp_path / "r.xlsx")
    values["Ana's claims"] = values.pop("Claims")
    assert by_wolfxl(path) == values
    kept = by_openpyxl(path, formulas=True)
    assert kept["Sums"]["A1"] == "=SUM('Ana''s claims'!C2:C4)"
    names = {one.name: one.refers_to for one in package.workbook.defined_names}
    assert names["Charges"] == "'Ana''s claims'!$C$2:$C$4"
    for name in ("xl/charts/chart1.xml", CLAIMS):
        assert "'Ana''s claims'!" in text(package, name)
        assert ">Claims!" not in text(package, name)
    assert 'sheet="Ana\'s claims"' in text(package, "xl/pivotCache/pivotCacheDefinition1.xml")


def test_a_sheet_cannot_take_another_s_name(rich: Path) -> None:
    package = Package.open(rich)

    for name in ("Sums", "SUMS", "", "a" * 32, "a/b", "'x", "History"):
        with pytest.raises(BookError) as caught:
            rename_sheet(package, "Claims", name)
        assert caught.value.id == "BOOK-SHEET"

    assert not package.is_changed
    rename_sheet(package, "Claims", "CLAIMS")
    assert package.workbook.sheets[0].name == "CLAIMS"


def test_a_renamed_table_is_followed(rich: Path) -> None:
    package = Package.open(rich)

    rename_table(package, "tblClaims", "tblLines")

    assert formulas(package.sheet_xml("Sums"))[2, 1] == "SUM(tblLines[Charge])"
    assert find_table(package, "tblLines").part == "xl/tables/table1.xml"


def test_a_deleted_sheet_takes_its_parts_along(rich: Path, tmp_path: Path) -> None:
    package = Package.open(rich)

    delete_sheet(package, "Lists")

    assert [one.name for one in package.workbook.sheets] == ["Claims", "Sums"]
    path = saved(package, tmp_path / "d.xlsx")
    assert "xl/worksheets/sheet3.xml" not in parts_of(path.read_bytes())
    assert b"<xm:f>#REF!</xm:f>" in package.read(CLAIMS)
    assert set(by_wolfxl(path)) == {"Claims", "Sums"}


def test_a_sheet_that_slicers_hang_on_is_not_deleted(rich: Path) -> None:
    package = Package.open(rich)

    with pytest.raises(BookError, match="slicer"):
        delete_sheet(package, "Claims")

    assert changed_parts(rich.read_bytes(), package.to_bytes()) == set()


def test_the_last_visible_sheet_is_not_deleted() -> None:
    package = Package.new()
    package.workbook.add_sheet("Second")
    package.workbook.set_state("Second", "hidden")

    with pytest.raises(BookError, match="last visible"):
        delete_sheet(package, "Sheet1")

    assert [one.name for one in package.workbook.sheets] == ["Sheet1", "Second"]


def test_libreoffice_computes_the_same_after_rows_and_names_moved(
    rich: Path, soffice: Office, tmp_path: Path
) -> None:
    package = Package.open(rich)
    insert_rows(package, "Claims", 2, 3)
    insert_rows(package, "Sums", 1, 1)
    rename_sheet(package, "Claims", "My claims")
    rename_table(package, "tblClaims", "tblLines")

    path = saved(package, tmp_path / "moved.xlsx")
    values = by_openpyxl(soffice.recalculated(path, tmp_path / "office"))

    assert values["Sums"] == {"A2": 245.5, "A3": 245.5, "A4": 75.5}
    assert values["My claims"]["E6"] == 245.5
