"""What explain-row puts on its sheet: findings with cause and mend, clock, coverage, rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.support import AS_OF, request, snapshot
from xlbilling.edits import examples
from xlbilling.model.errors import RefusedError
from xlbilling.model.plan import Page, Plan
from xlbilling.tasks import explain_row

BAD = {"charge": -75.0}
SECOND = {"line": "2", "code": "85025"}
RULE = {"edit": "CV-059", "payer_id": "PAY1", "severity": "W", "note": "agreed in June"}


def explained(*claims: Mapping[str, Any], line: str = "", **tables: Any) -> Plan:
    """Return the plan for claim C1001 of the sample office."""
    rows = [{**examples.CLAIM, **claim} for claim in claims]
    book = snapshot(claims=rows, **{**examples.OFFICE, **tables})
    return explain_row.plan(book, request(AS_OF, claim="C1001", line=line))


def page(made: Plan) -> Page:
    (only,) = made.changes
    assert isinstance(only, Page)
    return only


def shown(made: Plan) -> dict[str, list[str]]:
    """Return the words of the page's second column by the label in the first."""
    labels = {cell.row: str(cell.value) for cell in page(made).cells if cell.column == 1}
    words: dict[str, list[str]] = {}
    for cell in page(made).cells:
        if cell.column == 2:
            words.setdefault(labels[cell.row], []).append(str(cell.value))
    return words


def texts(made: Plan) -> list[str]:
    return [str(cell.value) for cell in page(made).cells]


def test_a_finding_says_what_is_what_was_expected_why_and_how_to_mend() -> None:
    made = explained(BAD)
    words = shown(made)

    assert words["Error"][0].startswith("CV-059  ")
    assert words["What is"] == ["charge is -$75.00"]
    assert words["What was expected"] == ["$0.00 or more"]
    assert words["Why"] == ["837P 005010X222A1, loop 2400 SV102"]
    assert words["How to mend"][0].startswith("enter the full fee")
    assert words["Where"] == ["Claims!AL2"]
    assert page(made).links == {(_row(made, "Where"), 2): "#Claims!AL2"}
    assert made.lines == ("Claim C1001: 1 error; see the sheet Explain",)


def _row(made: Plan, label: str) -> int:
    return next(cell.row for cell in page(made).cells if cell.value == label)


def test_a_claim_without_a_finding_says_so() -> None:
    made = explained({})

    assert "Nothing. The check finds no fault here." in texts(made)
    assert made.findings == ()
    assert made.result == {"claim": "C1001", "lines": ["1"], "edits": [], "switched_off": []}


def test_a_line_shows_its_own_findings_and_its_claims_but_no_other_lines() -> None:
    office = {"patients": [{**examples.PATIENT, "sex": None}]}
    made = explained(BAD, {**SECOND, "units": 0.0}, line="2", **office)

    assert made.result["edits"] == ["CV-003", "CV-058"]
    assert "Claim C1001 line 2" in texts(made)


def test_clock_coverage_service_and_first_check_are_told() -> None:
    payers = [{**examples.PAYERS[0], "filing_days": 365.0, "counted_from": "DOS FROM"}]
    first = [{"claim_id": "C1001", "first_checked": "2026-03-01", "errors": 1, "warnings": 0}]
    words = shown(explained({"auth": "A1"}, payers=payers, claim_checks=first))["Line 1"]

    assert words[0] == "99213 of 2025-03-04 for $125.00, status NEW"
    assert words[1] == "file by 2026-03-04: 27 days too late"
    assert words[2].startswith("goes to PAY1 as primary; Coverage!A2, from 2024-01-01 on, verified")
    assert words[3] == "A1: not on the Authorizations sheet"
    assert shown(explained({}, claim_checks=first))["2026-03-01"] == [
        "1 error, 0 warnings; does not count as clean"
    ]


def test_a_payers_rule_is_named_where_it_decided() -> None:
    words = shown(explained(BAD, payer_rules=[RULE]))

    told = "W for payer PAY1, for all dates (Payer Rules, row 2): agreed in June"
    assert words["By a payer's rule"] == [told]
    assert words["CV-059"] == [told]
    assert "Warning" in words


def test_what_a_rule_switched_off_is_shown_apart() -> None:
    made = explained(BAD, payer_rules=[{**RULE, "severity": "OFF"}])

    assert made.result["switched_off"] == ["CV-059"]
    assert made.findings == ()
    assert "Switched off by Payer Rules" in texts(made)


def test_no_name_birth_date_or_member_number_is_on_the_sheet() -> None:
    words = " ".join(texts(explained(BAD, {**SECOND, "dx1": "X"})))

    for private in ("Sample", "Avery", "1980", "XB10020030"):
        assert private not in words


@pytest.mark.parametrize(
    ("options", "trouble"),
    [
        ({}, "CLAIM-MISSING"),
        ({"claim": "C1010"}, "CLAIM-UNKNOWN"),
        ({"claim": "C1001", "line": "7"}, "LINE-UNKNOWN"),
    ],
)
def test_a_claim_or_line_that_is_not_there_is_refused(
    options: Mapping[str, str], trouble: str
) -> None:
    office: dict[str, Any] = dict(examples.OFFICE)
    asked: dict[str, Any] = dict(options)
    book = snapshot(claims=[examples.CLAIM], **office)

    with pytest.raises(RefusedError) as refused:
        explain_row.plan(book, request(date(2026, 3, 31), **asked))
    assert refused.value.id == trouble
