"""The account card: what a patient's call is answered from, all rows of one account."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.ledgers import PAYERS, Visit, book_with
from xlbilling.model import ledger
from xlbilling.model.ledger import PATIENT_OWNER, Account, Entry, EntryType
from xlbilling.model.tables import Snapshot
from xlbilling.tasks.statements import account_card, asked
from xlbilling.tasks.statements.standing import standing

DAY = date(2026, 3, 31)
PAID = date(2026, 2, 10)
PATIENTS = [
    {
        "patient_id": "P1", "last": "Example", "first": "Pat", "guarantor_id": "G1",
        "address": "1 Elm St", "city": "Albany", "state": "NY", "zip": "12201", "note": "hard of hearing",
    },
    {"patient_id": "P2", "last": "Example", "first": "Kit", "guarantor_id": "G1"},
    {"patient_id": "P3", "last": "Other", "first": "Sam"},
]  # fmt: skip
GUARANTORS = [
    {"guarantor_id": "G1", "last": "Example", "first": "Gil", "address": "1 Elm St",
     "city": "Albany", "state": "NY", "zip": "12201", "note": "pays at month end"},
]  # fmt: skip


def office(*more: Entry, **tables: Any) -> Snapshot:
    """An account of two patients: one visit answered by Aetnova, one that it still owes."""
    first, second = Visit("C1"), Visit("C2", patient="P2", dos=date(2026, 3, 2))
    entries = [
        first.charge(150_00),
        first.paid(80_00, PAID),
        first.contractual(50_00, PAID),
        first.to_patient(20_00, PAID, "3"),
        second.charge(90_00),
        *more,
    ]
    sheets: dict[str, Any] = {"payers": PAYERS, "patients": PATIENTS, "guarantors": GUARANTORS}
    return book_with(entries, **{**sheets, **tables})


def card(book: Snapshot, who: str = "G1") -> list[tuple[str, str, str, int | None]]:
    one = account_card.Account(who, book, standing(book, DAY), DAY)
    return [
        (row.part, row.day.isoformat() if row.day else "", row.what, row.cents)
        for row in account_card.card(one)
    ]


def test_a_card_tells_the_whole_account() -> None:
    assert card(office()) == [
        ("Account", "2026-03-31", "G1, patients P1, P2", 110_00),
        ("Owed", "2026-03-02", "by Aetnova on 1 line", 90_00),
        ("Owed", "2026-02-10", "by the patient on 1 line", 20_00),
        ("Charge", "2026-03-02", "C2 line 1", 90_00),
        ("Charge", "2026-01-05", "C1 line 1", 150_00),
        ("Insurer", "2026-02-10", "C1 line 1: Aetnova paid", 80_00),
        ("Insurer", "2026-02-10", "C1 line 1: Aetnova contractual, discount under your plan's contract", 50_00),
        ("Insurer", "2026-02-10", "C1 line 1: Aetnova passed on to the patient, your copay", 20_00),
        ("Next statement", "2026-03-31", "due now", 20_00),
        ("Note", "", "pays at month end", None),
        ("Note", "", "P1: hard of hearing", None),
        ("Next step", "", "none noted", None),
    ]  # fmt: skip


def test_charges_less_what_was_done_is_what_is_owed() -> None:
    paid = Visit("C1").paid(5_00, date(2026, 3, 1), PATIENT_OWNER)
    rows = card(office(paid))

    sums = {part: sum(c or 0 for p, _, _, c in rows if p == part) for part, *_ in rows}
    passed_on = sum(c or 0 for _, _, what, c in rows if "passed on" in what)
    assert sums["Owed"] == sums["Account"] == 105_00
    assert sums["Charge"] - (sums["Insurer"] - passed_on) - sums["Payment"] == sums["Account"]


def test_what_was_taken_back_is_not_told() -> None:
    paid = Visit("C1").paid(5_00, date(2026, 3, 1), PATIENT_OWNER)
    back = ledger.contra(paid, posted=date(2026, 3, 2), batch="B1U", user="tester")

    assert card(office(paid, back)) == card(office())


def test_money_on_no_claim_is_held_and_taken_off_the_statement() -> None:
    held = Entry(
        "E9", PAID, PAID, EntryType.PAYMENT, Account.CASH, Account.UNAPPLIED, 4_00, "B2",
        patient_id="P2",
    )  # fmt: skip
    rows = card(office(held))

    assert ("Held", "", "paid, but on no claim yet", 4_00) in rows
    assert ("Next statement", "2026-03-31", "due now", 16_00) in rows


def test_statements_plan_holds_calls_denials_and_next_steps_are_told() -> None:
    book = office(
        statements=[
            {"statement": "S1", "guarantor_id": "G1", "date": "2026-02-20", "level": 1,
             "amount": 20.0, "sent": "2026-02-21"},
            {"statement": "S2", "guarantor_id": "G1", "date": "2026-03-20", "level": 2, "amount": 20.0},
        ],
        payment_plans=[
            {"plan": "L1", "guarantor_id": "G1", "started": "2026-02-01", "total": 300.0,
             "instalment": 25.0, "due_day": 5, "state": "CURRENT"},
        ],
        holds=[{"hold": "H1", "claim_id": "C1", "type": "DISPUTE", "from": "2026-03-01", "note": "asked for records"}],
        calls=[
            {"call": "1", "date": "2026-03-05", "claim_id": "C2", "note": "in review",
             "promise": "an answer", "promised_for": "2026-04-10"},
        ],
        denials=[
            {"key": "d1", "claim_id": "C2", "line": "1", "denied_on": "2026-03-20", "group": "CO",
             "carc": "197", "amount": 90.0, "category": "authorization", "action": "send the approval",
             "due": "2026-06-01", "state": "OPEN", "owner": "Lee"},
            {"key": "d2", "claim_id": "C1", "line": "1", "group": "CO", "carc": "50", "state": "CLOSED"},
        ],
        worklist=[{"key": "w", "claim_id": "C2", "next_action": "call Aetnova", "next_date": "2026-04-02"}],
    )  # fmt: skip
    rows = card(book)

    assert [row for row in rows if row[0] not in {"Charge", "Insurer", "Owed", "Account"}] == [
        ("Denied", "2026-03-20", "C2 line 1: CO-197, authorization", 90_00),
        ("Statement", "2026-02-20", "S1, level 1, sent 2026-02-21", 20_00),
        ("Statement", "2026-03-20", "S2, level 2, not sent", 20_00),
        ("Next statement", "", "none: no line left to bill: 1 of 1 lines dispute hold", None),
        ("Plan", "2026-02-01", "L1 current, $25.00 a month by day 5", 300_00),
        ("Hold", "2026-03-01", "dispute on C1: asked for records", None),
        ("Note", "", "pays at month end", None),
        ("Note", "", "P1: hard of hearing", None),
        ("Call", "2026-03-05", "C2: in review; promised an answer", None),
        ("Next step", "2026-04-02", "C2: call Aetnova", None),
        ("Next step", "2026-04-10", "promised: an answer", None),
        ("Next step", "2026-06-01", "C2: send the approval (Lee)", None),
    ]  # fmt: skip


def test_no_name_of_a_patient_or_guarantor_stands_on_a_card() -> None:
    told = " ".join(what for _, _, what, _ in card(office()))

    assert not [name for name in ("Example", "Pat ", "Kit", "Gil", "Elm", "Albany") if name in told]


def test_an_id_of_a_patient_stands_for_who_gets_the_bill() -> None:
    book = office()
    cells = account_card.cells(book, DAY, ["P2"])

    assert cells == account_card.cells(book, DAY, ["G1"])
    assert account_card.cells(book, DAY, ["NOBODY"]) == [("NOBODY", "", None, "")]
    assert account_card.cells(book, DAY, ["P3"])[0][2] == "P3, patient P3"


def test_a_statement_due_is_that_of_a_run() -> None:
    from xlbilling.tasks.make_statements import statement_run

    book = office()
    (made,) = statement_run(book, DAY).made

    assert asked.due(book, DAY, ["G1", "P1", "P3", "NOBODY"]) == [
        (made.row["amount_cents"] / 100, ""),
        (made.row["amount_cents"] / 100, ""),
        (0.0, "the patient owes nothing"),
        (None,),
    ]
