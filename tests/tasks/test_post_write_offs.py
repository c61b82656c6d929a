"""Write-offs: proposed by rule, posted by a name, taken back whole."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.posting.collector import SERVED, Collector
from tests.posting.till import TYPES, line
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import Account
from xlbilling.model.plan import Plan
from xlbilling.template.default_rows import default_rows

SHOWN = ("claim_id", "amount_cents", "kind", "state")
SMALL = (line("C1", "1", 4.99, dos_from=SERVED),)


def told(plan: Plan) -> list[str]:
    return [finding.id for finding in plan.findings]


def small(day: date = date(2025, 8, 1), **more: Any) -> Collector:
    """A desk with one small balance, proposed."""
    desk = Collector.owed(**{"claims": SMALL, "statements": (), **more})
    desk.as_of = day
    desk.work()
    return desk


@pytest.mark.parametrize(
    ("cents", "day", "wanted"),
    [
        (499, date(2025, 8, 1), True),
        (499, date(2025, 7, 31), False),
        (500, date(2025, 8, 1), False),
        (1, date(2025, 8, 1), True),
    ],
)
def test_a_small_balance_is_proposed_above_sixty_days(
    cents: int, day: date, *, wanted: bool
) -> None:
    """ST-13: 0 < balance <= 4.99 and age > 60; June 1 and 61 days is August 1."""
    desk = small(day, claims=[line("C1", "1", cents / 100, dos_from=SERVED)])

    want = [("C1", cents, "SMALL BALANCE", "OPEN")] if wanted else []
    assert desk.cells("write_off_proposals", *SHOWN) == want


def test_nothing_is_posted_without_an_approver() -> None:
    desk = small()

    assert desk.write_off().is_empty
    assert desk.patient_ar() == {"C1/1": 499}


def test_an_approved_one_is_posted_once_and_undone_whole() -> None:
    desk = small()
    desk.approve("write_off_proposals")

    plan = desk.write_off("clerk")

    assert desk.patient_ar() == {}
    assert desk.account(Account.SMALL_BALANCE) == 499
    assert desk.cells("write_off_proposals", "state", "answer") == [("POSTED", "")]
    assert desk.cells("ledger", "type", "approver", "batch")[-1] == (
        "WOF", "boss", "WO-20250801-1",
    )  # fmt: skip
    assert desk.write_off("clerk").is_empty
    desk.proved()

    desk.undo(plan.batch)

    assert desk.patient_ar() == {"C1/1": 499}
    assert desk.cells("write_off_proposals", "state") == [("OPEN",)]
    desk.proved_balanced()
    assert desk.write_off("clerk").result["posted"] == 1


def test_work_collections_after_posting_proposes_nothing_again() -> None:
    desk = small()
    desk.approve("write_off_proposals")
    desk.write_off()

    desk.work()

    assert desk.cells("write_off_proposals", *SHOWN) == [("C1", 499, "SMALL BALANCE", "POSTED")]
    assert desk.work().is_empty


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nobody", "approver nobody is not on Users"),
        ("clerk", "approver clerk may not write off"),
    ],
)
def test_an_approver_who_may_not_posts_nothing(name: str, why: str) -> None:
    desk = small()
    desk.approve("write_off_proposals", name)

    assert told(desk.write_off()) == ["WRITE-OFF-REFUSED"]
    assert desk.cells("write_off_proposals", "state", "answer") == [("REFUSED", why)]
    assert desk.patient_ar() == {"C1/1": 499}


def test_an_approvers_limit_counts_for_all_of_an_account() -> None:
    """Three lines of 10.00 are 30.00 for one whose limit is 20.00."""
    claims = [line("C1", str(n), 10.0, dos_from=SERVED) for n in (1, 2, 3)]
    desk = Collector.owed(claims=claims)
    desk.as_of = date(2026, 6, 2)
    desk.work()
    assert [row[2] for row in desk.cells("write_off_proposals", *SHOWN)] == ["BAD DEBT"] * 3
    desk.approve("write_off_proposals", "small")

    assert desk.write_off().result["posted"] == 0
    assert desk.patient_ar() == {"C1/1": 1000, "C1/2": 1000, "C1/3": 1000}


def test_above_the_types_limit_the_approver_is_somebody_else() -> None:
    types = [{**TYPES[1], "approval_limit": 5.0}, *default_rows("adjustment_types")]
    desk = Collector.owed(adjustment_types=types[:1])
    desk.as_of = date(2026, 6, 2)
    desk.work()
    desk.approve("write_off_proposals")

    assert desk.write_off("boss").result["refused"] == 1
    assert desk.write_off("clerk").result["posted"] == 1


def test_a_payment_since_the_approval_posts_nothing_until_it_is_approved_anew() -> None:
    desk = small()
    desk.approve("write_off_proposals")
    desk.key(receipts=[{"receipt": "R1", "date": "2025-08-01", "guarantor_id": "G1",
                        "amount": 1.0, "method": "CHECK"}])  # fmt: skip
    desk.receive(desk.as_of)

    assert told(desk.write_off()) == ["WRITE-OFF-REFUSED"]
    desk.work()
    assert desk.cells("write_off_proposals", "amount_cents", "approver", "answer") == [
        (499, "boss", "$3.99 is open now; see the new row"),
        (399, "", ""),
    ]
    assert desk.patient_ar() == {"C1/1": 399}


def test_a_hold_that_came_in_since_posts_nothing() -> None:
    desk = small()
    desk.approve("write_off_proposals")
    desk.key(holds=[{"hold": "H", "claim_id": "C1", "type": "DISPUTE", "from": "2025-08-01"}])

    assert desk.write_off().result["posted"] == 0
    assert desk.patient_ar() == {"C1/1": 499}


def test_a_declined_one_stays_and_is_never_posted_or_proposed_again() -> None:
    desk = small()
    desk.approve("write_off_proposals")
    desk.approve("write_off_proposals", "Y", "decline")

    assert desk.write_off().is_empty
    desk.work()
    assert desk.cells("write_off_proposals", "state", "answer") == [("OPEN", "declined")]


def test_a_credit_is_the_patients_and_never_written_off() -> None:
    """ST-13: credits below the limit are patient property."""
    desk = Collector.owed(claims=SMALL, statements=())
    desk.key(receipts=[{"receipt": "R1", "date": "2025-06-05", "guarantor_id": "G1",
                        "amount": 4.99, "method": "CHECK"}])  # fmt: skip
    desk.as_of = date(2025, 6, 5)
    desk.receive(desk.as_of)
    desk.key(adjustments=[{"adjustment": "A1", "date": "2025-06-05", "claim_id": "C1", "line": "1",
                           "adjustment_type": "SMALL", "amount": -1.0}])  # fmt: skip
    desk.adjust()
    desk.key(receipts=[{"receipt": "R2", "date": "2025-06-05", "guarantor_id": "G1", "amount": 3.0,
                        "method": "CHECK", "apply_to": "2025-06-01"}])  # fmt: skip
    desk.receive(desk.as_of)
    desk.as_of = date(2025, 12, 1)
    desk.work()

    assert desk.cells("write_off_proposals", *SHOWN) == []


def test_bad_debt_is_proposed_when_the_agency_gives_it_back() -> None:
    desk = Collector.placed()
    desk.approve("placements", "Y", "recall")
    desk.place()

    desk.work()

    assert desk.steps() == {"G1": "WRITE OFF BAD DEBT"}
    desk.approve("write_off_proposals")
    desk.write_off("clerk")
    assert desk.account(Account.BAD_DEBT) == 12345
    desk.proved_balanced()


def test_bad_debt_is_proposed_after_the_days_of_the_offices_policy() -> None:
    desk = Collector.owed()
    desk.as_of = date(2026, 6, 1)
    desk.work()

    assert desk.cells("write_off_proposals", *SHOWN) == [("C1", 12345, "BAD DEBT", "OPEN")]


def test_what_a_qmb_never_owes_is_proposed_once_medicaid_has_answered() -> None:
    """ST-14: the share goes to Medicaid first; what remains is proposed as a write-off."""
    payers = [{"payer_id": "MCD", "name": "Medicaid", "type": "MEDICAID"}]
    qmb = {"patient_id": "P1", "level": "1", "payer_id": "X", "member_id": "M", "qmb": "Y",
           "from": "2026-01-01"}  # fmt: skip
    desk = Collector.owed(statements=())
    desk.lay(coverage=[{**qmb, "from": "2025-01-01"}])
    desk.work()
    assert desk.cells("write_off_proposals", *SHOWN) == [("C1", 12345, "QMB", "OPEN")]
    assert desk.steps() == {"G1": "WRITE OFF QMB"}

    desk.lay(payers=payers, coverage=[
        {**qmb, "from": "2025-01-01"},
        {"patient_id": "P1", "level": "2", "payer_id": "MCD", "member_id": "M2"},
    ])  # fmt: skip
    desk.work()
    assert desk.cells("write_off_proposals", *SHOWN) == []
    assert desk.steps() == {"G1": "BILL MEDICAID"}


def test_a_qmb_write_off_is_contractual() -> None:
    desk = Collector.owed(statements=())
    desk.lay(coverage=[{"patient_id": "P1", "level": "1", "payer_id": "X", "member_id": "M",
                        "qmb": "Y", "from": "2025-01-01"}])  # fmt: skip
    desk.work()
    desk.approve("write_off_proposals")
    desk.write_off()

    assert desk.account(Account.CONTRACTUAL) == 12345
    desk.proved_balanced()


def test_a_closed_month_takes_nothing() -> None:
    desk = small()
    desk.approve("write_off_proposals")
    desk.lay(periods=[{"period": "2025-08"}])
    rows = len(desk.frame("ledger"))

    with pytest.raises(RefusedError, match="2025-08 is closed"):
        desk.write_off()

    assert len(desk.frame("ledger")) == rows
