"""Profit: facts by month, provider, payer and procedure that add up to the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledgers import END, PAYERS, START, Office, Visit, book_with, offices
from tests.support import request
from xlbilling.model import ledger
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import RECEIVABLES, Account, Entry, EntryType
from xlbilling.model.plan import Plan, Rewrite
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import report_profit
from xlbilling.tasks.profit import moved

DAY = date(2026, 3, 31)


def planned(book: Snapshot, day: date = DAY) -> Plan:
    return report_profit.plan(book, request(day))


def rows(plan: Plan) -> list[dict[str, Any]]:
    [change] = plan.changes
    assert isinstance(change, Rewrite)
    return [{str(name): one for name, one in row.items()} for row in change.rows.to_dict("records")]


def claim(number: str, line: str, code: str, units: float = 1) -> dict[str, Any]:
    return {"claim_id": number, "line": line, "patient_id": "P1", "code": code, "units": units,
            "dos_from": "2026-01-05", "charge": 100.0, "pos": "11"}  # fmt: skip


def story() -> list[Entry]:
    """Return two lines of one visit: paid, adjusted, a share to the patient, a refund."""
    first, second = Visit("C1", "1"), Visit("C1", "2")
    day = date(2026, 2, 1)
    cut = first.entry(day, EntryType.ADJUSTMENT, (Account.SEQUESTRATION, Account.INSURANCE_AR),
                      2_00, from_owner="1:AET")  # fmt: skip
    given = first.entry(date(2026, 3, 1), EntryType.REFUND, (Account.PATIENT_AR, Account.CASH),
                        5_00, to_owner="PATIENT")  # fmt: skip
    lost = second.entry(day, EntryType.WRITE_OFF, (Account.BAD_DEBT, Account.INSURANCE_AR), 7_00,
                        from_owner="1:AET")  # fmt: skip
    return [
        first.charge(100_00), second.charge(50_00), first.paid(60_00, day),
        first.contractual(20_00, day), cut, first.to_patient(18_00, day),
        first.paid(23_00, date(2026, 2, 20), "PATIENT"), given, lost,
    ]  # fmt: skip


def test_a_line_shows_what_became_of_its_charge() -> None:
    """
    C1/1  charge 100.00  contractual 20.00  sequestration 2.00  AET 60.00  patient 23.00 - 5.00
    C1/2  charge  50.00  bad debt 7.00, open 43.00
    """
    claims = [claim("C1", "1", "99213", 2), claim("C1", "2", "85025")]
    first, second = sorted(
        rows(planned(book_with(story(), claims=claims))), key=lambda r: -r["units"]
    )

    assert first["key"] == "2026-01|1234567893||COMMERCIAL|AET|99213"
    amounts = ("charges", "contractual", "other_adjustments", "write_offs", "payer_paid",
               "patient_paid", "refunds", "open_balance", "net_revenue")  # fmt: skip
    assert [first[f"{name}_cents"] for name in amounts] == [
        100_00, 20_00, 2_00, 0, 60_00, 23_00, 5_00, 0, 78_00,
    ]  # fmt: skip
    assert [second[f"{name}_cents"] for name in amounts] == [
        50_00,
        0,
        0,
        7_00,
        0,
        0,
        0,
        43_00,
        43_00,
    ]
    assert [(one["lines"], one["visits"], one["units"]) for one in (first, second)] == [
        (1, 1, 2), (1, 0, 1),
    ]  # fmt: skip


def test_a_transfer_moves_nothing_between_rows() -> None:
    """The patient's share stays with the payer whom the charge went to first."""
    claims = [claim("C1", "1", "99213")]
    entries = [Visit().charge(100_00), Visit().to_patient(30_00, date(2026, 2, 1))]

    [row] = rows(planned(book_with(entries, claims=claims)))
    assert (row["payer_id"], row["open_balance_cents"]) == ("AET", 100_00)


def test_only_rows_posted_by_the_day_count() -> None:
    [row] = rows(planned(book_with(story()[:3]), date(2026, 1, 31)))[:1]

    assert row["payer_paid_cents"] == 0


def test_a_charge_taken_back_leaves_no_line_visit_or_unit() -> None:
    charge = Visit().charge(100_00)
    back = ledger.contra(charge, posted=date(2026, 2, 1), batch="U", user="x")
    [row] = rows(planned(book_with([charge, back], claims=[claim("C1", "1", "99213")])))

    assert (row["charges_cents"], row["lines"], row["visits"], row["units"]) == (0, 0, 0, 0)


def test_what_a_payer_did_to_a_whole_claim_stands_beside_its_lines() -> None:
    whole = Visit("C1", "").contractual(10_00, date(2026, 2, 1))
    found = rows(
        planned(book_with([Visit().charge(100_00), whole], claims=[claim("C1", "1", "A")]))
    )

    own = next(one for one in found if one["procedure"] == "CLAIM")
    assert (own["contractual_cents"], own["payer_id"], own["month"]) == (10_00, "AET", "2026-01")
    assert own["lines"] == 0


def test_a_line_that_is_not_on_claims_is_told_of() -> None:
    plan = planned(book_with([Visit().charge(100_00)]))

    assert rows(plan)[0]["procedure"] == "UNKNOWN"
    assert [finding.id for finding in plan.findings] == ["PROFIT-UNKNOWN"]


def test_without_a_service_date_the_month_says_so() -> None:
    undated = replace(Visit().charge(100_00), dos=None)

    assert rows(planned(book_with([undated])))[0]["month"] == "NO DATE"


def test_cost_and_margin_need_the_offices_own_figure() -> None:
    claims = [claim("C1", "1", "99213"), claim("C1", "2", "85025")]
    blank = rows(planned(book_with(story(), claims=claims)))
    told = planned(book_with(story(), claims=claims, settings={"Cost Per Visit": "31.50"}))

    assert all(pd.isna(row["cost_cents"]) and pd.isna(row["margin_cents"]) for row in blank)
    assert sum(row["cost_cents"] for row in rows(told)) == 31_50, "one visit, however many lines"
    assert told.result["margin"] == "89.50"
    with pytest.raises(RefusedError, match="Cost Per Visit"):
        planned(book_with([], settings={"Cost Per Visit": "cheap"}))


def test_expected_is_the_contract_where_there_is_a_rate() -> None:
    claims = [claim("C1", "1", "99213", 2), claim("C1", "2", "85025")]
    rates = [{"payer_id": "AET", "code": "99213", "rate": 40.0}]
    found = rows(planned(book_with(story(), claims=claims, rates=rates, payers=PAYERS)))
    by_code = {row["procedure"]: row["expected_cents"] for row in found}

    assert by_code["99213"] == 80_00
    assert pd.isna(by_code["85025"])


def test_a_sum_that_is_not_the_ledgers_is_a_finding() -> None:
    """A row whose account somebody overwrote is in no column, and the proof says so."""
    book = book_with([Visit().charge(100_00)], claims=[claim("C1", "1", "99213")])
    book["ledger"].frame.loc[2, "credit"] = "Cash"

    found = [one for one in planned(book).findings if one.id == "PROFIT-PROOF"]
    assert len(found) == 0
    book["ledger"].frame.loc[2, ["debit", "credit"]] = ["Cash", "Charges"]
    found = [one for one in planned(book).findings if one.id == "PROFIT-PROOF"]
    assert [one.message.split(" on ")[0] for one in found] == ["charges"]


def test_an_office_without_a_claim_has_no_row() -> None:
    plan = planned(book_with([]))

    assert (plan.is_empty, plan.result["rows"], plan.findings) == (True, 0, ())


def test_a_second_run_changes_nothing() -> None:
    book = book_with(story(), claims=[claim("C1", "1", "99213")])
    [change] = planned(book).changes
    assert isinstance(change, Rewrite)
    frame = change.rows.set_axis(change.rows.index + 2)
    again = Snapshot({**book.tables, "profit": replace(book["profit"], frame=frame)})

    assert planned(again).is_empty


@settings(max_examples=25, deadline=None)
@given(offices(), st.dates(START, END))
def test_any_offices_profit_adds_up_to_its_ledger(office: Office, day: date) -> None:
    """Row by row of the ledger, by its two accounts alone."""
    plan = planned(office.book(), day)
    posted = [entry for entry in office.entries if entry.posted <= day]
    sums = {
        account: sum(
            one.amount_cents * ((one.debit is account) - (one.credit is account)) for one in posted
        )
        for account in Account
    }
    table = pd.DataFrame(rows(plan)) if plan.changes else pd.DataFrame()

    def total(name: str) -> int:
        return int(table[f"{name}_cents"].sum()) if len(table) else 0

    assert total("charges") == -sums[Account.CHARGES]
    assert total("contractual") == sums[Account.CONTRACTUAL]
    assert total("open_balance") == sum(sums[account] for account in RECEIVABLES)
    assert total("net_revenue") - total("payer_paid") - total("patient_paid") == total(
        "open_balance"
    )
    assert [one for one in plan.findings if one.id == "PROFIT-PROOF"] == []
    assert len(table) == 0 or table["key"].is_unique


def test_every_kind_of_movement_has_its_column() -> None:
    shown = set(report_profit._SHOWN)  # noqa: SLF001  the table's own map

    assert shown == set(moved.KINDS)
