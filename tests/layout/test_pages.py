"""The sheets the program makes: every cell once, formulas that LibreOffice works out as Python did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests import aging_sheets, statement_sheets
from tests.ledgers import PAYERS, Visit, book_with
from tests.office import Office
from tests.support import request
from xlbilling.layout.frames import column_letter
from xlbilling.layout.pages import statement_page, statement_template
from xlbilling.layout.pages.grid import long_date, month_name
from xlbilling.layout.pages.statement_page import (
    EXPLAINED,
    VISIT,
    PendingRow,
    Practice,
    Statement,
    VisitRow,
)
from xlbilling.model.cells import MOST_ARGUMENTS
from xlbilling.model.ledger import PATIENT_OWNER, Entry
from xlbilling.model.plan import Page, PageCell
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import age_receivables, make_statements, refresh_dashboard

FEB, MAR = date(2026, 2, 10), date(2026, 3, 5)


def entries() -> list[Entry]:
    one, two, three = (
        Visit("C1"),
        Visit("C2", dos=date(2025, 10, 1), owner="1:MCR"),
        Visit("C3", owner=PATIENT_OWNER, class_="SELF PAY"),
    )
    return [
        one.charge(150_00), one.paid(80_10, FEB), one.contractual(49_57, FEB), one.to_patient(20_33, FEB, "3"),
        two.charge(310_07), three.charge(75_01), three.paid(90_00, MAR, PATIENT_OWNER),
        Visit("C4", patient="P2").charge(12_34), Visit("C5", patient="P2", owner=PATIENT_OWNER).charge(64_99),
    ]  # fmt: skip


def office(rows: Sequence[Entry]) -> Snapshot:
    home = {
        "last": "Example",
        "address": "1 Elm St",
        "city": "Albany",
        "state": "NY",
        "zip": "12201",
    }
    people = [{"patient_id": p, "first": f"Pat {p}", **home} for p in ("P1", "P2")]
    denied = [{"key": "1", "group": "CO", "carc": "50", "amount": 3.0, "state": "OPEN"}]
    return book_with(rows, payers=PAYERS, patients=people, denials=denied)


def all_pages(rows: Sequence[Entry]) -> list[Page]:
    book = office(rows)
    tasks = (age_receivables, refresh_dashboard, make_statements)
    made = [change for task in tasks for change in task.plan(book, request()).changes]
    return [change for change in made if isinstance(change, Page)]


def formulas(page: Page) -> list[PageCell]:
    return [cell for cell in shown(page) if cell.formula]


def shown(page: Page) -> Sequence[PageCell]:
    return statement_sheets.cells(page) if page.form else page.cells


PAGES = {"full": entries(), "empty": []}


@pytest.mark.parametrize("rows", PAGES.values(), ids=PAGES)
def test_every_cell_is_put_once_and_inside_of_the_widths(rows: Sequence[Entry]) -> None:
    for page in all_pages(rows):
        places = [(cell.row, cell.column) for cell in shown(page)]

        assert len(places) == len(set(places)), page.sheet
        if page.form:
            continue  # its widths are the template's
        assert {column for _, column in places} <= set(page.widths), page.sheet
        assert all(row >= 1 for row, _ in places)


@pytest.mark.parametrize("rows", PAGES.values(), ids=PAGES)
def test_libreoffice_works_out_what_python_did(
    rows: Sequence[Entry], soffice: Office, tmp_path: Path
) -> None:
    """Cell by cell, so that a reviewer without Python sees the same figures."""
    pages = all_pages(rows)
    book = Workbook()
    book.remove(book.worksheets[0])
    for page in pages:
        sheet = book.create_sheet(page.sheet)
        for cell in shown(page):
            sheet.cell(cell.row, cell.column, cell.formula or cell.value)
    aging_sheets.fill_tables(book, office(rows), age_receivables.plan(office(rows), request()))
    book.save(tmp_path / "pages.xlsx")

    values = soffice.values(tmp_path / "pages.xlsx")
    for page in pages:
        for cell in formulas(page):
            got = values[page.sheet][cell.row - 1][cell.column - 1]
            want = cell.value
            place = f"{page.sheet}!{column_letter(cell.column)}{cell.row} {cell.formula}"
            if isinstance(want, int | float):
                assert got == pytest.approx(want, abs=1e-9), place
            else:
                assert (got or "") == want, place


def test_the_proof_of_the_aging_sheet_is_zero_and_live() -> None:
    aging = all_pages(entries())[0]
    proof = [cell for cell in formulas(aging) if cell.style == "good"]

    assert [cell.value for cell in proof] == [0.0]
    assert proof[0].formula.startswith("=ROUND(")


def bill(visits: int, *, name: str = "Ann Example") -> Page:
    row = VisitRow(
        date(2026, 1, 5), "Office visit", 150_00, 80_00, 50_00, 0, 20_00, "Aetnova paid $80.00."
    )
    practice = Practice("Care", "1 Main", "Town", "555-0100", "9 to 5", ("Care", "1 Main", "Town"))
    return statement_page.statement_page(
        Statement(
            "S1", "P1", MAR, date(2026, 3, 26), "P1", (name, "1 Elm", "Albany"), practice, [row] * visits,
            [("Payment plan instalment", 25_00)], "", 5_00, [("0-30", 20_00 * visits)], [PendingRow(None, "Visit", "", 9_00)], "Thank you", "Pay.", "By check.", "Call.",
        )
    )  # fmt: skip


def test_a_bill_states_its_amount_three_times_alike() -> None:
    """On top, below the visits and on the coupon; the proof beside the page is zero."""
    page = bill(2)
    amounts = [cell.value for cell in formulas(page)]

    assert amounts.count(60.0) == 3
    assert [cell.value for cell in formulas(page) if cell.style == "good"] == [0.0]


@pytest.mark.parametrize("visits", [0, 1, 7, 8, 40, 300])
def test_the_coupon_stands_at_the_foot_of_the_first_page_and_the_rest_overleaf(visits: int) -> None:
    """Every visit is shown once, and no page is higher than the template."""
    look = statement_sheets.laid(bill(visits)).look
    template = statement_template.standard().template()
    top = look.rows.index(template.areas["Statement_Coupon"].top)
    ends = [*look.breaks, len(look.rows)]
    pages = [sum(look.heights[first:last]) for first, last in zip([0, *ends], ends, strict=False)]
    visit = template.areas["Statement_Visit_What"].top

    assert sum(look.heights[:top]) == sum(
        template.heights[: template.areas["Statement_Coupon"].top - 1]
    )
    assert look.rows.count(visit) == visits
    assert max(pages) <= statement_template.PAGE_POINTS + 1
    assert (len(pages) > 1) == (visits > 7)


def test_a_sum_over_more_pages_than_a_formula_takes_is_its_value_alone() -> None:
    """Excel takes 255 arguments: a bill of one visit a page has its sums, but no formula of them."""
    page = bill(300)
    assert page.form is not None
    visits = [{**one, EXPLAINED: "insurance paid " * 320} for one in page.form.rows[VISIT]]
    form = replace(page.form, rows={**page.form.rows, VISIT: tuple(visits)})

    filled = statement_sheets.laid(replace(page, form=form))

    assert len(filled.look.breaks) > MOST_ARGUMENTS
    assert filled.values.count(6_020.0) == 3
    assert [formula for formula in filled.formulas if "SUM" in formula] == []


def test_a_long_name_and_other_scripts_are_shown_as_they_are() -> None:
    for name in ("N" * 200, "\u05d0\u05d1\u05d2"):
        assert any(cell.value == name for cell in shown(bill(1, name=name)))


def test_dates_are_written_as_americans_read_them() -> None:
    assert long_date(date(2024, 2, 29)) == "February 29, 2024"
    assert month_name("2026-01") == "Jan 2026"
