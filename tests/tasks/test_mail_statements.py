"""The mail house's file: one row a statement, nothing that the statement does not show."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from tests.support import request
from tests.tasks.test_reprint_statement import ANN, FIRST, HOME, made, office, owed
from xlbilling.model.errors import RefusedError
from xlbilling.model.plan import Plan, SaveFile
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import mail_statements


def run(book: Snapshot) -> Plan:
    return mail_statements.plan(book, request(FIRST))


def text_of(plan: Plan) -> str:
    return next(each.content for each in plan.changes if isinstance(each, SaveFile)).decode()


def rows(plan: Plan) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(plan), newline="")))


def test_a_row_says_what_the_statement_says() -> None:
    claims = [{"claim_id": "C1", "line": "1", "code": "99213", "dx1": "F320"}]
    settings = {"Practice Name": "Elm Family Care", "Practice Phone": "555-0100"}
    book = replace(office(owed(), claims=claims), settings=settings)

    plan = run(replace(office(owed(), made(book), claims=claims), settings=settings))

    (row,) = rows(plan)
    assert row["Statement"] == "S20260228-P1"
    assert (row["To Name"], row["To Address"]) == ("Ann Example", "1 Elm St")
    assert row["To City"] == "Albany, NY 12201"
    assert (row["From Name"], row["From Phone"]) == ("Elm Family Care", "555-0100")
    assert (row["Statement Date"], row["Pay By"]) == ("2026-02-28", "2026-03-21")
    assert (row["Amount Due"], row["Age 0-30"]) == ("20.00", "20.00")
    assert (row["Visit 1 What"], row["Visit 1 You Owe"]) == ("Office visit", "20.00")
    assert plan.result["file"] == "statements-20260228.csv"
    assert "F320" not in text_of(plan)
    assert "99213" not in text_of(plan)


def test_a_file_has_the_columns_of_its_longest_statement_and_ends_lines_as_rfc_4180() -> None:
    people = [{**ANN, "patient_id": one} for one in ("P1", "P2")]
    entries = [
        *owed(), *owed("C3", 30_00),
        *(replace(each, patient_id="P2", claim_id="C2") for each in owed("C2")),
    ]  # fmt: skip
    plan = run(office(entries, made(office(entries, patients=people)), patients=people))

    first, second = rows(plan)
    assert first["Visit 2 You Owe"] == "30.00"
    assert second["Visit 2 You Owe"] == ""
    lines = text_of(plan).split("\r\n")
    assert (len(lines), lines[-1]) == (4, "")
    assert "\n" not in "".join(lines)


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "+1", "-2", "@x", '"quoted", with commas'])
def test_text_that_looks_like_a_formula_is_made_safe(name: str) -> None:
    patients = [{**ANN, "first": name}]
    plan = run(office(owed(), made(office(owed(), patients=patients)), patients=patients))

    shown = rows(plan)[0]["To Name"]
    assert shown[0] not in "=+-@"
    assert shown.lstrip("'") == f"{name} Example"


def test_ids_keep_their_zeros_and_letters_of_any_script_stay() -> None:
    patients = [{**ANN, "patient_id": "00012", "last": "כהן"}]
    entries = [replace(each, patient_id="00012") for each in owed()]
    plan = run(office(entries, made(office(entries, patients=patients)), patients=patients))

    assert rows(plan)[0]["Account"] == "00012"
    assert rows(plan)[0]["To Name"] == "Ann כהן"


@pytest.mark.parametrize(
    "since",
    [
        {"patients": [{**ANN, "no_statement": "Y"}]},
        {"patients": [{**ANN, "bad_address": "Y"}]},
        {"patients": [{**ANN, "deceased": "2026-03-02"}]},
        {
            "holds": [
                {"hold": "H1", "guarantor_id": "P1", "type": "BANKRUPTCY", "from": "2026-03-02"}
            ]
        },
        {"holds": [{"hold": "H1", "guarantor_id": "P1", "type": "AGENCY"}]},
    ],
)
def test_nobody_is_mailed_who_must_not_be_by_what_is_known_since(since: dict[str, Any]) -> None:
    plan = run(office(owed(), made(office(owed())), **since))

    assert plan.is_empty
    assert [each.id for each in plan.findings] == ["MAIL-HELD"]
    assert plan.result["left_out"] == 1


@pytest.mark.parametrize("kind", ["DISPUTE", "ATTORNEY", "COMPLAINT", "PATIENT-HOLD"])
@pytest.mark.parametrize("begins", ["", "2026-02-01", "2026-03-20"])
def test_a_visit_that_went_on_hold_since_is_not_asked_for(kind: str, begins: str) -> None:
    """Rules ST-1; the hold is dated before the run or after it, but was typed after it."""
    hold = {"hold": "H1", "patient_id": "P1", "type": kind}
    since = [{**hold, "from": begins} if begins else hold]

    plan = run(office(owed(), made(office(owed())), holds=since))

    assert plan.is_empty
    assert [each.id[:5] for each in plan.findings] == ["MAIL-"]
    assert plan.result["left_out"] == 1


def test_a_patient_who_need_not_pay_by_now_is_not_asked_to() -> None:
    """Rules ST-14: nobody bills a qualified Medicare beneficiary for cost sharing."""
    covered = [{"patient_id": "P1", "payer_id": "MCR", "qmb": "Y"}]

    plan = run(office(owed(), made(office(owed())), coverage=covered))

    assert plan.is_empty
    assert [each.id for each in plan.findings] == ["MAIL-CHANGED"]


def test_a_statement_that_would_say_something_else_is_left_out() -> None:
    moved = [{**ANN, "address": "9 Oak Ave"}]

    plan = run(office(owed(), made(office(owed())), patients=moved))

    assert plan.is_empty
    assert [each.id for each in plan.findings] == ["MAIL-CHANGED"]
    assert "the name or address" in plan.findings[0].message


def test_what_was_sent_is_not_mailed_again() -> None:
    register = made(office(owed())).assign(sent=pd.Timestamp(FIRST))

    with pytest.raises(RefusedError) as caught:
        run(office(owed(), register))

    assert caught.value.id == "STATEMENT-NONE"


def test_a_day_without_statements_is_refused() -> None:
    with pytest.raises(RefusedError) as caught:
        mail_statements.plan(office(owed(), made(office(owed()))), request(date(2026, 3, 1)))

    assert caught.value.id == "STATEMENT-NONE"


def test_the_accounts_without_a_statement_are_not_in_it() -> None:
    """P2 has no address: it stands on Exclusions."""
    people = [ANN, {**HOME, "patient_id": "P2", "last": "Other", "first": "Bo", "address": ""}]
    entries = [*owed(), *(replace(each, patient_id="P2", claim_id="C2") for each in owed("C2"))]
    plan = run(office(entries, made(office(entries, patients=people)), patients=people))

    assert [row["Account"] for row in rows(plan)] == ["P1"]
