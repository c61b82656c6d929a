"""Adjustments by type: the right account, never above what is open, a second name above a limit."""

from __future__ import annotations

from typing import Any

import pytest

from tests.posting.till import Till, patients_owe, rows_of
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import Account

SHOWN = ("adjustment", "state", "answer")
USERS = (
    {"user": "tester", "may_write_off": "Y", "limit": 40.0},
    {"user": "boss", "name": "Robin Boss", "may_write_off": "Y"},
    {"user": "desk"},
)


def row(name: str, amount: float | None, **more: Any) -> dict[str, Any]:
    """An adjustment of claim C1."""
    told = {"claim_id": "C1", "line": "1", "adjustment_type": "SMALL", "date": "2026-03-30"}
    return {"adjustment": name, "amount": amount, **told, **more}


def adjusted(*rows: dict[str, Any], **tables: Any) -> Till:
    till = Till.opened(adjustments=rows, **tables)
    till.adjust()
    return till


def test_a_types_account_takes_the_amount_and_the_row_says_posted() -> None:
    till = adjusted(row("A1", 40.0, reason="left over"))

    assert patients_owe(till)["C1/1"] == 6000
    assert till.account(Account.SMALL_BALANCE) == 4000
    (state, entry, answer) = till.cells("adjustments", "state", "entry", "answer")[0]
    assert (state, answer) == ("POSTED", "")
    assert entry == till.entry(type="WOF")
    assert till.cells("ledger", "batch", "note", "reason")[-1] == (
        "ADJ-20260331-1", "left over", "SMALL",
    )  # fmt: skip
    assert till.cells("batches", "batch", "kind", "entered_cents", "status")[-1] == (
        "ADJ-20260331-1", "ADJUSTMENTS", 4000, "POSTED",
    )  # fmt: skip
    till.proved()


def test_running_again_posts_nothing() -> None:
    till = adjusted(row("A1", 40.0))

    assert till.adjust().is_empty


def test_a_row_without_a_line_lowers_the_claims_lines_oldest_first() -> None:
    till = adjusted(row("A1", 120.0, line=""))

    assert patients_owe(till) == {"C1/2": 3000, "C2/1": 3000}
    assert len(till.cells("adjustments", "entry")[0][0].split()) == 2


def test_what_an_insurer_owes_is_adjusted_with_the_insurer() -> None:
    till = adjusted(row("A1", 80.0, claim_id="C3", adjustment_type="CONTRACTUAL"))

    assert not any(claim == "C3" for claim, _, _ in till.owed())
    assert till.account(Account.CONTRACTUAL) == 8000
    assert till.cells("ledger", "type", "from_owner")[-1] == ("CON", "1:ACME")


@pytest.mark.parametrize(
    ("more", "why", "cell"),
    [
        ({"amount": 100.01}, "$100.01 is more than the $100.00 that is open", "F2"),
        ({"amount": 10.0, "owner": "INSURANCE"}, "more than the $0.00 that is open with INSURANCE", "F2"),
        ({"amount": None}, "has no amount", "F2"),
        ({"amount": 0.0}, "has no amount", "F2"),
        ({"amount": 10.0, "claim_id": "C11"}, "no charge of claim C11 is posted (is C1 meant?)", "C2"),
        ({"amount": 10.0, "line": "9"}, "claim C1 has no line 9", "D2"),
        ({"amount": 10.0, "adjustment_type": "SMALLS"}, "no adjustment type 'SMALLS' (is SMALL meant?)", "E2"),
        ({"amount": 10.0, "adjustment_type": "MIXED"}, "type MIXED is contractual, its account Bad debt is not", "E2"),
        ({"amount": 10.0, "adjustment_type": "CASH"}, "takes no adjustments", "E2"),
        ({"amount": -10.0}, "$10.00 is more than the $0.00 adjusted", "F2"),
        ({"amount": 10.0, "owner": "NOBODY"}, "Owner is 'NOBODY'", "G2"),
    ],
)  # fmt: skip
def test_what_may_not_be_posted_is_refused_with_the_reason(more: Any, why: str, cell: str) -> None:
    till = Till.opened(adjustments=[row("A1", None) | more])
    before = till.owed()

    plan = till.adjust()

    assert (till.owed(), rows_of(plan)) == (before, [])
    ((_, state, answer),) = till.cells("adjustments", *SHOWN)
    assert state == "REFUSED"
    assert why in answer
    assert [(one.id, one.where) for one in plan.findings] == [
        ("ADJUST-REFUSED", f"Adjustments!{cell}")
    ]


def test_a_refused_row_is_posted_once_it_is_mended() -> None:
    till = adjusted(row("A1", 500.0))
    till.type_in("adjustments", 2, amount=5000)

    till.adjust()

    assert till.cells("adjustments", *SHOWN) == [("A1", "POSTED", "")]
    assert patients_owe(till)["C1/1"] == 5000


def test_the_second_row_of_a_run_sees_what_the_first_left() -> None:
    till = adjusted(row("A1", 70.0), row("A2", 40.0))

    assert [state for _, state, _ in till.cells("adjustments", *SHOWN)] == ["POSTED", "REFUSED"]
    assert patients_owe(till)["C1/1"] == 3000


@pytest.mark.parametrize(
    ("users", "approver", "why"),
    [
        ((), "", "above the type's limit $100.00; a second name is needed"),
        ((), "TESTER", "somebody else than tester"),
        ((), "boss", ""),
        (USERS, "", "a second name is needed"),
        (USERS, "nobody", "approver nobody is not on Users"),
        (USERS, "desk", "approver desk may not write off"),
        (USERS, "tester", "somebody else than tester"),
        (USERS, "Robin Boss", ""),
    ],
)
def test_above_a_limit_a_second_name_is_needed(users: Any, approver: str, why: str) -> None:
    wanted = row("A1", 120.0, line="", adjustment_type="BAD DEBT", approver=approver)
    till = adjusted(wanted, users=users)

    ((_, state, answer),) = till.cells("adjustments", *SHOWN)
    assert state == ("REFUSED" if why else "POSTED")
    assert why in answer


def test_a_user_without_the_right_or_above_the_own_limit_needs_a_second_name() -> None:
    till = Till.opened(adjustments=[row("A1", 40.01)], users=USERS)
    till.adjust()
    assert "$40.01 is above the limit $40.00 of tester" in till.cells("adjustments", "answer")[0][0]

    till.adjust("desk")

    assert "desk may not write off" in till.cells("adjustments", "answer")[0][0]
    till.adjust("boss")
    assert till.cells("adjustments", "state") == [("POSTED",)]


def test_an_adjustment_is_taken_back_by_a_negative_one_up_to_what_it_was() -> None:
    till = adjusted(row("A1", 40.0))
    till.key(adjustments=[row("A2", -30.0), row("A3", -20.0)])

    till.adjust()

    assert till.cells("adjustments", "state") == [("POSTED",), ("POSTED",), ("REFUSED",)]
    assert patients_owe(till)["C1/1"] == 9000
    assert till.account(Account.SMALL_BALANCE) == 1000
    till.proved()


def test_one_adjustment_can_be_given_and_stands_on_the_sheet_then() -> None:
    till = Till.opened(adjustments=[row("A1", 1.0)])
    given = {"claim": "C1", "line": "2", "type": "SMALL", "amount": "12.50", "reason": "goodwill"}

    plan = till.adjust(**given)

    assert plan.result["amount"] == "12.50"
    assert till.cells("adjustments", "adjustment", "amount_cents", "reason", "state") == [
        ("A1", 100, "", ""),
        ("ADJ-20260331-1", 1250, "goodwill", "POSTED"),
    ]
    again = till.adjust(**given)
    assert again.is_empty
    assert [one.id for one in again.findings] == ["ADJUST-TWICE"]
    assert patients_owe(till)["C1/2"] == 3750


def test_a_given_adjustment_that_is_refused_changes_nothing() -> None:
    till = Till.opened()

    plan = till.adjust(claim="C1", type="SMALL", amount="999")

    assert plan.is_empty
    assert [one.id for one in plan.findings] == ["ADJUST-REFUSED"]
    with pytest.raises(RefusedError, match="--amount"):
        till.adjust(claim="C1", type="SMALL", amount="1e3")


def test_undo_brings_balances_back_and_the_row_waits_again() -> None:
    till = Till.opened(adjustments=[row("A1", 120.0, line="")])
    before, shown = till.owed(), till.shown()
    till.adjust()

    till.undo("ADJ-20260331-1")

    assert (till.owed(), till.shown()) == (before, shown)
    assert till.cells("adjustments", "state", "entry", "answer") == [("OPEN", "", "")]
    till.proved()


def test_a_changed_amount_of_a_posted_row_is_a_finding() -> None:
    till = adjusted(row("A1", 40.0))
    till.type_in("adjustments", 2, amount=4500)

    plan = till.adjust()

    assert [one.id for one in plan.findings] == ["ADJUST-CHANGED"]
    assert rows_of(plan) == []
