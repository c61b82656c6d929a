"""The Dashboard: figures from the ledger, months that lead from one to the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.ledgers import PAYERS, Visit, book_with
from tests.support import request
from xlbilling.layout.pages import dashboard_charts, dashboard_tables
from xlbilling.model.plan import Page, PageCell
from xlbilling.tasks import refresh_dashboard
from xlbilling.tasks.receivables.key_figures import FIGURES

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

    by_name = {one["name"]: one for one in plan.result["figures"]}
    assert by_name["Days in AR (gross, credits taken off)"]["value"] is None
    assert all((one["value"] is None) == bool(one["reason"]) for one in by_name.values())
    page = plan.changes[0]
    assert isinstance(page, Page)
    assert any("No value: no charges" in str(cell.value) for cell in page.cells)


def test_each_month_leads_to_the_next() -> None:
    """Owed = owed before + charges - payments - adjustments + refunds; none before the first."""
    _, page = dashboard()
    cells = {(c.row, c.column): c.value for c in page.cells}
    first = next(row for (row, column), value in cells.items() if value == "Apr 2025")

    months = [[cells[row, column] for column in range(1, 7)] for row in range(first, first + 12)]
    assert all(month[1:] == [None] * 5 for month in months[:-3])
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
    rate = next(one for one in result["figures"] if one["name"].startswith("Denial rate (by"))
    assert rate["formula"] == "$22.00 denied / $190.00 charged"


def test_a_claim_with_a_mended_error_is_not_clean() -> None:
    first = [{"claim_id": f"C{n}", "clean": "N" if n == 1 else "Y"} for n in range(1, 5)]
    figures = dashboard(claim_checks=first)[0]["figures"]

    assert next(one["value"] for one in figures if one["name"] == "Clean claims") == "75.0000"


def tiles(page: Page) -> dict[str, list[PageCell]]:
    """Return the five cells of each tile by its label."""
    by_place = {(cell.row, cell.column): cell for cell in page.cells}
    tops = [cell for cell in page.cells if cell.row == 5 and cell.formula]
    return {str(top.value): [by_place[row, top.column] for row in range(5, 10)] for top in tops}


def test_large_figures_tell_what_they_were_at_the_last_month_end() -> None:
    """On 02/28/2026 20.00 was owed; on 03/31/2026 it is 60.00, 40.00 of it by patients."""
    shown = tiles(dashboard()[1])

    assert shown["Receivables"][1].value == 60.0
    assert shown["Receivables"][2].value == "+$40 since Feb 2026"
    assert shown["Insurance owes"][2].value == "+$0 since Feb 2026"
    assert shown["Days in AR"][3].value == "Good: below 35"
    assert shown["Days in AR"][3].style == "tile_good"
    assert "$60.00 owed" in str(shown["Days in AR"][4].value)


def test_figures_lead_to_where_they_come_from() -> None:
    links = {str(c.value): c.formula for c in dashboard()[1].cells if "HYPERLINK" in c.formula}

    assert links["Days in AR"].startswith("=HYPERLINK(\"#'Key Figures'!A")
    assert links["Patients"] == '=HYPERLINK("#\'Aging Detail\'!A1","Patients")'
    assert links["No open denials"] == '=HYPERLINK("#\'Denials\'!A1","No open denials")'


def test_the_allowance_is_shown_by_bucket_where_the_offices_buckets_are_the_standard_ones() -> None:
    """AG-7: 40.00 of 0-30 days at 5 percent, 20.00 of 61-90 at 20 percent."""
    page = dashboard()[1]
    [row] = [c.row for c in page.cells if c.value == "Allowance for bad debt"]
    shown = [c.value for c in page.cells if c.row == row and c.column > dashboard_tables.RIGHT]

    assert shown == [2.0, 0.0, 4.0, 0.0, 0.0, None, 6.0, None]


@pytest.mark.parametrize("own", [{"Aging Scheme": "30-90"}, {"Allowance Rates": "5,10"}])
def test_other_buckets_than_the_offices_have_no_allowance(own: dict[str, str]) -> None:
    book = book_with([Visit().charge(150_00)], payers=PAYERS)
    plan = refresh_dashboard.plan(replace(book, settings=own), request())
    page = plan.changes[0]
    assert isinstance(page, Page)
    [row] = [c.row for c in page.cells if c.value == "Allowance for bad debt"]

    assert {c.value for c in page.cells if c.row == row and c.column > 10} == {None}


def test_a_large_office_has_the_same_places_as_a_small_one() -> None:
    """Payers and reasons beyond those by name are summed up; the layout's name stays."""
    many = [Visit(f"C{n}", owner=f"1:P{n:02d}") for n in range(12)]
    rows = [
        {"key": str(n), "group": "CO", "carc": str(n), "amount": 1.0, "state": "OPEN"}
        for n in range(20)
    ]
    plan = refresh_dashboard.plan(
        book_with([v.charge(10_00) for v in many], denials=rows), request()
    )
    page = plan.changes[0]
    assert isinstance(page, Page)
    shown = {str(c.value) for c in page.cells}

    assert page.layout == dashboard()[1].layout
    assert {"All other payers", "All others"} <= shown
    assert tiles(page)["Receivables"][1].value == 120.0


def test_charts_draw_the_cells_under_their_headers() -> None:
    page = dashboard()[1]
    by_place = {f"{'ABCDEFGHIJKLMNOPQR'[c.column - 1]}{c.row}": c.value for c in page.cells}
    heads = [by_place[chart.source.partition(":")[0]] for chart in dashboard_charts.CHARTS]
    labels = [by_place[chart.labels.partition(":")[0]] for chart in dashboard_charts.CHARTS]

    assert heads == ["Charges", "Owed", "0-30", "Amount"]
    assert labels[:3] == ["Apr 2025", "Apr 2025", "Aetnova"]


def test_every_key_figure_stands_in_a_row_of_its_own() -> None:
    plan = refresh_dashboard.plan(book_with([Visit().charge(150_00)]), request())
    page = plan.changes[1]
    assert isinstance(page, Page)
    names = [c.value for c in page.cells if c.style == "figure_name"]

    assert names == list(FIGURES)
    cost = next(c.row for c in page.cells if c.value == "COST TO COLLECT")
    words = [c.value for c in page.cells if c.row == cost]
    assert words[1] is None
    assert "No value: the setting Revenue Cycle Cost is not filled in" in str(words[4])
