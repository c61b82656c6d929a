"""One entry taken back: exactly it and what cannot stand without it; what rests on it is named."""

from __future__ import annotations

import pytest

from tests.posting.till import Till, line, patients_owe, receipt
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import Account


def paid() -> Till:
    """A receipt of 200.00 over 180.00 of lines, 20.00 held."""
    till = Till.opened(receipts=[receipt("R1", 200.0)])
    till.receive()
    return till


def test_exactly_the_entry_named_is_taken_back() -> None:
    till = paid()
    entry = till.entry(claim_id="C1", line="1", type="PAY")

    plan = till.reverse(entry)

    assert (plan.result["batch"], plan.result["rows"]) == ("REV-20260331-1", 1)
    assert patients_owe(till) == {"C1/1": 10000}
    assert till.cells("ledger", "entry", "reverses")[-1] == (f"{entry}U", entry)
    assert till.cells("receipts", "applied_cents", "left_cents", "state") == [
        (8000, 2000, "POSTED")
    ]
    assert "REVERSE-RECEIPT" in {one.id for one in plan.findings}
    till.proved()


def test_a_receipts_row_can_be_posted_anew_where_it_should_have_gone() -> None:
    till = paid()
    till.reverse(till.entry(claim_id="C1", line="1", type="PAY"))
    till.receive()

    assert patients_owe(till) == {}
    assert till.account(Account.CASH) == 20000
    till.proved()


def test_money_that_was_held_takes_its_later_application_with_it() -> None:
    till = paid()
    held = till.entry(credit="Unapplied")
    till.key(claims=[line("C1b", "1", 15.0)])
    till.charge()
    till.receive()

    plan = till.reverse(held)

    assert plan.result["rows"] == 2
    assert till.account(Account.UNAPPLIED) == 0
    assert patients_owe(till) == {"C1b/1": 1500}
    till.proved()


def test_what_rests_on_it_is_listed_and_stays() -> None:
    till = paid()
    charge = till.entry(claim_id="C1", line="1", type="CHG")

    plan = till.reverse(charge)

    assert [one.id for one in plan.findings] == ["UNDO-RESTS", "REVERSE-CHARGE"]
    assert "RCP-20260331-1" in plan.findings[0].message
    assert patients_owe(till) == {"C1/1": -10000}
    assert till.cells("credits", "claim_id", "patient_share_cents") == [("C1", 10000)]


def test_an_adjustment_that_is_taken_back_is_done_with() -> None:
    keyed = {
        "adjustment": "A1",
        "claim_id": "C1",
        "line": "1",
        "adjustment_type": "SMALL",
        "amount": 40.0,
    }
    till = Till.opened(adjustments=[keyed])
    till.adjust()
    till.reverse(till.entry(type="WOF"))

    assert till.cells("adjustments", "state", "entry", "answer") == [
        ("REVERSED", "", "taken back by REV-20260331-1")
    ]
    assert till.adjust().is_empty
    assert patients_owe(till)["C1/1"] == 10000


def test_an_undo_of_its_batch_afterwards_does_not_take_it_back_twice() -> None:
    till = paid()
    before = Till.opened().owed()
    till.reverse(till.entry(claim_id="C1", line="1", type="PAY"))

    plan = till.undo("RCP-20260331-1")

    assert plan.result["rows"] == 3
    assert till.owed() == before
    assert till.account(Account.CASH) == 0
    assert till.frame("ledger")["entry"].is_unique
    till.proved()


def test_taking_it_back_can_be_undone() -> None:
    till = paid()
    owed, sheet = till.owed(), till.cells("receipts", "applied_cents", "left_cents", "applied_to")
    till.reverse(till.entry(claim_id="C1", line="1", type="PAY"))

    till.undo("REV-20260331-1")

    assert till.owed() == owed
    assert till.cells("receipts", "applied_cents", "left_cents", "applied_to") == sheet
    assert till.receive().is_empty
    till.proved()


def test_what_was_posted_anew_is_not_counted_twice_by_an_undo() -> None:
    till = paid()
    till.reverse(till.entry(claim_id="C1", line="1", type="PAY"))
    till.receive()
    before = till.book

    with pytest.raises(RefusedError, match="posted anew since"):
        till.undo("REV-20260331-1")

    assert till.book is before


def test_unknown_ids_contra_rows_and_entries_taken_back_are_refused() -> None:
    till = paid()
    entry = till.entry(claim_id="C1", line="1", type="PAY")
    till.reverse(entry)
    before = till.book

    for name, id_ in (
        (entry, "ENTRY-REVERSED"),
        (f"{entry}U", "ENTRY-IS-CONTRA"),
        (f"{entry[:-1]}x", "ENTRY-UNKNOWN"),
        ("", "ENTRY-UNKNOWN"),
    ):
        with pytest.raises(RefusedError) as refused:
            till.reverse(name)
        assert refused.value.id == id_

    assert till.book is before


def test_the_nearest_id_is_offered() -> None:
    till = paid()
    entry = till.entry(claim_id="C1", line="1", type="PAY")

    with pytest.raises(RefusedError, match=f"is {entry} meant"):
        till.reverse(f"{entry[:-1]}x")
