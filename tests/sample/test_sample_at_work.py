"""The sample office shows each part of the work filled in, and what stands there is the ledger's."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from functools import cache
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.tree import ROOT
from xlbilling.layout.tables import BY_NAME
from xlbilling.model import money
from xlbilling.model.ledger import PATIENT_OWNER
from xlbilling.sample import calendar, follow_up, patient_money, staff

BOOK = ROOT / "workbooks" / "sample-office.xlsx"
AS_OF = datetime(2026, 3, 31)
FILLED = (
    "adjustments", "batches", "calls", "collections", "credits", "discount_tiers", "estates",
    "estimates", "exceptions", "exclusions", "financial_screenings", "holds", "inquiries",
    "letters", "payer_timing", "payment_plans", "placements", "plan_schedule",
    "poverty_guidelines", "profit", "receipts", "refunds", "statements", "users", "worklist",
    "write_off_proposals",
)  # fmt: skip

Row = dict[str, Any]


@cache
def sheets() -> dict[str, list[tuple[Any, ...]]]:
    """Return the values of every sheet, row by row."""
    book = load_workbook(BOOK, data_only=True, read_only=True)
    return {
        sheet.title: [row for row in sheet.iter_rows(values_only=True) if any(row)]
        for sheet in book.worksheets
    }


@cache
def rows(table: str) -> list[Row]:
    """Return a table's rows by header."""
    headers, *found = sheets()[BY_NAME[table].sheet]
    return [dict(zip(map(str, headers), row, strict=True)) for row in found]


def cents(amount: float | None) -> int:
    """Return a cell's amount in cents."""
    return 0 if amount is None else money.from_text(f"{amount:.2f}")


def total(found: list[Row], header: str) -> int:
    """Return a column's sum in cents."""
    return sum(cents(row[header]) for row in found)


def ledger(by: tuple[str, ...], *accounts: str) -> Counter[tuple[Any, ...]]:
    """Return what stands on accounts of the ledger, in cents, by some of its columns."""
    found = Counter[tuple[Any, ...]]()
    for row in rows("ledger"):
        at = tuple(row[name] for name in by)
        found[at] += cents(row["Amount"]) * (row["Debit"] in accounts)
        found[at] -= cents(row["Amount"]) * (row["Credit"] in accounts)
    return found


@pytest.mark.parametrize("table", FILLED)
def test_each_part_of_the_work_has_rows(table: str) -> None:
    assert rows(table)


def test_the_worklist_is_what_insurers_owe_on_late_claims() -> None:
    owed = ledger(("Claim ID",), "AR-Insurance")
    listed = rows("worklist")

    assert all(0 < cents(row["Balance"]) <= owed[row["Claim ID"],] for row in listed)
    assert {row["Today"] for row in listed} == {"Y", "N"}
    assert any("broken promise" in (row["Why"] or "") for row in listed)
    assert {row["Claim ID"] for row in listed if row["Owner"]} == {
        claim.claim_id for claim in follow_up.unanswered()[: follow_up.NOTED]
    }


def test_collections_are_what_each_household_owes_at_several_levels() -> None:
    owed = ledger(("Guarantor ID",), "AR-Patient")
    listed = rows("collections")

    assert {r["Guarantor ID"]: cents(r["Balance"]) for r in listed} == {
        r["Guarantor ID"]: owed[r["Guarantor ID"],] for r in listed
    }
    assert {1, 3, 4, 7} <= {row["Level"] for row in listed}
    assert {"STATEMENT", "PLACE", "HOLD", "ESTATE", "FIND ADDRESS", "APPLY CREDIT"} <= {
        row["Step"] for row in listed
    }


def test_one_account_is_at_the_agency_and_one_waits_for_an_approver() -> None:
    placed, waits = sorted(rows("placements"), key=lambda row: row["State"])
    owed = ledger(("Claim ID", "Line"), "AR-Patient")
    there = [tuple(at.split("/")) for at in placed["Lines"].split()]

    assert (placed["State"], placed["Guarantor ID"]) == ("PLACED", calendar.PLACED)
    assert placed["Approver"] == staff.MANAGER
    assert cents(placed["Balance"]) == sum(owed[at] for at in there) > 0
    assert (waits["State"], waits["Approver"]) == ("PROPOSED", None)
    assert {row["Guarantor ID"] for row in rows("letters")} == {
        placed["Guarantor ID"], waits["Guarantor ID"],
    }  # fmt: skip
    assert all(row["Sheet"] in sheets() for row in rows("letters"))


def test_a_hold_of_each_kind_is_there() -> None:
    kinds = BY_NAME["holds"].column("type").values

    assert {row["Type"] for row in rows("holds")} == set(kinds)


def test_a_small_balance_was_written_off_by_its_approver() -> None:
    (one,) = rows("write_off_proposals")
    written = {row["Entry"]: row for row in rows("ledger") if row["Debit"] == "Small balance"}

    assert (one["State"], one["Approver"]) == ("POSTED", staff.MANAGER)
    assert cents(written[one["Entry"]]["Amount"]) == cents(one["Amount"]) > 0


def test_plans_are_kept_missed_in_default_and_paid_off_as_the_ledger_says() -> None:
    plans = {row["Guarantor ID"]: row for row in rows("payment_plans")}
    paid = Counter[str]()
    for row in rows("ledger"):
        if row["Type"] == "PAY" and row["From Owner"] == PATIENT_OWNER:
            paid[row["Guarantor ID"]] += cents(row["Amount"])

    assert {name: (row["State"], row["Missed"]) for name, row in plans.items()} == {
        patient_money.KEPT: ("CURRENT", 0),
        patient_money.MISSED: ("CURRENT", 1),
        patient_money.DEFAULTED: ("DEFAULTED", 2),
        patient_money.DONE: ("DONE", 0),
    }
    for name, row in plans.items():
        own = [one for one in rows("plan_schedule") if one["Plan"] == row["Plan"]]
        assert cents(row["Paid"]) == paid[name] == total(own, "Paid")
        assert (
            cents(row["Paid"]) + cents(row["Open"]) == cents(row["Total"]) == total(own, "Amount")
        )


def test_credits_are_those_of_the_ledger_and_one_refund_is_posted() -> None:
    claims = ledger(("Claim ID",), "AR-Patient", "AR-Insurance")
    held = ledger(("Guarantor ID", "Payer ID"), "Unapplied")
    listed = {row["Kind"]: row for row in rows("credits") if row["State"] == "OPEN"}
    (refund,) = rows("refunds")

    assert cents(listed["CLAIM"]["Amount"]) == -sum(each for each in claims.values() if each < 0)
    assert cents(listed["HELD"]["Amount"]) == -held[listed["HELD"]["Guarantor ID"], None] > 0
    assert all(row["Due"] for row in listed.values())
    assert refund["State"] == "POSTED"
    assert any(row["Entry"] == refund["Entry"] for row in rows("ledger"))


def test_help_is_screened_and_its_discounts_wait_for_a_name() -> None:
    screened = rows("financial_screenings")
    waits = [row for row in rows("adjustments") if row["State"] == "PROPOSED"]

    assert Counter(row["State"] for row in screened) == {"ELIGIBLE": 2, "NOT ELIGIBLE": 1}
    assert total(screened, "Proposed") == total(waits, "Amount") > 0
    assert {row["Approver"] for row in waits} == {None}


def test_one_bill_is_over_400_dollars_above_its_estimate() -> None:
    found = {row["State"]: row for row in rows("estimates")}
    billed = Counter[tuple[Any, ...]]()
    for row in rows("ledger"):
        if row["Type"] == "CHG":
            billed[row["Patient ID"], row["DOS"]] += cents(row["Amount"])

    assert set(found) == {"OVER", "WITHIN", "WAITING"}
    assert cents(found["OVER"]["Over"]) > 400_00
    for state in ("OVER", "WITHIN"):
        one = found[state]
        assert cents(one["Billed"]) == billed[one["Patient ID"], one["Scheduled DOS"]]


def test_profit_comes_to_the_ledgers_charges_and_receivable() -> None:
    profit = rows("profit")
    ar = ledger((), "AR-Patient", "AR-Insurance")
    charges = -ledger((), "Charges")[()]

    assert total(profit, "Charges") == charges
    assert total(profit, "Open Balance") == ar[()]
    assert total(profit, "Net Revenue") < charges
    assert total(profit, "Margin") == total(profit, "Net Revenue") - total(profit, "Cost")


def test_all_who_work_there_are_on_productivity_and_nobody_else() -> None:
    page = sheets()["Productivity"]
    start = next(n for n, row in enumerate(page) if row[0] == "User")
    end = next(n for n, row in enumerate(page) if row[0] == "All users")

    assert [row[0] for row in page[start + 1 : end]] == sorted(staff.STAFF)


def test_calls_and_inquiries_are_logged_some_open_and_some_resolved() -> None:
    inquiries = rows("inquiries")

    assert {bool(row["Claim ID"]) for row in rows("calls")} == {True, False}
    assert {row["Kind"] for row in inquiries} == {"COMPLAINT", "DISPUTE", "INQUIRY"}
    assert {bool(row["Resolved On"]) for row in inquiries} == {True, False}
    assert all(row["As Of"] == AS_OF for row in inquiries if not row["Resolved On"])
