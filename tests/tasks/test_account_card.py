"""The account card: what a patient's call is answered from, all rows of one account."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from tests.ledgers import PAYERS, Office, Visit, book_with, days, offices
from xlbilling.model import ledger
from xlbilling.model.ledger import PATIENT_OWNER, Account, Entry, EntryType
from xlbilling.model.tables import Snapshot
from xlbilling.tasks.receivables.aging import account_ids
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
        ("Patient", "", "due now", 20_00),
        ("Charge", "2026-03-02", "C2 line 1", 90_00),
        ("Charge", "2026-01-05", "C1 line 1", 150_00),
        ("Insurer", "2026-02-10", "C1 line 1: Aetnova paid", 80_00),
        ("Insurer", "2026-02-10", "C1 line 1: Aetnova contractual, discount under your plan's contract", 50_00),
        ("Insurer", "2026-02-10", "C1 line 1: Aetnova passed on to the patient, your copay", 20_00),
        ("Next statement", "2026-03-31", "due now", 20_00),
        ("Note", "", "pays at month end", None),
        ("Note", "", "P1: hard of hearing", None),
        ("Next step", "", "wait for Aetnova, or ask it about C2", None),
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
        ("Patient", "", "dispute hold", 20_00),
        ("Denied", "2026-03-20", "C2 line 1: CO-197, authorization", 90_00),
        ("Statement", "2026-02-20", "S1, level 1, sent 2026-02-21", 20_00),
        ("Statement", "2026-03-20", "S2, level 2, not sent", 20_00),
        ("Next statement", "", "none: no line left to bill: 1 of 1 lines dispute hold", None),
        ("Plan", "2026-02-01", "L1 current, $25.00 a month, $0.00 paid so far, overdue since 2026-02-05: $25.00, 2 missed, in default", 300_00),
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


TERMS = {"plan": "L1", "guarantor_id": "G1", "started": "2026-02-15", "total": 20.0,
         "instalment": 5.0, "due_day": 5, "state": "CURRENT"}  # fmt: skip


def plan_row(*more: Entry, **terms: Any) -> str:
    rows = card(office(*more, payment_plans=[{**TERMS, **terms}]))
    (row,) = [what for part, _, what, _ in rows if part == "Plan"]
    return row


def test_a_plan_tells_what_is_paid_and_what_comes_next() -> None:
    march = Visit("C1").paid(5_00, date(2026, 3, 4), PATIENT_OWNER)
    rest = Visit("C1").paid(15_00, date(2026, 3, 4), PATIENT_OWNER, "rest")

    assert plan_row(march) == (
        "L1 current, $5.00 a month, $5.00 paid so far, next due 2026-04-05: $5.00, none missed"
    )
    assert plan_row() == (
        "L1 current, $5.00 a month, $0.00 paid so far, overdue since 2026-03-05: $5.00, 1 missed"
    )
    assert plan_row(march, rest) == "L1 current, $5.00 a month, $20.00 paid so far, $0.00 open"
    assert plan_row(state="DEFAULTED", ended_on="2026-03-20") == (
        "L1 defaulted, $5.00 a month, $0.00 paid so far, $20.00 open"
    )
    assert plan_row(due_day=None) == "L1 current, $5.00 a month"


def split(book: Snapshot) -> dict[str, int | None]:
    return {what: cents for part, _, what, cents in card(book) if part == "Patient"}


def test_the_patients_balance_is_told_by_what_becomes_of_it() -> None:
    """Due, on a plan, waiting, disputed and a credit, each on its row."""
    other = [
        Visit("C3", owner=PATIENT_OWNER).charge(30_00),
        Visit("C4", owner=PATIENT_OWNER).charge(40_00),
        Visit("C4", owner=PATIENT_OWNER).paid(46_00, PAID),
        Visit("C2", patient="P2", dos=date(2026, 3, 2)).to_patient(9_00, DAY, "3"),
        Visit("C5", dos=date(2026, 3, 1), owner=PATIENT_OWNER).charge(50_00),
    ]
    dispute = [{"hold": "H1", "claim_id": "C3", "type": "DISPUTE"}]
    book = office(*other, holds=dispute, payment_plans=[TERMS])

    assert split(book) == {
        "due now": 50_00,
        "on a payment plan": 20_00,
        "waiting for insurance": 9_00,
        "dispute hold": 30_00,
        "credit: paid more than is owed": -6_00,
    }


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("AGENCY", "at the collection agency, or in pre-collection"),
        ("BANKRUPTCY", "held: the guarantor is in bankruptcy"),
        ("DECEASED", "held: the guarantor has died"),
    ],
)
def test_what_nobody_is_written_to_for_is_not_due_now(kind: str, words: str) -> None:
    hold = [{"hold": "H1", "guarantor_id": "G1", "type": kind}]

    assert split(office(holds=hold)) == {words: 20_00}


def test_finance_charges_are_told_apart() -> None:
    added = Visit("C1").entry(
        DAY, EntryType.INTEREST, (Account.PATIENT_AR, Account.INTEREST), 30,
        to_owner=PATIENT_OWNER,
    )  # fmt: skip
    rows = card(office(added))

    assert ("Patient", "", "due now", 20_30) in rows
    assert ("Of that", "", "finance charges", 30) in rows
    assert ("Finance charge", "2026-03-31", "C1: added", 30) in rows


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({}, "send the statement that is due"),
        ({"holds": [{"hold": "H1", "claim_id": "C1", "type": "DISPUTE"}]},
         "no statement: no line left to bill: 1 of 1 lines dispute hold"),
        ({"payment_plans": [TERMS]}, "ask about the missed instalment of plan L1"),
    ],
)  # fmt: skip
def test_the_next_step_is_one_sentence_where_nobody_noted_one(
    tables: dict[str, Any], said: str
) -> None:
    answered = Visit("C2", patient="P2", dos=date(2026, 3, 2)).paid(90_00, DAY)

    assert card(office(answered, **tables))[-1] == ("Next step", "", said, None)


@settings(max_examples=25)
@given(offices(), days)
def test_a_cards_figures_tie_to_the_ledger(drawn: Office, day: date) -> None:
    """Owed by all is the account's receivable; the patient's parts are the patient's own."""
    book = drawn.book()
    now = standing(book, day)
    accounts = account_ids(now.moved, book.frame("patients"))
    wanted = Counter[tuple[str, str]]()
    for account, owner, c in zip(accounts, now.moved["owner"], now.moved["cents"], strict=True):
        wanted[account, owner] += int(c)

    for who in {who for who, _ in wanted}:
        rows = account_card.card(account_card.Account(who, book, now, day))
        sums = Counter[str]()
        for row in rows:
            sums[row.part] += row.cents or 0
        own = {name: c for (one, name), c in wanted.items() if one == who}
        assert sums["Account"] == sums["Owed"] == sum(own.values())
        assert sums["Patient"] == own.get(PATIENT_OWNER, 0)
