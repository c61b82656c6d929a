"""The VBA that looks at the room for new rows and makes it: LibreOffice and pyOpenVBA run it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.addin.interpreted import open_played
from tests.addin.live import LiveBook, opened
from tests.addin.vba import played, stand_in
from tests.template_book import template_book_bytes
from tests.tree import ROOT
from xlbilling.addin.building import macro_workbook_bytes
from xlbilling.book.making_room import BLANK, CLEAR, TABLE, TEXTS, VALUES
from xlbilling.book.vba import FIELD, RECORD
from xlbilling.hosts import files
from xlbilling.hosts.calc.office import Office

SHEET: Final = "It's Work"
EMPTY: Final = "F1:H400"
CELLS: Final = {
    "C3": 5.0, "D4": "a text", "B6": "=1+1", "C7": '=""', "C399": 0.0,
}  # fmt: skip
"""What stands on the sheet; nothing else does but two merged cells, B20:C20, and texts."""


@pytest.fixture(scope="module")
def live(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveBook]:
    """A macro-enabled workbook in LibreOffice, with a sheet for the tests."""
    folder = tmp_path_factory.mktemp("live")
    path = folder / "bare.xlsx"
    path.write_bytes(template_book_bytes())
    with files.open_book(path) as book:
        book.impl.backup_dir = None
        sheet = book.sheets.add(SHEET)
        for address, content in CELLS.items():
            sheet.range(address).formula = content
        sheet.range("B20:C20").merge()
        sheet.range("J2:J9").number_format = "@"
        sheet.range("J10:J12").number_format = "0.00"
        sheet.range("M2:M9").number_format = "@"
        sheet.range("P1:Q3").formula = [["=1+1", 2.0], ["a", "=P1"], [5.0, "b"]]
        book.save()
    made = folder / "office.xlsm"
    made.write_bytes(macro_workbook_bytes(played(), path.read_bytes()))
    with opened(office, made) as live_book:
        yield live_book


ONE: Final = f"of{FIELD}1\n."
"""That one order was carried out."""


def order(*fields: str) -> str:
    return FIELD.join(fields)


def free(live: LiveBook, *orders: str) -> list[int]:
    """Which orders find their cells as they want them."""
    told = str(live.run("Room.Free", live.name, RECORD.join(orders)))
    assert not told.startswith("!"), told
    *found, last = told.rstrip("\n").split("\n")
    assert last == order("of", str(len(orders)))
    return [int(line) for line in found]


@pytest.mark.parametrize(
    "cells", ["C3", "A1:E3", "D4:D9", "B6", "C7", "A300:E400", "B20", "A20:E20", "A19:B21"]
)
def test_a_place_with_anything_in_it_or_merged_is_not_blank(live: LiveBook, cells: str) -> None:
    """The merged cells hold nothing, but one that is partly among them would hide a row."""
    assert free(live, order(BLANK, SHEET, cells)) == []
    assert free(live, order(BLANK, SHEET, f"{EMPTY},{cells}")) == []


@pytest.mark.parametrize("cells", ["A1", EMPTY, "B8:C19", "B21:E398", "A401:E1048576"])
def test_a_place_without_anything_is_blank(live: LiveBook, cells: str) -> None:
    assert free(live, order(BLANK, SHEET, cells)) == [0]


@pytest.mark.parametrize(
    ("cells", "are_values"),
    [("C3:D4", True), (EMPTY, True), ("B6", False), ("A1:E9", False), ("C3:D4,C7", False)],
)
def test_cells_without_a_formula_are_values(
    live: LiveBook, cells: str, *, are_values: bool
) -> None:
    assert free(live, order(VALUES, SHEET, cells)) == ([0] if are_values else [])


@pytest.mark.parametrize(
    ("cells", "are_texts"), [("M2:M9", True), ("M9:M10", False), ("A1", False), ("M2,A1", False)]
)
def test_cells_are_of_text_where_all_are(live: LiveBook, cells: str, *, are_texts: bool) -> None:
    assert free(live, order(TEXTS, SHEET, cells)) == ([0] if are_texts else [])


def test_cells_are_made_blank_and_no_others(live: LiveBook) -> None:
    cells = live.document.Sheets.getByName(SHEET)
    before = [cells.getCellRangeByName(one).Formula for one in ("P1", "P2", "Q1", "Q2", "P3")]

    assert live.run("Walk.RoomMade", live.name, order(CLEAR, SHEET, "P1:P2,Q2")) == ONE

    after = [cells.getCellRangeByName(one).Formula for one in ("P1", "P2", "Q1", "Q2", "P3")]
    assert all(before)
    assert after == ["", "", before[2], "", before[4]]


def test_each_order_is_answered_by_its_number(live: LiveBook) -> None:
    asked = [
        order(BLANK, SHEET, "C3"), order(BLANK, SHEET, EMPTY), order(VALUES, SHEET, "B6"),
        order(VALUES, SHEET, "C3"),
    ]  # fmt: skip

    assert free(live, *asked) == [1, 3]


def formats(document: Any, cells: str) -> set[str]:
    """The number formats of cells of a column."""
    area = document.Sheets.getByName(SHEET).getCellRangeByName(cells)
    each = (area.getCellByPosition(0, row) for row in range(area.Rows.Count))
    return {document.NumberFormats.getByKey(one.NumberFormat).FormatString for one in each}


def test_cells_are_made_ones_of_text_and_tables_longer(live: LiveBook) -> None:
    """LibreOffice's VBA knows no tables; a stand-in says which were to take in which cells."""
    assert formats(live.document, "J8:J12") == {"@", "0.00"}
    assert formats(live.document, "K1:K3") == {"General"}
    orders = RECORD.join([
        order(TABLE, SHEET, "T1", "A1:E9"), order(TEXTS, SHEET, "J8:J12,K1:K3"),
        order(TABLE, SHEET, "T2", "A11:E12"),
    ])  # fmt: skip

    made = f"{order('of', '3')}\n.{SHEET}/T1/A1:E9;{SHEET}/T2/A11:E12;"
    assert live.run("Walk.RoomMade", live.name, orders) == made

    assert formats(live.document, "J8:J12") == {"@"}
    assert formats(live.document, "K1:K3") == {"@"}
    assert formats(live.document, "K4:K9") == {"General"}


@pytest.mark.parametrize(
    ("book", "wrong"),
    [
        ("", order(BLANK, "Nowhere", "A1")),
        ("", order("shade", SHEET, "A1")),
        ("another.xlsx", order(BLANK, SHEET, "A1")),
    ],
    ids=["no such sheet", "no such order", "no such workbook"],
)
def test_vba_says_what_it_cannot_do(live: LiveBook, book: str, wrong: str) -> None:
    """LibreOffice swallows errors; a half of what was asked must not pass for the answer."""
    name = book or live.name

    assert (
        str(live.run("Room.Free", name, RECORD.join((order(VALUES, SHEET, "A1"), wrong))))[0] == "!"
    )
    assert str(live.run("Walk.RoomMade", name, wrong)).startswith("!")


REAL: Final = "sheet.ListObjects(tableName).Resize sheet.Range(address)"
PLAYED: Final = 'toldSentence = toldSentence & sheet.Name & "/" & tableName & "/" & address & ";"'


def test_a_table_takes_in_other_cells(tmp_path: Path) -> None:
    """Excel's own tables are known to pyOpenVBA, which runs what stands in for nothing here."""
    assert REAL in ROOT.joinpath("macros/vba/Host.bas").read_text("utf-8")
    assert PLAYED in stand_in("Host.bas")
    excel = open_played(tmp_path, {PLAYED: REAL})
    table = 'ActiveWorkbook.Worksheets("Ledger").ListObjects("Ledger")'
    before = str(excel.evaluate(f"{table}.Range.Address")).replace("$", "")
    longer = f"{before.rpartition(':')[0]}:{before.rpartition(':')[2].rstrip('0123456789')}40"

    assert excel.run("RoomMade", "office.xlsm", order(TABLE, "Ledger", "Ledger", longer)) == ONE

    assert str(excel.evaluate(f"{table}.Range.Address")).replace("$", "") == longer
    assert excel.run("RoomMade", "office.xlsm", order(TABLE, "Ledger", "None", longer))[0] == "!"
