"""Cells spliced into a sheet: what is written is read so, the rest stays byte for byte."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hosts.package.books import parts_of, saved
from tests.hosts.package.reading import by_openpyxl, by_wolfxl
from tests.office import Office
from xlbilling.hosts.files.package.dynamic_arrays import dynamic_array_mark
from xlbilling.hosts.files.package.package import Package
from xlbilling.hosts.files.package.sheet_scan import SheetBytes
from xlbilling.hosts.files.package.sheet_xml import (
    CellOut,
    RowFormat,
    array_areas,
    formulas,
    row_formats,
    splice,
    styles_grid,
    used_area,
)
from xlbilling.model.cells import CellError
from xlbilling.model.errors import BookError

HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
SMALL = (
    HEAD + b'<dimension ref="A1:C3"/><cols><col min="3" max="4" width="9" style="7"/></cols>'
    b'<sheetData><row r="1" spans="1:3" ht="20" customHeight="1"><c r="A1" s="2"><v>1</v></c>'
    b'<c r="C1" t="s"><v>0</v></c></row><row r="3" s="5" customFormat="1"><c r="B3"/></row>'
    b"</sheetData><pageMargins/></worksheet>"
)


def spliced(xml: bytes, cells: dict[str, CellOut], **given: Any) -> bytes:
    """Return the sheet with the cells changed, which are named by address."""
    from xlbilling.hosts.files.package.addresses import parse_cell

    changes: dict[int, dict[int, CellOut]] = {}
    for name, out in cells.items():
        row, column = parse_cell(name)
        changes.setdefault(row, {})[column] = out
    return b"".join(splice(xml, changes, **given))


def data_of(xml: bytes) -> bytes:
    sheet = SheetBytes.of(xml)
    return sheet.xml[sheet.start : sheet.end]


def test_no_change_gives_the_same_bytes() -> None:
    assert spliced(SMALL, {}) == SMALL


def test_cells_are_replaced_added_and_blanked_in_order() -> None:
    new = spliced(
        SMALL,
        {
            "A1": CellOut(value=None),
            "B1": CellOut(value=2.5),
            "C1": CellOut(value=True),
            "D1": CellOut(value="x"),
            "B2": CellOut(value=CellError("#REF!")),
            "A3": CellOut(value=7),
            "E5": CellOut(value=1, formula="=A3+1 & <b>"),
        },
    )

    assert data_of(new) == (
        b'<row r="1" ht="20" customHeight="1"><c r="A1" s="2"/><c r="B1"><v>2.5</v></c>'
        b'<c r="C1" t="b"><v>1</v></c><c r="D1" s="7" t="inlineStr"><is><t>x</t></is></c></row>'
        b'<row r="2"><c r="B2" t="e"><v>#REF!</v></c></row>'
        b'<row r="3" s="5" customFormat="1"><c r="A3" s="5"><v>7</v></c><c r="B3"/></row>'
        b'<row r="5"><c r="E5"><f>A3+1 &amp; &lt;b&gt;</f><v>1</v></c></row>'
    )
    assert b'<dimension ref="A1:E5"/>' in new


def test_only_the_style_changes_when_the_content_is_kept() -> None:
    new = spliced(SMALL, {"A1": CellOut(style=9), "C1": CellOut(style=0), "B3": CellOut(style=4)})

    assert b'<c r="A1" s="9"><v>1</v></c><c r="C1" t="s"><v>0</v></c>' in new
    assert b'<c r="B3" s="4"/>' in new


def test_row_formats_change_without_their_cells() -> None:
    rows = {
        1: RowFormat(auto_height=True, hidden=True),
        3: RowFormat(height=30),
        9: RowFormat(style=3),
    }

    new = spliced(SMALL, {}, rows=rows)

    assert b'<row r="1" spans="1:3" hidden="1"><c r="A1" s="2"><v>1</v></c>' in new
    assert b'<row r="3" s="5" customFormat="1" ht="30" customHeight="1"><c r="B3"/></row>' in new
    assert b'<row r="9" s="3" customFormat="1"/></sheetData>' in new
    assert row_formats(new)[3] == RowFormat(30, auto_height=False, hidden=False, style=5)


def test_a_sheet_without_rows_takes_cells() -> None:
    empty = HEAD + b"<sheetData/></worksheet>"

    new = spliced(empty, {"A1": CellOut(value=1)})

    assert (
        new == HEAD + b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    )
    assert used_area(empty) is None


def test_a_prefixed_sheet_keeps_its_prefix() -> None:
    """The Open XML SDK writes x: before every tag."""
    prefixed = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<x:sheetData><x:row r="1"><x:c r="A1"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row>'
        b"</x:sheetData></x:worksheet>"
    )

    new = spliced(prefixed, {"B1": CellOut(value="b"), "A2": CellOut(value=3)})

    assert data_of(new) == (
        b'<x:row r="1"><x:c r="A1"><x:f>1+1</x:f><x:v>2</x:v></x:c><x:c r="B1" t="inlineStr">'
        b'<x:is><x:t>b</x:t></x:is></x:c></x:row><x:row r="2"><x:c r="A2"><x:v>3</x:v></x:c></x:row>'
    )
    assert formulas(new) == {(1, 1): "1+1"}


def test_cells_without_addresses_get_them() -> None:
    """Addresses may be left out; then position counts."""
    bare = HEAD + (
        b"<sheetData><row><c><v>1</v></c><c/></row><row r='4'><c r='C4'><v>2</v></c>"
        b'<c t="b"><v>1</v></c></row><row/></sheetData></worksheet>'
    )

    new = spliced(bare, {"A1": CellOut(value=5)})

    assert data_of(new) == (
        b'<row r="1"><c r="A1"><v>5</v></c><c r="B1"/></row><row r="4"><c r="C4"><v>2</v></c>'
        b'<c r="D4" t="b"><v>1</v></c></row><row r="5"/>'
    )


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1", "-5", "@SUM(A1)", "\t=cmd", "\r=cmd", "001", "May 2020", "1E5", " padded ",
        "a\nb", "a\r\nb", "tab\tin", "<&>\"'", "bell \x07 null \x00", "_x0041_", "_x005F_", "é 漢 😀",
        "\ud800 lone", "", "two  spaces", "]]>",
    ],
)  # fmt: skip
def test_text_stays_the_very_same_text(tmp_path: Path, text: str) -> None:
    """Nothing that comes from outside becomes a formula or a number, or damages the file."""
    package = Package.new()
    xml = spliced(package.sheet_xml("Sheet1"), {"A1": CellOut(value=text)})
    package.set_sheet_xml("Sheet1", xml)
    path = saved(package, tmp_path / "text.xlsx")

    assert b"<f>" not in parts_of(path.read_bytes())["xl/worksheets/sheet1.xml"]
    if text and "\ud800" not in text:
        assert unescaped(by_openpyxl(path)["Sheet1"]["A1"]) == text
        assert unescaped(by_wolfxl(path)["Sheet1"]["A1"]) == text


def unescaped(read: object) -> str:
    """Return the text of a cell; not every reader undoes Office's _xHHHH_ in cells."""
    import re

    assert isinstance(read, str)
    return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), read)


@given(
    st.lists(
        st.one_of(
            st.text(),
            st.floats(allow_nan=False, allow_infinity=False),
            st.booleans(),
            st.none(),
            st.integers(-(10**12), 10**12),
        ),
        max_size=6,
    )
)
def test_any_values_leave_a_sheet_that_parses_and_can_be_changed_again(values: list[Any]) -> None:
    from lxml import etree

    cells = {f"{'ABCDEF'[place]}2": CellOut(value=value) for place, value in enumerate(values)}

    new = spliced(SMALL, cells)

    etree.fromstring(new)
    blanked = spliced(new, {name: CellOut(value=None) for name in cells})
    assert used_area(blanked) is not None
    assert b"<t" not in data_of(blanked).replace(b't="s"', b"")


@pytest.mark.parametrize(
    ("moment", "serial", "serial1904"),
    [
        (date(2026, 3, 31), b"46112", b"44650"),
        (datetime(2026, 3, 31, 12), b"46112.5", b"44650.5"),
        (date(1904, 1, 2), b"1463", b"1"),
    ],
)
def test_dates_are_the_book_s_own_day_numbers(
    moment: date, serial: bytes, serial1904: bytes
) -> None:
    out = {"A1": CellOut(value=moment)}  # type: ignore[arg-type]

    assert b"<v>" + serial + b"</v>" in spliced(SMALL, out)
    assert b"<v>" + serial1904 + b"</v>" in spliced(SMALL, out, date1904=True)


def test_the_first_days_of_1900_are_counted_as_excel_counts_them() -> None:
    for day, serial in (
        (date(1900, 1, 1), b"1"),
        (date(1900, 2, 28), b"59"),
        (date(1900, 3, 1), b"61"),
    ):
        assert b"<v>" + serial + b"</v>" in spliced(SMALL, {"A1": CellOut(value=day)})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "out",
    [
        CellOut(value=float("nan")),
        CellOut(value=float("inf")),
        CellOut(value="x" * 32_768),
        CellOut(value=1, formula="=" + "1+" * 5000 + "1"),
        CellOut(value=datetime(1899, 1, 1)),
    ],
)
def test_what_no_cell_can_hold_is_refused(out: CellOut) -> None:
    with pytest.raises(BookError) as caught:
        spliced(SMALL, {"A1": out})

    assert caught.value.id == "BOOK-CELL"


@pytest.mark.parametrize("cut", [b"</c>", b"</row>", b"</sheetData>"])
def test_a_sheet_cut_off_in_the_middle_is_refused(cut: bytes) -> None:
    damaged = SMALL.replace(cut, b"")

    with pytest.raises(BookError) as caught:
        spliced(damaged, {"A1": CellOut(value=1), "C1": CellOut(value=1)})

    assert caught.value.id == "BOOK-UNREADABLE"


def test_overwriting_the_first_of_a_shared_formula_writes_the_others_out(shared: Path) -> None:
    package = Package.open(shared)
    old = package.sheet_xml("Sheet")
    assert formulas(old) == {(row, 2): f"A{row}*2" for row in range(1, 5)}

    new = spliced(
        old, {"B1": CellOut(value=1), "B2": CellOut(style=0), "B3": CellOut(value="gone")}
    )

    assert formulas(new) == {(2, 2): "A2*2", (4, 2): "A4*2"}
    assert b't="shared"' not in new
    assert b"<v>80</v>" in new


def test_overwriting_a_member_of_a_shared_formula_keeps_the_group(shared: Path) -> None:
    old = Package.open(shared).sheet_xml("Sheet")

    new = spliced(old, {"B3": CellOut(value=1)})

    assert formulas(new) == {(row, 2): f"A{row}*2" for row in (1, 2, 4)}
    assert new.count(b't="shared"') == 3


def test_a_part_of_an_array_formula_is_refused_the_whole_can_go(rich: Path) -> None:
    xml = Package.open(rich).sheet_xml("Claims")
    assert array_areas(xml) == {(5, 5): "E5:E6"}

    for name in ("E5", "E6"):
        with pytest.raises(BookError, match="E5:E6"):
            spliced(xml, {name: CellOut(value=1)})

    both = spliced(xml, {"E5": CellOut(value=1), "E6": CellOut(value=2)})
    assert array_areas(both) == {}


def test_what_a_dynamic_array_formula_spilled_goes_with_it() -> None:
    xml = HEAD + (
        b'<sheetData><row r="1"><c r="A1" cm="1"><f t="array" ref="A1:A3">_xlfn._xlws.SORT(B1:B3)</f>'
        b'<v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row><row r="3"><c r="A3"><v>3</v></c>'
        b"</row></sheetData></worksheet>"
    )

    assert data_of(spliced(xml, {"A1": CellOut(value=9)})) == (
        b'<row r="1"><c r="A1"><v>9</v></c></row><row r="2"/><row r="3"/>'
    )


def test_a_spilling_formula_is_marked_so_and_computed_by_libreoffice(
    soffice: Office, tmp_path: Path
) -> None:
    package = Package.new()
    mark = dynamic_array_mark(package)
    cells = {
        "A1": CellOut(value=2), "A2": CellOut(value=1),
        "B1": CellOut(value=1, formula="SORT(A1:A2)", array="B1:B2", dynamic=mark),
        "B2": CellOut(value=2),
    }  # fmt: skip
    package.set_sheet_xml("Sheet1", spliced(package.sheet_xml("Sheet1"), cells))
    path = saved(package, tmp_path / "spill.xlsx")

    assert dynamic_array_mark(Package.open(path)) == mark == 1
    assert b'<c r="B1" cm="1"><f t="array" ref="B1:B2">_xlfn._xlws.SORT' in package.sheet_xml(
        "Sheet1"
    )
    values = by_openpyxl(soffice.recalculated(path, tmp_path / "office"))["Sheet1"]
    assert values == {"A1": 2, "A2": 1, "B1": 1, "B2": 2}


def test_formulas_carry_the_value_that_python_computed(tmp_path: Path) -> None:
    package = Package.new()
    cells = {
        "A1": CellOut(value=3.5, formula="=1.5+2"),
        "A2": CellOut(value="late", formula='=IF(A1>1,"late","")'),
        "A3": CellOut(value=True, formula="A1>1"),
        "A4": CellOut(value=CellError("#N/A"), formula="NA()"),
        "A5": CellOut(value=30, formula="SUM(A1:A2*2)", array="A5"),
    }
    package.set_sheet_xml("Sheet1", spliced(package.sheet_xml("Sheet1"), cells))
    package.workbook.recalculate_on_load()
    path = saved(package, tmp_path / "f.xlsx")

    shown = {"A1": 3.5, "A2": "late", "A3": True, "A4": "#N/A", "A5": 30}
    assert by_openpyxl(path)["Sheet1"] == shown
    assert by_wolfxl(path)["Sheet1"] == shown
    kept = by_openpyxl(path, formulas=True)["Sheet1"]
    assert kept == {
        "A1": "=1.5+2",
        "A2": '=IF(A1>1,"late","")',
        "A3": "=A1>1",
        "A4": "=NA()",
        "A5": "=SUM(A1:A2*2)",
    }
    assert b'fullCalcOnLoad="1"' in parts_of(path.read_bytes())["xl/workbook.xml"]


def test_format_numbers_are_found_by_cell(rich: Path) -> None:
    grid = styles_grid(Package.open(rich).sheet_xml("Claims"))

    assert {place: grid[place] for place in grid if place[1] == 3} == {
        (2, 3): 1,
        (3, 3): 1,
        (4, 3): 1,
    }
    assert grid.get((1, 1), 0) == 0
    assert len(grid) == len(list(grid))
    assert (99, 1) not in grid
