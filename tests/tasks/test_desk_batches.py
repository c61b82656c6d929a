"""Batches of receipts: total and count first, Left in sight, and a difference accepted by name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.posting.till import Till, receipt, rows_of
from xlbilling.model.cells import CellError
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import Account

SHOWN = ("entered_cents", "left_cents", "status")


def desk(*receipts: dict[str, Any], **batch: Any) -> Till:
    """A desk batch of receipts, 50.00 counted in the drawer."""
    told = {"batch": "DESK1", "kind": "RECEIPTS", "control_total": 50.0}
    till = Till.opened(receipts=[one | {"batch": "DESK1"} for one in receipts])
    till.lay(batches=[told | batch])
    return till


def test_a_difference_is_refused_until_somebody_accepts_it_with_a_reason() -> None:
    """
    DESK1 control total 50.00
    R1    20.00
    R2    25.00   5.00 is missing in the drawer
    """
    till = desk(receipt("R1", 20.0), receipt("R2", 25.0))
    plan = till.receive()
    assert [(one.id, one.severity) for one in plan.findings] == [("BATCH-CONTROL", "W")]
    assert plan.findings[0].fix.endswith("or fill Variance Reason and Accepted By on Batches")
    assert (rows_of(plan), till.cells("batches", *SHOWN)) == ([], [(4500, 500, "OPEN")])
    till.type_in("batches", 2, variance_reason="drawer short")
    assert rows_of(till.receive()) == []
    till.type_in("batches", 2, accepted_by="boss")

    plan = till.receive()

    assert [(one.id, one.severity) for one in plan.findings] == [("BATCH-ACCEPTED", "I")]
    assert "$5.00 too little; accepted by boss" in plan.findings[0].message
    assert till.account(Account.CASH) == 4500
    assert till.cells("batches", *SHOWN)[0] == (4500, 500, "POSTED")
    again = till.receive()
    assert (again.is_empty, again.findings) == (True, ())
    till.proved()


def test_the_control_count_is_checked_though_the_total_agrees() -> None:
    """Two checks of 25.00 were counted, one of 50.00 was keyed."""
    till = desk(receipt("R1", 50.0), control_count=2)

    plan = till.receive()

    assert "1 of 2 receipts are keyed" in plan.findings[0].message
    assert (rows_of(plan), till.cells("batches", *SHOWN)) == ([], [(5000, 0, "OPEN")])
    till.type_in("batches", 2, control_count=1.0)
    assert till.receive().findings == ()
    assert till.cells("batches", *SHOWN)[0] == (5000, 0, "POSTED")


def test_a_count_without_a_total_is_checked_too() -> None:
    till = desk(receipt("R1", 50.0), control_total=None, control_count=2)

    assert [one.id for one in till.receive().findings] == ["BATCH-CONTROL"]
    assert till.account(Account.CASH) == 0


@pytest.mark.parametrize("column", ["control_total", "control_count", "deposit_date"])
def test_a_control_cell_that_cannot_be_read_is_not_a_blank_one(column: str) -> None:
    till = desk(receipt("R1", 50.0), **{column: CellError("#REF!")})

    plan = till.receive()

    assert [one.id for one in plan.findings] == ["BATCH-CONTROL"]
    assert "is the error #REF!" in plan.findings[0].message
    assert rows_of(plan) == []


@pytest.mark.parametrize("batch", ["CHG-20260331-1", "ERA-T1"])
def test_a_batch_of_another_kind_is_left_as_it_is(batch: str) -> None:
    """The desk types the number of a payer's check, or of a run, under Batch."""
    till = Till.opened(
        receipts=[receipt("R1", 20.0, batch=batch)],
        batches=[{"batch": "ERA-T1", "kind": "REMITTANCE", "control_total": 80.0}],
    )
    before = till.cells("batches", "batch", *SHOWN)

    plan = till.receive()

    assert [one.id for one in plan.findings] == ["BATCH-UNKNOWN"]
    assert "which is no batch of receipts" in plan.findings[0].message
    assert till.cells("batches", "batch", *SHOWN)[:2] == before
    assert till.account(Account.CASH) == 2000


def test_one_more_receipt_of_a_batch_that_came_to_its_total_waits() -> None:
    till = desk(receipt("R1", 50.0))
    till.receive()
    till.key(receipts=[receipt("R2", 5.0, batch="DESK1")])

    plan = till.receive()

    assert (rows_of(plan), till.account(Account.CASH)) == ([], 5000)
    assert till.cells("batches", *SHOWN)[0] == (5500, -500, "OPEN")


def test_several_checks_and_batches_make_one_deposit() -> None:
    """Two batches of one morning go to the bank as deposit D7 of March 2."""
    told = {"kind": "RECEIPTS", "deposit_id": "D7", "deposit_date": "2026-03-02"}
    till = Till.opened(
        receipts=[
            receipt("R1", 20.0, batch="AM", deposit_id="D7"),
            receipt("R2", 30.0, batch="AM", deposit_id="D7"),
            receipt("R3", 40.0, batch="PM", deposit_id="D7"),
        ],
        batches=[
            {"batch": "AM", "control_total": 50.0, "control_count": 2, **told},
            {"batch": "PM", "control_total": 40.0, "control_count": 1, **told},
        ],
    )

    till.receive()

    rows = till.frame("ledger")
    cash = rows[rows["debit"] == "Cash"]
    assert {day.date() for day in cash["deposit_date"]} == {date(2026, 3, 2)}
    assert int(cash["amount_cents"].sum()) == 9000
    assert till.cells("batches", "batch", *SHOWN)[:2] == [
        ("AM", 5000, 0, "POSTED"), ("PM", 4000, 0, "POSTED"),
    ]  # fmt: skip


def test_a_batch_with_a_check_that_came_back_keeps_its_total_and_can_be_undone() -> None:
    till = desk(receipt("R1", 20.0), receipt("R2", 30.0))
    owed = till.owed()
    till.receive()
    till.type_in("receipts", 2, returned_nsf=till.frame("receipts")["date"].iloc[0])
    till.receive()
    assert till.cells("batches", *SHOWN)[0] == (5000, 0, "POSTED")
    assert till.account(Account.CASH) == 3000

    till.undo("RCP-20260331-1")

    assert (till.owed(), till.account(Account.CASH)) == (owed, 0)
    assert till.cells("batches", *SHOWN, "posted_by")[0] == (5000, 0, "OPEN", "")
    till.proved()


def test_a_batch_of_which_one_row_is_taken_back_is_open_until_it_is_posted_anew() -> None:
    till = desk(receipt("R1", 20.0, "C2"), receipt("R2", 30.0, "C1"))
    till.receive()

    till.reverse(till.entry(claim_id="C1", type="PAY"))

    assert till.cells("batches", *SHOWN)[0] == (5000, 0, "OPEN")
    till.receive()
    assert till.cells("batches", *SHOWN)[0] == (5000, 0, "POSTED")
    till.proved()


def test_nothing_of_a_waiting_batch_is_posted_in_a_closed_month() -> None:
    till = desk(receipt("R1", 50.0))
    till.key(periods=[{"period": "2026-03"}])
    before = till.book

    with pytest.raises(RefusedError, match="2026-03 is closed"):
        till.receive()

    assert till.book is before
