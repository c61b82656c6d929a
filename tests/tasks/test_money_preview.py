"""A dry run of patients' money: the rows, what receivables become, and what stays open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.posting.till import Till, receipt
from xlbilling.model.plan import Plan
from xlbilling.model.tables import Request
from xlbilling.tasks import adjust, post_receipts, refund, reverse_entry, transfer


def dry(till: Till, **options: str) -> Request:
    return Request(till.as_of, "tester", (), options, is_dry_run=True)


def test_the_allocation_is_shown_with_its_effect_before_anything_is_written() -> None:
    """120.00 of the family: C2/1 30.00 in full, 90.00 of C1/1; 60.00 of C1 stays open."""
    till = Till.opened(receipts=[receipt("R1", 120.0)])

    plan = post_receipts.plan(till.book, dry(till))

    seen = plan.result["preview"]
    assert seen["receivables"] == {
        "insurance": {"before": "80.00", "after": "80.00"},
        "patient": {"before": "180.00", "after": "60.00"},
    }
    assert (seen["cash"], seen["unapplied"], seen["waiting"]) == ("120.00", "0.00", [])
    assert [(row["claim"], row["line"], row["amount"]) for row in seen["rows"]] == [
        ("C2", "1", "30.00"), ("C1", "1", "90.00"),
    ]  # fmt: skip
    assert seen["left"] == [
        {"claim": "C2", "insurance": "0.00", "patient": "0.00"},
        {"claim": "C1", "insurance": "0.00", "patient": "60.00"},
    ]
    assert plan.lines[0] == "receipt R1: $30.00 to C2/1, $90.00 to C1/1"
    assert "patient receivable: $180.00 before, $60.00 after" in plan.lines
    assert "  PAY C2/1: $30.00 from AR-Patient to Cash" in plan.lines


def test_what_stays_unapplied_is_in_the_preview() -> None:
    till = Till.opened(receipts=[receipt("R1", 200.0)])

    seen = post_receipts.plan(till.book, dry(till)).result["preview"]

    assert (seen["cash"], seen["unapplied"]) == ("200.00", "20.00")


def decided() -> Till:
    till = Till.opened(
        receipts=[receipt("R1", 500.0, "C2")],
        adjustments=[
            {"adjustment": "A1", "claim_id": "C1", "adjustment_type": "SMALL", "amount": 40.0}
        ],
        transfers=[{"transfer": "T1", "claim_id": "C3", "to_owner": "PATIENT"}],
        refunds=[{"refund": "F1", "to": "PATIENT", "guarantor_id": "G1", "amount": 70.0}],
    )
    till.receive()
    return till


@pytest.mark.parametrize(
    ("task", "before", "after", "cash"),
    [
        ("adjust", "150.00", "110.00", "0.00"),
        ("transfer", "150.00", "230.00", "0.00"),
        ("refund", "150.00", "150.00", "-70.00"),
        ("reverse", "150.00", "180.00", "-30.00"),
    ],
)
def test_every_decision_is_previewed_alike(task: str, before: str, after: str, cash: str) -> None:
    till = decided()
    plans = {
        "adjust": lambda: adjust.plan(till.book, dry(till)),
        "transfer": lambda: transfer.plan(till.book, dry(till)),
        "refund": lambda: refund.plan(till.book, dry(till)),
        "reverse": lambda: reverse_entry.plan(
            till.book, dry(till, entry=till.entry(claim_id="C2", type="PAY"))
        ),
    }

    seen = plans[task]().result["preview"]

    assert seen["receivables"]["patient"] == {"before": before, "after": after}
    assert seen["cash"] == cash


def test_a_dry_run_plans_just_what_the_real_run_writes() -> None:
    till = Till.opened(receipts=[receipt("R1", 120.0)])
    asked = dry(till)

    shown: Plan = post_receipts.plan(till.book, asked)
    real: Plan = post_receipts.plan(till.book, replace(asked, is_dry_run=False))

    rows = [one.rows.to_dict("records") for one in shown.appended("ledger")]
    assert rows == [one.rows.to_dict("records") for one in real.appended("ledger")]
    assert "preview" not in real.result
