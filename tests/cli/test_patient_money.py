"""Patients' money from the command line, on a book of its own: posted, refused, taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.shell import done, run

DAY = ("--as-of", "2026-03-31", "--no-backup")
TABLES = {
    "patients": "Patient ID,Last,First,DOB,Sex,Guarantor ID\n"
    "P1,Fennel,Milo,1980-05-01,M,G1\nP2,Fennel,Ada,2010-05-01,F,G1\n",
    "claims": "Claim ID,Line,Patient ID,DOS From,Code,Units,Charge\n"
    "C1,1,P1,2026-01-05,99213,1,150.00\nC2,1,P2,2026-01-02,99213,1,50.00\n",
    "receipts": "Receipt,Date,Guarantor ID,Amount,Method,Apply To\n"
    "R1,2026-02-01,G1,70.00,CASH,\nR2,2026-02-02,G1,20.00,CHECK,2026-03-05\n",
    "adjustments": "Adjustment,Claim ID,Adjustment Type,Amount\nA1,C1,BAD DEBT,900.00\n",
    "refunds": "Refund,To,Guarantor ID,Amount\nF1,PATIENT,G1,5.00\n",
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A household's book, charges posted, receipts keyed."""
    path = tmp_path / "office.xlsx"
    done("new", path)
    for table, text in TABLES.items():
        (tmp_path / "rows.csv").write_text(text, encoding="utf-8")
        done("load", path, table, tmp_path / "rows.csv", *DAY)
    done("post-charges", path, *DAY)
    return path


def aged(book: Path) -> tuple[Any, Any]:
    told = done("age-receivables", book, *DAY, "--dry-run")
    return told["total"], told["unapplied"]


def test_patients_money_is_posted_refunded_and_taken_back(book: Path) -> None:
    before = book.read_bytes()
    preview = done("post-receipts", book, *DAY, "--dry-run")
    assert book.read_bytes() == before

    posted = done("post-receipts", book, *DAY)

    assert posted["receipts"] == preview["receipts"]
    assert (posted["cash"], posted["to_claims"], posted["unapplied"]) == ("90.00", "70.00", "20.00")
    assert aged(book) == ("130.00", "20.00")
    refused = run("adjust", book, *DAY, "--json")
    assert (refused.code, refused.json["refused"]) == (1, 1)
    given = done("adjust", book, *DAY, "--claim", "C1", "--type", "BAD DEBT", "--amount", "3.00")
    assert given["amount"] == "3.00"
    refund = done("refund", book, *DAY)
    assert aged(book) == ("127.00", "15.00")
    stopped = run("undo-batch", book, posted["batch"], *DAY, "--json")
    assert (stopped.code, stopped.json["error"]["id"]) == (2, "RECEIPT-REFUNDED")
    (entry,) = refund["refunds"][0]["entries"]
    assert done("reverse-entry", book, entry["entry"], *DAY)["rows"] == 1
    done("undo-batch", book, posted["batch"], *DAY)
    assert aged(book) == ("197.00", "0.00")
    assert done("verify-ledger", book, *DAY)["verified"] is True


def test_a_transfer_and_a_wrong_option_from_the_command_line(book: Path) -> None:
    assert done("transfer", book, *DAY)["posted"] == 0
    wrong = run("adjust", book, *DAY, "--claim", "C1", "--amount", "ten", "--json")

    assert (wrong.code, wrong.json["error"]["id"]) == (2, "USAGE")
