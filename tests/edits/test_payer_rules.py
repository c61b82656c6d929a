"""How a payer's rules change a check: severity by payer and day of service, OFF, bad rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.edits.office import book_of
from tests.support import AS_OF, request
from xlbilling.edits import examples
from xlbilling.model.findings import Finding
from xlbilling.model.plan import Plan
from xlbilling.tasks import validate_claims

OVERDRAWN = {"charge": -75.0}
RULE = {"edit": "CV-059", "payer_id": "PAY1", "severity": "W"}


def plan(*rules: Mapping[str, Any], **tables: Any) -> Plan:
    """Return the plan of a check of one claim with a negative charge (CV-059 E, PAY1, 2025-03-04)."""
    claims = tables.pop("claims", [{**examples.CLAIM, **OVERDRAWN}])
    office = {**examples.OFFICE, "payer_rules": list(rules), **tables}
    return validate_claims.plan(
        book_of({"claims": claims, "findings": [], **office}), request(AS_OF)
    )


def graded(made: Plan) -> dict[str, str]:
    """Return the severity of each finding by its edit."""
    return {one.id: one.severity for one in made.findings}


def told(made: Plan) -> list[Finding]:
    """Return what is told of the rules themselves."""
    return [one for one in made.findings if one.id.startswith("RULE")]


def test_without_a_rule_the_edits_own_severity_holds() -> None:
    assert graded(plan()) == {"CV-059": "E"}


def test_a_rule_makes_an_edit_a_warning_for_its_payer() -> None:
    made = plan(RULE)

    assert graded(made) == {"CV-059": "W"}
    assert (made.result["errors"], made.result["warnings"], made.result["clean"]) == (0, 1, 1)


def test_a_rule_of_another_payer_changes_nothing() -> None:
    assert graded(plan({**RULE, "payer_id": "MCARE"})) == {"CV-059": "E"}


def test_off_switches_an_edit_off_and_the_result_says_how_many() -> None:
    made = plan({**RULE, "severity": "OFF"})

    assert made.findings == ()
    assert made.result["switched_off"] == {"CV-059": 1}
    assert made.lines[-1] == "1 findings switched off by Payer Rules: CV-059 1"


@pytest.mark.parametrize(
    ("first", "last", "severity"),
    [
        ("2025-03-04", "2025-03-04", "W"),
        ("2025-03-05", None, "E"),
        (None, "2025-03-03", "E"),
        ("2025-03-01", None, "W"),
        (None, "2025-03-31", "W"),
    ],
)
def test_a_rule_holds_from_its_first_day_of_service_to_its_last(
    first: str | None, last: str | None, severity: str
) -> None:
    assert graded(plan({**RULE, "from": first, "to": last})) == {"CV-059": severity}


def test_a_rule_with_a_payer_goes_before_one_for_all() -> None:
    for_all = {**RULE, "payer_id": None, "severity": "I", "from": "2025-03-01"}

    assert graded(plan(for_all, RULE)) == {"CV-059": "W"}
    assert graded(plan(for_all)) == {"CV-059": "I"}


def test_of_two_rules_in_force_the_later_from_decides() -> None:
    later = {**RULE, "severity": "I", "from": "2025-03-01"}

    assert graded(plan(RULE, later)) == {"CV-059": "I"}
    assert graded(plan(later, RULE)) == {"CV-059": "I"}


def test_the_rule_is_that_of_the_payer_the_claim_is_billed_to_now() -> None:
    """Sent to the secondary payer, a line is judged by the secondary payer's rules."""
    second = {**examples.COVERAGE, "level": "2", "payer_id": "MCAID"}
    sent = {
        "claim_id": "C1001",
        "level": "2",
        "payer_id": "MCAID",
        "frequency": "1",
        "sent": "2025-06-01",
    }
    made = plan(
        {**RULE, "payer_id": "MCAID"},
        coverage=[examples.COVERAGE, second],
        submissions=[sent],
    )

    assert graded(made)["CV-059"] == "W"


def test_a_line_without_a_day_is_judged_by_undated_rules_only() -> None:
    undated = {**examples.CLAIM, **OVERDRAWN, "dos_from": None, "dos_to": None}
    every_payer = {**RULE, "payer_id": None}

    assert graded(plan(every_payer, claims=[undated]))["CV-059"] == "W"
    assert graded(plan({**every_payer, "from": "2020-01-01"}, claims=[undated]))["CV-059"] == "E"


@pytest.mark.parametrize(
    ("change", "finding", "where"),
    [
        ({"edit": "CV-999"}, "RULE-EDIT", "Payer Rules!A2"),
        ({"edit": None}, "RULE-EDIT", "Payer Rules!A2"),
        ({"payer_id": "NOBODY"}, "RULE-PAYER", "Payer Rules!B2"),
        ({"severity": "X"}, "RULE-SEVERITY", "Payer Rules!C2"),
        ({"severity": None}, "RULE-SEVERITY", "Payer Rules!C2"),
        ({"from": "2025-04-01", "to": "2025-03-01"}, "RULE-DATES", "Payer Rules!E2"),
        ({"from": "March"}, "RULE-DATES", "Payer Rules!D2"),
    ],
)
def test_a_bad_row_decides_nothing_and_is_told(
    change: Mapping[str, Any], finding: str, where: str
) -> None:
    made = plan({**RULE, **change})

    assert [(one.id, one.where) for one in told(made)] == [(finding, where)]
    assert graded(made)["CV-059"] == "E"
    assert made.result["findings_total"] == 1


def test_of_two_rows_for_the_same_edit_payer_and_from_the_second_is_told() -> None:
    made = plan(RULE, {**RULE, "severity": "I"})

    assert [(one.id, one.where) for one in told(made)] == [("RULE-TWICE", "Payer Rules!A3")]
    assert graded(made)["CV-059"] == "W"
