"""Payment plans on statements: the instalment, what is left, and dunning after a default."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.ledgers import Visit, snapshot_table
from tests.statement_sheets import texts
from tests.tasks.test_make_statements import after, office, pages, run, table
from xlbilling.layout.pages.statement_page import Statement
from xlbilling.model.ledger import PATIENT_OWNER, Account, Entry, EntryType
from xlbilling.model.plan import Page, Plan
from xlbilling.model.tables import Snapshot
from xlbilling.tasks.statements import composing
from xlbilling.tasks.statements.accounts import History
from xlbilling.tasks.statements.standing import standing

VISIT = Visit("C1", dos=date(2026, 1, 5), owner=PATIENT_OWNER)
TERMS = {
    "plan": "L1", "guarantor_id": "P1", "started": "2026-01-10", "total": 300.0,
    "instalment": 90.0, "due_day": 15.0, "state": "CURRENT",
}  # fmt: skip
"""300.00 in 90, 90, 90 and 30, due 15 January to 15 April."""


def agreed(*more: Entry, **terms: Any) -> Snapshot:
    """An office where P1 owes 300.00 of 5 January and agreed on a plan five days later."""
    return office([VISIT.charge(300_00), *more], payment_plans=[{**TERMS, **terms}])


def paid(cents: int, iso: str) -> Entry:
    return VISIT.paid(cents, date.fromisoformat(iso), PATIENT_OWNER)


def bill(book: Snapshot, iso: str) -> tuple[Plan, Page]:
    plan = run(book, date.fromisoformat(iso))
    return plan, pages(plan)["P1"]


def test_the_next_instalment_is_billed_with_its_date_and_what_is_left_after_it() -> None:
    plan, page = bill(agreed(), "2026-01-12")

    assert plan.result["amount"] == "90.00"
    assert "Payment plan instalment 1 of 4, due 01/15/2026" in texts(page)
    assert (
        "After this, $210.00 of your payment plan is left: $90.00 on 02/15/2026, $90.00 on 03/15/2026,"
        in " ".join(texts(page))
    )
    assert plan.result["stated_balance"] == plan.result["patient_ar"] == "300.00"
    assert plan.findings == ()


def test_what_was_missed_is_billed_beside_the_next_instalment() -> None:
    plan, page = bill(agreed(paid(30_00, "2026-01-14")), "2026-02-01")

    assert plan.result["amount"] == "150.00"
    assert "Payment plan instalment 1 of 4, past due since 01/15/2026" in texts(page)
    assert "Payment plan instalment 2 of 4, due 02/15/2026" in texts(page)


def test_the_last_instalment_carries_the_remainder_and_nothing_is_left() -> None:
    plan, page = bill(agreed(paid(270_00, "2026-01-20")), "2026-04-01")

    assert plan.result["amount"] == "30.00"
    assert "After this" not in " ".join(texts(page))


def test_nothing_is_asked_before_the_month_in_which_something_is_due() -> None:
    plan = run(agreed(paid(180_00, "2026-01-12")), date(2026, 2, 1))

    assert plan.result["excluded"] == {"PAYMENT PLAN": 1}
    assert plan.result["excluded_balance"] == plan.result["patient_ar"] == "120.00"


def test_a_plan_never_asks_for_more_than_is_owed_on_what_it_covers() -> None:
    plan, _ = bill(agreed(total=500.0, instalment=400.0), "2026-01-12")

    assert plan.result["amount"] == "300.00"


def test_a_new_visit_is_billed_beside_the_instalment() -> None:
    later = Visit("C2", dos=date(2026, 1, 20), owner=PATIENT_OWNER)
    plan, page = bill(agreed(later.charge(25_00)), "2026-02-01")

    assert plan.result["amount"] == "205.00"
    assert [v for v in texts(page) if v.startswith("Payment plan")] == [
        "Payment plan instalment 1 of 4, past due since 01/15/2026",
        "Payment plan instalment 2 of 4, due 02/15/2026",
    ]


@pytest.mark.parametrize(("started", "asked"), [("2026-01-05", "90.00"), ("2026-01-04", "300.00")])
def test_a_plan_covers_what_was_the_patients_when_it_was_agreed(started: str, asked: str) -> None:
    assert bill(agreed(started=started), "2026-01-12")[0].result["amount"] == asked


def defaulted(**terms: Any) -> Snapshot:
    return agreed(state="DEFAULTED", ended_on="2026-02-26", **terms)


def test_a_balance_comes_back_from_a_default_at_level_3() -> None:
    plan, page = bill(defaulted(), "2026-02-26")

    assert plan.result["amount"] == "300.00"
    assert table(plan, "statements")[0]["level"] == 3
    assert "Your balance is past due" in texts(page)
    assert "Payment plan" not in " ".join(texts(page)).replace("We offer payment plans", "")


def test_before_the_day_of_the_default_its_instalment_is_billed() -> None:
    assert bill(defaulted(), "2026-02-25")[0].result["amount"] == "270.00"


def test_after_a_default_the_levels_go_on_with_the_days() -> None:
    """Level 4 needs 90 days since the first statement: 30 after the default; level 5 needs 60."""
    book = defaulted()
    levels, day = [], date(2026, 2, 26)
    for _ in range(4):
        plan = run(book, day)
        levels.append(table(plan, "statements")[-1]["level"])
        book = after(book, plan)
        day += timedelta(30)

    assert levels == [3, 4, 5, 5]


def test_statements_before_the_plan_do_not_make_a_default_a_final_notice() -> None:
    before = [
        {"statement": f"S{n}", "guarantor_id": "P1", "date": f"2025-{n:02}-01", "billed_visits": "C1"}
        for n in range(7, 13)
    ]  # fmt: skip
    old = Visit("C1", dos=date(2025, 6, 5), owner=PATIENT_OWNER)
    terms = {**TERMS, "state": "DEFAULTED", "ended_on": "2026-02-26"}
    plan = run(
        office([old.charge(300_00)], payment_plans=[terms], statements=before), date(2026, 3, 1)
    )

    assert table(plan, "statements")[-1]["level"] == 3


def test_a_default_whose_day_nobody_wrote_is_level_3_all_the_same() -> None:
    plan, _ = bill(agreed(state="DEFAULTED", total=None), "2026-03-01")

    assert table(plan, "statements")[0]["level"] == 3


def test_a_plan_that_the_ledger_knows_better_is_told() -> None:
    plan, _ = bill(agreed(), "2026-03-01")

    assert [one.id for one in plan.findings] == ["PLAN-REVIEW"]
    assert "CURRENT on the sheet, by the ledger it is DEFAULTED" in plan.findings[0].message


def test_an_instalment_paid_on_another_visit_is_not_taken_off_twice() -> None:
    """A payment on what the plan covers lowers the balance and the instalment once."""
    plan, _ = bill(agreed(paid(90_00, "2026-01-15")), "2026-02-01")

    assert plan.result["amount"] == "90.00"
    assert plan.result["stated_balance"] == "210.00"


def test_bills_of_a_past_day_stay_as_they_were_when_the_plan_has_ended_since() -> None:
    now = agreed()
    first = run(now, date(2026, 1, 12))
    ended = snapshot_table(
        "payment_plans", [{**TERMS, "state": "DEFAULTED", "ended_on": "2026-02-26"}]
    )
    later = replace(now, tables={**now.tables, "payment_plans": ended})

    again = run(later, date(2026, 1, 12))
    assert table(again, "statements") == table(first, "statements")


def said(book: Snapshot, iso: str) -> Statement:
    """What P1's statement of a day says."""
    day = date.fromisoformat(iso)
    now = standing(book, day)
    (account,) = now.decided
    source = composing.sources(book, day, now.moved, now.lines, [account])
    return composing.compose(source, account, History(), number="S1", sheet="P1")[0]


def test_an_instalment_is_to_be_paid_by_its_own_day() -> None:
    bill_ = said(agreed(), "2026-01-12")

    assert (bill_.pay_by, bill_.due_words) == ("01/15/2026", "Amount due by 01/15/2026")


def test_an_overdue_instalment_is_never_given_a_later_day() -> None:
    """The first is past due, the second is due in two weeks."""
    bill_ = said(agreed(paid(30_00, "2026-01-14")), "2026-02-01")

    assert next(words for words, _ in bill_.plan) == (
        "Payment plan instalment 1 of 4, past due since 01/15/2026"
    )
    assert bill_.due_words == "Amount due: $60.00 past due now, the rest by 02/15/2026"
    assert bill_.pay_by == "02/15/2026"


def test_where_all_that_is_asked_for_is_past_due_it_is_due_now() -> None:
    bill_ = said(agreed(total=90.0), "2026-01-16")

    assert (bill_.pay_by, bill_.due_words, bill_.due) == (
        "now", "Amount due now", date(2026, 1, 16)
    )  # fmt: skip


def test_on_its_day_an_instalment_is_not_past_due() -> None:
    assert said(agreed(total=90.0), "2026-01-15").due_words == "Amount due by 01/15/2026"


def test_an_overdue_instalment_beside_a_new_visit_is_due_before_it() -> None:
    later = Visit("C2", dos=date(2026, 1, 20), owner=PATIENT_OWNER)
    bill_ = said(agreed(later.charge(25_00)), "2026-02-01")

    assert bill_.due_words == "Amount due: $90.00 past due now, the rest by 02/22/2026"


def test_money_held_pays_what_is_past_due_before_the_rest_is_asked_for() -> None:
    on = date(2026, 1, 30)
    held = Entry(
        "H", on, on, EntryType.PAYMENT, Account.CASH, Account.UNAPPLIED, 100_00, "B",
        patient_id="P1",
    )  # fmt: skip
    bill_ = said(agreed(held), "2026-02-01")

    assert bill_.due_cents == 80_00
    assert bill_.due_words == "Amount due by 02/15/2026"
