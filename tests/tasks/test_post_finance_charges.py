"""Finance charges: off by default, only where state and notice allow, once a line and month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.posting.collector import GUARANTOR, PATIENT, statements
from tests.posting.desk import PAYERS
from tests.posting.lender import MONTH_END, NOTICE, ON, RULE, TWO, Lender
from tests.posting.make835 import Claim, Payment, Service, file_of
from tests.posting.till import line, rows_of
from tests.support import request
from xlbilling.layout.pages.statement_page import Statement
from xlbilling.model.ledger import Account, EntryType
from xlbilling.model.plan import Plan
from xlbilling.tasks import make_statements, post_finance_charges
from xlbilling.tasks.statements import composing, words
from xlbilling.tasks.statements.standing import standing

SENT = date(2025, 6, 10)


def charged(plan: Plan) -> dict[str, int]:
    return {f"{one.claim_id}/{one.line}": one.amount_cents for one in rows_of(plan)}


def told(plan: Plan) -> list[str]:
    return [one.id for one in plan.findings]


def statement(desk: Lender) -> Statement:
    """What G1's statement of the day says."""
    now = standing(desk.book, desk.as_of)
    (account,) = now.decided
    source = composing.sources(desk.book, desk.as_of, now.moved, now.lines, [account])
    history = now.histories[account.id]
    return composing.compose(source, account, history, number="S1", sheet="G1")[0]


def refuses(desk: Lender, reason: str) -> None:
    """The desk charges nothing, says why, and its ledger stays as it was."""
    before = desk.frame("ledger")
    plan = desk.finance()

    assert plan.is_empty
    assert plan.result["left_out"] == {reason: 1}
    assert desk.frame("ledger").equals(before)


def test_finance_charges_are_off_until_a_setting_turns_them_on() -> None:
    desk = Lender.lends()
    desk.book = replace(desk.book, settings={})

    plan = desk.finance()
    assert plan.is_empty
    assert plan.lines == ("finance charges are off; Settings says N for Finance Charges",)


def test_a_month_is_charged_on_each_line_past_due_rounded_down_to_the_cent() -> None:
    """1.5 percent of 100.00 is 1.50; of 33.33 it is 0.49995, which is 0.49."""
    desk = Lender.lends()

    plan = desk.finance()
    assert charged(plan) == {"C1/1": 150, "C1/2": 49}
    assert plan.result["amount"] == "1.99"
    assert -desk.account(Account.INTEREST) == 199
    assert {(e.type, e.debit, e.credit) for e in rows_of(plan)} == {
        (EntryType.INTEREST, Account.PATIENT_AR, Account.INTEREST)
    }
    assert {e.reason for e in rows_of(plan)} == {"FINANCE CHARGE"}
    desk.proved()
    desk.proved_balanced()


def test_a_dry_run_proposes_each_charge_and_writes_nothing() -> None:
    desk = Lender.lends()
    asked = replace(request(MONTH_END), is_dry_run=True)

    plan = post_finance_charges.plan(desk.book, asked)
    assert "  G1: $1.50 on C1/1, 1.5 percent of $100.00" in plan.lines
    assert plan.result["preview"]["interest"] == "1.99"


def test_a_month_is_charged_once_however_often_it_is_run() -> None:
    desk = Lender.lends()
    desk.finance()

    assert desk.finance().is_empty
    assert desk.finance().result["left_out"] == {"CHARGED THIS MONTH": 1}
    assert desk.on(MONTH_END + timedelta(1)).finance().is_empty, "a day is no month"
    assert desk.on(MONTH_END + timedelta(27)).finance().is_empty
    assert charged(desk.on(MONTH_END + timedelta(28)).finance()) == {"C1/1": 150, "C1/2": 49}


def test_finance_charges_bear_none_unless_a_setting_says_so() -> None:
    simple, compound = Lender.lends(), Lender.lends(own={"Finance Charge On Charges": "Y"})
    for desk in (simple, compound):
        desk.finance()
        desk.as_of = date(2025, 9, 30)

    assert charged(simple.finance())["C1/1"] == 150
    assert charged(compound.finance())["C1/1"] == 152, "1.5 percent of 101.50"


@pytest.mark.parametrize(("days", "is_charged"), [(29, False), (30, False), (31, True)])
def test_nothing_is_charged_in_the_first_thirty_days_from_the_first_statement(
    days: int, is_charged: bool
) -> None:
    """A setting may lengthen them, and never shorten."""
    early = {**NOTICE, "given_on": "2025-05-01"}
    desk = Lender.lends(own={"Finance Charge Days": "0"}, finance_notices=[early])

    assert bool(charged(desk.on(SENT + timedelta(days)).finance())) is is_charged


def test_a_statement_counts_from_the_day_it_was_sent() -> None:
    late = [{**one, "sent": "2025-08-10"} for one in statements("G1", "C1", ("2025-06-10",))]
    refuses(Lender.lends(statements=late), "FIRST DAYS")

    never = [{**one, "sent": None} for one in late]
    refuses(Lender.lends(statements=never), "NOT BILLED YET")


def test_nothing_is_charged_before_the_first_statement_is_due() -> None:
    long = [{**one, "due": "2025-08-31"} for one in statements("G1", "C1", ("2025-06-10",))]
    refuses(Lender.lends(statements=long), "FIRST DAYS")


@pytest.mark.parametrize(
    ("rules", "is_told"),
    [
        ([], False),
        ([{**RULE, "allowed": "N"}], False),
        ([{**RULE, "allowed": ""}], False),
        ([{**RULE, "state": "NJ"}], False),
        ([{**RULE, "from": "2025-09-01"}], False),
        ([{**RULE, "to": "2025-08-30"}], False),
        ([{**RULE, "source": ""}], True),
        ([{**RULE, "monthly_percent": None}], True),
        ([{**RULE, "monthly_percent": 0}], True),
        ([{**RULE, "monthly_percent": 101}], True),
        ([{**RULE, "monthly_cap": 0.0}], True),
        ([{**RULE, "yearly_cap_percent": "ten"}], True),
        ([RULE, {**RULE, "from": "2025-01-01"}], True),
    ],
)  # fmt: skip
def test_a_state_without_one_good_row_that_allows_it_is_charged_nothing(
    rules: list[dict[str, Any]], is_told: bool
) -> None:
    desk = Lender.lends(finance_rules=rules)
    refuses(desk, "STATE DOES NOT ALLOW")

    assert ("FINANCE-RULE" in told(desk.finance())) is is_told


def test_where_patient_and_guarantor_live_in_two_states_the_stricter_rule_holds() -> None:
    people = [{**PATIENT, "state": "NJ"}]
    desk = Lender.lends(patients=people)
    refuses(desk, "STATE DOES NOT ALLOW")

    desk.lay(finance_rules=[RULE, {**RULE, "state": "NJ", "monthly_percent": 1.0}])
    assert charged(desk.finance()) == {"C1/1": 100, "C1/2": 33}


@pytest.mark.parametrize(
    ("limit", "wanted"),
    [
        ({"yearly_cap_percent": 12.0}, {"C1/1": 100, "C1/2": 33}),
        ({"yearly_cap_percent": 16.0}, {"C1/1": 133, "C1/2": 44}),
        ({"yearly_cap_percent": 18.0}, {"C1/1": 150, "C1/2": 49}),
        ({"monthly_cap": 1.75}, {"C1/1": 150, "C1/2": 25}),
        ({"monthly_cap": 1.0}, {"C1/1": 100}),
    ],
)  # fmt: skip
def test_a_states_caps_are_kept(limit: dict[str, Any], wanted: dict[str, int]) -> None:
    assert charged(Lender.lends(finance_rules=[{**RULE, **limit}]).finance()) == wanted


def test_a_monthly_cap_counts_what_the_month_charged_before() -> None:
    """The second visit may be charged from August 12 on; the cap of the month is used up."""
    visits = (*TWO, line("C2", "1", 100.0, dos_from="2025-06-01", patient_id="P1"))
    bills = [*statements("G1", "C1", ("2025-06-10",)), *statements("G1", "C2", ("2025-07-12",))]
    capped = {**RULE, "monthly_cap": 2.5}
    desk = Lender.lends(visits, statements=bills, finance_rules=[capped])
    desk.as_of = date(2025, 8, 1)
    assert sum(charged(desk.finance()).values()) == 199
    desk.as_of = MONTH_END

    assert charged(desk.finance()) == {"C2/1": 51}


@pytest.mark.parametrize(
    ("notices", "is_told"),
    [
        ([], False),
        ([{**NOTICE, "guarantor_id": "G2"}], False),
        ([{**NOTICE, "given_on": "2025-08-02"}], False),
        ([{**NOTICE, "given_on": "2025-12-31"}], False),
        ([{**NOTICE, "given_on": None}], True),
        ([{**NOTICE, "given_on": None, "statement": "S9"}], True),
        ([{**NOTICE, "statement": "S9"}], True),
    ],
)  # fmt: skip
def test_who_was_not_told_in_time_is_charged_nothing(
    notices: list[dict[str, Any]], is_told: bool
) -> None:
    desk = Lender.lends(finance_notices=notices)
    refuses(desk, "NO NOTICE")

    assert ("FINANCE-NOTICE" in told(desk.finance())) is is_told


def test_a_notice_thirty_days_before_is_in_time() -> None:
    just = {**NOTICE, "given_on": "2025-08-01"}

    assert charged(Lender.lends(finance_notices=[just]).finance())


def test_a_statement_that_announced_it_is_a_notice_from_the_day_it_was_sent() -> None:
    named = {**NOTICE, "given_on": None, "statement": "S2025-06-10-G1", "how": "STATEMENT"}

    assert charged(Lender.lends(finance_notices=[named]).finance())


@pytest.mark.parametrize(
    ("hold", "reason"),
    [
        ({"type": "DISPUTE", "claim_id": "C1"}, "DISPUTE"),
        ({"type": "ATTORNEY", "guarantor_id": "G1"}, "ATTORNEY"),
        ({"type": "COMPLAINT", "patient_id": "P1"}, "COMPLAINT"),
        ({"type": "PATIENT-HOLD", "claim_id": "C1"}, "PATIENT HOLD"),
        ({"type": "BANKRUPTCY", "guarantor_id": "G1"}, "BANKRUPTCY"),
        ({"type": "DECEASED", "guarantor_id": "G1"}, "DECEASED"),
        ({"type": "AGENCY", "guarantor_id": "G1"}, "AGENCY OR PRE-COLLECTION"),
        ({"type": "AGENCY", "claim_id": "C1"}, "AGENCY"),
        ({"type": "PRE-COLLECTION", "guarantor_id": "G1"}, "AGENCY OR PRE-COLLECTION"),
    ],
)
def test_what_is_held_for_any_cause_is_charged_nothing(hold: dict[str, str], reason: str) -> None:
    refuses(Lender.lends(holds=[{"hold": "H1", **hold}]), reason)


def test_one_disputed_line_does_not_spare_the_other() -> None:
    hold = {"hold": "H1", "type": "DISPUTE", "claim_id": "C1", "line": "1"}

    assert charged(Lender.lends(TWO, own={"Finance Charge Minimum": "0.00"}, holds=[hold]).finance()) == {"C1/2": 49}  # fmt: skip


def test_a_line_that_waits_for_insurance_is_charged_nothing() -> None:
    """The patient's share of the visit went back to the insurer in part: nothing of it is due."""
    desk = Lender.lends()
    desk.key(transfers=[{"transfer": "T1", "date": "2025-08-01", "claim_id": "C1", "line": "1",
                         "to_owner": "1", "amount": 60.0}])  # fmt: skip
    desk.lay(coverage=[{"patient_id": "P1", "level": "1", "payer_id": "ACME", "member_id": "M"}])
    desk.transfer()

    assert desk.patient_ar() == {"C1/1": 40_00, "C1/2": 33_33}
    refuses(desk, "BELOW MINIMUM")
    desk.book = replace(desk.book, settings=ON | {"Finance Charge Minimum": "0.00"})
    assert charged(desk.finance()) == {"C1/2": 49}


def test_who_cannot_be_written_to_is_charged_nothing() -> None:
    refuses(Lender.lends(guarantors=[{**GUARANTOR, "address": ""}]), "BAD ADDRESS")


def test_money_held_for_the_household_is_taken_off_the_oldest_lines_first() -> None:
    desk = Lender.lends()
    desk.book = replace(desk.book, settings=ON)
    early = {"receipt": "R1", "date": "2025-08-30", "guarantor_id": "G1", "method": "CHECK",
             "amount": 40.0, "apply_to": "C9"}  # fmt: skip
    desk.key(receipts=[early])
    desk.receive(MONTH_END)
    assert -desk.account(Account.UNAPPLIED) == 40_00

    assert charged(desk.finance()) == {"C1/1": 90, "C1/2": 49}


def test_what_is_paid_pays_the_service_first_and_the_finance_charge_last() -> None:
    desk = Lender.lends((line("C1", "1", 100.0, dos_from="2025-06-01"),))
    desk.finance()
    desk.as_of = date(2025, 9, 30)
    desk.key(receipts=[{"receipt": "R1", "date": "2025-09-02", "guarantor_id": "G1",
                        "method": "CHECK", "amount": 60.0}])  # fmt: skip
    desk.receive(desk.as_of)

    assert desk.patient_ar() == {"C1/1": 41_50}
    assert charged(desk.finance()) == {"C1/1": 60}, "1.5 percent of 40.00"


def test_a_receipt_settles_service_and_finance_charge_in_one() -> None:
    desk = Lender.lends((line("C1", "1", 100.0, dos_from="2025-06-01"),))
    desk.finance()
    desk.key(receipts=[{"receipt": "R1", "date": "2025-08-31", "guarantor_id": "G1",
                        "method": "CHECK", "amount": 101.5}])  # fmt: skip
    desk.receive(MONTH_END)

    assert desk.patient_ar() == {}
    assert desk.account(Account.UNAPPLIED) == 0
    desk.proved()


def test_an_account_whose_charges_come_to_little_is_charged_nothing() -> None:
    refuses(Lender.lends(own={"Finance Charge Minimum": "2.00"}), "BELOW MINIMUM")


PLAN = {"plan": "L1", "guarantor_id": "G1", "started": "2025-07-01", "total": 133.33,
        "instalment": 50.0, "due_day": 1, "state": "CURRENT"}  # fmt: skip


def test_what_a_current_plan_covers_is_charged_only_where_the_plan_says_so() -> None:
    refuses(Lender.lends(payment_plans=[PLAN]), "PAYMENT PLAN")

    bears = {**PLAN, "monthly_finance_charge": "Y"}
    assert charged(Lender.lends(payment_plans=[bears]).finance()) == {"C1/1": 150, "C1/2": 49}


def test_a_plans_bill_asks_for_its_finance_charges_on_a_line_of_their_own() -> None:
    desk = Lender.lends(payment_plans=[{**PLAN, "monthly_finance_charge": "Y"}])
    desk.finance()
    desk.as_of = date(2025, 9, 1)

    (made,) = make_statements.statement_run(desk.book, desk.as_of).made
    asked = {one.words: one.cents for one in made.account.plan.asked}
    assert asked["Finance charges on your payment plan"] == 199


def test_a_plan_beside_finance_charges_is_credit_under_reg_z() -> None:
    desk = Lender.lends(payment_plans=[{**PLAN, "started": "2025-08-20"}])
    assert "PLAN-REG-Z" not in told(desk.reviewed())

    desk.as_of = date(2025, 8, 15)
    assert "FINANCE-REG-Z" in told(desk.finance())
    desk.as_of = MONTH_END
    (found,) = [one for one in desk.reviewed().findings if one.id == "PLAN-REG-Z"]
    assert "finance charges of $1.99 on its account" in found.message


def test_a_plan_that_bears_monthly_charges_is_credit_before_the_first() -> None:
    desk = Lender.lends(payment_plans=[{**PLAN, "monthly_finance_charge": "Y"}])

    (found,) = [one for one in desk.reviewed().findings if one.id == "PLAN-REG-Z"]
    assert "monthly finance charges on what it covers" in found.message


def test_undoing_the_batch_restores_every_balance_and_the_month_may_be_run_anew() -> None:
    desk = Lender.lends()
    before, shown = desk.patient_ar(), desk.shown()
    batch = desk.finance().batch
    desk.undo(batch)

    assert desk.patient_ar() == before
    assert desk.shown() == shown
    assert desk.account(Account.INTEREST) == 0
    desk.proved()
    assert charged(desk.finance()) == {"C1/1": 150, "C1/2": 49}


def test_a_charge_taken_back_alone_is_waived_and_not_charged_again() -> None:
    desk = Lender.lends()
    first, _ = rows_of(desk.finance())
    desk.reverse(first.entry)

    assert desk.finance().is_empty
    assert desk.patient_ar() == {"C1/1": 100_00, "C1/2": 33_82}


USERS = (
    {"user": "clerk", "may_post": "Y", "limit": 1.0},
    {"user": "boss", "may_post": "Y", "limit": 50.0},
)


def test_an_account_above_the_users_limit_needs_a_second_name() -> None:
    desk = Lender.lends(users=USERS)
    before = desk.frame("ledger")

    plan = desk.finance("clerk")
    assert plan.result["left_out"] == {"REFUSED": 1}
    assert told(plan) == ["FINANCE-REFUSED"]
    assert desk.frame("ledger").equals(before)
    assert {e.approver for e in rows_of(desk.finance("clerk", approver="boss"))} == {"boss"}


def test_a_bill_shows_finance_charges_on_a_row_of_their_own() -> None:
    desk = Lender.lends((line("C1", "1", 100.0, dos_from="2025-06-01"),))
    desk.finance()
    desk.key(receipts=[{"receipt": "R1", "date": "2025-08-31", "guarantor_id": "G1",
                        "method": "CHECK", "amount": 20.0}])  # fmt: skip
    desk.receive(MONTH_END)

    (visit, finance) = statement(desk).visits
    amounts = ("charge", "insurance_paid", "adjusted", "patient_paid", "owed")
    assert [getattr(visit, name) for name in amounts] == [100_00, 0, 0, 20_00, 80_00]
    assert finance.what == words.FINANCE_CHARGE
    assert [getattr(finance, name) for name in amounts] == [1_50, 0, 0, 0, 1_50]
    assert statement(desk).due_cents == 81_50
    assert "being settled" not in visit.explained


def test_a_bill_shows_what_was_paid_of_finance_charges_once_the_service_is_paid() -> None:
    desk = Lender.lends((line("C1", "1", 400.0, dos_from="2025-06-01"),))
    desk.finance()
    desk.key(receipts=[{"receipt": "R1", "date": "2025-08-31", "guarantor_id": "G1",
                        "method": "CHECK", "amount": 400.75}])  # fmt: skip
    desk.receive(MONTH_END)

    (visit, finance) = statement(desk).visits
    assert (visit.patient_paid, visit.owed) == (400_00, 0)
    assert (finance.charge, finance.patient_paid, finance.owed) == (6_00, 75, 5_25)
    assert "being settled" not in visit.explained


COVER = [{"patient_id": "P1", "level": "1", "payer_id": "ACME", "member_id": "M"}]


def moved(desk: Lender, day: date, name: str, to: str, amount: float = 100.0) -> None:
    """Move what is owed on C1's first line to another owner on a day."""
    desk.key(transfers=[{"transfer": name, "date": day.isoformat(), "claim_id": "C1", "line": "1",
                         "to_owner": to, "amount": amount}])  # fmt: skip
    desk.as_of = day
    assert not desk.transfer().findings


def test_a_line_that_waited_when_its_visit_was_billed_has_first_days_of_its_own() -> None:
    """Only the second line was asked for in June; the insurer gave the first one up in August."""
    desk = Lender.lends(coverage=COVER, own={"Finance Charge Minimum": "0.00"})
    moved(desk, date(2025, 6, 6), "T1", "1")
    moved(desk, date(2025, 8, 25), "T2", "PATIENT")
    desk.as_of = MONTH_END
    assert charged(desk.finance()) == {"C1/2": 49}

    again = statements("G1", "C1", ("2025-09-01",))
    desk.lay(statements=[*statements("G1", "C1", ("2025-06-10",)), *again])
    desk.as_of = date(2025, 10, 1)
    assert charged(desk.finance()) == {"C1/2": 49}, "thirty days from its own first statement"
    desk.undo(desk.plans[-1].batch)
    desk.as_of = date(2025, 10, 2)
    assert charged(desk.finance()) == {"C1/1": 150, "C1/2": 49}


def test_what_became_the_patients_in_the_last_days_bears_nothing_yet() -> None:
    """Of the first line 40.00 was billed in June; the other 60.00 came back on August 10."""
    desk = Lender.lends(coverage=COVER)
    moved(desk, date(2025, 6, 11), "T1", "1", 60.0)
    moved(desk, date(2025, 6, 12), "T2", "PATIENT", 60.0)
    desk.as_of = MONTH_END
    assert charged(desk.finance())["C1/1"] == 150, "whole again before the last thirty days"
    desk.undo(desk.plans[-1].batch)
    desk.key(receipts=[{"receipt": "R1", "date": "2025-08-05", "guarantor_id": "G1",
                        "method": "CHECK", "amount": 60.0, "apply_to": "C1"}])  # fmt: skip
    desk.receive(MONTH_END)
    assert charged(desk.finance())["C1/1"] == 60


def test_a_line_disputed_when_its_visit_was_billed_is_not_billed_yet() -> None:
    """The dispute of the first line stood on the day of the statement, and ended since."""
    over = {"hold": "H1", "type": "DISPUTE", "claim_id": "C1", "line": "1", "to": "2025-08-25"}
    desk = Lender.lends(own={"Finance Charge Minimum": "0.00"}, holds=[over])

    assert charged(desk.finance()) == {"C1/2": 49}


def test_who_never_got_a_bill_for_a_visit_is_charged_nothing_on_it() -> None:
    """The first guarantor was billed; the visit's bill goes to another one now."""
    other = {**GUARANTOR, "guarantor_id": "G2"}
    desk = Lender.lends(
        guarantors=[GUARANTOR, other],
        patients=[{**PATIENT, "guarantor_id": "G2"}],
        finance_notices=[{**NOTICE, "guarantor_id": "G2"}],
    )

    refuses(desk, "NOT BILLED YET")


@pytest.mark.parametrize("apply_to", ["C1", "C9"])
def test_a_charge_of_a_day_that_is_past_leaves_out_what_was_paid_since(apply_to: str) -> None:
    """The month is charged late, after a check of September was posted or is held."""
    desk = Lender.lends()
    desk.as_of = date(2025, 9, 5)
    desk.key(receipts=[{"receipt": "R1", "date": "2025-09-04", "guarantor_id": "G1",
                        "method": "CHECK", "amount": 50.0, "apply_to": apply_to}])  # fmt: skip
    desk.receive(desk.as_of)
    desk.as_of = MONTH_END
    assert charged(desk.finance()) == {"C1/1": 75, "C1/2": 49}
    desk.undo(desk.plans[-1].batch)

    desk.key(receipts=[{"receipt": "R2", "date": "2025-09-04", "guarantor_id": "G1",
                        "method": "CHECK", "amount": 83.33}])  # fmt: skip
    desk.as_of = date(2025, 9, 6)
    desk.receive(desk.as_of)
    desk.as_of = MONTH_END
    assert sum(desk.patient_ar().values()) == -desk.account(Account.UNAPPLIED), "all is paid"
    refuses(desk, "COVERED BY CREDIT")


def test_a_monthly_cap_counts_what_a_later_day_of_the_month_charged() -> None:
    """The dispute of the second visit is lifted, and the month is run again as of an earlier day."""
    visits = (*TWO, line("C2", "1", 200.0, dos_from="2025-06-01", patient_id="P1"))
    hold = {"hold": "H1", "type": "DISPUTE", "claim_id": "C2", "from": "2025-08-01"}
    desk = Lender.lends(visits, finance_rules=[{**RULE, "monthly_cap": 2.5}], holds=[hold])
    assert sum(charged(desk.finance()).values()) == 199
    desk.lay(holds=[])
    desk.as_of = date(2025, 8, 20)

    assert charged(desk.finance()) == {"C2/1": 51}


def test_a_guarantor_of_no_known_state_is_charged_nothing() -> None:
    nowhere, here = {**GUARANTOR, "state": ""}, {**PATIENT, "state": "NY"}

    refuses(Lender.lends(guarantors=[nowhere], patients=[here]), "STATE DOES NOT ALLOW")


def test_a_state_is_one_whatever_its_capitals() -> None:
    desk = Lender.lends(guarantors=[{**GUARANTOR, "state": "ny"}])
    assert charged(desk.finance())

    desk = Lender.lends(finance_rules=[RULE, {**RULE, "state": "ny", "monthly_percent": 0.5}])
    refuses(desk, "STATE DOES NOT ALLOW")
    assert told(desk.finance()) == ["FINANCE-RULE", "FINANCE-RULE"]


@pytest.mark.parametrize(
    ("paid", "cas", "patient", "insurer"),
    [
        (60_00, [("CO", "45", 20_00), ("PR", "2", 20_00)], 21_50, 0),
        (60_00, [("CO", "45", 40_00)], 1_50, 0),
        (0, [("CO", "29", 100_00)], 1_50, 100_00),
    ],
)
def test_an_insurer_that_answers_late_never_owes_the_finance_charge(
    paid: int, cas: list[tuple[str, str, int]], patient: int, insurer: int
) -> None:
    """The coverage was found after the month was charged; the service alone goes to its payer."""
    desk = Lender.lends((line("C1", "1", 100.0, dos_from="2025-06-01"),), payers=PAYERS)
    desk.finance()
    desk.lay(coverage=COVER)
    desk.as_of = date(2025, 9, 10)
    answer = Claim("C1", 100_00, paid, services=[Service("99213", 100_00, paid, cas)])
    desk.take(file_of(Payment([answer], date="2025-09-08")))
    batch = desk.post().batch

    assert desk.patient_ar() == {"C1/1": patient}
    assert desk.receivable() - sum(desk.patient_ar().values()) == insurer
    desk.proved()
    desk.proved_balanced()
    desk.undo(batch)
    assert desk.patient_ar() == {"C1/1": 101_50}


def test_a_transfer_to_an_insurer_moves_the_service_and_leaves_the_finance_charge() -> None:
    desk = Lender.lends(coverage=COVER)
    desk.finance()
    told_all = {"transfer": "T1", "date": "2025-08-31", "claim_id": "C1", "to_owner": "1"}
    desk.key(transfers=[{**told_all, "amount": 134.0}])
    assert desk.transfer().findings, "more than the services come to"
    assert desk.patient_ar() == {"C1/1": 101_50, "C1/2": 33_82}

    desk.lay(transfers=[{**told_all, "transfer": "T2"}])
    assert not desk.transfer().findings
    assert desk.patient_ar() == {"C1/1": 1_50, "C1/2": 49}
    desk.proved_balanced()
    refuses(desk.on(date(2025, 9, 30)), "INSURANCE PENDING")


def test_an_account_with_a_receipt_to_post_is_charged_nothing_until_it_is_posted() -> None:
    """The check came in before the day of the charge and lies in the drawer."""
    desk = Lender.lends()
    desk.key(receipts=[{"receipt": "R1", "date": "2025-08-15", "guarantor_id": "G1",
                        "method": "CHECK", "amount": 50.0}])  # fmt: skip
    refuses(desk, "RECEIPT NOT POSTED")

    desk.receive(MONTH_END)
    assert charged(desk.finance()) == {"C1/1": 75, "C1/2": 49}
