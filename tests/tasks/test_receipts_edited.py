"""Receipts whose rows were changed, removed or broken: no cash twice, none out of sight."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.posting.till import Till, patients_owe, receipt, rows_of
from xlbilling.model.cells import CellError
from xlbilling.model.ledger import Account

TWO_HOUSES = (
    {"patient_id": "P1", "guarantor_id": "G1"},
    {"patient_id": "P2", "guarantor_id": "G2"},
    {"patient_id": "P3", "guarantor_id": "G1"},
)


def taken(*receipts: dict[str, Any], **tables: Any) -> Till:
    till = Till.opened(receipts=receipts, **tables)
    till.receive()
    return till


def test_what_was_taken_back_in_part_is_posted_anew_up_to_the_amount_and_not_beyond() -> None:
    """R1 of 200.00 is posted, 100.00 of it taken back; then somebody types 250.00."""
    till = taken(receipt("R1", 200.0))
    till.reverse(till.entry(claim_id="C1", line="1", type="PAY"))
    till.type_in("receipts", 2, amount=25000)

    plan = till.receive()

    assert [(one.id, one.where) for one in plan.findings] == [("RECEIPT-CHANGED", "Receipts!E2")]
    assert "$100.00, of $200.00 is posted, the sheet says $250.00" in plan.findings[0].message
    assert (rows_of(plan), till.account(Account.CASH)) == ([], 10000)
    till.type_in("receipts", 2, amount=20000)
    assert till.receive().findings == ()
    assert till.account(Account.CASH) == 20000
    till.proved()


def test_a_receipt_that_was_undone_as_a_whole_is_posted_with_its_new_amount() -> None:
    till = taken(receipt("R1", 20.0))
    till.undo("RCP-20260331-1")
    till.type_in("receipts", 2, amount=2500)
    till.receive()
    assert till.account(Account.CASH) == 2500

    till.type_in("receipts", 2, amount=2000)

    assert [one.id for one in till.receive().findings] == ["RECEIPT-CHANGED"]


def test_a_number_typed_over_posts_no_cash_twice() -> None:
    till = taken(receipt("R1", 200.0))
    till.type_in("receipts", 2, receipt="R1A")

    plan = till.receive()

    assert [one.id for one in plan.findings] == ["RECEIPT-RENAMED", "RECEIPT-MISSING"]
    assert "the day, amount and payer of R1" in plan.findings[0].message
    assert till.account(Account.CASH) == 20000
    till.type_in("receipts", 2, receipt="R1")
    assert till.receive().findings == ()


def test_money_of_a_row_that_is_gone_stays_in_sight() -> None:
    till = taken(receipt("R1", 200.0))
    till.type_in("receipts", 2, receipt="R9", amount=100, date=pd.Timestamp("2026-03-02"))

    plan = till.receive()

    (found,) = plan.findings
    assert (found.id, found.severity) == ("RECEIPT-MISSING", "W")
    assert "1 (R1); $200.00 of cash, $20.00 of it unapplied" in found.message
    assert plan.result["unapplied"] == "21.00"


def test_money_that_was_posted_for_one_household_is_not_applied_for_another() -> None:
    till = taken(receipt("R1", 500.0), patients=TWO_HOUSES)
    owed = till.owed()
    till.type_in("receipts", 2, guarantor_id="G2")

    plan = till.receive()

    assert [(one.id, one.where) for one in plan.findings] == [("RECEIPT-CHANGED", "Receipts!C2")]
    assert "posted for guarantor G1" in plan.findings[0].message
    assert (till.owed(), plan.result["unapplied"]) == (owed, "350.00")


def test_a_guarantor_changed_on_patients_does_not_change_a_receipt() -> None:
    till = taken(receipt("R1", 20.0, guarantor_id="", patient_id="P1"))
    till.type_in("patients", 2, guarantor_id="G7")

    assert till.receive().findings == ()


def test_a_patient_of_another_household_gets_nothing_until_somebody_looks() -> None:
    till = taken(receipt("R1", 20.0, patient_id="P2"), patients=TWO_HOUSES)
    plan = till.plans[-1]
    assert [one.id for one in plan.findings] == ["RECEIPT-STRANGER"]
    assert "patient P2 is of account G2, not of G1" in plan.findings[0].message
    assert till.cells("receipts", "left_cents") == [(2000,)]

    till.type_in("receipts", 2, guarantor_id="")

    assert till.receive().findings == ()
    assert patients_owe(till)["C2/1"] == 1000
    till.proved()


@pytest.mark.parametrize(
    ("who", "where"),
    [({"guarantor_id": "G11"}, "C2"), ({"guarantor_id": "", "patient_id": "P99"}, "D2")],
)
def test_money_of_somebody_unknown_is_held_and_told(who: dict[str, str], where: str) -> None:
    till = taken(receipt("R1", 20.0) | who)

    for plan in (till.plans[-1], till.receive()):
        assert [(one.id, one.where) for one in plan.findings] == [
            ("RECEIPT-UNKNOWN", f"Receipts!{where}")
        ]
    assert till.cells("receipts", "left_cents", "state") == [(2000, "POSTED")]


def test_a_claim_in_other_capitals_names_who_pays() -> None:
    till = taken(receipt("R1", 20.0, "c1", guarantor_id=""))

    assert till.cells("receipts", "applied_to") == [("C1/1 20.00",)]


@pytest.mark.parametrize("back", ["2026-04-01", "2026-02-28"])
def test_a_check_comes_back_after_it_came_in_and_not_tomorrow(back: str) -> None:
    """R1 is of March 1; today is March 31."""
    till = taken(receipt("R1", 20.0))
    till.type_in("receipts", 2, returned_nsf=pd.Timestamp(back))

    plan = till.receive()

    assert [(one.id, one.where) for one in plan.findings] == [("RECEIPT-DATE", "Receipts!K2")]
    assert till.account(Account.CASH) == 2000


@pytest.mark.parametrize(
    ("column", "cell", "where"),
    [
        ("amount", CellError("#REF!"), "E2"),
        ("amount", 10.005, "E2"),
        ("returned_nsf", CellError("#VALUE!"), "K2"),
        ("apply_to", CellError("#N/A"), "H2"),
    ],
)
def test_a_cell_that_cannot_be_read_holds_its_receipt(column: str, cell: Any, where: str) -> None:
    till = Till.opened()
    till.lay(receipts=[receipt("R1", 20.0) | {column: cell}])

    plan = till.receive()

    assert [(one.id, one.where) for one in plan.findings] == [("RECEIPT-CELL", f"Receipts!{where}")]
    assert rows_of(plan) == []
