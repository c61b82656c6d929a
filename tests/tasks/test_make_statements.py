"""Statements: who gets one, for what, at which level, and who gets none and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from tests.ledgers import PAYERS, Visit, book_with
from tests.statement_sheets import cells, texts
from tests.support import request
from xlbilling.model import ledger
from xlbilling.model.ledger import PATIENT_OWNER, Account, Entry, EntryType
from xlbilling.model.plan import Page, Plan, RemoveSheet, Rewrite
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import make_statements
from xlbilling.tasks.statements import words
from xlbilling.tasks.statements.levels import Billed, level

TODAY = date(2026, 3, 31)
HOME = {"address": "1 Elm St", "city": "Albany", "state": "NY", "zip": "12201"}
ANN = {"patient_id": "P1", "last": "Example", "first": "Ann", **HOME}


def owed(claim: str = "C1", cents: int = 20_00, patient: str = "P1", **more: Any) -> list[Entry]:
    """A visit of 150.00: 80.00 paid, the share the patient's by copay, the rest contractual."""
    visit = Visit(claim, patient=patient, **more)
    day = date(2026, 2, 10)
    return [
        visit.charge(150_00),
        visit.paid(80_00, day),
        visit.contractual(70_00 - cents, day),
        visit.to_patient(cents, day, "3"),
    ]


def office(entries: list[Entry], *, sheets: tuple[str, ...] = (), **tables: Any) -> Snapshot:
    given = {"patients": [ANN], "payers": PAYERS, **tables}
    return book_with(entries, sheets=sheets, **given)


def run(book: Snapshot, day: date = TODAY) -> Plan:
    return make_statements.plan(book, request(day))


def pages(plan: Plan) -> dict[str, Page]:
    found = {c.sheet: c for c in plan.changes if isinstance(c, Page)}
    return {name: page for name, page in found.items() if name != "Statement Index"}


def table(plan: Plan, name: str) -> list[dict[Any, Any]]:
    rows = next(c.rows for c in plan.changes if isinstance(c, Rewrite) and c.table == name)
    return rows.to_dict("records")


def after(book: Snapshot, plan: Plan, **cells: Any) -> Snapshot:
    """Return the book with the Plan's register written, and cells of a person's set in it."""
    register = next(
        c.rows for c in plan.changes if isinstance(c, Rewrite) and c.table == "statements"
    )
    frame = register.set_axis(pd.RangeIndex(2, len(register) + 2), axis=0).assign(**cells)
    frame = frame.astype(register.dtypes.to_dict())
    sheets = [*book.sheets, *pages(plan)]
    return replace(
        book,
        tables={**book.tables, "statements": replace(book["statements"], frame=frame)},
        sheets=sheets,
    )


def test_a_bill_shows_what_insurance_did_and_what_is_left() -> None:
    book = office(owed(), claims=[{"claim_id": "C1", "line": "1", "code": "99213"}])
    plan = run(book)

    shown = texts(pages(plan)["P1"])
    assert plan.result["amount"] == "20.00"
    assert "Office visit" in shown
    assert "Aetnova paid $80.00. Yours to pay: $20.00, your copay." in shown
    assert "Amount due by 04/21/2026" in shown
    row = table(plan, "statements")[0]
    assert (row["statement"], row["level"], row["amount_cents"]) == ("S20260331-P1", 1, 20_00)
    assert (row["billed_visits"], row["sheet"], len(row["hash"])) == ("C1", "P1", 64)


def test_an_account_whose_visits_no_cell_can_name_is_left_out_and_the_others_are_billed() -> None:
    """The register names all visits of a bill in one cell, of 32,767 characters."""
    many = [charged(f"CLAIM-{n:09}") for n in range(2_731)]
    book = office([*many, *owed("C1", patient="P2")], patients=[ANN, {**ANN, "patient_id": "P2"}])

    plan = run(book)

    assert [row["guarantor_id"] for row in table(plan, "statements")] == ["P2"]
    assert list(pages(plan)) == ["P2"]
    (row,) = table(plan, "exclusions")
    assert (row["guarantor_id"], row["reason"], row["balance_cents"]) == (
        "P1", "TOO MANY VISITS", 273_100,
    )  # fmt: skip
    assert row["detail"] == (
        "2,731 visits, of which one statement can name 2,048: name another guarantor for some of "
        "the patients on the Patients sheet, or agree on a payment plan, then make statements again"
    )
    assert plan.result["patient_ar"] == "2751.00"
    assert plan.findings == ()


def test_an_account_of_as_many_visits_as_a_cell_can_name_gets_its_statement() -> None:
    plan = run(office([charged(f"CLAIM-{n:09}") for n in range(2_048)]))

    (row,) = table(plan, "statements")
    assert (row["visits"], len(row["billed_visits"])) == (2_048, 32_767)
    assert plan.result["excluded"] == {}


def charged(claim: str) -> Entry:
    """A visit that the patient owes a dollar on."""
    return Visit(claim, owner=PATIENT_OWNER).charge(1_00)


def test_no_diagnosis_and_no_code_stands_on_a_bill() -> None:
    claim = {"claim_id": "C1", "line": "1", "code": "99213", "dx1": "F320"}
    shown = " ".join(texts(pages(run(office(owed(), claims=[claim])))["P1"]))

    assert "F320" not in shown
    assert "99213" not in shown


def test_a_line_that_waits_for_insurance_is_shown_without_asking_for_it() -> None:
    waiting = Visit("C2", dos=date(2026, 3, 3))
    plan = run(office([*owed(), waiting.charge(90_00), waiting.to_patient(10_00, TODAY, "3")]))

    shown = texts(pages(plan)["P1"])
    assert "Waiting for insurance: no payment due now" in shown
    assert "with Aetnova" in shown
    assert plan.result["amount"] == "20.00"
    assert plan.result["stated_balance"] == "30.00"


def test_unapplied_money_of_the_household_is_taken_off() -> None:
    held = Entry(
        "H",
        TODAY,
        TODAY,
        EntryType.PAYMENT,
        Account.CASH,
        Account.UNAPPLIED,
        8_00,
        "B",
        patient_id="P1",
    )

    plan = run(office([*owed(), held]))
    assert plan.result["amount"] == "12.00"
    assert plan.result["stated_balance"] == "20.00"


def test_one_statement_a_household_goes_to_the_guarantor() -> None:
    child = {"patient_id": "P2", "last": "Example", "first": "Kim", "guarantor_id": "G1"}
    adult = {**ANN, "guarantor_id": "G1"}
    payer = {"guarantor_id": "G1", "last": "Example", "first": "Lou", **HOME}
    plan = run(
        office([*owed(), *owed("C2", 30_00, "P2")], patients=[adult, child], guarantors=[payer])
    )

    assert plan.result["statements"] == 1
    shown = texts(pages(plan)["G1"])
    assert "Lou Example" in shown
    assert any(text.endswith("for Kim") for text in shown)
    assert plan.result["amount"] == "50.00"


HOLD = {"hold": "H1", "guarantor_id": "P1"}


@pytest.mark.parametrize(
    ("tables", "reason"),
    [
        ({"patients": [{**ANN, "deceased": "2026-03-01"}], "holds": [{**HOLD, "type": "BANKRUPTCY"}]}, "DECEASED"),
        ({"holds": [{**HOLD, "type": "DECEASED"}]}, "DECEASED"),
        ({"holds": [{**HOLD, "type": "BANKRUPTCY"}, {**HOLD, "type": "AGENCY"}]}, "BANKRUPTCY"),
        ({"holds": [{**HOLD, "type": "AGENCY"}]}, "AGENCY OR PRE-COLLECTION"),
        ({"patients": [{**ANN, "no_statement": "Y"}], "holds": [{**HOLD, "type": "PRE-COLLECTION"}]}, "AGENCY OR PRE-COLLECTION"),
        ({"patients": [{**ANN, "no_statement": "Y", "bad_address": "Y"}]}, "NO STATEMENT"),
        ({"patients": [{**ANN, "bad_address": "Y"}], "holds": [{**HOLD, "type": "DISPUTE"}]}, "BAD ADDRESS"),
        ({"patients": [{**ANN, "zip": ""}]}, "BAD ADDRESS"),
        ({"patients": []}, "BAD ADDRESS"),
        ({"holds": [{**HOLD, "type": "DISPUTE"}]}, "DISPUTE"),
        ({"holds": [{**HOLD, "type": "PATIENT-HOLD", "claim_id": "C1", "line": "1"}]}, "PATIENT HOLD"),
        ({"holds": [{"hold": "H", "claim_id": "C1", "type": "ATTORNEY"}]}, "ATTORNEY"),
        ({"coverage": [{"patient_id": "P1", "level": "1", "payer_id": "MCR", "member_id": "1", "qmb": "Y"}]}, "QMB"),
        ({"remit_lines": [{"batch": "B", "row": 1, "our_claim": "C1", "our_line": "1", "remarks": "N781"}]}, "QMB"),
        ({"coverage": [{"patient_id": "P1", "level": "2", "payer_id": "MCD", "member_id": "1"}]}, "MEDICAID"),
    ],
)  # fmt: skip
def test_an_account_left_out_has_the_first_reason_that_holds(
    tables: dict[str, Any], reason: str
) -> None:
    plan = run(office(owed(), **tables))

    assert plan.result["excluded"] == {reason: 1}
    assert [row["reason"] for row in table(plan, "exclusions")] == [reason]
    assert plan.result["excluded_balance"] == plan.result["patient_ar"] == "20.00"
    assert pages(plan) == {}


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"owner": "1:WCP"}, "WORK COMP"),
        ({"class_": "AUTO"}, "AUTO"),
        ({"owner": "1:MCD"}, "MEDICAID"),
    ],
)
def test_who_paid_first_decides_whether_the_patient_is_asked(
    more: dict[str, Any], reason: str
) -> None:
    assert run(office(owed(**more))).result["excluded"] == {reason: 1}


def test_a_hold_that_has_ended_stops_nothing() -> None:
    ended = {**HOLD, "type": "DISPUTE", "from": "2026-01-01", "to": "2026-03-30"}

    assert run(office(owed(), holds=[ended])).result["statements"] == 1


def test_coverage_that_had_ended_on_the_day_of_service_stops_nothing() -> None:
    past = {
        "patient_id": "P1",
        "level": "1",
        "payer_id": "MCD",
        "member_id": "1",
        "to": "2025-12-31",
    }

    assert run(office(owed(), coverage=[past])).result["statements"] == 1


def test_one_disputed_visit_never_silences_a_household() -> None:
    dispute = {"hold": "H", "claim_id": "C1", "type": "DISPUTE"}
    plan = run(office([*owed(), *owed("C2", 30_00)], holds=[dispute]))

    assert plan.result["amount"] == "30.00"
    assert plan.result["stated_balance"] == "50.00"


def test_a_small_balance_waits_for_the_next_visit() -> None:
    assert run(office(owed(cents=4_99))).result["excluded"] == {"BELOW MINIMUM": 1}
    assert run(office(owed(cents=5_00))).result["statements"] == 1


def test_a_credit_lowers_the_account_and_stays_in_the_proof() -> None:
    credit = Visit("C2").entry(
        TODAY,
        EntryType.PAYMENT,
        (Account.CASH, Account.PATIENT_AR),
        50_00,
        from_owner=PATIENT_OWNER,
    )
    plan = run(office([*owed(), credit]))

    assert plan.result["excluded"] == {"BELOW MINIMUM": 1}
    assert plan.result["excluded_balance"] == plan.result["patient_ar"] == "-30.00"


def test_a_plan_bills_its_instalment_instead_of_its_lines() -> None:
    agreed = {
        "plan": "L1",
        "guarantor_id": "P1",
        "started": "2026-03-01",
        "instalment": 5.0,
        "state": "CURRENT",
    }
    plan = run(office([*owed(), *owed("C2", 30_00)], payment_plans=[agreed]))

    assert plan.result["amount"] == "5.00"
    assert plan.result["stated_balance"] == "50.00"
    assert "Payment plan instalment" in texts(pages(plan)["P1"])


def test_the_next_statement_waits_for_the_cycle_unless_a_new_visit_came() -> None:
    book = office(owed())
    billed = after(book, run(book))
    soon = TODAY + timedelta(27)

    assert run(billed, soon).result["excluded"] == {"BILLED RECENTLY": 1}
    assert run(billed, soon + timedelta(1)).result["statements"] == 1
    newer = office([*owed(), *owed("C2", 30_00)])
    both = replace(billed, tables={**billed.tables, "ledger": newer["ledger"]})
    assert run(both, soon).result["amount"] == "50.00"


def test_a_sent_statement_is_never_made_anew() -> None:
    book = office(owed())
    first = run(book)
    sent = after(book, first, sent=pd.Timestamp(TODAY), note="mailed")
    again = run(sent)

    assert pages(again) == {}
    assert again.result == first.result
    assert table(again, "statements")[0]["note"] == "mailed"


def test_an_unsent_statement_that_is_no_longer_due_goes_with_its_sheet() -> None:
    book = office(owed())
    made = after(book, run(book))
    paid = office([*owed(), Visit("C1").paid(20_00, TODAY, PATIENT_OWNER)])
    now = run(replace(made, tables={**made.tables, "ledger": paid["ledger"]}))

    assert [c.sheet for c in now.changes if isinstance(c, RemoveSheet)] == ["P1"]
    assert table(now, "statements") == []


def test_a_sheet_of_a_persons_own_is_never_taken() -> None:
    book = office(owed(), sheets=("p1",))
    plan = run(book)

    assert list(pages(plan)) == ["P1 (2)"]
    assert list(pages(run(after(book, plan)))) == ["P1 (2)"]


def test_a_sheets_name_is_what_excel_allows() -> None:
    odd = "ACCOUNT/2026:[very long number] 000000001"
    plan = run(office(owed(patient=odd), patients=[{**ANN, "patient_id": odd}]))

    assert list(pages(plan)) == ["ACCOUNT-2026--very long number-"]


def test_a_final_notice_is_never_inherited_by_a_new_visit() -> None:
    assert level([], TODAY, 50) == 1


@pytest.mark.parametrize(
    ("history", "want"),
    [
        ([(28, 100, 0)], 1),
        ([(30, 100, 0)], 2),
        ([(60, 100, 0), (30, 100, 0)], 3),
        ([(60, 100, 50), (30, 50, 0)], 2),
        ([(60, 100, 49), (30, 51, 0)], 3),
        ([(90, 100, 100), (30, 40, 0)], 2),
        ([(300, 9, 0)] * 9, 5),
        ([(45, 9, 0)] * 4, 2),
    ],
)
def test_statements_and_days_both_raise_a_level_and_payments_lower_it(
    history: list[tuple[int, int, int]], want: int
) -> None:
    """Each: days before the run, balance then, paid since."""
    billed = [Billed(TODAY - timedelta(days), balance, paid) for days, balance, paid in history]

    assert level(billed, TODAY, 50) == want


def test_the_office_words_its_own_levels() -> None:
    own = [{"level": 1, "title": "Hello", "message": "Please pay.", "days": 0}]
    shown = texts(pages(run(office(owed(), statement_messages=own)))["P1"])

    assert {"Hello", "Please pay."} <= set(shown)


def test_every_amount_on_a_bill_comes_from_the_ledger() -> None:
    """The row foots: charge less insurance, adjusted and paid is what is owed."""
    book = office([*owed(), Visit("C1").paid(5_00, TODAY, PATIENT_OWNER)])
    page = pages(run(book))["P1"]
    row = next(c.row for c in cells(page) if c.value == 150.0)
    amounts = [c.value for c in cells(page) if c.row == row and c.style == "money"]

    assert amounts == [150.0, 80.0, 50.0, 5.0, 15.0]


def test_the_run_before_a_later_statement_leaves_its_sheet_alone() -> None:
    book = office(owed())
    later = after(book, run(book), sent=pd.Timestamp(TODAY))
    past = run(later, date(2026, 3, 1))

    assert list(pages(past)) == ["P1 (2)"]
    assert len(table(past, "statements")) == 2


def test_an_empty_office_gets_no_statement() -> None:
    plan = run(office([]))

    assert plan.result["statements"] == 0
    assert plan.result["patient_ar"] == "0.00"


def test_taken_back_shares_are_not_billed() -> None:
    entries = owed()
    back = ledger.contra(entries[-1], posted=TODAY, batch="BU", user="x")

    assert run(office([*entries, back])).result["statements"] == 0


@pytest.mark.parametrize(
    ("code", "said"),
    [("99213", "Office visit"), ("36415", "Procedure"), ("80053", "Laboratory test"), ("J1100", "Medicine given at the visit"),
     ("0005U", "Medical service"), ("00100", "Anesthesia"), ("NOSHOW", "Missed appointment"), ("", "Medical service")],
)  # fmt: skip
def test_services_are_named_in_plain_words(code: str, said: str) -> None:
    assert words.service(code) == said
