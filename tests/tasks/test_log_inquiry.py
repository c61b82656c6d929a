"""An inquiry's row, how long each is open, and which of them want a hold."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.ledgers import Visit, book_with
from tests.support import request, snapshot
from xlbilling.model.errors import RefusedError
from xlbilling.model.plan import Append, Plan, SetColumn
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import log_inquiry
from xlbilling.tasks.kpi import Kpi
from xlbilling.tasks.receivables import key_figures

DAY = date(2026, 3, 31)


def office(**more: Any) -> Snapshot:
    return snapshot(
        claims=[{"claim_id": "C1", "line": "1", "patient_id": "P1"}],
        patients=[{"patient_id": "P1", "guarantor_id": "G1"}],
        guarantors=[{"guarantor_id": "G1"}],
        **more,
    )


def logged(book: Snapshot, **options: str) -> Plan:
    return log_inquiry.plan(book, request(DAY, files=None, **options))


def row(plan: Plan) -> dict[str, Any]:
    [change] = [one for one in plan.changes if isinstance(one, Append)]
    [record] = change.rows.to_dict("records")
    return {str(name): value for name, value in record.items()}


def test_an_inquiry_of_a_claim_has_its_account() -> None:
    made = row(logged(office(), claim="C1", subject="why so much", owner="kim"))

    assert (made["inquiry"], made["opened"].date()) == ("INQ-20260331-1", DAY)
    assert (made["kind"], made["from_whom"]) == ("INQUIRY", "PATIENT")
    assert (made["claim_id"], made["guarantor_id"]) == ("C1", "G1")
    assert (made["subject"], made["owner"], made["user"]) == ("why so much", "kim", "tester")
    assert made["days_open"] == 0


@pytest.mark.parametrize("kind", ["complaint", "DISPUTE"])
def test_a_complaint_or_dispute_of_an_account_wants_a_hold(kind: str) -> None:
    plan = logged(office(), account="G1", kind=kind)

    [finding] = plan.findings
    assert (finding.id, finding.where) == ("INQ-HOLD", "Inquiries!D2")
    assert "G1" in finding.message


@pytest.mark.parametrize(
    "hold",
    [
        {"guarantor_id": "G1", "type": "DISPUTE"},
        {"patient_id": "P1", "type": "COMPLAINT"},
        {"claim_id": "C1", "type": "COMPLAINT"},
    ],
)
def test_one_that_is_held_wants_none(hold: dict[str, str]) -> None:
    held = office(holds=[{"hold": "H", **hold}])

    assert logged(held, claim="C1", kind="COMPLAINT").findings == ()
    assert logged(office(), claim="C1", kind="INQUIRY").findings == ()


def test_a_hold_that_has_ended_holds_nothing() -> None:
    ended = [{"hold": "H", "guarantor_id": "G1", "type": "DISPUTE", "to": "2026-03-30"}]

    assert len(logged(office(holds=ended), account="G1", kind="DISPUTE").findings) == 1


def test_the_open_ones_are_counted_anew_and_the_resolved_ones_stand() -> None:
    before = [
        {"inquiry": "A", "opened": "2026-03-01", "as_of": "2026-03-05", "days_open": 4},
        {"inquiry": "B", "opened": "2026-03-01", "resolved_on": "2026-03-09", "days_open": 8},
        {"inquiry": "C"},
    ]
    plan = logged(office(inquiries=before), account="G1")
    cells = {one.column: one.values for one in plan.changes if isinstance(one, SetColumn)}

    assert cells["days_open"].to_dict() == {2: 30}
    assert list(cells["as_of"].index) == [2]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({}, "ROW-NONE"),
        ({"account": "G1", "kind": "RANT"}, "CHOICE"),
        ({"account": "G1", "from_whom": "NEIGHBOR"}, "CHOICE"),
        ({"account": "G7"}, "ACCOUNT-UNKNOWN"),
    ],
)
def test_what_is_not_known_is_refused(options: dict[str, str], code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        logged(office(), **options)

    assert refused.value.id == code


def figure(name: str, inquiries: list[dict[str, Any]]) -> Kpi:
    book = book_with([Visit(dos=date(2025, 4, 1)).charge(100_00)], inquiries=inquiries)
    return key_figures.named(name, key_figures.ground(book, DAY))


INQUIRIES: list[dict[str, Any]] = [
    {"inquiry": "A", "opened": "2026-03-01", "resolved_on": "2026-03-05"},
    {"inquiry": "B", "opened": "2026-03-01", "resolved_on": "2026-03-31"},
    {"inquiry": "C", "opened": "2026-03-21"},
    {"inquiry": "D", "opened": "2026-03-11", "resolved_on": "2026-04-02"},
    {"inquiry": "E", "opened": "2026-04-01"},
    {"inquiry": "F", "opened": "2026-03-10", "resolved_on": "2026-03-01"},
    {"inquiry": "G", "resolved_on": "2026-03-01"},
]


def test_resolution_time_is_the_median_of_what_was_resolved_by_the_day() -> None:
    """A took 4 days, B 30; C and D were open on 03/31; the others are no times at all."""
    told = figure("resolution time", INQUIRIES)

    assert told.value == 17
    assert told.formula == "median of 2 inquiries, 4 to 30 days each; 2 still open"


def test_the_oldest_open_inquiry_counts_up_to_the_day() -> None:
    told = figure("OLDEST INQUIRY", INQUIRIES)

    assert told.value == 20
    assert told.formula == "the most of 2 open inquiries"


def test_without_an_inquiry_the_figures_are_blank_with_the_reason() -> None:
    assert figure("RESOLUTION TIME", []).reason == "none was resolved, 0 still open"
    assert figure("OLDEST INQUIRY", []).reason == "no inquiry is open"
