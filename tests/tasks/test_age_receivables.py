"""Aging: bucket edges, bases, credits, what is apart, and any past day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.ledgers import PAYERS, Visit, book_with
from tests.support import request
from xlbilling.model import ledger
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import Account, Entry, EntryType
from xlbilling.model.plan import Page, Rewrite
from xlbilling.tasks import age_receivables
from xlbilling.tasks.receivables.buckets import STANDARD, scheme_named

TODAY = date(2026, 3, 31)


def aged(
    entries: list[Entry], day: date = TODAY, options: dict[str, Any] | None = None, **tables: Any
) -> dict[str, Any]:
    book = book_with(entries, payers=PAYERS, **tables)
    return dict(age_receivables.plan(book, request(day, **(options or {}))).result)


def where(result: dict[str, Any], side: str) -> dict[str, str]:
    """Return the buckets that hold something for one side."""
    return {name: sums[side] for name, sums in result["buckets"].items() if sums[side] != "0.00"}


@pytest.mark.parametrize(
    ("days", "bucket"),
    [(-1, "0-30"), (0, "0-30"), (30, "0-30"), (31, "31-60"), (60, "31-60"), (61, "61-90"),
     (90, "61-90"), (91, "91-120"), (120, "91-120"), (121, "121+"), (9999, "121+")],
)  # fmt: skip
def test_each_boundary_day_falls_into_its_bucket(days: int, bucket: str) -> None:
    assert STANDARD.bucket(days) == bucket


@pytest.mark.parametrize("days", range(1, 91))
def test_up_to_90_days_the_edges_are_librehealths(days: int) -> None:
    """W16j: LibreHealth takes int((age - 1) / 30), at most 3."""
    assert STANDARD.buckets.index(STANDARD.bucket(days)) == min(3, int((days - 1) / 30))


def test_ages_cross_a_leap_day() -> None:
    visit = Visit(dos=date(2024, 1, 30))

    result = aged([visit.charge(100_00)], date(2024, 3, 1), {"basis": "DOS"})
    assert where(result, "insurance") == {"31-60": "100.00"}


def test_insurance_ages_from_the_first_bill_and_falls_back_to_the_service() -> None:
    """
    service     01/05/2026
    sent        02/20/2026 to AET, again 03/25/2026
    """
    entries = [Visit().charge(100_00)]
    sent = [
        {"claim_id": "C1", "level": "1", "payer_id": "AET", "frequency": "1", "sent": "2026-02-20"},
        {"claim_id": "C1", "level": "1", "payer_id": "AET", "frequency": "7", "sent": "2026-03-25"},
        {"claim_id": "C1", "level": "2", "payer_id": "MCR", "frequency": "1", "sent": "2026-01-06"},
    ]

    assert where(aged(entries), "insurance") == {"61-90": "100.00"}
    assert where(aged(entries, submissions=sent), "insurance") == {"31-60": "100.00"}
    last = aged(entries, options={"basis": "LAST BILL"}, submissions=sent)
    assert where(last, "insurance") == {"0-30": "100.00"}
    before = aged(entries, date(2026, 2, 19), submissions=sent)
    assert where(before, "insurance") == {"31-60": "100.00"}, "not sent yet as of that day"


def test_a_patients_share_ages_from_the_day_it_became_theirs() -> None:
    """A transfer that was taken back and made again counts from the one that stands."""
    visit = Visit(dos=date(2025, 11, 1))
    first = visit.to_patient(20_00, date(2025, 12, 1))
    again = visit.to_patient(20_00, date(2026, 3, 10), carc="2")
    back = ledger.contra(first, posted=date(2026, 3, 9), batch="U", user="x")

    result = aged([visit.charge(100_00), first, back, again])
    assert where(result, "patient") == {"0-30": "20.00"}
    kept = aged([visit.charge(100_00), first])
    assert where(kept, "patient") == {"91-120": "20.00"}


def test_only_rows_posted_by_the_day_count() -> None:
    visit = Visit()
    entries = [visit.charge(100_00), visit.paid(60_00, date(2026, 2, 10))]

    assert aged(entries, date(2026, 2, 9))["total"] == "100.00"
    assert aged(entries, date(2026, 2, 10))["total"] == "40.00"
    assert aged(entries, date(2025, 12, 31))["total"] == "0.00"


def test_credits_and_unapplied_cash_stand_apart() -> None:
    visit, other = Visit(), Visit("C2")
    held = Entry(
        "H1",
        TODAY,
        TODAY,
        EntryType.PAYMENT,
        Account.CASH,
        Account.UNAPPLIED,
        700,
        "B",
        payer_id="AET",
    )

    result = aged([visit.charge(100_00), other.charge(50_00), other.paid(80_00, TODAY), held])
    assert where(result, "insurance") == {"61-90": "100.00"}
    assert (result["credits"], result["unapplied"]) == ("-30.00", "7.00")
    assert result["total"] == result["ledger_total"] == "70.00"


def test_what_a_payer_takes_off_the_whole_claim_lowers_its_lines() -> None:
    """
    charge      C1/1  100.00   C1/2  50.00
    contractual C1    -120.00
    left        C1/2   30.00, and no credit
    """
    first, second, whole = Visit(line="1"), Visit(line="2"), Visit(line="")

    result = aged([first.charge(100_00), second.charge(50_00), whole.contractual(120_00, TODAY)])
    assert where(result, "insurance") == {"61-90": "30.00"}
    assert result["credits"] == "0.00"


def test_agency_and_plan_balances_are_reconciling_items() -> None:
    own = Visit("C1", patient="P1", owner="PATIENT")
    other = Visit("C2", patient="P2", owner="PATIENT")
    third = Visit("C3", patient="P3", owner="PATIENT")
    result = aged(
        [own.charge(10_00), other.charge(20_00), third.charge(40_00)],
        holds=[{"hold": "H", "guarantor_id": "P1", "type": "AGENCY"}],
        payment_plans=[
            {"plan": "L", "guarantor_id": "P2", "started": "2026-02-01", "state": "CURRENT"}
        ],
    )

    assert result["reconciling"] == [
        {"name": "At collection agency", "amount": "10.00"},
        {"name": "On payment plans", "amount": "20.00"},
    ]
    assert where(result, "patient") == {"61-90": "40.00"}
    assert result["total"] == result["ledger_total"] == "70.00"


def test_a_day_to_come_is_flagged_in_the_first_bucket() -> None:
    visit = Visit(dos=TODAY + timedelta(5))
    plan = age_receivables.plan(book_with([visit.charge(100, TODAY)]), request())

    assert [finding.id for finding in plan.findings] == ["AGE-FUTURE"]
    assert "C1" in plan.findings[0].message
    assert plan.result["buckets"]["0-30"]["insurance"] == "1.00"


def test_a_damaged_ledger_row_is_refused_by_its_cell() -> None:
    book = book_with([Visit().charge(100_00)])
    book["ledger"].frame.loc[2, "amount_cents"] = None

    with pytest.raises(RefusedError, match="Ledger") as refused:
        age_receivables.plan(book, request())

    assert refused.value.id == "LEDGER-DAMAGED"


@pytest.mark.parametrize(
    "options", [{"basis": "moon"}, {"scheme": "60,30"}, {"basis": "RESPONSIBILITY"}]
)
def test_an_unknown_basis_or_scheme_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(RefusedError, match="not known"):
        age_receivables.plan(book_with([]), request(**options))


def test_an_office_makes_its_own_buckets() -> None:
    assert scheme_named("15, 45,90").buckets == ("0-15", "16-45", "46-90", "91+")
    assert scheme_named("30-180").bucket(181) == "181+"


def test_the_sheet_names_no_patient() -> None:
    people = [{"patient_id": "P1", "last": "Quillfeather", "first": "Odo"}]
    plan = age_receivables.plan(book_with([Visit().charge(100)], patients=people), request())

    assert "Quillfeather" not in repr(plan)
    assert [type(change) for change in plan.changes] == [Rewrite, Page]
