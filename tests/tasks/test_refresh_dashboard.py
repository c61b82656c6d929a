"""The Dashboard: figures from the ledger, months that lead from one to the next."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.ledgers import PAYERS, Visit, book_with
from tests.support import request
from xlbilling.model.plan import Page
from xlbilling.tasks import refresh_dashboard

DAY = date(2026, 2, 10)


def dashboard(**tables: Any) -> tuple[dict[str, Any], Page]:
    visit, other = Visit(), Visit("C2", owner="PATIENT", dos=date(2026, 3, 1))
    entries = [
        visit.charge(150_00),
        visit.paid(80_00, DAY),
        visit.contractual(50_00, DAY),
        other.charge(40_00),
    ]
    plan = refresh_dashboard.plan(book_with(entries, payers=PAYERS, **tables), request())
    page = plan.changes[0]
    assert isinstance(page, Page)
    return dict(plan.result), page


def test_the_dashboard_splits_what_is_owed() -> None:
    result, _ = dashboard()

    assert (result["receivable"], result["insurance"], result["patient"]) == (
        "60.00",
        "20.00",
        "40.00",
    )


def test_rates_look_back_no_longer_than_the_ledger() -> None:
    """The first charge is of 01/05/2026, so 86 days up to 03/31/2026: 60 / (190 / 86) days."""
    figures = {one["name"]: one for one in dashboard()[0]["figures"]}

    assert figures["Days in AR (gross, credits taken off)"]["value"] == "27.1579"
    assert figures["Net collection (adjusted), last 86 days"]["value"] == "57.1429"


def test_a_figure_without_a_base_is_blank_with_its_reason() -> None:
    plan = refresh_dashboard.plan(book_with([]), request())

    assert {one["value"] for one in plan.result["figures"]} == {None}
    page = plan.changes[0]
    assert isinstance(page, Page)
    assert any("no value: no charges" in str(cell.value) for cell in page.cells)


def test_each_month_leads_to_the_next() -> None:
    """Owed at end = owed before + charges - payments - adjustments + refunds."""
    _, page = dashboard()
    cells = {(c.row, c.column): c.value for c in page.cells}
    first = next(row for (row, column), value in cells.items() if value == "Apr 2025")

    months = [[cells[row, column] for column in range(1, 7)] for row in range(first, first + 12)]
    assert months[-3:] == [
        ["Jan 2026", 150.0, 0.0, 0.0, 0.0, 150.0],
        ["Feb 2026", 0.0, 80.0, 50.0, 0.0, 20.0],
        ["Mar 2026", 40.0, 0.0, 0.0, 0.0, 60.0],
    ]


def test_open_denials_are_counted_by_reason() -> None:
    row = {"claim_id": "C1", "group": "CO", "denied_on": "2026-03-01", "state": "OPEN"}
    rows = [
        {**row, "key": "1", "carc": "197", "category": "authorization", "amount": 10.0},
        {**row, "key": "2", "carc": "197", "category": "authorization", "amount": 5.0},
        {**row, "key": "3", "carc": "50", "category": "necessity", "amount": 7.0, "state": "PAID"},
    ]
    result, page = dashboard(denials=rows)

    shown = [c.value for c in page.cells]
    assert "CO-197" in shown
    assert "CO-50" not in shown
    rate = next(one for one in result["figures"] if one["name"].startswith("Denial"))
    assert rate["formula"] == "$22.00 denied / $190.00 charged"


def test_a_claim_with_a_mended_error_is_not_clean() -> None:
    first = [{"claim_id": f"C{n}", "clean": "N" if n == 1 else "Y"} for n in range(1, 5)]
    figures = dashboard(claim_checks=first)[0]["figures"]

    assert next(one["value"] for one in figures if one["name"] == "Clean claims") == "75.0000"
