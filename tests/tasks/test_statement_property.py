"""What must hold of statements and finance charges over any office, run day after day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from tests.ledgers import START, Office, days, offices, snapshot_table
from tests.posting.desk import Desk
from tests.support import Rows, examples, request
from tests.tasks.test_receivables_property import applied
from xlbilling import run
from xlbilling.model import ledger, money
from xlbilling.model.ledger import PATIENT_OWNER, Account, EntryType
from xlbilling.model.plan import Plan
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks import age_receivables, make_statements, post_finance_charges
from xlbilling.tasks.receivables import balances

RULE = {"state": "NY", "allowed": "Y", "monthly_percent": 1.5, "source": "the office's adviser"}
ON = {"Finance Charges": "Y", "Finance Charge Minimum": "0.00"}


def patient_owes(book: Snapshot, day: date) -> int:
    """What patients owe, summed entry by entry in plain Python."""
    total = 0
    for one in ledger.entries_of(book.frame("ledger")):
        if one.posted <= day:
            raised, lowered = one.to_owner == PATIENT_OWNER, one.from_owner == PATIENT_OWNER
            total += (raised - lowered) * one.amount_cents
    return total


def waiting(book: Snapshot, day: date) -> set[tuple[str, str]]:
    """Claims and lines on which an insurer still owes."""
    lines = balances.line_balances(balances.movements(balances.as_of(book["ledger"], day)))
    waits = lines[~lines["is_patient"] & (lines["cents"] > 0)]
    return set(zip(waits["claim_id"], waits["line"], strict=True))


def mailed(book: Snapshot, day: date, chosen: Sequence[bool]) -> Snapshot:
    """Return the book with some of the day's statements sent."""
    table = book["statements"]
    is_new = (table.frame["date"] == pd.Timestamp(day)).to_numpy()
    goes = is_new & np.resize(np.array([*chosen, False]), len(table.frame)).astype(bool)
    sent = table.frame["sent"].mask(goes, pd.Timestamp(day)).astype("datetime64[s]")
    frame = table.frame.assign(sent=sent)
    return replace(book, tables={**book.tables, "statements": replace(table, frame=frame)})


@examples(10)
@given(offices(), st.lists(days, min_size=2, max_size=4, unique=True), st.lists(st.booleans()))
def test_run_after_run_every_account_is_stated_or_excluded_once_and_the_proof_holds(
    office: Office, on: list[date], chosen: list[bool]
) -> None:
    """Credits count; no pending line is billed, on whatever day and after whatever was sent."""
    book = office.book()
    for day in sorted(on):
        first = make_statements.plan(book, request(day))
        stated = make_statements.statement_run(book, day)
        waits, owed = waiting(book, day), patient_owes(book, day)

        stated_cents, excluded_cents = (
            money.from_text(first.result[name]) for name in ("stated_balance", "excluded_balance")
        )
        assert stated_cents + excluded_cents == owed
        assert "ST-PROOF" not in [one.id for one in first.findings]
        seen = Counter([*(m.account.id for m in stated.made), *(a.id for a in stated.excluded)])
        assert set(seen.values()) <= {1}
        assert all(one.reason and one.detail for one in stated.excluded)
        for made in stated.made:
            billed = {(line.claim_id, line.line) for line in made.account.billable}
            assert billed.isdisjoint(waits)
            assert made.account.person.is_reachable
            assert made.row["amount_cents"] > 0
        book = applied(book, first)
        assert run.digest(make_statements.plan(book, request(day))) == run.digest(first)
        book = mailed(book, day, chosen)


def lender(office: Office, day: date) -> Desk:
    """Return a desk where all was billed long ago, everybody was told, and New York allows it."""
    book = office.book()
    claims = " ".join(sorted(set(book.frame("ledger")["claim_id"]) - {""}))
    told = [*book.frame("patients")["patient_id"], "G9"]
    more: dict[str, Rows] = {
        "finance_rules": [RULE],
        "finance_notices": [
            {"notice": f"N{n}", "guarantor_id": one, "given_on": "2025-01-01"}
            for n, one in enumerate(told)
        ],
        "statements": [
            {"statement": "S1", "guarantor_id": "G9", "date": START.isoformat(),
             "billed_visits": claims, "sent": START.isoformat()},
        ],
    }  # fmt: skip
    tables = {**book.tables, **{name: snapshot_table(name, rows) for name, rows in more.items()}}
    known = ledger.entries_of(book.frame("ledger"))
    _, head = ledger.chain([one for one in known if one.posted <= day], "")
    rows = book.frame("ledger")
    kept = replace(book["ledger"], frame=rows[rows["posted"] <= pd.Timestamp(day)])
    return Desk(Snapshot({**tables, "ledger": kept}, ON, head, book.sheets), day)


def charge(desk: Desk) -> Plan:
    """Post the finance charges."""
    return desk._do(post_finance_charges.plan(desk.book, Request(desk.as_of, "tester")))  # noqa: SLF001


@examples(6)
@given(offices(), days.filter(lambda one: one > START + timedelta(60)))
def test_finance_charges_tie_to_the_ledger_and_never_fall_on_what_waits(
    office: Office, day: date
) -> None:
    """Their sum is the ledger's, a second run adds none, undoing them restores every balance."""
    desk = lender(office, day)
    waits, before, owed = waiting(desk.book, day), desk.owed(), patient_owes(desk.book, day)
    plan = charge(desk)
    entries = [one for rows in plan.appended("ledger") for one in ledger.entries_of(rows.rows)]

    assert waits.isdisjoint((one.claim_id, one.line) for one in entries)
    assert all(one.type is EntryType.INTEREST and one.amount_cents > 0 for one in entries)
    charged = sum(one.amount_cents for one in entries)
    assert charged == money.from_text(plan.result["amount"]) == -desk.account(Account.INTEREST)
    assert patient_owes(desk.book, day) == owed + charged
    for one in entries:
        base = before[one.claim_id, one.line, PATIENT_OWNER]
        assert one.amount_cents * 1000 <= 15 * base
    stated = make_statements.plan(desk.book, request(day)).result
    assert money.from_text(stated["patient_ar"]) == owed + charged
    aged = age_receivables.plan(desk.book, request(day)).result
    assert aged["total"] == aged["ledger_total"]
    assert charge(desk).is_empty
    told = {one.id for one in desk.verify().findings}
    assert told <= {"BALANCE-DIFFERS"}, "its Claims sheet is empty; the chain must hold"
    if entries:
        desk.undo(plan.batch)
        assert desk.owed() == before
        assert desk.account(Account.INTEREST) == 0
