"""Good-faith estimates: what was billed against them, and what may be disputed until when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.ledgers import Visit
from tests.posting.desk import applied
from tests.statement_sheets import texts
from tests.support import request
from tests.tasks.test_make_statements import ANN, office, pages, run
from xlbilling.model.ledger import PATIENT_OWNER, contra
from xlbilling.model.plan import Plan
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import check_estimates

DOS = date(2026, 2, 10)
VISIT = Visit("C1", dos=DOS, owner=PATIENT_OWNER)
GIVEN = {
    "estimate": "E1", "patient_id": "P1", "given_on": "2026-02-01", "scheduled_dos": "2026-02-10",
    "codes": "99213", "amount": 100.0,
}  # fmt: skip
BILL = {"statement": "S1", "guarantor_id": "P1", "date": "2026-03-01", "billed_visits": "C1"}


def estimated(billed: int = 500_00, *, visit: Visit = VISIT, **more: Any) -> Snapshot:
    row = {**GIVEN, **more.pop("row", {})}
    return office([visit.charge(billed)], estimates=[row], **more)


def check(book: Snapshot, day: date = date(2026, 3, 10)) -> tuple[Plan, dict[str, Any]]:
    plan = check_estimates.plan(book, request(day))
    row = applied(book, plan).frame("estimates").iloc[0]
    return plan, {str(name): value for name, value in row.items()}


@pytest.mark.parametrize(
    ("billed", "state", "told"),
    [(499_99, "WITHIN", []), (500_00, "OVER", ["GFE-OVER"]), (90_00, "WITHIN", [])],
)
def test_400_dollars_above_the_estimate_may_be_disputed_and_a_cent_less_may_not(
    billed: int, state: str, told: list[str]
) -> None:
    """Estimated 100.00 (ST-16)."""
    plan, row = check(estimated(billed))

    assert (row["state"], row["billed_cents"], row["over_cents"]) == (
        state, billed, billed - 100_00,
    )  # fmt: skip
    assert [one.id for one in plan.findings] == told


def test_the_excess_is_the_offices_setting() -> None:
    own = {"Estimate Excess": "50.00"}

    assert check(estimated(149_99, settings=own))[1]["state"] == "WITHIN"
    assert check(estimated(150_00, settings=own))[1]["state"] == "OVER"


@pytest.mark.parametrize(("days", "state"), [(120, "OVER"), (121, "WINDOW CLOSED")])
def test_the_patient_has_120_days_from_the_first_bill(days: int, state: str) -> None:
    second = {**BILL, "statement": "S2", "date": "2026-03-29"}
    book = estimated(statements=[second, BILL])
    plan, row = check(book, date(2026, 3, 1) + timedelta(days))

    assert row["state"] == state
    assert row["first_bill"].date() == date(2026, 3, 1)
    assert row["dispute_until"].date() == date(2026, 6, 29)
    assert bool(plan.findings) is (state == "OVER")


@pytest.mark.parametrize(
    "named", [{"claim_id": "C1"}, {"patient_id": "P1"}, {"guarantor_id": "P1"}]
)
def test_while_it_is_disputed_nothing_is_collected(named: dict[str, str]) -> None:
    """A hold DISPUTE keeps the visit off statements; collections go by the same hold."""
    book = estimated(holds=[{"hold": "H1", "type": "DISPUTE", "from": "2026-03-05", **named}])
    plan, row = check(book)

    assert (row["state"], [one.id for one in plan.findings]) == ("DISPUTED", ["GFE-DISPUTED"])
    assert run(book).result["excluded"] == {"DISPUTE": 1}


def test_a_guarantors_dispute_is_that_of_each_patient() -> None:
    book = estimated(
        patients=[{**ANN, "guarantor_id": "G1"}],
        holds=[{"hold": "H1", "type": "DISPUTE", "guarantor_id": "G1"}],
    )

    assert check(book)[1]["state"] == "DISPUTED"


def test_a_charge_taken_back_is_not_billed() -> None:
    charge = VISIT.charge(500_00)
    back = contra(charge, posted=date(2026, 2, 12), batch="B2", user="tester")
    book = office([charge, back], estimates=[GIVEN])

    assert check(book)[1]["billed_cents"] == 0


def test_what_an_insurer_was_billed_for_is_not_self_pay() -> None:
    plan, row = check(estimated(visit=Visit("C1", dos=DOS)))

    assert (row["state"], plan.findings) == ("NOT SELF-PAY", ())


def test_other_days_patients_and_providers_do_not_count() -> None:
    assert check(estimated(visit=Visit("C1", dos=DOS + timedelta(1), owner=PATIENT_OWNER)))[1][
        "state"
    ] == "WAITING"  # fmt: skip
    assert check(estimated(row={"provider_npi": "1999999999"}))[1]["state"] == "WAITING"
    assert check(estimated(row={"provider_npi": VISIT.provider}))[1]["state"] == "OVER"


def test_a_second_check_of_the_day_writes_nothing() -> None:
    book = estimated()

    assert check(applied(book, check(book)[0]))[0].changes == ()


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"estimate": ""}, "estimate"),
        ({"patient_id": "NOBODY"}, "patient_id"),
        ({"amount": None}, "amount"),
        ({"amount": -0.01}, "amount"),
        ({"scheduled_dos": None}, "scheduled_dos"),
        ({"given_on": "2026-02-11"}, "given_on"),
    ],
)
def test_an_estimate_that_cannot_be_checked_is_one_finding_at_its_cell(
    wrong: dict[str, Any], column: str
) -> None:
    book = estimated(row=wrong)
    plan, row = check(book)

    assert [one.id for one in plan.findings] == ["GFE-WRONG"]
    assert plan.findings[0].where == book["estimates"].where(column, 2)
    assert (row["state"], row["codes"]) == ("", "99213")


def test_the_statement_run_tells_it_and_so_does_the_bill() -> None:
    plan = run(estimated(patients=[ANN]))
    shown = " ".join(texts(pages(plan)["P1"]))

    assert [one.id for one in plan.findings] == ["GFE-OVER"]
    assert "The bill for this visit is $400.00 above the estimate we gave you." in shown
    assert "until 07/29/2026; please call us." in shown


def test_an_office_without_estimates_is_told_so() -> None:
    plan = check_estimates.plan(office([]), request(DOS))

    assert (plan.changes, plan.lines) == ((), ("There are no estimates.",))
