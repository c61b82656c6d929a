"""What an aging counts from and what becomes of credits, plans and the agency's balances."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.aging_sheets import detail_of, page_of
from tests.ledgers import PAYERS, Visit, book_with
from tests.support import request
from tests.tasks.test_age_receivables import aged, where
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import PATIENT_OWNER, Account, Entry, EntryType
from xlbilling.tasks import age_receivables
from xlbilling.tasks.receivables.aging_labels import labels

TODAY = date(2026, 3, 31)


def detail(entries: list[Entry], options: dict[str, Any], **tables: Any) -> list[tuple[Any, ...]]:
    """Return claim, age, bucket, flag and dollars of each row of Aging Detail, by claim and age."""
    book = book_with(entries, payers=PAYERS, **tables)
    rows = detail_of(age_receivables.plan(book, request(TODAY, **options)))
    shown = zip(rows["claim_id"], rows["age_days"], rows["bucket"], rows["flag"], rows["amount_cents"] / 100, strict=True)  # fmt: skip
    return sorted(shown, key=lambda row: (row[0], -row[1]))


def test_insurance_is_due_its_payers_days_after_the_first_bill() -> None:
    """
    AET billed 02/20, 45 Payment Days: due 04/06, not due yet
    MCR billed 02/20, no days of its own: due 03/22, 9 days ago
    AET not billed, served 01/05: due 02/19, 40 days ago
    """
    entries = [Visit("C1").charge(1_00), Visit("C2", owner="1:MCR").charge(2_00), Visit("C3").charge(3_00)]  # fmt: skip
    sent = [{"claim_id": c, "level": "1", "payer_id": p, "sent": "2026-02-20"} for c, p in (("C1", "AET"), ("C2", "MCR"))]  # fmt: skip
    payers = [{**PAYERS[0], "payment_days": 45}, *PAYERS[1:]]
    book = book_with(entries, payers=payers, submissions=sent)
    plan = age_receivables.plan(book, request(TODAY, basis="DUE"))

    rows = detail_of(plan).set_index("claim_id")
    assert rows["age_days"].to_dict() == {"C1": -6.0, "C2": 9.0, "C3": 40.0}
    assert rows["flag"].to_dict() == {"C1": "NOT DUE", "C2": "", "C3": ""}
    assert rows["dos_age"].tolist() == [85.0] * 3, "the second basis is always the service"
    assert [finding.id for finding in plan.findings] == [], "not due yet is nothing to mend"
    assert plan.result["flagged"] == {"FUTURE": "0.00", "NOT DUE": "1.00"}
    assert any(cell.value == "Of these not due yet" for cell in page_of(plan).cells)


def test_a_patients_balance_is_due_with_the_first_statement_that_billed_it() -> None:
    """
    C1 on the statement of 02/01, due 02/22, and on the one of 03/01
    C2 on none: 21 days after it became the patient's on 01/05, 01/26
    """
    entries = [Visit(claim, owner=PATIENT_OWNER).charge(1_00) for claim in ("C1", "C2")]
    made = [
        {"statement": "S2", "guarantor_id": "P1", "date": "2026-03-01", "due": "2026-03-22", "billed_visits": "C1 C9"},
        {"statement": "S1", "guarantor_id": "P1", "date": "2026-02-01", "due": "2026-02-22", "billed_visits": "C1"},
        {"statement": "S3", "guarantor_id": "P1", "date": "2026-04-01", "due": "2026-04-22", "billed_visits": "C2"},
    ]  # fmt: skip

    rows = detail(entries, {"basis": "DUE"}, statements=made)
    assert [row[:2] for row in rows] == [("C1", 37.0), ("C2", 64.0)]


def test_a_finance_charge_is_no_activity_on_the_balance_that_it_grows() -> None:
    """
    charged 01/05, paid in part 02/01 (58 days ago), finance charge 03/30
    """
    visit = Visit("C1", owner=PATIENT_OWNER)
    charge = visit.entry(
        date(2026, 3, 30),
        EntryType.INTEREST,
        (Account.PATIENT_AR, Account.INTEREST),
        1_00,
        to_owner=PATIENT_OWNER,
    )
    entries = [visit.charge(100_00), visit.paid(20_00, date(2026, 2, 1)), charge]

    [row] = detail(entries, {"basis": "ACTIVITY"})
    assert row == ("C1", 58.0, "31-60 days", "", 81.0)


def credit_entries() -> list[Entry]:
    """Return two balances and a credit of one account and payer, and another payer's balance."""
    old, young, over, other = (
        Visit("C1", dos=date(2025, 11, 1)), Visit("C2", dos=date(2026, 3, 1)),
        Visit("C3", dos=date(2026, 2, 1)), Visit("C4", dos=date(2025, 9, 1), owner="1:MCR"),
    )  # fmt: skip
    return [
        other.charge(9_00), old.charge(10_00), over.charge(5_00), young.charge(20_00),
        over.paid(18_00, TODAY),
    ]  # fmt: skip


def test_credits_stand_apart_or_meet_the_oldest_balances_first() -> None:
    """A credit of 13.00 of AET: 10.00 of it meets November, 3.00 March; nothing of MCR's."""
    apart = aged(credit_entries(), options={"basis": "DOS"})
    assert where(apart, "insurance") == {"0-30": "20.00", "121+": "19.00"}
    assert apart["credits"] == "-13.00"

    met = aged(credit_entries(), options={"basis": "DOS", "credits": "oldest-first"})
    assert where(met, "insurance") == {"0-30": "17.00", "121+": "9.00"}
    assert met["credits"] == "0.00"
    assert met["total"] == apart["total"] == "26.00"
    assert met["credit_rule"] == "OLDEST FIRST"


def test_a_credit_beyond_all_that_is_owed_is_left_as_a_credit() -> None:
    entries = [Visit("C1").charge(4_00), Visit("C2").charge(1_00), Visit("C2").paid(9_00, TODAY)]

    met = aged(entries, options={"credits": "OLDEST FIRST"})
    assert where(met, "insurance") == {}
    assert met["credits"] == met["total"] == "-4.00"


def test_a_plan_ages_by_instalment_and_payments_meet_the_earliest() -> None:
    """
    100.00 agreed 11/20/2025, 30.00 on each 5th: Dec 30, Jan 30, Feb 30, Mar 10
    65.00 is still open, so 35.00 was paid: December, and 5.00 of January
    left        January 25.00 (85 days)  February 30.00 (54)  March 10.00 (26)
    """
    visit = Visit(dos=date(2025, 10, 1), owner=PATIENT_OWNER)
    entries = [visit.charge(100_00), visit.paid(35_00, date(2026, 1, 2))]
    agreed = {"plan": "L", "guarantor_id": "P1", "started": "2025-11-20", "total": 100.0,
              "instalment": 30.0, "due_day": 5, "state": "CURRENT"}  # fmt: skip

    rows = detail(entries, {}, payment_plans=[agreed])
    assert rows == [
        ("C1", 85.0, "61-90 days", "", 25.0),
        ("C1", 54.0, "31-60 days", "", 30.0),
        ("C1", 26.0, "0-30 days", "", 10.0),
    ]
    told = aged(entries, payment_plans=[agreed])
    assert told["reconciling"] == [{"name": "On payment plans", "amount": "65.00"}]
    assert told["total"] == told["ledger_total"] == "65.00"


def test_a_plan_pays_the_same_of_like_balances_however_the_ledger_is_sorted() -> None:
    """Two lines of one day, 100.00 and 72.00, 110.00 due by March: the first posted goes first."""
    visits = [Visit("C1", owner=PATIENT_OWNER), Visit("C2", owner=PATIENT_OWNER)]
    entries = [visits[0].charge(100_00), visits[1].charge(72_00)]
    agreed = {"plan": "L", "guarantor_id": "P1", "started": "2026-02-20", "total": 172.0,
              "instalment": 110.0, "due_day": 15, "state": "CURRENT"}  # fmt: skip
    book = book_with(entries, payers=PAYERS, payment_plans=[agreed])
    ledger = book["ledger"]
    turned = replace(ledger, frame=ledger.frame.iloc[::-1].reset_index(drop=True))
    sorted_by_hand = replace(book, tables={**book.tables, "ledger": turned})

    of_both = [
        detail_of(age_receivables.plan(each, request(TODAY)))[["claim_id", "amount_cents"]]
        for each in (book, sorted_by_hand)
    ]
    want = [("C1", 100_00), ("C2", 10_00), ("C2", 62_00)]
    assert [sorted(each.itertuples(index=False, name=None)) for each in of_both] == [want, want]


def test_instalments_to_come_are_not_due_yet() -> None:
    visit = Visit(owner=PATIENT_OWNER)
    agreed = {"plan": "L", "guarantor_id": "P1", "started": "2026-03-20", "total": 60.0,
              "instalment": 30.0, "due_day": 31, "state": "CURRENT"}  # fmt: skip

    rows = detail([visit.charge(60_00)], {}, payment_plans=[agreed])
    assert [(row[1], row[3]) for row in rows] == [(0.0, ""), (-30.0, "NOT DUE")]


def test_the_agencys_balances_are_aged_when_asked() -> None:
    entries = [Visit(owner=PATIENT_OWNER).charge(8_00)]
    held: dict[str, Any] = {"holds": [{"hold": "H", "guarantor_id": "P1", "type": "AGENCY"}]}

    assert where(aged(entries, **held), "patient") == {}
    asked = aged(entries, options={"with_agency": "Y"}, **held)
    assert where(asked, "patient") == {"61-90": "8.00"}
    assert asked["reconciling"] == []
    assert where(aged(entries, settings={"Aging With Agency": "Y"}, **held), "patient") == {"61-90": "8.00"}  # fmt: skip


def test_the_change_is_since_the_last_day_of_the_month_before() -> None:
    entries = [Visit("C1").charge(10_00), Visit("C2", dos=date(2026, 3, 2)).charge(5_00), Visit("C1").paid(4_00, date(2026, 3, 1))]  # fmt: skip

    told = aged(sorted(entries, key=lambda entry: entry.posted))
    assert told["change"] == {"since": "2026-02-28", "before": "10.00", "change": "1.00"}


def test_an_unknown_rule_for_credits_is_refused() -> None:
    with pytest.raises(RefusedError, match="not known") as refused:
        age_receivables.plan(book_with([]), request(credits="newest"))

    assert refused.value.id == "CREDITS-UNKNOWN"


def test_no_two_labels_are_alike_to_a_spreadsheet() -> None:
    """Neither by case nor as numbers or dates, which SUMIFS takes for one another."""
    named = {"A": "Aetna", "B": "AETNA", "5": "", "05": "", "MAR-1": "", "TRUE": "", "x": "(none)"}
    made = labels(named, named, "(none)", "Payer", taken=("Aetna (a)",))

    assert made == {
        "": "(none)", "A": "Aetna (A) #2", "B": "AETNA (B)", "5": "Payer 5", "05": "Payer 05",
        "MAR-1": "Payer MAR-1", "TRUE": "Payer TRUE", "x": "(none) (x)",
    }  # fmt: skip
    assert len({label.casefold() for label in made.values()}) == len(made)
