"""Finance charges on a real book: off, proposed, posted, shown, taken back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from openpyxl import load_workbook

from tests.cli.shell import done, run

BILLED = ("--as-of", "2026-01-31", "--no-backup")
DAY = ("--as-of", "2026-03-31", "--no-backup")
TABLES = {
    "guarantors": "Guarantor ID,Last,First,Address,City,State,ZIP\n"
    "G1,Doe,Ann,1 Elm St,Albany,NY,12201\n",
    "patients": "Patient ID,Last,First,DOB,Sex,Guarantor ID\nP1,Doe,Kim,1980-05-01,F,G1\n",
    "claims": "Claim ID,Line,Patient ID,DOS From,Code,Units,Charge\n"
    "C1,1,P1,2026-01-05,99213,1,100.00\n",
    "finance_rules": "State,From,Allowed,Monthly Percent,Source\nNY,2026-01-01,Y,1.5,adviser\n",
    "finance_notices": "Notice,Guarantor ID,Given On,How\nN1,G1,2026-01-01,LETTER\n",
}


def sent_and_on(book: Path) -> None:
    """Fill Sent of the statement and turn finance charges on, as a person does."""
    own = load_workbook(book)
    statements, settings = own["Statements"], own["Settings"]
    at = [cell.value for cell in statements[1]].index("Sent") + 1
    statements.cell(2, at).value = datetime(2026, 1, 31)
    (row,) = [r for r in range(2, 200) if settings.cell(r, 1).value == "Finance Charges"]
    settings.cell(row, 2).value = "Y"
    own.save(book)


def test_finance_charges_are_proposed_posted_billed_and_taken_back(tmp_path: Path) -> None:
    book = tmp_path / "office.xlsx"
    done("new", book)
    for table, text in TABLES.items():
        (tmp_path / "rows.csv").write_text(text, encoding="utf-8")
        done("load", book, table, tmp_path / "rows.csv", *BILLED)
    done("post-charges", book, *BILLED)
    done("make-statements", book, *BILLED)
    before = book.read_bytes()
    assert "finance charges are off" in run("post-finance-charges", book, *DAY).out
    assert book.read_bytes() == before

    sent_and_on(book)
    before = book.read_bytes()
    assert done("post-finance-charges", book, *DAY, "--dry-run")["accounts"] == {"G1": "1.50"}
    assert book.read_bytes() == before
    posted = done("post-finance-charges", book, *DAY)
    assert (posted["posted"], posted["amount"]) == (1, "1.50")
    assert done("post-finance-charges", book, *DAY)["left_out"] == {"CHARGED THIS MONTH": 1}
    assert done("verify-ledger", book, *DAY)["verified"] is True
    assert done("make-statements", book, *DAY)["amount"] == "101.50"
    shown = done("show-account", book, "--account", "P1", *DAY)
    assert {"part": "Of that", "day": "", "what": "finance charges", "amount": "1.50"} in shown[
        "rows"
    ]
    done("undo-batch", book, posted["batch"], *DAY)
    assert done("make-statements", book, *DAY)["amount"] == "100.00"
