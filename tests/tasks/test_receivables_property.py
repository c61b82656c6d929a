"""What must hold for any office, drawn by hypothesis."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledgers import Office, days, offices
from tests.support import request
from xlbilling import run
from xlbilling.model import ledger, money
from xlbilling.model.ledger import Account
from xlbilling.model.plan import Page, Plan, RemoveSheet, Rewrite
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import make_statements
from xlbilling.tasks.receivables import balances


def receivable(office: Office, day: date) -> int:
    """Sum the receivable entry by entry, in plain Python."""
    signs = [
        ((e.debit in ledger.RECEIVABLES) - (e.credit in ledger.RECEIVABLES)) * e.amount_cents
        for e in office.entries
        if e.posted <= day
    ]
    return sum(signs)


def applied(book: Snapshot, plan: Plan) -> Snapshot:
    """Return the book as it would be read after the Plan was written."""
    tables, sheets = dict(book.tables), list(book.sheets)
    for change in plan.changes:
        if isinstance(change, Rewrite):
            frame = change.rows.set_axis(pd.RangeIndex(2, len(change.rows) + 2), axis=0)
            tables[change.table] = replace(tables[change.table], frame=frame)
        elif isinstance(change, Page) and change.sheet not in sheets:
            sheets.append(change.sheet)
        elif isinstance(change, RemoveSheet):
            sheets.remove(change.sheet)
    return replace(book, tables=tables, sheets=sheets)


@settings(max_examples=30)
@given(offices(), days)
def test_line_balances_sum_to_each_claims_balance(office: Office, day: date) -> None:
    """Netting what stands on a whole claim moves nothing between claims or owners."""
    rows = balances.as_of(office.book()["ledger"], day)
    moved = balances.movements(rows)

    got = balances.line_balances(moved).groupby(["claim_id", "owner"])["cents"].sum()
    want = moved.groupby(["claim_id", "owner"])["cents"].sum()
    assert got[got != 0].to_dict() == want[want != 0].to_dict()


@settings(max_examples=30)
@given(offices(), days)
def test_stated_and_excluded_balances_are_the_patient_receivable(office: Office, day: date) -> None:
    book = office.book()

    result = make_statements.plan(book, request(day)).result
    stated, left = (money.from_text(result[k]) for k in ("stated_balance", "excluded_balance"))
    rows = balances.as_of(book["ledger"], day)
    assert stated + left == ledger.account_balance(rows, Account.PATIENT_AR)
    assert money.from_text(result["patient_ar"]) == stated + left


@settings(max_examples=25)
@given(offices(), days, st.data())
def test_a_second_run_of_the_day_changes_nothing(
    office: Office, day: date, data: st.DataObject
) -> None:
    """Some statements may have been mailed in between: they stay as they were, the rest is equal."""
    first = make_statements.plan(office.book(), request(day))
    book = applied(office.book(), first)
    again = make_statements.plan(book, request(day))

    assert run.digest(again) == run.digest(first)

    register = book.frame("statements")
    mailed = np.array([data.draw(st.booleans()) for _ in range(len(register))], dtype=bool)
    sent = register.assign(
        sent=np.where(mailed, np.datetime64(day, "s"), np.datetime64("NaT", "s"))
    )
    tables = {**book.tables, "statements": replace(book["statements"], frame=sent)}
    book = replace(book, tables=tables)
    third = make_statements.plan(book, request(day))

    kept = next(c.rows for c in third.changes if isinstance(c, Rewrite) and c.table == "statements")
    assert kept.drop(columns="sent").to_dict("list") == sent.drop(columns="sent").to_dict("list")
    assert third.result == first.result
    pages = {c.sheet for c in third.changes if isinstance(c, Page)}
    assert pages.isdisjoint(set(sent.loc[mailed, "sheet"]))


@settings(max_examples=30)
@given(offices(), days)
def test_a_pending_insurance_line_never_becomes_patient_due(office: Office, day: date) -> None:
    """What a statement asks for is nothing but lines on which no insurer owes, plan and cash."""
    book = office.book()
    lines = balances.line_balances(balances.movements(balances.as_of(book["ledger"], day)))
    waits = lines[~lines["is_patient"] & (lines["cents"] > 0)]

    for made in make_statements.statement_run(book, day).made:
        pairs = {(line.claim_id, line.line) for line in made.account.billable}
        assert pairs.isdisjoint(zip(waits["claim_id"], waits["line"], strict=True))
        assert made.account.due_cents > 0
