"""What was in the book and is not ours stays in it, part for part and byte for byte."""

from pathlib import Path

import pytest

from tests.hosts.package.books import RIBBON, changed_parts, parts_of, saved
from tests.hosts.package.reading import by_openpyxl, by_wolfxl
from tests.office import Office
from xlbilling.hosts.files.package.addresses import Area
from xlbilling.hosts.files.package.notes import Note, set_note
from xlbilling.hosts.files.package.package import Package
from xlbilling.hosts.files.package.sheet_scan import SheetBytes
from xlbilling.hosts.files.package.sheet_xml import CellOut, splice
from xlbilling.hosts.files.package.tables import grow_table

CLAIMS = "xl/worksheets/sheet1.xml"


def with_cell(path: Path, sheet: str, row: int, column: int, value: str) -> tuple[bytes, bytes]:
    """Change one cell and return the book before and after."""
    before = path.read_bytes()
    package = Package.open(path)
    xml = package.sheet_xml(sheet)
    package.set_sheet_xml(sheet, lambda: splice(xml, {row: {column: CellOut(value=value)}}))
    return before, package.to_bytes()


def test_changing_one_cell_changes_one_part_and_in_it_that_cell_only(rich: Path) -> None:
    before, after = with_cell(rich, "Claims", 2, 2, "Other payer")

    assert changed_parts(before, after) == {CLAIMS}
    old, new = parts_of(before)[CLAIMS], parts_of(after)[CLAIMS]
    start = old.index(b'<c r="B2"')
    end = old.index(b"</c>", start) + 4
    added = b'<c r="B2" t="inlineStr"><is><t>Other payer</t></is></c>'
    assert new == old[:start] + added + old[end:]


def test_what_a_careless_program_loses_is_all_there(rich: Path) -> None:
    _, after = with_cell(rich, "Claims", 2, 2, "Other payer")

    parts = parts_of(after)
    assert parts["customUI/customUI14.xml"] == RIBBON
    for name in (
        "xl/threadedComments/threadedComment1.xml", "xl/persons/person.xml", "xl/charts/chart1.xml",
        "xl/slicers/slicer1.xml", "xl/slicerCaches/slicerCache1.xml", "xl/drawings/drawing1.xml",
        "xl/drawings/vmlDrawing1.vml", "xl/pivotTables/pivotTable1.xml", "xl/comments1.xml",
        "xl/pivotCache/pivotCacheDefinition1.xml", "xl/tables/table1.xml",
    ):  # fmt: skip
        assert name in parts, name
    assert b"How to use this sheet" in parts["xl/drawings/drawing1.xml"]
    for mark in (b"sparklineGroup", b"x14:dataBar", b"Lists!$A$1:$A$3", b"x14:slicer "):
        assert mark in parts[CLAIMS], mark


@pytest.mark.parametrize("book", ["rich", "plain"])
def test_other_programs_read_all_other_cells_as_before(
    book: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    path: Path = request.getfixturevalue(book)
    sheet = next(iter(by_openpyxl(path)))
    want = by_openpyxl(path)
    want[sheet]["B2"] = "new"

    _, after = with_cell(path, sheet, 2, 2, "new")

    new = tmp_path / "after.xlsx"
    new.write_bytes(after)
    assert by_openpyxl(new) == want
    want_formulas = by_openpyxl(path, formulas=True)
    want_formulas[sheet]["B2"] = "new"
    assert by_openpyxl(new, formulas=True) == want_formulas
    want_wolfxl = by_wolfxl(path)
    want_wolfxl[sheet]["B2"] = "new"
    assert by_wolfxl(new) == want_wolfxl


def test_a_style_only_adds_to_the_styles(rich: Path) -> None:
    before = rich.read_bytes()
    package = Package.open(rich)
    old_formats = [package.styles.format_of(number) for number in range(len(package.styles))]

    package.styles.with_format(0, number_format="@")

    after = package.to_bytes()
    assert changed_parts(before, after) == {"xl/styles.xml"}
    styles = Package.from_bytes(after).styles
    assert [styles.format_of(number) for number in range(len(styles))][:-1] == old_formats


def test_growing_a_table_and_a_note_touch_only_their_parts(rich: Path) -> None:
    before = rich.read_bytes()
    package = Package.open(rich)

    grow_table(package, "tblClaims", 6)
    set_note(package, "Claims", Note(4, 1, "look again", "Ana"))

    vml, notes = "xl/drawings/vmlDrawing1.vml", "xl/comments1.xml"
    assert changed_parts(before, package.to_bytes()) == {CLAIMS, "xl/tables/table1.xml", notes, vml}


def test_libreoffice_opens_the_changed_book_and_computes_the_same(
    rich: Path, soffice: Office, tmp_path: Path
) -> None:
    package = Package.open(rich)
    xml = package.sheet_xml("Claims")
    cells = {5: {1: CellOut(value="=C1004"), 2: CellOut(value="Umbrella"), 3: CellOut(value=54.5)}}
    package.set_sheet_xml("Claims", b"".join(splice(xml, cells)))
    grow_table(package, "tblClaims", 5)
    package.workbook.recalculate_on_load()
    new = saved(package, tmp_path / "changed.xlsx")

    values = by_openpyxl(soffice.recalculated(new, tmp_path / "office"))

    claims = values["Claims"]
    assert [claims[name] for name in ("A5", "B5", "C5", "E3")] == [
        "=C1004",
        "Umbrella",
        54.5,
        245.5,
    ]
    assert values["Sums"] == {"A1": 245.5, "A2": 300, "A3": 75.5}
    shown = [*claims.values(), *values["Sums"].values()]
    assert not [one for one in shown if str(one).startswith("#")]


def test_a_large_sheet_is_streamed_and_its_other_rows_are_the_same_bytes() -> None:
    row = '<row r="{0}"><c r="A{0}"><v>{0}</v></c><c r="B{0}" t="s"><v>0</v></c></row>'
    rows = "".join(row.format(number) for number in range(1, 60_001))
    xml = f'<worksheet xmlns="urn:x"><sheetData>{rows}</sheetData></worksheet>'.encode()

    pieces = list(splice(xml, {30_000: {2: CellOut(value=1)}}))

    assert max(map(len, pieces)) <= 1 << 20
    new = b"".join(pieces)
    changed = b'<c r="B30000"><v>1</v></c>'
    assert new == xml.replace(b'<c r="B30000" t="s"><v>0</v></c>', changed)
    assert Area(1, 1, 60_000, 2) == used(new)


def used(xml: bytes) -> Area | None:
    from xlbilling.hosts.files.package.sheet_xml import used_area

    assert SheetBytes.of(xml).is_usual()
    return used_area(xml)
