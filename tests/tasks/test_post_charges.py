"""Charges: once a line, anew where the line was changed, never in a closed month."""

from __future__ import annotations

from typing import Any

import pytest

from tests.posting.desk import Desk
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import Account


def line(number: str = "1", **more: Any) -> dict[str, Any]:
    """A line of claim C1 for 150.00."""
    given = {
        "claim_id": "C1",
        "line": number,
        "patient_id": "P1",
        "dos_from": "2026-02-01",
        "code": "99213",
        "charge": 150.0,
        "rendering_npi": "1234567893",
    }
    return given | more


def desk(*lines: dict[str, Any], **tables: Any) -> Desk:
    """A desk where Acme insures the patient since January."""
    tables.setdefault("coverage", [cover("ACME")])
    people = [{"patient_id": "P1", "guarantor_id": "G1", "financial_class": "COMMERCIAL"}]
    return Desk.of(claims=lines, patients=people, **tables)


def cover(payer: str, **more: Any) -> dict[str, Any]:
    """A primary coverage of the patient."""
    return {
        "patient_id": "P1",
        "level": "1",
        "payer_id": payer,
        "member_id": "M",
        "from": "2026-01-01",
    } | more


def test_a_line_is_charged_once_to_the_primary_of_its_day() -> None:
    office = desk(line(), coverage=[cover("ACME"), cover("BETA", **{"from": "2026-03-01"})])

    plan = office.charge()
    again = office.charge()

    assert plan.result == {"posted": 1, "amount": "150.00"}
    assert office.owed() == {("C1", "1", "1:ACME"): 15000}
    assert again.is_empty
    assert again.result == {"posted": 0, "amount": "0.00"}
    assert office.cells("claims", "balance_cents", "owed_by", "payer_now") == [
        (15000, "INSURANCE", "ACME")
    ]


def test_a_charge_row_carries_what_reports_need() -> None:
    office = desk(line(location="MAIN"))
    office.charge()

    names = ("guarantor_id", "level", "payer_id", "provider", "location", "class", "batch")
    assert office.cells("ledger", *names) == [
        ("G1", "1", "ACME", "1234567893", "MAIN", "COMMERCIAL", "CHG-20260331-1")
    ]
    assert office.cells("batches", "kind", "control_count", "control_total_cents", "status") == [
        ("CHARGES", 1, 15000, "POSTED")
    ]


def test_without_coverage_the_patient_owes() -> None:
    office = desk(line(), coverage=[cover("ACME", to="2026-01-31")])
    office.charge()

    assert office.owed() == {("C1", "1", "PATIENT"): 15000}


def test_a_changed_charge_is_reversed_and_posted_anew_at_its_day_of_service() -> None:
    office = desk(line())
    office.charge()
    office.type_in("claims", 2, charge=17500)

    plan = office.charge()

    assert plan.result == {"posted": 1, "amount": "25.00"}
    assert office.owed() == {("C1", "1", "1:ACME"): 17500}
    assert [row[0] for row in office.cells("ledger", "amount_cents")] == [15000, -15000, 17500]
    assert len(set(office.cells("ledger", "effective"))) == 1
    assert office.verify().findings == ()


def test_another_primary_moves_the_charge_as_long_as_nobody_answered() -> None:
    office = desk(line())
    office.charge()
    office.type_in("coverage", 2, payer_id="BETA")
    office.charge()

    assert office.owed() == {("C1", "1", "1:BETA"): 15000}


def test_an_undone_charge_is_posted_again() -> None:
    office = desk(line())
    office.charge()
    office.undo("CHG-20260331-1")
    assert office.receivable() == 0

    plan = office.charge()

    assert plan.result["posted"] == 1
    assert office.owed() == {("C1", "1", "1:ACME"): 15000}
    assert len(set(office.cells("ledger", "entry"))) == 3


@pytest.mark.parametrize(
    ("more", "severity"),
    [
        ({"charge": None}, "E"),
        ({"charge": -5.0}, "E"),
        ({"line": ""}, "E"),
        ({"dos_from": None}, "E"),
        ({"patient_id": ""}, "E"),
        ({"hold": "CODING"}, "I"),
        ({"hold": "CODING", "hold_until": "2026-04-02"}, "I"),
    ],
)
def test_a_line_that_cannot_be_charged_is_named_and_left_out(
    more: dict[str, Any], severity: str
) -> None:
    office = desk(line(**more), line("2"))

    plan = office.charge()

    assert plan.result["posted"] == 1
    assert [(one.id, one.severity) for one in plan.findings] == [("CHARGE-SKIPPED", severity)]


def test_a_line_that_stands_twice_is_charged_once() -> None:
    plan = desk(line(), line()).charge()

    assert plan.result == {"posted": 1, "amount": "150.00"}
    assert "stands twice" in plan.findings[0].message


def test_a_hold_that_is_over_stops_nothing_and_a_free_line_needs_no_charge() -> None:
    office = desk(line(hold="CODING", hold_until="2026-03-30"), line("2", charge=0.0))

    assert office.charge().result == {"posted": 1, "amount": "150.00"}
    assert office.account(Account.CHARGES) == -15000


def test_nothing_is_charged_in_a_closed_month() -> None:
    office = desk(line(), periods=[{"period": "2026-03"}])
    before = office.book

    with pytest.raises(RefusedError) as refused:
        office.charge()

    assert refused.value.id == "PERIOD-CLOSED"
    assert office.book is before
