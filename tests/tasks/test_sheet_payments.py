"""Payers' sheets from import to ledger: what is outside of claims, and several sheets in a file."""

from __future__ import annotations

from typing import Any

import pytest

from tests.posting.desk import Desk
from tests.tasks.test_column_maps import imported, type_field
from tests.tasks.test_import_remittance import DOS, desk, lines, told
from xlbilling.model.ledger import Account
from xlbilling.model.plan import Plan
from xlbilling.model.tables import InputFile, Request
from xlbilling.remit.identify import ZIP_START

HEAD = "Payer,Check Number,Check Date,Check Amount,Account,Service Date,CPT,Billed,Paid,Reason Code"
SECTION = "Provider Adjustments\nReference ID,Adjustment Amt,Reason\nF7,{amount},{code}\n"


def row(check: str, total: str, claim: str, paid: str = "80.00", code: str = "CO-45") -> str:
    """A row of a payer's sheet: one line of 150.00."""
    cpt, billed = ("99213", "150.00") if code == "CO-45" else ("", "")
    return f"Acme Health,{check},2026-03-20,{total},{claim},{DOS},{cpt},{billed},{paid},{code}"


def sheet(*rows: str) -> str:
    """A sheet of rows below the header."""
    return "\n".join([HEAD, *rows]) + "\n"


def take(office: Desk, *texts: str) -> Plan:
    """Import one workbook with a sheet for each text, or a CSV where there is one."""
    cells: list[Any] = [[one.split(",") for one in text.splitlines()] for text in texts]
    names = tuple(f"S{n}" for n in range(1, len(texts) + 1))
    file = InputFile("portal.csv", texts[0].encode())
    if len(texts) > 1:
        file = InputFile("portal.xlsx", ZIP_START + b"xl/", tuple(cells), names)
    return imported(office, Request(office.as_of, "tester", (file,)))


@pytest.mark.parametrize(
    ("code", "paid", "total", "balance", "account"),
    [
        ("WO", "-30.00", "50.00", 3000, Account.RECOUPMENT),
        ("FB", "20.00", "100.00", -2000, Account.RECOUPMENT),
        ("L6", "3.00", "83.00", 0, Account.INTEREST),
        ("72", "-10.00", "70.00", 1000, Account.RECOUPMENT),
        ("CS", "-1.00", "79.00", 100, Account.RECOUPMENT),
        ("J1", "4.00", "84.00", -400, Account.RECOUPMENT),
    ],
)
def test_a_provider_level_row_of_a_csv_reaches_its_sheet_and_the_cash_is_the_check(
    code: str, paid: str, total: str, balance: int, account: Account
) -> None:
    office = desk(*lines("1"))
    extra = f"Acme Health,K1,2026-03-20,{total},,,,,{paid},{code}"

    plan = take(office, sheet(row("K1", total, "C1"), extra))
    office.post()

    cents = -round(float(paid) * 100)
    assert told(plan) == [("EOB-K1", "READY")]
    names = ("batch", "payer", "code", "amount_cents")
    assert office.cells("provider_adjustments", *names) == [("EOB-K1", "ACME", code, cents)]
    assert office.account(Account.CASH) == round(float(total) * 100)
    assert office.account(account) == cents
    assert office.receivable() == 0
    assert office.cells("provider_adjustments", "balance_cents") == [(balance,)]
    assert office.verify().findings == ()


def test_a_table_of_provider_adjustments_is_posted_once_and_undone() -> None:
    office = desk(*lines("1"))
    text = f"{sheet(row('K1', '50.00', 'C1'))}\n{SECTION.format(code='WO', amount='30.00')}"
    take(office, text)

    office.post()
    assert office.account(Account.CASH) == 5000
    assert office.cells("remits", "out_by_cents", "status") == [(0, "POSTED")]
    assert told(take(office, text)) == [("EOB-K1", "DUPLICATE")]
    office.undo("EOB-K1")
    assert office.account(Account.CASH) == 0
    assert office.owed() == {("C1", "1", "1:ACME"): 15000}


def test_an_adjustment_that_no_total_proves_blocks_the_payment() -> None:
    office = desk(*lines("1"))

    plan = take(office, f"{sheet(row('K1', '66.00', 'C1'))}\n{SECTION.format(code='WO', amount='30.00')}")  # fmt: skip

    assert told(plan) == [("EOB-K1", "BLOCKED")]
    office.post()
    assert office.account(Account.CASH) == 0


def test_every_sheet_of_a_workbook_is_a_payment_of_its_own() -> None:
    office = desk(*lines("1"), *lines("1", claim="C2"))

    plan = take(office, sheet(row("K1", "80.00", "C1")), sheet(row("K2", "80.00", "C2")))

    assert told(plan) == [("EOB-K1", "READY"), ("EOB-K2", "READY")]
    assert [one["file"] for one in plan.result["column_maps"]] == [
        "portal.xlsx S1", "portal.xlsx S2"
    ]  # fmt: skip
    assert len(office.frame("column_maps")) == len(HEAD.split(","))
    office.post()
    assert office.account(Account.CASH) == 16000


def test_a_workbook_with_one_sheet_that_is_not_sure_is_left_out_whole() -> None:
    office = desk(*lines("1"), *lines("1", claim="C2"))
    good = sheet(row("K1", "80.00", "C1"))
    bad = sheet(row("K2", "80.00", "C2")).replace(",Billed,", ",Total Amount,")

    plan = take(office, good, bad)

    assert [(one.id, one.where) for one in plan.findings if one.severity == "E"] == [
        ("MAP-UNSURE", "portal.xlsx S2")
    ]
    assert len(office.frame("remits")) == 0
    type_field(office, "Total Amount", "billed")
    assert [one["status"] for one in take(office, good, bad).result["batches"]] == ["READY"] * 2


def test_a_summary_beside_details_is_posted_once() -> None:
    office = desk(*lines("1"))
    summary = "Payer,Check Number,Check Date,Check Amount,Account,Billed,Paid\n"
    summary += "Acme Health,K1,2026-03-20,80.00,C1,150.00,80.00\n"

    plan = take(office, summary, sheet(row("K1", "80.00", "C1")))
    office.post()

    assert told(plan) == [("EOB-K1", "READY")]
    assert "SHEET-TWICE" in [one.id for one in plan.findings]
    assert office.account(Account.CASH) == 8000
    assert office.owed() == {}


def test_one_row_for_each_adjustment_leaves_the_patients_share_with_the_patient() -> None:
    office = desk(*lines("1"))
    head = f"{HEAD},Adjustment Amount"
    first = row("K1", "80.00", "C1")

    take(office, f"{head}\n{first},50.00\n{first.replace('CO-45', 'PR-2')},20.00\n")
    office.post()

    assert office.owed() == {("C1", "1", "PATIENT"): 2000}
