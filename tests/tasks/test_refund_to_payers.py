"""What payers would take back, paid by our check instead: the ledger's debt to them is gone."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.posting.make835 import Claim, Payment, Service, file_of
from tests.posting.till import COVERAGE, PATIENTS, Till, line, rows_of
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import Account, EntryType
from xlbilling.model.tables import Request
from xlbilling.tasks import record_recoupment

DOS = "2026-03-05"
LETTER = {
    "letter": "L1",
    "date": "2026-03-25",
    "payer_id": "ACME",
    "reference": "FCN7",
    "claim_id": "C3",
    "amount": 30.0,
}
CHECK = {"refund": "F1", "date": "2026-03-31", "to": "PAYER", "payer_id": "ACME", "check_no": "901"}
PLB = ("code", "reference", "balance_cents", "state", "closed_by", "note")


def answer(cents: int, claim: str = "C3", status: str = "1") -> Claim:
    """ACME's answer to a claim of 80.00; the rest is contractual."""
    sign = -1 if status == "22" else 1
    cas = [("CO", "45", sign * (8000 - cents))] if cents != 8000 else []
    service = Service("99213", sign * 8000, sign * cents, cas, DOS, control="1")
    icn = "FCN7" if claim == "C3" else f"ICN{claim}"
    return Claim(claim, sign * 8000, sign * cents, status, icn, services=[service])


def lettered(*refunds: dict[str, Any], letter: bool = True) -> Till:
    """ACME paid C3's 80.00 and asks 30.00 back by a letter under FCN7."""
    till = Till.opened(
        [line("C3", "1", 80.0, dos_from=DOS), line("C3b", "1", 80.0, dos_from=DOS)],
        refunds=refunds,
        patients=PATIENTS,
        coverage=COVERAGE,
        recoupments=[LETTER] if letter else (),
    )
    till.take(file_of(Payment([answer(8000)], trace="T1")))
    till.post()
    if letter:
        record(till)
        assert till.account(Account.RECOUPMENT) == -3000
    return till


def record(till: Till) -> None:
    plan = record_recoupment.plan(till.book, Request(till.as_of, "tester"))
    till._do(plan)  # noqa: SLF001  the desk's own step, of another task


def letters(till: Till) -> list[tuple[Any, ...]]:
    rows = till.cells("recoupments", "taken_cents", "left_cents")
    return [tuple(None if one is pd.NA else one for one in row) for row in rows]


def test_a_check_for_a_letter_closes_the_letter_and_the_debt() -> None:
    """
    T1       ACME pays C3        80.00
    L1       ACME wants back     30.00   C3: ACME owes 30.00 again
    F1       our check 901       30.00
    """
    till = lettered(CHECK | {"reference": "FCN7", "amount": 30.0})
    owed = till.owed()
    assert letters(till) == [(0, 3000)]

    plan = till.refund()

    (row,) = rows_of(plan)
    assert (row.type, row.debit, row.credit, row.amount_cents) == (
        EntryType.REFUND, Account.RECOUPMENT, Account.CASH, 3000,
    )  # fmt: skip
    assert (row.payer_id, row.note, row.claim_id) == ("ACME", "FCN7", "")
    assert (till.account(Account.RECOUPMENT), till.account(Account.CASH)) == (0, 5000)
    assert till.owed() == owed
    assert letters(till) == [(3000, 0)]
    assert till.refund().is_empty
    till.proved()


def test_a_refund_acknowledged_afterwards_changes_nothing_more() -> None:
    """ACME's next payment shows 72 -30.00 and WO 30.00 beside 80.00 for C3b (N5's pair)."""
    till = lettered(CHECK | {"reference": "FCN7", "amount": 30.0})
    till.refund()
    plb = [("72", "FCN7", -3000), ("WO", "FCN7", 3000)]
    till.take(file_of(Payment([answer(8000, "C3b")], trace="T2", plb=plb)))

    plan = till.post()

    assert plan.findings == ()
    assert (till.account(Account.RECOUPMENT), till.account(Account.CASH)) == (0, 13000)
    assert letters(till) == [(3000, 0)]
    till.proved()


def test_a_refund_acknowledged_before_it_is_posted_is_asked_for_and_then_posted() -> None:
    till = lettered()
    plb = [("72", "FCN7", -3000), ("WO", "FCN7", 3000)]
    till.take(file_of(Payment([answer(8000, "C3b")], trace="T2", date="2026-03-30", plb=plb)))

    plan = till.post()

    assert [one.id for one in plan.findings] == ["REFUND-NOT-POSTED"]
    assert "acknowledges a refund of $30.00 (72, reference FCN7)" in plan.findings[0].message
    assert till.account(Account.RECOUPMENT) == -3000
    note = "the payer acknowledges our refund, which is not posted: key it on Refunds"
    assert till.cells("provider_adjustments", "code", "note")[0] == ("72", note)
    till.key(refunds=[CHECK | {"reference": "FCN7", "amount": 30.0}])

    till.refund()

    assert (till.account(Account.RECOUPMENT), till.account(Account.CASH)) == (0, 13000)
    assert till.cells("provider_adjustments", "code", "note")[0] == (
        "72", "our refund settled it, as the payer acknowledges",
    )  # fmt: skip
    assert letters(till) == [(3000, 0)]
    till.proved()


@pytest.mark.parametrize(
    ("paid_on", "told"),
    [("2026-04-02", "UNEXPLAINED-RECOUPMENT"), ("2026-03-28", "REFUND-TWICE")],
    ids=["taken after our check", "taken before it, and told late"],
)
def test_what_was_sent_is_not_sent_again_nor_taken_as_well_unnoticed(
    paid_on: str, told: str
) -> None:
    """Our check of March 31 pays the letter; ACME takes 30.00 off a payment all the same."""
    till = lettered(CHECK | {"reference": "FCN7", "amount": 30.0})
    till.refund()
    till.key(refunds=[CHECK | {"refund": "F2", "reference": "FCN7", "amount": 0.01}])
    till.refund()
    assert till.cells("refunds", "state") == [("POSTED",), ("REFUSED",)]
    plb = [("WO", "FCN7", 3000)]
    till.take(file_of(Payment([answer(8000, "C3b")], trace="T2", date=paid_on, plb=plb)))

    plan = till.post()

    assert [one.id for one in plan.findings] == [told]
    assert till.account(Account.RECOUPMENT) == 3000
    till.proved()
    back = [("WO", "FCN7", -3000)]
    till.take(file_of(Payment([], trace="T3", date="2026-04-09", plb=back)))
    assert till.post().findings == ()
    assert till.account(Account.RECOUPMENT) == 0


def test_a_part_leaves_the_rest_to_be_taken() -> None:
    till = lettered(CHECK | {"reference": "FCN7", "amount": 10.0})
    till.refund()
    assert letters(till) == [(1000, 2000)]
    till.take(file_of(Payment([answer(8000, "C3b")], trace="T2", plb=[("WO", "FCN7", 2000)])))

    assert till.post().findings == ()
    assert (till.account(Account.RECOUPMENT), letters(till)) == (0, [(3000, 0)])


def test_a_reversal_whose_cash_was_not_taken_is_paid_by_check() -> None:
    """RFI-578: reversal -80.00 with WO FCN7 -80.00, paid 0; our check goes out instead."""
    till = lettered(CHECK | {"reference": "FCN7", "amount": 80.0}, letter=False)
    till.take(
        file_of(Payment([answer(8000, status="22")], trace="T2", plb=[("WO", "FCN7", -8000)]))
    )
    till.post()
    assert till.cells("provider_adjustments", *PLB) == [
        ("WO", "FCN7", -8000, "OPEN", "", "comes off a later payment")
    ]

    till.refund()

    assert till.cells("provider_adjustments", *PLB) == [
        ("WO", "FCN7", 0, "CLOSED", "F1", "our refund settled it")
    ]
    assert (till.account(Account.RECOUPMENT), till.account(Account.CASH)) == (0, 0)
    assert till.refund().is_empty
    assert till.post().is_empty
    till.proved()


def test_w16g_two_checks_settle_what_was_carried_forward() -> None:
    """RFI-1374: FB 80.00, then FB 160.00; 72 acknowledges our checks; then they are posted."""
    till = lettered(letter=False)
    till.take(file_of(Payment([answer(8000, "C3b")], trace="T2")))
    till.post()
    first = Payment([answer(8000, status="22")], trace="W2", plb=[("FB", "W2", -8000)])
    second = Payment(
        [answer(8000, "C3b", "22")], trace="W3", plb=[("FB", "W2", 8000), ("FB", "W3", -16000)]
    )
    third = Payment([], trace="W4", plb=[("72", "CHECKS", -16000), ("FB", "W3", 16000)])
    till.take(file_of(first), file_of(second), file_of(third))
    till.post()
    assert till.account(Account.RECOUPMENT) == -16000
    told = {"refund": "F1", "amount": 80.0, "reference": "CHECKS"}
    till.key(refunds=[CHECK | told, CHECK | told | {"refund": "F2"}])

    till.refund()

    assert till.cells("refunds", "state") == [("POSTED",), ("POSTED",)]
    assert (till.account(Account.RECOUPMENT), till.account(Account.CASH)) == (0, 0)
    states = {state for (state,) in till.cells("provider_adjustments", "state")}
    assert states == {"CLOSED"}
    till.proved()


def test_undo_opens_the_letter_again_and_the_check_may_be_posted_anew() -> None:
    till = lettered(CHECK | {"reference": "FCN7", "amount": 30.0})
    before = (letters(till), till.account(Account.CASH))
    till.refund()

    till.undo("REF-20260331-1")

    assert (letters(till), till.account(Account.CASH)) == before
    assert till.account(Account.RECOUPMENT) == -3000
    till.refund()
    assert letters(till) == [(3000, 0)]
    till.proved()


def test_reverse_entry_of_the_check_opens_the_letter_again() -> None:
    till = lettered(CHECK | {"reference": "FCN7", "amount": 30.0})
    till.refund()

    till.reverse(till.entry(type="REF"))

    assert letters(till) == [(0, 3000)]
    assert till.cells("refunds", "state") == [("REVERSED",)]
    till.proved()


def test_a_letter_taken_back_after_the_payer_took_it_is_told() -> None:
    till = lettered()
    plb = [("WO", "FCN7", 3000)]
    till.take(file_of(Payment([answer(8000, "C3b")], trace="T2", date="2026-03-30", plb=plb)))
    till.post()
    assert till.cells("provider_adjustments", "state", "closed_by") == [("CLOSED", "L1")]

    plan = till.reverse(till.entry(reason="RECOUPMENT"))

    assert "UNEXPLAINED-RECOUPMENT" in [one.id for one in plan.findings]
    assert till.cells("provider_adjustments", "state", "closed_by") == [("UNEXPLAINED", "")]
    till.proved()


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({"amount": 30.01}, "$30.01 is more than the $30.00 that ACME may take back under FCN7"),
        ({"reference": "OTHER"}, "under OTHER (open: FCN7 $30.00)"),
        ({"payer_id": "BETA"}, "more than the $0.00 that BETA may take back under FCN7 (open: nothing)"),
        ({"payer_id": ""}, "names no payer"),
        ({"payer_id": "NOBODY"}, "no payer NOBODY on Payers"),
        ({"to": "PATIENT"}, "has a Reference, which only a payer's refund has"),
        ({"reference": "", "claim_id": "C3"}, "type FCN7 under Reference to pay that"),
    ],
)  # fmt: skip
def test_more_than_is_open_is_refused_with_what_is(wanted: dict[str, Any], why: str) -> None:
    till = lettered(CHECK | {"reference": "FCN7", "amount": 30.0} | wanted)
    cash = till.account(Account.CASH)

    plan = till.refund()

    assert (rows_of(plan), till.account(Account.CASH)) == ([], cash)
    assert why in till.cells("refunds", "answer")[0][0]


def test_a_payer_that_paid_nothing_on_the_claim_gets_none_of_its_credit() -> None:
    """ACME paid 80.00, the charge is lowered to 50.00; BETA is typed by mistake."""
    till = lettered(CHECK | {"payer_id": "BETA", "claim_id": "C3", "amount": 30.0}, letter=False)
    till.type_in("claims", 2, charge=5000)
    till.charge()

    plan = till.refund()

    assert rows_of(plan) == []
    assert till.cells("refunds", "answer") == [("payer BETA has paid nothing on claim C3",)]


def test_nothing_goes_out_in_a_closed_month() -> None:
    till = lettered(CHECK | {"reference": "FCN7", "amount": 30.0})
    till.key(periods=[{"period": "2026-03"}])
    before = till.book

    with pytest.raises(RefusedError):
        till.refund()

    assert till.book is before
