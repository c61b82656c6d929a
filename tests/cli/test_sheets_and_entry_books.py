"""Sheets pasted into the workbook, column maps and entry books from the command line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.shell import done, run
from xlbilling.commands.sample_office import SampleFiles

DAY = ("--as-of", "2025-12-31", "--no-backup")
HEAD = "Payer,Check Number,Check Date,Check Amount,Account,Service Date,CPT,Billed,Paid,Reason Code"


@pytest.fixture
def portal(sample: SampleFiles) -> Path:
    """A payer's CSV of the sample office."""
    return next(one for month in sample.months for one in month.remittances if one.suffix == ".csv")


def paste(book: Path, rows: list[list[str]], name: str = "Portal") -> None:
    """Paste rows onto a new sheet below two blank rows, as a person does."""
    opened = load_workbook(book)
    sheet = opened.create_sheet(name)
    for place, row in enumerate(rows, start=3):
        for column, text in enumerate(row, start=1):
            sheet.cell(place, column, text)
    opened.save(book)


def test_a_pasted_sheet_is_imported_like_its_file_and_stays_as_it_is(
    charged: Path, portal: Path
) -> None:
    rows = list(csv.reader(io.StringIO(portal.read_text("utf-8"))))
    paste(charged, rows)
    want = done("import-remittance", charged, portal, *DAY, "--dry-run")["batches"]

    first = done("import-remittance", charged, "--sheet", "portal", *DAY)
    again = done("import-remittance", charged, "--sheet", "Portal", *DAY)

    assert first["batches"] == want
    assert [one["status"] for one in again["batches"]] == ["DUPLICATE"]
    sheet = load_workbook(charged)["Portal"]
    cells = [["" if c is None else c for c in row] for row in sheet.iter_rows(values_only=True)]
    assert [row for row in cells if any(row)] == [
        row + [""] * (len(cells[0]) - len(row)) for row in rows if any(row)
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--sheet", "Nowhere"), "no sheet 'Nowhere'"),
        (("--sheet", "Claims"), "is a table of this program"),
        ((), "no file and no sheet"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_refused(
    charged: Path, words: tuple[str, ...], said: str
) -> None:
    before = charged.read_bytes()

    answer = run("import-remittance", charged, *words, *DAY)

    assert answer.code == 2
    assert said in answer.err
    assert charged.read_bytes() == before


def test_a_map_that_is_not_sure_is_exit_1_with_its_rows_on_the_sheet(
    charged: Path, tmp_path: Path
) -> None:
    file = tmp_path / "odd.csv"
    row = "Northlight Health Plan,7,12/20/2025,50.00,NOBODY,11/05/2025,99213,80.00,50.00,CO-45"
    file.write_text(f"{HEAD},Amount Paid\n{row},60.00\n")

    answer = run("import-remittance", charged, file, *DAY, "--json")

    assert answer.code == 1
    assert [one["id"] for one in answer.json["findings"]] == ["MAP-UNSURE"]
    assert (answer.json["batches"], answer.json["applied"]) == ([], True)
    sheet = load_workbook(charged)["Column Maps"]
    rows = list(sheet.iter_rows(min_row=2, max_col=7, values_only=True))
    assert [r[2] for r in rows if r[0]] == [*HEAD.split(","), "Amount Paid"]
    assert {r[6] for r in rows if r[0]} == {"proposed"}
    confirmed = load_workbook(charged)
    for cells in confirmed["Column Maps"].iter_rows(min_row=2):
        if cells[0].value:
            cells[4].value = "Y"
        if cells[2].value == "Amount Paid":
            cells[3].value = None
    confirmed.save(charged)
    again = done("import-remittance", charged, file, *DAY)
    assert [one["batch"] for one in again["batches"]] == ["EOB-7"]


def test_an_entry_book_is_merged_once(tmp_path: Path) -> None:
    book, entry = tmp_path / "office.xlsx", tmp_path / "entry.xlsx"
    done("new", book)
    done("new", entry)
    rows = tmp_path / "patients.csv"
    rows.write_text("Patient ID,Last,First\nP1,Roe,Alex\nP2,Doe,Dana\n")
    done("load", entry, "patients", rows, "--no-backup")

    dry = done("load", book, "all", entry, "--dry-run")
    first = done("load", book, "all", entry, "--no-backup")
    again = run("load", book, "all", entry, "--no-backup", "--json")

    assert (
        dry["tables"]
        == first["tables"]
        == [{"table": "patients", "added": 2, "known": 0, "clashes": 0}]
    )
    assert (dry["applied"], first["applied"], again.json["applied"]) == (False, True, False)
    assert again.json["tables"] == [{"table": "patients", "added": 0, "known": 2, "clashes": 0}]
    assert again.code == 0
