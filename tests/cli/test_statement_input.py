"""Statements of odd people, from the command line: nobody is lost, nobody is mailed amiss."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.cli.shell import Answer, done, run
from tests.office_book import opened
from xlbilling.model import money

DAY = ("--as-of", "2026-03-31", "--no-backup")
LONG = "Wolfeschlegelsteinhausenbergerdorff" * 5 + "Example Of Two Hundred Ch"
HEBREW, ARABIC = "\u05d3\u05e0\u05d4", "\u0644\u064a\u0644\u0649 \u0645\u062b\u0627\u0644"
FIRST_31 = "HOUSEHOLD-NORTH-STREET-0000-000"
LONG_IDS = (f"{FIRST_31}1", f"{FIRST_31}2")
ODD = "A[1]:B*?/\\'C'"
HOME = "1 Elm St,Albany,NY,12201"
PEOPLE = {
    "G1": f"Plain,Ann,{HOME}",
    "G2": "Blank,Bob,,,,",
    "G3": f"{LONG},Cy,{HOME}",
    "G4": f"{ARABIC},{HEBREW},{HOME}",
    "G5": f"Taken,Dee,{HOME}",
    "G6": f"Credit,Eve,{HOME}",
    "Claims": f"Sheet,Fay,{HOME}",
    "History": f"Reserved,Gus,{HOME}",
    ODD: f"Odd,Hal,{HOME}",
    LONG_IDS[0]: f"Long,Ida,{HOME}",
    LONG_IDS[1]: f"Long,Joe,{HOME}",
}
TWICE = {"G7": (f"Twin,Kay,{HOME}", "Twin,Lee,2 Oak St,Troy,NY,12180")}


def tables() -> dict[str, str]:
    """Every guarantor has one patient and owes 20.00 of one visit."""
    everyone = [*PEOPLE, *TWICE]
    named = [*PEOPLE.items(), *((one, row) for one, rows in TWICE.items() for row in rows)]
    return {
        "guarantors": "Guarantor ID,Last,First,Address,City,State,ZIP\n"
        + "".join(f"{one},{row}\n" for one, row in named),
        "patients": "Patient ID,Last,First,DOB,Sex,Guarantor ID\n"
        + "".join(f"P{n},Patient,Pat,1980-05-01,F,{one}\n" for n, one in enumerate(everyone)),
        "claims": "Claim ID,Line,Patient ID,DOS From,Code,Units,Charge\n"
        + "".join(f"C{n},1,P{n},2026-01-05,99213,1,20.00\n" for n in range(len(everyone))),
    }


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The odd office with its charges posted, and a sheet of a person's own."""
    folder = tmp_path_factory.mktemp("odd")
    book = folder / "office.xlsx"
    done("new", book)
    opened(book, date(2026, 3, 31), [(name, text.encode()) for name, text in tables().items()])
    own = load_workbook(book)
    own.create_sheet("g5")["B2"] = "a person's own notes"
    own.save(book)
    return book


@pytest.fixture
def book(made_once: Path, tmp_path: Path) -> Path:
    """A copy of the odd office."""
    return Path(shutil.copy(made_once, tmp_path / "office.xlsx"))


def proved(told: dict[str, str]) -> None:
    """Assert that stated and excluded balances are the patient receivable."""
    stated, excluded, owed = (
        money.from_text(told[name]) for name in ("stated_balance", "excluded_balance", "patient_ar")
    )

    assert stated + excluded == owed


def sheets(book: Workbook) -> dict[str, str]:
    """The statements' sheets by account, as the register names them."""
    register = book["Statements"]
    head, *rows = register.iter_rows(values_only=True)
    at = {str(name): place for place, name in enumerate(head)}
    return {str(row[at["Guarantor ID"]]): str(row[at["Sheet"]]) for row in rows if row[0]}


def text_of(book: Workbook, sheet: str) -> str:
    cells = book[sheet].iter_rows(values_only=True)
    return " ".join(str(cell) for row in cells for cell in row if cell is not None)


def test_odd_people_are_stated_or_left_out_with_a_reason_and_the_proof_holds(book: Path) -> None:
    answer: Answer = run("make-statements", book, *DAY, "--json")
    told = answer.json

    assert answer.code == 0, answer.err
    proved(told)
    assert told["excluded"] == {"BAD ADDRESS": 2}, "G2 without a street, G7 of two people"
    made = load_workbook(book)
    names = sheets(made)
    there = made.sheetnames
    assert set(names) == {*PEOPLE, *TWICE} - {"G2", "G7"}
    assert set(names.values()) <= set(there)
    assert len({name.casefold() for name in there}) == len(there)
    assert names["G5"] == "G5 (2)"
    assert names["Claims"] == "Claims (2)"
    assert names["History"] == "Account History"
    assert names[ODD] == "A-1--B----'C"
    assert [names[one] for one in LONG_IDS] == [FIRST_31, f"{FIRST_31[:27]} (2)"]
    assert all(len(name) <= 31 for name in there)
    assert made["g5"]["B2"].value == "a person's own notes"
    assert LONG in text_of(made, names["G3"]).replace("\n", " ")
    assert f"{HEBREW} {ARABIC}" in text_of(made, names["G4"])
    for one, name in names.items():
        assert one in text_of(made, name)


def test_a_second_run_of_odd_people_changes_nothing(book: Path) -> None:
    first = done("make-statements", book, *DAY)
    names = sheets(load_workbook(book))
    again = done("make-statements", book, *DAY)

    assert {k: again[k] for k in first if k in {"statements", "amount", "excluded"}} == {
        k: first[k] for k in first if k in {"statements", "amount", "excluded"}
    }
    assert sheets(load_workbook(book)) == names


def test_an_account_with_a_credit_is_left_out_and_counted(book: Path, tmp_path: Path) -> None:
    """G6 pays 20.00, then the charge is corrected to 5.00: 15.00 are owed back."""
    paid = "Receipt,Date,Guarantor ID,Amount,Method,Apply To\nR1,2026-02-01,G6,20.00,CASH,\n"
    (tmp_path / "rows.csv").write_text(paid, encoding="utf-8")
    done("load", book, "receipts", tmp_path / "rows.csv", *DAY)
    done("post-receipts", book, *DAY)
    own = load_workbook(book)
    claims = own["Claims"]
    at = {str(cell.value): n for n, cell in enumerate(claims[1], start=1)}
    row = next(r for r in range(2, 99) if claims.cell(r, at["Claim ID"]).value == "C5")
    claims.cell(row, at["Charge"]).value = 5
    own.save(book)
    done("post-charges", book, *DAY)

    told = done("make-statements", book, *DAY)
    proved(told)
    assert told["excluded"] == {"BAD ADDRESS": 2, "BELOW MINIMUM": 1}
    assert told["excluded_balance"] == "25.00", (
        "40.00 that cannot be mailed less the credit of 15.00"
    )


@pytest.mark.parametrize(
    ("setting", "value"), [("Statement Minimum", "five"), ("Statement Due Days", "-3")]
)
def test_a_refused_run_leaves_the_book_byte_for_byte(book: Path, setting: str, value: str) -> None:
    own = load_workbook(book)
    sheet = own["Settings"]
    row = next(r for r in range(2, 200) if sheet.cell(r, 1).value == setting)
    sheet.cell(row, 2).value = value
    own.save(book)
    before = book.read_bytes()
    answer = run("make-statements", book, *DAY)

    assert answer.code == 2
    assert setting in answer.err
    assert book.read_bytes() == before


def test_an_empty_office_makes_no_statement(tmp_path: Path) -> None:
    done("new", tmp_path / "office.xlsx")
    told = done("make-statements", tmp_path / "office.xlsx", *DAY)

    proved(told)
    assert told["statements"] == 0
