"""A backtest: what the office's own rules would have caught last month; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.edits.office import book_of
from tests.support import request
from xlbilling.edits import examples
from xlbilling.model.errors import RefusedError
from xlbilling.model.plan import Plan
from xlbilling.tasks import validate_claims

AS_OF = date(2025, 4, 15)
HIGH = {"rule": "HIGH", "field": "Charge", "operator": "ABOVE", "value": "100", "message": "high"}
BARE = {"rule": "BARE", "field": "Modifiers", "operator": "BLANK", "payer_id": "PAY1"}
SECOND = {**examples.COVERAGE, "level": "2", "payer_id": "MCAID"}
LINES = (
    {"claim_id": "C1", "line": "1", "dos_from": "2025-03-01", "charge": 125.0},
    {"claim_id": "C1", "line": "2", "dos_from": "2025-03-01", "charge": 200.5, "code": "85025"},
    {"claim_id": "C2", "line": "1", "dos_from": "2025-03-31", "charge": 300.0, "status": "PAID"},
    {"claim_id": "C3", "line": "1", "dos_from": "2025-03-15", "charge": 90.0},
    {"claim_id": "C4", "line": "1", "dos_from": "2025-02-28", "charge": 400.0},
    {"claim_id": "C5", "line": "1", "dos_from": "2025-04-01", "charge": 500.0},
)


def backtest(*rules: Mapping[str, Any], rule: str = "", **tables: Any) -> Plan:
    """Return the backtest of rules on six lines: C1 to C3 are of March 2025."""
    claims = [{**examples.CLAIM, "dos_to": None, **line} for line in LINES]
    book = book_of({"claims": claims, **examples.OFFICE, "office_rules": list(rules), **tables})
    return validate_claims.plan(book, request(AS_OF, backtest="Y", rule=rule))


def answer(claim: str, line: str | None, **more: Any) -> dict[str, Any]:
    return {"batch": "B1", "row": 1.0, "our_claim": claim, "our_line": line, **more}


def test_the_lines_of_the_month_before_are_counted_whatever_their_status() -> None:
    made = backtest(HIGH)

    assert made.is_empty
    assert made.findings == ()
    assert made.result == {
        "backtest": [
            {
                "rule": "HIGH",
                "lines": 3,
                "claims": 2,
                "charge": "625.50",
                "denied": 0,
                "paid": 0,
                "examples": [
                    {"claim": "C1", "line": "1", "where": "Claims!AL2"},
                    {"claim": "C1", "line": "2", "where": "Claims!AL3"},
                    {"claim": "C2", "line": "1", "where": "Claims!AL4"},
                ],
            }
        ],
        "from": "2025-03-01",
        "to": "2025-03-31",
    }
    assert made.lines[0] == "Services of 2025-03-01 to 2025-03-31:"
    assert made.lines[1] == "  HIGH: 3 lines of 2 claims, $625.50; of these 0 denied, 0 paid"


def test_what_payers_did_with_the_lines_is_told_from_answers_and_denials() -> None:
    """C1's second line was denied, C2 as a whole paid, C1's first line is on the Denials sheet."""
    remits = [{"batch": "B1", "payer": "PAY1", "date": "2025-03-20"}]
    lines = [answer("C1", "2", denied=200.5, clp02="4"), answer("C2", None, paid=80.0, row=2.0)]
    denials = [{"key": "D1", "claim_id": "C1", "line": "1"}]
    made = backtest(HIGH, remits=remits, remit_lines=lines, denials=denials)

    (one,) = made.result["backtest"]
    assert (one["denied"], one["paid"]) == (2, 1)


def test_a_line_that_was_paid_in_the_end_is_not_counted_as_denied() -> None:
    remits = [{"batch": "B1", "payer": "PAY1", "date": "2025-03-20"}]
    lines = [answer("C2", "1", denied=300.0), answer("C2", "1", paid=80.0, row=2.0)]
    (one,) = backtest(HIGH, remits=remits, remit_lines=lines).result["backtest"]

    assert (one["denied"], one["paid"]) == (0, 1)


def test_a_rule_of_a_payer_counts_though_the_claim_is_with_the_next_one_by_now() -> None:
    sent = [
        {
            "claim_id": "C2",
            "level": "2",
            "payer_id": "MCAID",
            "frequency": "1",
            "sent": "2025-04-02",
        }
    ]
    made = backtest(BARE, coverage=[examples.COVERAGE, SECOND], submissions=sent)

    assert made.result["backtest"][0]["lines"] == 4


def test_without_a_name_all_rules_are_tested_on_their_own_days() -> None:
    future = {**HIGH, "rule": "LATER", "from": "2026-01-01"}
    made = backtest(HIGH, future)

    assert [(one["rule"], one["lines"]) for one in made.result["backtest"]] == [
        ("HIGH", 3),
        ("LATER", 0),
    ]


@pytest.mark.parametrize("name", ["LATER", "later", "OR-LATER"])
def test_a_rule_that_is_named_is_tested_though_it_holds_from_next_year(name: str) -> None:
    future = {**HIGH, "rule": "Later", "from": "2026-01-01", "to": "2026-12-31"}
    (one,) = backtest(HIGH, future, rule=name).result["backtest"]

    assert (one["rule"], one["lines"]) == ("LATER", 3)


def test_bad_rows_are_told_beside_a_test_of_all_rules() -> None:
    made = backtest(HIGH, {**HIGH, "rule": "BAD", "field": "Chrage"})

    assert [(one.id, one.where) for one in made.findings] == [("RULE-FIELD", "Office Rules!B3")]
    assert [one["rule"] for one in made.result["backtest"]] == ["HIGH"]


def test_an_unknown_rule_is_refused_with_the_one_most_like_it() -> None:
    with pytest.raises(RefusedError, match=r"no rule 'HIHG' .* \(is 'HIGH' meant\?\)"):
        backtest(HIGH, rule="HIHG")


def test_a_rule_whose_row_is_wrong_is_refused_with_the_reason() -> None:
    with pytest.raises(RefusedError, match=r"Office Rules!B2: 'Chrage' is no field"):
        backtest({**HIGH, "field": "Chrage"}, rule="HIGH")


def test_an_office_without_rules_is_told_so() -> None:
    made = backtest()

    assert made.result["backtest"] == []
    assert made.lines[1] == "  the Office Rules sheet has no rule to test"


def test_a_rule_is_named_for_a_backtest_only() -> None:
    book = book_of({"claims": [], **examples.OFFICE})

    with pytest.raises(RefusedError, match="--rule names a rule to test"):
        validate_claims.plan(book, request(AS_OF, rule="HIGH"))
