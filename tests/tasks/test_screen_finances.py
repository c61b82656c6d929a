"""Financial screening: percent of the poverty line, tier, and discounts that wait for approval."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.ledgers import Visit, book_with
from tests.posting.desk import applied
from tests.support import request
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import PATIENT_OWNER
from xlbilling.model.plan import Plan
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks import adjust, screen_finances
from xlbilling.tasks.statements import account_card

DAY = date(2026, 3, 31)
VISIT = Visit("C1", dos=date(2026, 1, 5), owner=PATIENT_OWNER)
GUIDELINES = (
    {"year": 2030, "household_size": 1, "amount": 10_000.0},
    {"year": 2026, "region": "AK", "household_size": 1, "amount": 20_000.0},
    {"year": 2026, "region": "48 STATES", "household_size": 1, "amount": 10_000.0},
    {"year": 2026, "region": "48 STATES", "household_size": 2, "amount": 13_000.0},
    {"year": 2026, "region": "48 STATES", "household_size": 1, "amount": 4_000.0, "each_more": "Y"},
)
"""Invented figures: the program has none of its own."""
TIERS = (
    {"tier": "A", "from_percent": 0, "to_percent": 100, "discount_percent": 100},
    {"tier": "B", "from_percent": 100, "to_percent": 200, "discount_percent": 50},
)
TYPES = ({"adjustment_type": "CHARITY", "account": "Charity"},)
USERS = (
    {"user": "tester", "may_write_off": "Y"},
    {"user": "manager", "may_write_off": "Y"},
    {"user": "clerk", "may_write_off": "N"},
)
SCREENED = {
    "screening": "F1", "guarantor_id": "P1", "date": "2026-03-01", "household_size": 1,
    "yearly_income": 15_000.0, "documents_seen": "tax return",
}  # fmt: skip


def office(*screenings: dict[str, Any], **tables: Any) -> Snapshot:
    entries = tables.pop("entries", [VISIT.charge(301_01)])
    given = {
        "patients": [{"patient_id": "P1", "last": "Example", "first": "Ann", "state": "NY"}],
        "poverty_guidelines": GUIDELINES, "discount_tiers": TIERS, "adjustment_types": TYPES,
        "financial_screenings": screenings or (SCREENED,), "users": USERS,
    }  # fmt: skip
    return book_with(entries, **{**given, **tables})


def screen(book: Snapshot, day: date = DAY) -> tuple[Plan, Snapshot]:
    plan = screen_finances.plan(book, request(day))
    return plan, applied(book, plan)


def first(book: Snapshot, name: str = "financial_screenings") -> dict[str, Any]:
    return {str(column): value for column, value in book.frame(name).iloc[0].items()}


@pytest.mark.parametrize(
    ("income", "tier", "percent"),
    [
        (0.0, "A", 0.0), (9_999.99, "A", 100.0), (10_000.0, "B", 100.0), (19_999.99, "B", 200.0),
        (20_000.0, "", 200.0),
    ],
)  # fmt: skip
def test_a_tier_begins_at_its_percent_and_ends_below_the_next(
    income: float, tier: str, percent: float
) -> None:
    """The line is 10,000.00; shown percents are rounded, compared is the exact income."""
    row = first(screen(office({**SCREENED, "yearly_income": income}))[1])

    assert (row["tier"], row["percent_of_poverty"]) == (tier, percent)
    assert row["state"] == ("ELIGIBLE" if tier else "NOT ELIGIBLE")


@pytest.mark.parametrize(("size", "line"), [(1, 10_000_00), (2, 13_000_00), (5, 25_000_00)])
def test_a_larger_household_adds_the_amount_of_each_further_person(size: int, line: int) -> None:
    row = first(screen(office({**SCREENED, "household_size": size}))[1])

    assert row["guideline_cents"] == line


def test_alaska_and_hawaii_have_tables_of_their_own() -> None:
    row = first(screen(office({**SCREENED, "region": "AK"}))[1])

    assert (row["guideline_cents"], row["tier"]) == (20_000_00, "A")


def test_a_discount_waits_on_adjustments_and_nothing_is_posted() -> None:
    """Half of 301.01 is 150.505, rounded up to 150.51."""
    plan, book = screen(office())
    row = first(book, "adjustments")

    assert (row["adjustment"], row["claim_id"], row["amount_cents"]) == ("FIN-F1-C1", "C1", 150_51)
    assert (row["state"], row["owner"], row["approver"]) == ("PROPOSED", "PATIENT", "")
    assert plan.appended("ledger") == []
    assert first(book)["proposed_cents"] == 150_51
    assert adjusted(book).changes == ()


def adjusted(book: Snapshot, approver: str = "") -> Plan:
    """Post the adjustments, with a name under Approver."""
    rows = book["adjustments"]
    named = replace(rows, frame=rows.frame.assign(approver=approver))
    head = f"{len(book.frame('ledger'))}:{book.frame('ledger')['hash'].iloc[-1]}"
    tables = {**book.tables, "adjustments": named}
    return adjust.plan(replace(book, tables=tables, ledger_head=head), Request(DAY, "tester"))


def test_it_is_posted_once_somebody_who_may_has_approved_it() -> None:
    _, book = screen(office())

    assert adjusted(book, "manager").result["amount"] == "150.51"
    for nobody in ("stranger", "clerk"):
        refused = adjusted(book, nobody)
        assert (refused.result["posted"], refused.result["refused"]) == (0, 1)


def test_a_second_screening_of_the_day_writes_nothing() -> None:
    _, book = screen(office())

    assert screen(book)[0].changes == ()


def test_what_was_posted_is_not_proposed_again() -> None:
    charity = {"adjustment": "FIN-F1-C1", "claim_id": "C1", "amount": 100.0, "state": "POSTED"}
    _, book = screen(office(adjustments=[charity]))

    assert len(book.frame("adjustments")) == 1
    assert first(book)["proposed_cents"] == 100_00


def test_a_proposal_follows_the_balance_until_it_is_approved() -> None:
    _, book = screen(office())
    paid = office(entries=[VISIT.charge(301_01), VISIT.paid(201_01, DAY, PATIENT_OWNER)])
    later = Snapshot({**book.tables, "ledger": paid["ledger"]}, book.settings)

    assert first(screen(later)[1], "adjustments")["amount_cents"] == 50_00


def test_what_waits_for_insurance_or_is_held_is_not_discounted() -> None:
    insured = Visit("C2", dos=date(2026, 1, 6))
    entries = [insured.charge(90_00), insured.to_patient(10_00, DAY)]
    assert screen(office(entries=entries))[0].result["proposals"] == 0

    hold = {"hold": "H1", "type": "DISPUTE", "claim_id": "C1", "from": "2026-03-01"}
    assert screen(office(holds=[hold]))[0].result["proposals"] == 0


@pytest.mark.parametrize(("days", "state"), [(365, "ELIGIBLE"), (366, "EXPIRED")])
def test_a_screening_is_good_for_a_year(days: int, state: str) -> None:
    row = first(screen(office(), date(2026, 3, 1) + timedelta(days))[1])

    assert (row["state"], row["valid_until"].date()) == (state, date(2027, 3, 1))


def test_a_later_screening_replaces_the_one_before() -> None:
    book = screen(office(SCREENED, {**SCREENED, "screening": "F2", "date": "2026-03-20"}))[1]

    assert book.frame("financial_screenings")["state"].tolist() == ["REPLACED", "ELIGIBLE"]
    assert book.frame("adjustments")["adjustment"].tolist() == ["FIN-F2-C1"]


def test_a_year_without_guidelines_says_where_they_are() -> None:
    plan, book = screen(office({**SCREENED, "date": "2025-12-31"}, poverty_guidelines=()))

    assert [one.id for one in plan.findings] == ["SCREEN-GUIDELINE"]
    assert "aspe.hhs.gov/poverty-guidelines" in plan.findings[0].fix
    assert first(book)["state"] == "OPEN"


def test_an_office_without_tiers_is_told_so() -> None:
    assert [one.id for one in screen(office(discount_tiers=()))[0].findings] == ["SCREEN-TIERS"]


def test_tiers_that_overlap_are_told() -> None:
    tiers = (TIERS[0], {**TIERS[1], "from_percent": 90})

    assert [one.id for one in screen(office(discount_tiers=tiers))[0].findings] == ["SCREEN-TIERS"]


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"screening": ""}, "screening"),
        ({"guarantor_id": "NOBODY"}, "guarantor_id"),
        ({"date": None}, "date"),
        ({"date": "2026-04-01"}, "date"),
        ({"household_size": 0}, "household_size"),
        ({"household_size": None}, "household_size"),
        ({"household_size": 1.5}, "household_size"),
        ({"yearly_income": -0.01}, "yearly_income"),
        ({"yearly_income": None}, "yearly_income"),
        ({"documents_seen": ""}, "documents_seen"),
    ],
)
def test_a_screening_that_gives_nothing_is_one_finding_at_its_cell(
    wrong: dict[str, Any], column: str
) -> None:
    book = office({**SCREENED, **wrong})
    plan, after = screen(book)

    assert [one.id for one in plan.findings] == ["SCREEN-WRONG"]
    assert plan.findings[0].where == book["financial_screenings"].where(column, 2)
    assert len(after.frame("adjustments")) == 0
    typed = list(SCREENED.keys() - {"yearly_income"})
    assert first(after)["state"] == "OPEN"
    assert after.frame("financial_screenings")[typed].equals(
        book.frame("financial_screenings")[typed]
    )


def test_a_discount_that_a_person_proposed_is_left_alone() -> None:
    own = {
        "adjustment": "A1", "claim_id": "C1", "adjustment_type": "CHARITY", "amount": 12.0,
        "state": "PROPOSED",
    }  # fmt: skip
    _, after = screen(office(adjustments=[own]))

    row = first(after, "adjustments")
    assert (row["adjustment"], row["amount_cents"], row["answer"]) == ("A1", 12_00, "")


def test_no_household_is_larger_than_99() -> None:
    _, after = screen(office({**SCREENED, "household_size": 99}))
    assert first(after)["guideline_cents"] == 13_000_00 + 97 * 4_000_00

    _, after = screen(office({**SCREENED, "household_size": 1e300}))
    assert "not a whole number from 1 to 99" in first(after)["answer"]


def test_days_that_no_calendar_has_are_refused() -> None:
    with pytest.raises(RefusedError, match="'Screening Days' is '99999999'"):
        screen(office(settings={"Screening Days": "99999999"}))


def test_the_account_card_tells_what_it_came_to() -> None:
    _, book = screen(office())
    rows = account_card.cells(book, DAY, ["P1"])

    assert ("Help", "F1: B, 50 percent off, until 2027-03-01") in [(row[0], row[2]) for row in rows]
