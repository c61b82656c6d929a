"""Keyed adjustments, transfers and refunds that were copied, edited or broken."""

from __future__ import annotations

from typing import Any

import pytest

from tests.posting.till import Till, patients_owe, receipt, rows_of
from xlbilling.model.cells import CellError

A1 = {"adjustment": "A1", "claim_id": "C1", "adjustment_type": "SMALL", "amount": 40.0}


def adjusted(**more: Any) -> Till:
    till = Till.opened(adjustments=[A1 | more])
    till.adjust()
    return till


def test_a_row_copied_with_its_state_is_posted_as_a_row_of_its_own() -> None:
    """Someone copies A1 down, state and entry with it, and types another id and amount."""
    till = adjusted()
    copied = {"adjustment": "A2", "amount": 10.0, "state": "POSTED", "entry": "E1"}
    till.key(adjustments=[A1 | copied])

    till.adjust()

    assert patients_owe(till)["C1/1"] == 5000
    assert till.cells("adjustments", "state", "answer") == [("POSTED", ""), ("POSTED", "")]
    assert till.adjust().is_empty
    till.proved()


def test_an_id_that_was_posted_and_stands_again_is_told() -> None:
    till = adjusted()
    till.key(adjustments=[A1 | {"claim_id": "C2"}])
    before = till.owed()

    plan = till.adjust()

    assert [(one.id, one.where) for one in plan.findings] == [
        ("ADJUST-CHANGED", "Adjustments!A2"),
        ("ADJUST-CHANGED", "Adjustments!A3"),
    ]
    assert "is posted, and stands on 2 rows" in plan.findings[0].message
    assert till.owed() == before


@pytest.mark.parametrize(
    ("changed", "where", "why"),
    [
        ({"claim_id": "C2"}, "C2", "is posted on claim C1, the sheet says C2"),
        ({"amount": 4100}, "F2", "$40.00 is posted, the sheet says $41.00: $1.00 too much"),
    ],
)
def test_a_posted_row_that_says_something_else_is_told(
    changed: dict[str, Any], where: str, why: str
) -> None:
    till = adjusted()
    till.type_in("adjustments", 2, **changed)

    plan = till.adjust()

    assert [(one.id, one.where) for one in plan.findings] == [
        ("ADJUST-CHANGED", f"Adjustments!{where}")
    ]
    assert why in plan.findings[0].message
    assert rows_of(plan) == []


@pytest.mark.parametrize("cell", [CellError("#REF!"), "10 dollars", 10.005])
def test_an_amount_that_cannot_be_read_moves_nothing(cell: Any) -> None:
    """A blank amount of a transfer means all that is open; a broken one does not."""
    till = Till.opened()
    till.lay(
        transfers=[{"transfer": "T1", "claim_id": "C3", "to_owner": "PATIENT", "amount": cell}]
    )
    before = till.owed()

    plan = till.transfer()

    assert [(one.id, one.where) for one in plan.findings] == [("TRANSFER-REFUSED", "Transfers!E2")]
    assert "expected dollars and cents" in plan.findings[0].message
    assert till.owed() == before


def test_a_limit_that_cannot_be_read_is_not_no_limit() -> None:
    till = Till.opened(adjustments=[A1])
    broken = CellError("#REF!")
    till.lay(
        adjustment_types=[
            {"adjustment_type": "SMALL", "account": "Small balance", "approval_limit": broken}
        ]
    )
    assert "a second name is needed" in till.adjust().findings[0].message

    till.lay(adjustment_types=[{"adjustment_type": "SMALL", "account": "Small balance"}])
    till.lay(users=[{"user": "tester", "may_write_off": "Y", "limit": broken}])

    assert "above the limit $0.00 of tester" in till.adjust().findings[0].message


def test_a_row_of_tomorrow_waits() -> None:
    till = adjusted(date="2026-04-01")

    assert till.cells("adjustments", "state", "answer") == [
        ("REFUSED", "is dated 2026-04-01, after 2026-03-31")
    ]


def test_a_refund_of_held_money_without_an_id_is_told() -> None:
    told = {"to": "PATIENT", "guarantor_id": "G1", "amount": 5.0}
    till = Till.opened(receipts=[receipt("R1", 500.0)], refunds=[told])
    till.receive()

    plan = till.refund()

    assert [(one.id, one.where) for one in plan.findings] == [("REFUND-REFUSED", "Refunds!A2")]
    assert "has no id of its own" in plan.findings[0].message


def test_a_reason_that_reads_like_a_receipt_is_no_receipt() -> None:
    """The reason of a write-off says "Receipts R1"; R1 is undone without it."""
    till = Till.opened(receipts=[receipt("R1", 20.0)], adjustments=[A1 | {"reason": "Receipts R1"}])
    till.receive()
    till.adjust()

    plan = till.undo("RCP-20260331-1")

    assert plan.result["rows"] == 1
    assert till.cells("adjustments", "state") == [("POSTED",)]
    till.proved()
