"""The Aging sheet adds up Aging Detail: both spreadsheets work out what Python wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import ironcalc
import pandas as pd
import pytest

from tests.aging_sheets import detail_of, differing, page_of, saved
from tests.ledgers import Visit, book_with
from tests.office import Office
from tests.support import Rows, request
from xlbilling.model.ledger import PATIENT_OWNER, Account, Entry, EntryType
from xlbilling.model.plan import Page, Plan
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import age_receivables

TODAY: Final = date(2026, 3, 31)
CASES: Final[dict[str, dict[str, str]]] = {
    "as set": {},
    "own buckets, due dates, credits oldest first": {
        "scheme": "15,45,90", "basis": "DUE", "credits": "OLDEST FIRST",
    },
    "the agency's too": {"scheme": "30-180", "basis": "DOS", "with_agency": "Y"},
}  # fmt: skip


def odd_office() -> Snapshot:
    """Return an office with everything apart, and names that a spreadsheet could misread."""
    payers: Rows = [
        {"payer_id": "AET", "name": "Aetnova * Gold?"}, {"payer_id": "aet", "name": "AETNOVA * gold?"},
        {"payer_id": "77", "payment_days": 45}, {"payer_id": "MAR-1"}, {"payer_id": "X", "name": "=1+1"},
        {"payer_id": "P", "name": "Patients' share, commercial"},
    ]  # fmt: skip
    entries: list[Entry] = []
    for n, payer in enumerate(("AET", "aet", "77", "MAR-1", "X", "P", "gone~")):
        visit = Visit(f"C{n}", patient=f"{n}", dos=date(2025, 10, 5 + 3 * n), owner=f"1:{payer}",
                      class_=("", "5", "TRUE", "COMMERCIAL")[n % 4], provider=("", "1234567893")[n % 2])  # fmt: skip
        entries += [
            visit.charge(100_00 + n),
            visit.to_patient(10_00 * n + 7, date(2026, 1, 10 + n)),
        ]
    for n in range(7, 16):
        visit = Visit(f"C{n}", patient=f"{n % 4}", dos=date(2026, 1, 5 + n), owner=PATIENT_OWNER)
        entries += [
            visit.charge(33_33),
            visit.paid(40_01 if n % 2 else 5, date(2026, 3, 1), PATIENT_OWNER),
        ]
    entries += [Visit("LATE", patient="9", dos=date(2026, 4, 9)).charge(4_00, TODAY), *held()]
    return book_with(
        sorted(entries, key=lambda entry: entry.posted),
        payers=payers,
        submissions=[{"claim_id": f"C{n}", "payer_id": "AET", "sent": f"2025-12-0{n + 1}", "level": "1"} for n in range(7)],
        statements=[{"statement": "S1", "guarantor_id": "1", "date": "2026-02-01", "due": "2026-02-22", "billed_visits": "C1 C9"}],
        holds=[{"hold": "H", "patient_id": "2", "type": "AGENCY"}],
        payment_plans=[{"plan": "L", "guarantor_id": "3", "started": "2026-01-20", "total": 120.0, "instalment": 30.0, "due_day": 5, "state": "CURRENT"}],
    )  # fmt: skip


def held() -> list[Entry]:
    """Return cash of a payer and of a patient that no claim took."""
    day, accounts = date(2026, 3, 3), (Account.CASH, Account.UNAPPLIED)
    return [
        Entry("H1", day, day, EntryType.PAYMENT, *accounts, 12_34, "B", payer_id="AET"),
        Entry("H2", day, day, EntryType.PAYMENT, *accounts, 5_55, "B", patient_id="1"),
    ]


@pytest.fixture(scope="module", params=[*CASES.values()], ids=[*CASES])
def case(request: pytest.FixtureRequest) -> tuple[Snapshot, Plan]:
    book = odd_office()
    return book, plan_of(book, request.param)


def plan_of(book: Snapshot, options: dict[str, Any]) -> Plan:
    return age_receivables.plan(book, request(TODAY, **options))


def test_libreoffice_adds_up_what_python_did(
    case: tuple[Snapshot, Plan], soffice: Office, tmp_path: Path
) -> None:
    book, plan = case
    path = saved(book, plan, tmp_path / "aging.xlsx")

    page = page_of(plan)
    assert differing(page, soffice.values(path)[page.sheet]) == []


def test_ironcalc_adds_up_what_python_did(case: tuple[Snapshot, Plan], tmp_path: Path) -> None:
    from tests.hosts.calc.test_formulas_as_python_works_them_out import for_ironcalc

    book, plan = case
    path = saved(book, plan, tmp_path / "aging.xlsx")
    model = ironcalc.load_from_xlsx(
        str(for_ironcalc(path, tmp_path / "plain.xlsx")), "en", "UTC", "en"
    )
    model.evaluate()

    page = page_of(plan)
    height, width = (max(getattr(c, side) for c in page.cells) for side in ("row", "column"))
    values: list[list[Any]] = [
        [model.get_cell_value(0, row, column) for column in range(1, width + 1)]
        for row in range(1, height + 1)
    ]
    assert differing(page, values) == []


def cells(page: Page) -> dict[tuple[str, int, str], Any]:
    """Return the page's values by label, which row of that label, and column header."""
    rows: dict[int, dict[int, Any]] = {}
    for cell in page.cells:
        rows.setdefault(cell.row, {})[cell.column] = cell.value
    headers: dict[int, Any] = {}
    found: dict[tuple[str, int, str], Any] = {}
    for _, row in sorted(rows.items()):
        if row.get(2) == next((h for h in row.values() if str(h).endswith(" days")), None):
            headers = row if str(row.get(2)).endswith(" days") else headers
        for column, value in row.items():
            name = str(headers.get(column, ""))
            n = 1
            while (str(row.get(1)), n, name) in found:
                n += 1
            found[str(row.get(1)), n, name] = value
    return found


def test_every_block_adds_up_to_what_is_aged(case: tuple[Snapshot, Plan]) -> None:
    page = cells(page_of(case[1]))

    everything = page["All receivables", 1, "Total"]
    assert page["All receivables", 2, "Total"] == everything, "by date of service"
    totals = [page["Total", n, "Total"] for n in range(1, 5)]
    assert totals == [everything] * 4
    assert page["All receivables", 2, "Change"] == page["All receivables", 1, "Change"]
    assert page["Change since", 1, "Total"] == page["All receivables", 1, "Change"]


def test_the_detail_sums_to_the_ledger_and_the_cash_held(case: tuple[Snapshot, Plan]) -> None:
    plan = case[1]
    detail = detail_of(plan)

    assert f"{detail['amount_cents'].sum() / 100:.2f}" == plan.result["ledger_total"]
    assert detail["unapplied_cents"].sum() == 12_34 + 5_55
    assert detail["credit_used_cents"].sum() == 0
    assert detail["key"].is_unique


def test_nothing_is_written_to_a_detail_that_holds_it_already() -> None:
    from tests.tasks.test_receivables_property import applied

    book = odd_office()
    first = plan_of(book, {})
    again = plan_of(applied(book, first), {})

    assert [type(change) for change in again.changes] == [Page]
    assert page_of(again) == page_of(first)


def test_words_beside_a_balance_stay_when_it_is_settled_and_while_it_is_not_open_yet() -> None:
    from tests.tasks.test_receivables_property import applied

    book = applied(odd_office(), plan_of(odd_office(), {}))
    detail = book.frame("aging_detail")
    row = detail.index[detail["claim_id"] == "LATE"][0]
    detail.loc[row, "note"] = "called them"

    before = detail_of(age_receivables.plan(book, request(date(2026, 2, 1))))
    kept = before[before["note"] == "called them"]
    assert kept[["claim_id", "shown_as"]].to_numpy().tolist() == [["", "NOT OPEN"]]
    assert kept["amount_cents"].isna().all()
    back = age_receivables.plan(
        applied(book, age_receivables.plan(book, request(date(2026, 2, 1)))), request(TODAY)
    )
    now = detail_of(back).set_index("claim_id")
    assert now.loc["LATE", "note"] == "called them"
    assert now.loc["LATE", "shown_as"] == "AGED"


def test_words_in_copied_rows_and_rows_whose_key_was_cleared_stay_with_their_balance() -> None:
    from tests.tasks.test_receivables_property import applied

    book = applied(odd_office(), plan_of(odd_office(), {}))
    detail = book.frame("aging_detail")
    row = detail.index[detail["claim_id"] == "LATE"][0]
    key = detail.loc[row, "key"]
    detail.loc[row, "note"] = "called them"
    second = detail.loc[[row]].assign(note="they called back", key="")
    third = detail.loc[[row]].assign(note="", owner="Kim")
    free = detail.loc[[row]].assign(note="ask Robin", key="", claim_id="")
    typed = pd.concat([detail, second, third, free]).set_axis(range(2, len(detail) + 5))
    tables = {**book.tables, "aging_detail": replace(book["aging_detail"], frame=typed)}

    now = detail_of(plan_of(replace(book, tables=tables), {})).set_index("key")
    assert now.index.is_unique
    assert [*now.loc[key, ["owner", "note"]]] == ["Kim", "called them / they called back"]
    assert [*now.loc["BY HAND 1", ["shown_as", "note"]]] == ["NOT OPEN", "ask Robin"]
