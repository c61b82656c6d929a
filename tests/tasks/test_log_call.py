"""A call's row is filled in from the claim or account that is named, and nothing else is touched."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.support import request, snapshot
from xlbilling.model.errors import RefusedError
from xlbilling.model.plan import Append
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import log_call

DAY = date(2026, 3, 31)


def office(**more: Any) -> Snapshot:
    return snapshot(
        claims=[
            {"claim_id": "C1", "line": "1", "patient_id": "P1", "payer_now": "AET"},
            {"claim_id": "C2", "line": "1", "patient_id": "P2"},
        ],
        patients=[{"patient_id": "P1", "guarantor_id": "G1"}, {"patient_id": "P2"}],
        guarantors=[{"guarantor_id": "G1"}],
        payers=[{"payer_id": "AET"}, {"payer_id": "MCR"}],
        **more,
    )


def row(book: Snapshot, **options: str) -> dict[str, Any]:
    [change] = log_call.plan(book, request(DAY, files=None, **options)).changes
    assert isinstance(change, Append)
    [record] = change.rows.to_dict("records")
    assert change.table == "calls"
    return {str(name): value for name, value in record.items()}


def test_a_claim_brings_its_payer_and_account() -> None:
    made = row(office(), claim="C1")

    assert (made["call"], made["date"].date(), made["user"]) == ("CALL-20260331-1", DAY, "tester")
    assert (made["claim_id"], made["payer_id"], made["guarantor_id"]) == ("C1", "AET", "G1")
    assert made["promised_for"] is None or made["promised_for"] != made["promised_for"]


def test_the_payer_of_the_row_goes_before_who_owes_the_claim() -> None:
    assert row(office(), claim="C1", payer="MCR")["payer_id"] == "MCR"


def test_a_patient_without_a_guarantor_is_the_account() -> None:
    assert row(office(), claim="C2")["guarantor_id"] == "P2"
    assert row(office(), account="P2")["guarantor_id"] == "P2"


def test_a_patients_id_stands_for_the_guarantor() -> None:
    made = row(office(), account="P1")

    assert (made["guarantor_id"], made["claim_id"]) == ("G1", "")


def test_what_was_said_comes_along() -> None:
    told = {
        "representative": "Dana", "reference": "00123", "promise": "paid in a week",
        "promised_for": "2026-04-07", "note": "=SUM(1)",
    }  # fmt: skip
    made = row(office(), claim="C1", **told)

    assert made["promised_for"].date() == date(2026, 4, 7)
    assert {name: made[name] for name in told if name != "promised_for"} == {
        name: text for name, text in told.items() if name != "promised_for"
    }


def test_each_call_of_a_day_has_an_id_of_its_own() -> None:
    calls = [{"call": "CALL-20260331-9"}, {"call": "CALL-20260330-20"}, {"call": "CALL-20260331-x"}]

    assert row(office(calls=calls), claim="C1")["call"] == "CALL-20260331-10"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({}, "ROW-NONE"),
        ({"claim": "C9"}, "CLAIM-UNKNOWN"),
        ({"account": "G9"}, "ACCOUNT-UNKNOWN"),
        ({"claim": "C1", "payer": "AETNA"}, "PAYER-UNKNOWN"),
        ({"claim": "C1", "promised_for": "soon"}, "DATE"),
    ],
)
def test_what_names_nothing_of_ours_is_refused(options: dict[str, str], code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        log_call.plan(office(), request(DAY, files=None, **options))

    assert refused.value.id == code
    assert refused.value.fix


def test_a_promise_for_a_day_before_the_call_is_refused() -> None:
    assert row(office(), claim="C1", promised_for="2026-03-31")["promised_for"].date() == DAY
    with pytest.raises(RefusedError, match="2026-03-30 lies before the call of 2026-03-31"):
        row(office(), claim="C1", promised_for="2026-03-30")


def test_no_patient_is_named() -> None:
    people = [{"patient_id": "P1", "guarantor_id": "G1", "last": "Quillfeather", "first": "Odo"}]
    book = office()
    book = Snapshot({**book.tables, "patients": snapshot(patients=people)["patients"]})

    assert "Quillfeather" not in repr(log_call.plan(book, request(DAY, claim="C1")))
