"""Every formula that we write gives in live Calc and in IronCalc what Python wrote beside it.

The sample office has them all: the proofs of payments, the links of findings, the aging, the
dashboard, the statements and letters, the worklist, inquiries, credits and productivity. Aging
Detail, Collections, Profit and Key Figures hold values alone.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final

import ironcalc
import pytest
import xlwings as xw

from tests.live_books import OpenBook
from tests.tree import ROOT
from xlbilling.book.binding import two_d
from xlbilling.hosts import files

SAMPLE: Final = ROOT / "workbooks" / "sample-office.xlsx"
LETTER: Final = "Letter "
"""A letter's sheet is named so, with the account behind."""
SHEETS: Final = (
    "Remits", "Remit Lines", "Findings", "Aging", "Dashboard", "Statement Index", LETTER,
    "Worklist", "Inquiries", "Credit Balances", "Productivity",
)  # fmt: skip
FIRST: Final = 12
Cells = dict[tuple[str, int, int], tuple[str, Any]]


def formula_cells(book: xw.Book, among: Collection[str] | None = None) -> Cells:
    """Return every formula of a book (or of some sheets) and its value, by sheet, row, column."""
    found: Cells = {}
    for sheet in book.sheets:
        if among is not None and sheet.name not in among:
            continue
        last = sheet.used_range.last_cell
        block = sheet.range((1, 1), (last.row, last.column))
        texts = two_d(block.formula, rows=last.row)
        if not any(str(text).startswith("=") for row in texts for text in row):
            continue
        values = two_d(block.raw_value, rows=last.row)
        for row, line in enumerate(texts, start=1):
            for column, text in enumerate(line, start=1):
                if str(text).startswith("="):
                    value = values[row - 1][column - 1]
                    found[sheet.name, row, column] = (text, "" if value is None else value)
    return found


@pytest.fixture(scope="module")
def ours() -> Cells:
    """Our formulas with what Python worked out."""
    with files.open_book(SAMPLE, read_only=True) as book:
        return formula_cells(book)


@pytest.fixture(scope="module")
def live(in_calc: OpenBook) -> Iterator[xw.Book]:
    """The sample office in live Calc, all calculated anew; what tests change is not kept."""
    from xlbilling.hosts import calc

    with calc.open_book(SAMPLE, read_only=True) as book:
        book.app.calculate()
        yield book


@pytest.fixture(scope="module")
def theirs(live: xw.Book) -> Cells:
    """The formulas with what live Calc worked out, before a test changes one."""
    return formula_cells(live)


def assert_alike(got: dict[tuple[str, int, int], Any], ours: Cells) -> None:
    assert got.keys() == ours.keys()
    wrong = {
        place: (got[place], value, text)
        for place, (text, value) in ours.items()
        if got[place] != (pytest.approx(value, abs=1e-9) if isinstance(value, float) else value)
    }
    assert not wrong


def kind(sheet: str) -> str:
    return LETTER if sheet.startswith(LETTER) else sheet


def test_the_sample_has_every_kind_of_formula(ours: Cells) -> None:
    assert set(SHEETS) < {kind(sheet) for sheet, _, _ in ours}


def test_calc_works_out_what_python_did(ours: Cells, theirs: Cells) -> None:
    assert_alike({place: value for place, (_, value) in theirs.items()}, ours)


def texts(cells: Cells) -> dict[tuple[str, int, int], str]:
    """Return the formulas; Calc writes a number in one as short as it can: 50 for 50.00."""
    return {
        place: re.sub(r"(\.\d*?)0+(?=\))", lambda found: found[1].rstrip("."), text)
        for place, (text, _) in cells.items()
    }


def test_calc_shows_each_formula_as_excel_does(ours: Cells, theirs: Cells) -> None:
    assert texts(theirs) == texts(ours)


@pytest.mark.usefixtures("theirs")
def test_formulas_that_the_host_writes_are_worked_out_alike(ours: Cells, live: xw.Book) -> None:
    """Of each sheet the first ones, which are one of each kind."""
    chosen: Cells = {}
    for name in SHEETS:
        mine = [place for place in ours if kind(place[0]) == name][:FIRST]
        chosen |= {place: ours[place] for place in mine}
    for (name, row, column), (text, _) in chosen.items():
        block = live.sheets[name].range((row, column))
        block.number_format = "General"
        block.impl.set_formulas([[text]], [[None]])
    every = formula_cells(live, {sheet for sheet, _, _ in chosen})
    got = {place: cell for place, cell in every.items() if place in chosen}

    assert texts(got) == texts(chosen)
    assert_alike({place: value for place, (_, value) in got.items()}, chosen)


_NO_FORMULAS: Final = re.compile(rb"<(dataValidations|conditionalFormatting)\b.*?</\1>", re.DOTALL)
"""What IronCalc takes most of a minute to read in the sample office; no cell's value is in it."""
_BLANK_NUMBER: Final = re.compile(rb'<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")? t="n"></c>')
"""A blank cell that IronCalc takes for a 0."""


def for_ironcalc(source: Path, target: Path) -> Path:
    """Copy a workbook with parts that name each other from where they stand, as IronCalc wants."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/") and name.endswith(".rels"):
                up = b"../" if name.count("/") > 2 else b""
                data = data.replace(b'Target="/xl/', b'Target="' + up)
            if name.startswith("xl/worksheets/sheet"):
                data = _BLANK_NUMBER.sub(b"", _NO_FORMULAS.sub(b"", data))
            new.writestr(name, data)
    return target


def test_ironcalc_works_out_what_python_did(ours: Cells, tmp_path: Path) -> None:
    plain = for_ironcalc(SAMPLE, tmp_path / "plain.xlsx")
    model = ironcalc.load_from_xlsx(str(plain), "en", "UTC", "en")
    model.evaluate()
    places = {one["name"]: n for n, one in enumerate(model.get_worksheets_properties())}
    got = {
        (name, row, column): model.get_cell_value(places[name], row, column)
        for name, row, column in ours
    }

    assert_alike(got, ours)
