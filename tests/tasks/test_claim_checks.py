"""First results of claims, which the clean-claim rate counts: written once, taken back by hands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import pytest

from tests.posting.desk import Desk, applied
from tests.support import AS_OF, request, snapshot
from xlbilling.edits import examples
from xlbilling.tasks import validate_claims

LATER = date(2026, 4, 2)
OTHER = {"claim_id": "C1002", "mod1": "76"}


def desk(*claims: Mapping[str, Any], **tables: Any) -> Desk:
    """Return a desk with the sample office and these claim lines, not yet checked."""
    rows = [{**examples.CLAIM, **claim} for claim in claims]
    return Desk(snapshot(claims=rows, **{**examples.OFFICE, **tables}))


def check(at: Desk, as_of: date = AS_OF) -> None:
    """Check the claims and write what the check wants written."""
    at.book = applied(at.book, validate_claims.plan(at.book, request(as_of)))


def results(at: Desk) -> list[tuple[str, float, float, str]]:
    """Return claim, errors, warnings and whether it is clean."""
    rows = at.cells("claim_checks", "claim_id", "errors", "warnings", "clean")
    return [(str(claim), errors, warnings, str(clean)) for claim, errors, warnings, clean in rows]


def test_the_first_check_leaves_one_row_a_claim() -> None:
    at = desk({"charge": -75.0}, {"line": "2", "code": "85025"}, OTHER)
    check(at)

    assert results(at) == [("C1001", 1, 0, "N"), ("C1002", 0, 0, "Y")]
    assert at.frame("claim_checks")["first_checked"].tolist() == [pd.Timestamp(AS_OF)] * 2


def test_a_claim_mended_after_its_first_check_never_becomes_clean() -> None:
    at = desk({"charge": -75.0})
    check(at)
    at.type_in("claims", 2, charge=7500)
    check(at, LATER)

    assert results(at) == [("C1001", 1, 0, "N")]
    assert at.frame("claim_checks")["first_checked"].tolist() == [pd.Timestamp(AS_OF)]


def test_a_clean_claim_changed_by_hand_before_it_is_sent_is_clean_no_more() -> None:
    at = desk({}, OTHER)
    check(at)
    at.type_in("claims", 2, units=2.0)
    check(at, LATER)
    at.type_in("claims", 2, units=1.0)
    check(at, LATER)

    assert results(at) == [("C1001", 0, 0, "N"), ("C1002", 0, 0, "Y")]


@pytest.mark.parametrize(("column", "value"), [("note", "called"), ("hold", ""), ("status", "NEW")])
def test_what_is_no_coding_leaves_a_claim_clean(column: str, value: str) -> None:
    at = desk({})
    check(at)
    at.type_in("claims", 2, **{column: value})
    check(at, LATER)

    assert results(at) == [("C1001", 0, 0, "Y")]


def test_a_claim_changed_after_it_was_sent_stays_clean() -> None:
    at = desk({})
    check(at)
    at.type_in("claims", 2, status="SENT")
    at.type_in("claims", 2, units=2.0)
    check(at, LATER)

    assert results(at) == [("C1001", 0, 0, "Y")]


@pytest.mark.parametrize(("is_changed", "clean"), [(False, "Y"), (True, "N")])
def test_of_a_claim_sent_between_two_checks_the_hash_it_was_sent_with_decides(
    is_changed: bool, clean: str
) -> None:
    at = desk({})
    check(at)
    own = at.frame("claim_checks")["first_hash"].iloc[0]
    sent = {
        "claim_id": "C1001",
        "level": "1",
        "payer_id": "PAY1",
        "frequency": "1",
        "sent": "2026-04-01",
        "row_hash": "0" * 16 if is_changed else own,
    }
    first = at.frame("claim_checks").to_dict("records")
    at.book = desk({"units": 3.0, "status": "SENT"}, submissions=[sent], claim_checks=first).book
    check(at, LATER)

    assert results(at) == [("C1001", 0, 0, clean)]


def test_an_in_house_charge_and_a_line_without_claim_have_no_first_result() -> None:
    at = desk({"claim_id": "C1002", "code": "NOSHOW"}, {"claim_id": None})
    check(at)

    assert results(at) == []


def test_a_claim_changed_between_sending_and_its_first_check_counts_as_that_check_found_it() -> (
    None
):
    sent = {
        "claim_id": "C1001",
        "level": "1",
        "payer_id": "PAY1",
        "frequency": "1",
        "sent": "2026-03-01",
        "row_hash": "0" * 16,
    }
    at = desk({"status": "SENT"}, submissions=[sent])
    check(at)
    check(at, LATER)

    assert [row[0] for row in results(at)] == ["C1001"]
    assert [row[3] for row in results(at)] == ["Y"]


def test_a_hold_is_no_error_of_the_first_check() -> None:
    at = desk({"hold": "CODING"})
    check(at)

    assert results(at) == [("C1001", 0, 0, "Y")]
