"""Credit balances: all of them listed with owner, cause and due day, and tied to the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings

from tests.ledgers import Office, offices
from tests.posting.desk import applied
from tests.posting.till import COVERAGE, FAMILY, Till, line, receipt
from tests.support import AS_OF, Rows, request
from xlbilling.model import money
from xlbilling.model.plan import Page, Plan, Rewrite
from xlbilling.model.tables import Request
from xlbilling.tasks import list_credits

GOVERNMENT = (
    {"patient_id": "P1", "level": "1", "payer_id": "GOVT", "member_id": "M1"},
    {"patient_id": "P3", "level": "1", "payer_id": "ACME", "member_id": "M3"},
)
PROVED = {"difference": "0.00"}


def listed(till: Till, on: date = AS_OF) -> Plan:
    """List the credits; the desk then has them."""
    plan = list_credits.plan(till.book, Request(on, "tester"))
    tables = tuple(one for one in plan.changes if not isinstance(one, Page))
    till.book = applied(till.book, Plan(tables))
    return plan


def overpaid(coverage: Rows = COVERAGE) -> Till:
    """C1's lines of 100.00 and 50.00 are paid, then C1's charge is lowered to 120.00."""
    till = Till.opened(receipts=[receipt("R1", 150.0, "C1")])
    till.receive()
    till.lay(coverage=coverage)
    till.type_in("claims", 2, charge=7000)
    till.charge()
    return till


def proof(plan: Plan) -> dict[str, tuple[str, str]]:
    return {name: (one["listed"], one["ledger"]) for name, one in plan.result["proof"].items()}


def test_a_claims_credit_is_listed_with_owner_and_cause() -> None:
    till = overpaid()
    plan = listed(till)

    shown = ("key", "amount_cents", "owned_by", "cause", "kind", "state")
    assert till.cells("credits", *shown) == [
        ("C1", 30_00, "PATIENT", "the patient paid more than the patient's share", "CLAIM", "OPEN")
    ]
    assert proof(plan)["Credit balances of claims"] == ("30.00", "30.00")
    assert plan.findings == ()


def test_money_that_no_claim_took_is_listed_by_account() -> None:
    till = Till.opened(receipts=[receipt("R1", 1000.0)])
    till.receive()
    plan = listed(till)

    held = till.cells("credits", "key", "guarantor_id", "amount_cents", "kind")
    assert held == [("HELD G1", "G1", held[0][2], "HELD")]
    assert proof(plan)["Patients' money held unapplied"] == (money.to_text(held[0][2]),) * 2
    assert held[0][2] > 0


def test_held_money_given_back_is_refunded_and_ties() -> None:
    till = Till.opened(claims=(line("C1", "1", 10.0),), receipts=[receipt("R1", 50.0)])
    till.receive()
    listed(till)
    till.key(refunds=[{"refund": "F1", "to": "PATIENT", "guarantor_id": "G1", "amount": 40.0}])
    till.refund()
    plan = listed(till)

    assert till.cells("credits", "key", "state") == [("HELD G1", "REFUNDED")]
    assert proof(plan) == {
        "Credit balances of claims": ("0.00", "0.00"),
        "Patients' money held unapplied": ("0.00", "0.00"),
        "Refunds posted": ("40.00", "40.00"),
    }


def test_a_government_payers_credit_is_due_in_60_days() -> None:
    till = overpaid(coverage=GOVERNMENT)

    for on, left, told in (
        (AS_OF + timedelta(45), 15, []),
        (AS_OF + timedelta(46), 14, ["CREDIT-DUE"]),
        (AS_OF + timedelta(60), 0, ["CREDIT-DUE"]),
        (AS_OF + timedelta(61), -1, ["CREDIT-OVERDUE"]),
    ):
        plan = listed(till, on)
        assert till.cells("credits", "days_left") == [(left,)]
        assert [one.id for one in plan.findings] == told


def test_other_credits_are_due_by_the_offices_own_days() -> None:
    till = overpaid()
    listed(till)
    assert str(till.cells("credits", "due")[0][0]) == "NaT"

    own = overpaid()
    own.book = replace(own.book, settings={"Credit Days": "30"})
    own.lay(credits=[])
    listed(own)
    assert own.cells("credits", "due")[0][0].date() == AS_OF + timedelta(30)


def test_a_credit_that_comes_back_is_found_anew() -> None:
    """C1's credit is taken up by its charge, and comes back a month later."""
    till = overpaid(coverage=GOVERNMENT)
    till.type_in("claims", 2, charge=10000)
    till.charge()
    assert till.cells("credits", "state") == [("APPLIED",)]

    till.as_of = AS_OF + timedelta(30)
    till.type_in("claims", 2, charge=7000)
    till.charge()

    ((found, due, state),) = till.cells("credits", "found", "due", "state")
    assert (found.date(), due.date(), state) == (till.as_of, till.as_of + timedelta(60), "OPEN")


def test_a_list_of_a_day_before_the_credit_does_not_begin_its_60_days_anew() -> None:
    till = overpaid(coverage=GOVERNMENT)
    listed(till)
    before = listed(till, AS_OF - timedelta(90))
    assert till.cells("credits", "state") == [("",)]
    assert proof(before)["Credit balances of claims"] == ("0.00", "0.00")

    listed(till, AS_OF + timedelta(50))
    ((found, due, left),) = till.cells("credits", "found", "due", "days_left")
    assert (found.date(), due.date(), left) == (AS_OF, AS_OF + timedelta(60), 10)


def test_a_list_of_a_day_on_which_a_closed_credit_stood_keeps_the_day_it_was_found() -> None:
    till = overpaid(coverage=GOVERNMENT)
    listed(till, AS_OF + timedelta(20))
    till.as_of = AS_OF + timedelta(30)
    till.type_in("claims", 2, charge=10000)
    till.charge()
    listed(till, AS_OF + timedelta(10))

    ((found, due, state),) = till.cells("credits", "found", "due", "state")
    assert (found.date(), due.date(), state) == (AS_OF, AS_OF + timedelta(60), "OPEN")


def test_a_list_of_a_day_before_the_refund_keeps_the_day_the_credit_was_found() -> None:
    till = overpaid(coverage=GOVERNMENT)
    listed(till)
    till.as_of = AS_OF + timedelta(10)
    till.key(refunds=[{"refund": "F1", "to": "PATIENT", "claim_id": "C1", "amount": 30.0}])
    till.refund()
    shown = []
    for days_later in (10, 5, -5, 12):
        listed(till, AS_OF + timedelta(days_later))
        shown += till.cells("credits", "state", "found")

    assert [state for state, _ in shown] == ["REFUNDED", "OPEN", "", "REFUNDED"]
    assert {found.date() for _, found in shown} == {AS_OF}


def test_held_money_keeps_its_day_whatever_day_is_listed() -> None:
    till = Till.opened(receipts=[receipt("R1", 1000.0)])
    till.receive()
    for days_later in (0, -200, 30):
        listed(till, AS_OF + timedelta(days_later))

    ((found, state),) = till.cells("credits", "found", "state")
    assert (found.date(), state) == (AS_OF, "OPEN")


def test_what_a_biller_wrote_beside_a_credit_stays() -> None:
    till = overpaid()
    listed(till)
    till.type_in("credits", 2, owner="Dana", note="asked the payer")
    listed(till, AS_OF + timedelta(1))

    assert till.cells("credits", "owner", "note") == [("Dana", "asked the payer")]


def test_a_second_list_of_the_day_leaves_the_table_alone() -> None:
    till = overpaid()
    listed(till)

    assert not any(isinstance(one, Rewrite) for one in listed(till).changes)


def test_a_changed_register_does_not_tie() -> None:
    till = overpaid()
    till.key(refunds=[{"refund": "F1", "to": "PATIENT", "claim_id": "C1", "amount": 20.0}])
    till.refund()
    till.type_in("refunds", 2, amount=2500)
    plan = listed(till)

    assert [one.id for one in plan.findings] == ["CREDIT-PROOF"]
    assert plan.findings[0].message == (
        "Refunds posted: listed $25.00, in the ledger $20.00: $5.00 too much"
    )


def test_a_refund_that_was_taken_back_ties() -> None:
    till = overpaid()
    till.key(refunds=[{"refund": "F1", "to": "PATIENT", "claim_id": "C1", "amount": 20.0}])
    till.refund()
    till.reverse(till.entry(type="REF"))
    plan = listed(till)

    assert proof(plan)["Refunds posted"] == ("0.00", "0.00")
    assert proof(plan)["Credit balances of claims"] == ("30.00", "30.00")


def test_the_quarters_refunds_stand_on_the_sheet_and_those_before_it_do_not() -> None:
    till = overpaid()
    till.key(refunds=[{"refund": "F1", "to": "PATIENT", "claim_id": "C1", "amount": 20.0}])
    till.refund()

    def texts(plan: Plan) -> list[Any]:
        (page,) = (one for one in plan.changes if isinstance(one, Page))
        return [cell.value for cell in page.cells]

    assert "F1" in texts(listed(till))
    assert "F1" not in texts(listed(till, AS_OF + timedelta(1)))


def test_a_credit_of_a_claim_that_left_the_claims_sheet_is_listed() -> None:
    till = overpaid()
    till.lay(claims=FAMILY[2:], credits=[])
    plan = listed(till)

    assert till.cells("credits", "claim_id", "amount_cents") == [("C1", 30_00)]
    assert plan.findings == ()


@settings(max_examples=20)
@given(offices())
def test_every_list_ties_to_the_ledger(office: Office) -> None:
    """Whatever was posted: claims and held money as listed are those of the ledger."""
    book = office.book()
    plan = list_credits.plan(book, request(date(2026, 3, 31)))

    assert {one["difference"] for one in plan.result["proof"].values()} == {"0.00"}
