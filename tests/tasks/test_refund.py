"""Refunds: never more than the credit, to whom it belongs, by who may."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.posting.make835 import Claim, Payment, Service, file_of
from tests.posting.till import COVERAGE, Till, receipt, rows_of
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import Account

SHOWN = ("state", "answer")
CREDITS = (
    "claim_id", "amount_cents", "patient_share_cents", "payer_share_cents", "owned_by", "cause",
    "state",
)  # fmt: skip


def row(to: str, amount: float | None, **more: Any) -> dict[str, Any]:
    """A refund of claim C3."""
    told = {"refund": "F1", "claim_id": "C3", "date": "2026-03-31"}
    return {"to": to, "amount": amount, **told, **more}


def overpaid(*refunds: dict[str, Any], **tables: Any) -> Till:
    """C3 is 80.00. The patient pays a copay of 20.00 on its day, then ACME pays all of it."""
    till = Till.opened(
        refunds=refunds,
        receipts=[receipt("R1", 20.0, "2026-03-05", patient_id="P3"), receipt("R2", 7.0, "C3")],
        **tables,
    )
    till.receive()
    service = Service("99213", 8000, 8000, [], "2026-03-05", control="1")
    till.take(file_of(Payment([Claim("C3", 8000, 8000, services=[service])], trace_id="1ACME")))
    till.post()
    assert till.owed()["C3", "", "PATIENT"] == -2000
    return till


def test_a_patients_credit_goes_back_to_nothing_and_its_row_turns_refunded() -> None:
    till = overpaid(row("PATIENT", 20.0, reason="copay was not due"))
    assert till.cells("credits", *CREDITS) == [
        ("C3", 2000, 2000, 0, "PATIENT", "the patient paid more than the patient's share", "OPEN")
    ]
    cash = till.account(Account.CASH)

    plan = till.refund()

    assert not any(claim == "C3" for claim, _, _ in till.owed())
    assert till.account(Account.CASH) == cash - 2000
    assert till.cells("credits", "state") == [("REFUNDED",)]
    assert till.cells("refunds", *SHOWN) == [("POSTED", "")]
    assert (plan.batch, plan.result["amount"]) == ("REF-20260331-1", "20.00")
    assert till.refund().is_empty
    till.proved()


def test_a_part_leaves_the_rest_of_the_credit_open() -> None:
    till = overpaid(row("PATIENT", 5.0))
    till.refund()

    assert till.cells("credits", "amount_cents", "state") == [(1500, "OPEN")]


def test_money_held_unapplied_goes_back_from_the_oldest_receipt() -> None:
    till = overpaid(row("PATIENT", 5.0, claim_id="", guarantor_id="G1"))
    assert till.cells("receipts", "left_cents") == [(0,), (700,)]

    plan = till.refund()

    (entry,) = rows_of(plan)
    assert (entry.debit, entry.credit) == (Account.UNAPPLIED, Account.CASH)
    assert till.cells("receipts", "left_cents") == [(0,), (200,)]
    assert till.receive().is_empty
    till.proved()


def test_what_was_refunded_stops_its_receipt_from_being_undone() -> None:
    till = overpaid(row("PATIENT", 5.0, claim_id="", guarantor_id="G1"))
    till.refund()
    before = till.book

    with pytest.raises(RefusedError, match="was given back since"):
        till.undo("RCP-20260331-1")

    assert till.book is before


def voided(*refunds: dict[str, Any], **tables: Any) -> Till:
    """ACME paid C3's 80.00; then the charge is lowered to 50.00: 30.00 is ACME's."""
    till = Till.opened(refunds=refunds, **tables)
    service = Service("99213", 8000, 8000, [], "2026-03-05", control="1")
    till.take(file_of(Payment([Claim("C3", 8000, 8000, services=[service])], trace_id="1ACME")))
    till.post()
    till.type_in("claims", 5, charge=5000)
    till.charge()
    assert till.owed()["C3", "1", "1:ACME"] == -3000
    return till


def test_a_payer_is_paid_back_what_it_paid_too_much() -> None:
    till = voided(row("PAYER", 30.0))

    till.refund()

    assert ("C3", "1", "1:ACME") not in till.owed()
    assert till.cells("ledger", "type", "payer_id", "to_owner")[-1] == ("REF", "ACME", "1:ACME")
    assert till.cells("refunds", *SHOWN) == [("POSTED", "")]


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (row("PATIENT", 0.01), "$0.01 is more than the $0.00 of the claim's credit $30.00 that is the patient's"),
        (row("PAYER", 30.01), "$30.01 is more than the $30.00"),
        (row("PAYER", 5.0, payer_id="NOBODY"), "no payer NOBODY on Payers"),
        (row("PAYER", 5.0, claim_id=""), "names no claim"),
        (row("PATIENT", 5.0, claim_id=""), "names neither claim nor guarantor"),
        (row("PATIENT", 5.0, claim_id="", guarantor_id="G1"), "more than the $0.00 held unapplied"),
        (row("BANK", 5.0), "To is 'BANK'"),
        (row("PAYER", None), "has no amount"),
    ],
)  # fmt: skip
def test_more_than_the_credit_is_refused_with_the_reason(wanted: Any, why: str) -> None:
    till = voided(wanted)
    before = till.owed()

    plan = till.refund()

    assert (till.owed(), rows_of(plan)) == (before, [])
    ((state, answer),) = till.cells("refunds", *SHOWN)
    assert state == "REFUSED"
    assert why in answer
    assert [(one.id, one.severity) for one in plan.findings] == [("REFUND-REFUSED", "E")]


def test_who_may_not_refund_needs_a_second_name() -> None:
    users = ({"user": "boss", "may_refund": "Y", "limit": 50.0}, {"user": "desk"})
    till = voided(row("PAYER", 30.0), users=users)
    till.refund("desk")
    assert till.cells("refunds", *SHOWN) == [
        ("REFUSED", "desk may not refund; a second name is needed under Approver")
    ]
    till.type_in("refunds", 2, approver="boss")

    till.refund("desk")

    assert till.cells("refunds", *SHOWN) == [("POSTED", "")]
    assert till.cells("ledger", "user", "approver")[-1] == ("desk", "boss")


def test_a_credit_of_a_government_payer_is_due_in_sixty_days() -> None:
    """OV-1."""
    covers = ({**COVERAGE[0], "payer_id": "GOVT"},)
    till = Till.opened(coverage=covers)
    service = Service("99213", 8000, 8000, [], "2026-03-05", control="1")
    answer = Payment(
        [Claim("C3", 8000, 8000, services=[service])], trace_id="1GOVT", payer="Government Plan"
    )
    till.take(file_of(answer))
    till.post()
    till.type_in("claims", 5, charge=5000)
    till.charge()

    assert till.cells("credits", *CREDITS) == [
        ("C3", 3000, 0, 3000, "PAYER", "payments and adjustments are more than the charge", "OPEN")
    ]
    assert [day.date() for (day,) in till.cells("credits", "due")] == [date(2026, 5, 30)]


def test_a_credit_that_a_charge_takes_up_is_open_no_more() -> None:
    """R1 paid all of C2; its charge was undone, then posted again."""
    till = Till.opened(receipts=[receipt("R1", 30.0, "C2")])
    till.receive()
    till.undo("CHG-20260331-1")
    shown = ("claim_id", "amount_cents", "state")
    assert till.cells("credits", *shown) == [("C2", 3000, "OPEN")]

    till.charge()

    assert till.cells("credits", *shown) == [("C2", 3000, "APPLIED")]
    assert not any(claim == "C2" for claim, _, _ in till.owed())
    till.proved()


def test_undo_brings_the_credit_back() -> None:
    till = overpaid(row("PATIENT", 20.0))
    before, credit = till.owed(), till.cells("credits", *CREDITS)
    till.refund()

    till.undo("REF-20260331-1")

    assert till.owed() == before
    assert till.cells("credits", *CREDITS) == credit
    assert till.cells("refunds", "state", "entry", "answer") == [("OPEN", "", "")]
    till.proved()


def test_undo_of_held_money_given_back_brings_it_back_to_its_receipt() -> None:
    till = overpaid(row("PATIENT", 5.0, claim_id="", guarantor_id="G1"))
    till.refund()

    till.undo("REF-20260331-1")

    assert till.cells("receipts", "left_cents") == [(0,), (700,)]
    till.proved()
