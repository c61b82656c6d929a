"""Patients' money: oldest first, chosen, held, applied later, returned; to the cent, and once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from tests.posting.till import FAMILY, Till, line, patients_owe, receipt, rows_of
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import Account

SHOWN = ("receipt", "applied_cents", "left_cents", "applied_to", "state")


def till_with(*receipts: dict[str, Any], **tables: Any) -> Till:
    return Till.opened(receipts=receipts, **tables)


def test_a_familys_money_goes_over_the_households_lines_oldest_first() -> None:
    """
    C2/1  January   30.00   paid 30.00
    C1/1  February 100.00   paid 90.00, 10.00 stays
    C3/1  insured, pending: nothing of it is touched
    """
    till = till_with(receipt("R1", 120.0))

    plan = till.receive()

    assert patients_owe(till) == {"C1/1": 1000, "C1/2": 5000}
    assert till.owed()["C3", "1", "1:ACME"] == 8000
    assert till.cells("receipts", *SHOWN) == [("R1", 12000, 0, "C1/1 90.00, C2/1 30.00", "POSTED")]
    assert plan.result["receipts"][0]["applied_now"] == [
        {"claim": "C2", "line": "1", "amount": "30.00"},
        {"claim": "C1", "line": "1", "amount": "90.00"},
    ]
    assert (plan.batch, plan.result["cash"]) == ("RCP-20260331-1", "120.00")
    till.proved()


def test_a_receipt_for_more_lines_than_a_cell_can_name_says_how_many_more() -> None:
    """Ids as long as nobody's do for thousands of lines; the amounts are all there, to the cent."""
    claims = [line(f"C1{n}{'9' * 10_000}", "1", 20.0, dos_from="2026-01-05") for n in range(4)]
    till = Till.opened(
        claims=claims, patients=[{"patient_id": "P1", "guarantor_id": "G1"}], coverage=(),
        receipts=[receipt("R1", 80.0)],
    )  # fmt: skip

    till.receive()

    ((applied, left, words),) = till.cells("receipts", "applied_cents", "left_cents", "applied_to")
    assert (applied, left) == (8000, 0)
    assert words.endswith("/1 20.00, and 1 more")
    assert till.account(Account.CASH) == 8000
    till.proved()


def test_what_nobody_owes_stays_unapplied_in_sight_and_is_applied_later_without_new_cash() -> None:
    till = till_with(receipt("R1", 200.0))
    till.receive()
    assert till.cells("receipts", "applied_cents", "left_cents") == [(18000, 2000)]
    assert till.account(Account.UNAPPLIED) == -2000
    till.key(claims=[line("C1b", "1", 15.0)])
    till.charge()

    plan = till.receive()

    (row,) = rows_of(plan)
    assert (row.debit, row.credit, row.amount_cents) == (
        Account.UNAPPLIED, Account.PATIENT_AR, 1500,
    )  # fmt: skip
    assert till.account(Account.CASH) == 20000
    assert till.cells("receipts", "applied_cents", "left_cents") == [(19500, 500)]


def test_running_again_posts_nothing_and_writes_nothing() -> None:
    till = till_with(receipt("R1", 200.0), receipt("R2", 20.0, "2026-03-05"))
    till.receive()

    assert till.receive().is_empty


def test_a_claim_that_is_chosen_is_paid_and_no_other() -> None:
    till = till_with(receipt("R1", 200.0, "c1"))
    till.receive()

    assert patients_owe(till) == {"C2/1": 3000}
    assert till.cells("receipts", "left_cents") == [(5000,)]


def test_a_patient_named_narrows_the_money_to_that_patient() -> None:
    till = till_with(receipt("R1", 200.0, patient_id="P2"))
    till.receive()

    assert patients_owe(till) == {"C1/1": 10000, "C1/2": 5000}
    assert till.cells("receipts", "left_cents") == [(17000,)]


@pytest.mark.parametrize("text", ["2026-03-20", "3/20/2026"])
def test_a_copay_waits_for_the_claim_of_its_day_then_goes_to_it(text: str) -> None:
    """An insured visit of March 20: 20.00 at the desk, charged two days later, then answered."""
    till = till_with(receipt("R1", 20.0, text, patient_id="P3", date="2026-03-20"))
    till.receive()
    assert till.cells("receipts", "left_cents", "state") == [(2000, "POSTED")]
    till.key(claims=[line("C3b", "1", 60.0, dos_from="2026-03-20")])
    till.charge()

    till.receive()

    assert till.owed()["C3b", "1", "1:ACME"] == 6000
    assert till.owed()["C3b", "", "PATIENT"] == -2000
    assert till.cells("claims", "claim_id", "balance_cents", "owed_by", "status")[-1] == (
        "C3b", 4000, "INSURANCE", "",
    )  # fmt: skip
    assert till.account(Account.UNAPPLIED) == 0
    till.proved()


def test_a_returned_check_is_taken_back_wherever_it_went_once() -> None:
    till = till_with(receipt("R1", 200.0), receipt("R2", 5.0, "C9"))
    before = till.owed()
    till.receive()
    till.type_in("receipts", 2, returned_nsf=pd.Timestamp("2026-03-20"))

    plan = till.receive(date(2026, 4, 2))

    assert till.owed() == before
    assert till.cells("receipts", *SHOWN)[0][1:] == (pd.NA, pd.NA, "", "REVERSED")
    assert till.account(Account.CASH) == 500
    assert {row.posted for row in rows_of(plan)} == {date(2026, 4, 2)}
    assert plan.result["returned"] == "200.00"
    assert till.receive(date(2026, 4, 3)).is_empty
    till.proved()


def test_a_returned_check_can_itself_be_undone() -> None:
    till = till_with(receipt("R1", 200.0))
    till.receive()
    owed, sheet = till.owed(), till.cells("receipts", *SHOWN)
    till.type_in("receipts", 2, returned_nsf=pd.Timestamp("2026-03-20"))
    till.receive()

    till.undo("RCP-20260331-2")

    assert till.owed() == owed
    assert till.cells("receipts", *SHOWN) == sheet
    till.proved()


def test_a_batch_posts_nothing_until_it_comes_to_its_control_total() -> None:
    till = till_with(
        receipt("R1", 20.0, batch="DESK1"),
        receipt("R2", 10.0, batch="DESK2"),
        batches=[
            {"batch": "DESK1", "kind": "RECEIPTS", "control_total": 50.0},
            {"batch": "DESK2", "kind": "RECEIPTS"},
        ],
    )

    plan = till.receive()

    assert [one.id for one in plan.findings] == ["BATCH-CONTROL"]
    assert "$30.00 too little" in plan.findings[0].message
    assert till.account(Account.CASH) == 1000
    desk = [("DESK1", 2000, 3000, "OPEN"), ("DESK2", 1000, 0, "POSTED")]
    assert till.cells("batches", "batch", "entered_cents", "left_cents", "status")[:2] == desk
    till.type_in("receipts", 2, amount=5000)
    assert till.receive().findings == ()
    assert till.account(Account.CASH) == 6000
    with pytest.raises(RefusedError, match="front desk"):
        till.undo("DESK1")


def test_undoing_a_run_brings_balances_and_sheets_back_and_it_can_be_posted_anew() -> None:
    till = till_with(receipt("R1", 200.0))
    before, shown = till.owed(), till.shown()
    till.receive()
    after = till.owed()

    till.undo("RCP-20260331-1")

    assert (till.owed(), till.shown()) == (before, shown)
    assert till.account(Account.CASH) == till.account(Account.UNAPPLIED) == 0
    assert till.cells("receipts", *SHOWN) == [("R1", pd.NA, pd.NA, "", "OPEN")]
    till.receive()
    assert till.owed() == after
    till.proved()


def test_undoing_the_cash_takes_back_what_was_applied_of_it_later() -> None:
    till = till_with(receipt("R1", 200.0))
    till.receive()
    till.key(claims=[line("C1b", "1", 15.0)])
    till.charge()
    till.receive()

    till.undo("RCP-20260331-1")

    assert till.account(Account.UNAPPLIED) == till.account(Account.CASH) == 0
    assert patients_owe(till)["C1b/1"] == 1500
    till.proved()


def test_a_changed_amount_of_a_posted_receipt_is_a_finding_and_posts_nothing() -> None:
    till = till_with(receipt("R1", 20.0))
    till.receive()
    till.type_in("receipts", 2, amount=2500)

    plan = till.receive()

    assert [(one.id, one.where) for one in plan.findings] == [("RECEIPT-CHANGED", "Receipts!E2")]
    assert "$20.00 is posted, the sheet says $25.00" in plan.findings[0].message
    assert rows_of(plan) == []


@pytest.mark.parametrize(
    ("more", "id_", "where"),
    [
        ({"amount": None}, "RECEIPT-AMOUNT", "E2"),
        ({"amount": -5.0}, "RECEIPT-AMOUNT", "E2"),
        ({"date": None}, "RECEIPT-DATE", "B2"),
        ({"date": "2026-04-01"}, "RECEIPT-DATE", "B2"),
        ({"guarantor_id": ""}, "RECEIPT-NOBODY", "C2"),
        ({"receipt": ""}, "RECEIPT-NUMBER", "A2"),
    ],
)
def test_a_receipt_that_cannot_be_posted_says_why(more: Any, id_: str, where: str) -> None:
    till = till_with(receipt("R1", 20.0) | more)

    plan = till.receive()

    assert [(one.id, one.where) for one in plan.findings] == [(id_, f"Receipts!{where}")]
    assert rows_of(plan) == []
    assert till.cells("receipts", "state") == [("REFUSED",)]


def test_a_number_that_stands_twice_posts_neither() -> None:
    till = till_with(receipt("R1", 20.0), receipt("R1", 30.0))

    plan = till.receive()

    assert {one.id for one in plan.findings} == {"RECEIPT-TWICE"}
    assert rows_of(plan) == []


@pytest.mark.parametrize(("text", "id_"), [("C11", "RECEIPT-APPLY-TO"), ("C5", "RECEIPT-STRANGER")])
def test_money_for_what_is_not_the_payers_stays_unapplied(text: str, id_: str) -> None:
    till = till_with(receipt("R1", 20.0, text), claims=[*FAMILY, line("C5", "1", 40.0)])

    plan = till.receive()

    assert [one.id for one in plan.findings] == [id_]
    assert till.cells("receipts", "left_cents") == [(2000,)]


def test_nothing_is_posted_in_a_closed_month() -> None:
    till = till_with(receipt("R1", 20.0))
    till.key(periods=[{"period": "2026-03"}])
    before = till.book

    with pytest.raises(RefusedError, match="2026-03 is closed"):
        till.receive()

    assert till.book is before


def test_the_preview_says_what_goes_where() -> None:
    till = till_with(receipt("R1", 40.0), receipt("R2", 500.0, "C2"))

    plan = till.receive()

    assert plan.lines[:2] == (
        "receipt R1: $30.00 to C2/1, $10.00 to C1/1",
        "receipt R2: $500.00 stays unapplied",
    )


def test_a_receipt_is_undone_after_its_return_was_undone() -> None:
    """A check of 200.00 bounces, the bounce is undone, then the receipt: each row stands once."""
    till = Till.opened(receipts=[receipt("R1", 200.0)])
    before = patients_owe(till)
    first = till.receive().batch
    till.type_in("receipts", 2, returned_nsf=pd.Timestamp("2026-03-20"))
    returned = till.receive().batch

    till.undo(returned)
    till.undo(first)

    assert patients_owe(till) == before
    assert till.account(Account.CASH) == till.account(Account.UNAPPLIED) == 0
    till.proved()
