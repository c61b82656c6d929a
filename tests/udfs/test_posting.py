"""Functions on contracts and the ledger tell what the sheets and the ledger have."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import xlwings as xw

from tests.support import request as asked
from tests.udfs.conftest import TODAY
from tests.udfs.server import call, column, down, structured
from xlbilling import run
from xlbilling.book import reading
from xlbilling.model import ledger, money
from xlbilling.sample import office as sample

DAY = datetime(2026, 3, 4)
FEE = sample.FEES["99213"]
RATE = sample.allowed_cents(sample.MEDICARE, FEE) / 100


def one(name: str, *arguments: Any, caller: xw.Range) -> Any:
    """What a formula shows in its only cell."""
    ((shown,),) = call(name, *arguments, caller=caller)
    return shown


@pytest.fixture
def charged(office_book: xw.Book) -> list[str]:
    """The charges are posted; the claims that have one, in the order of the sheet."""
    run.run(office_book, "post-charges", asked(TODAY))
    frame = reading.read(office_book, ["ledger"]).frame("ledger")
    return [*dict.fromkeys(frame["claim_id"])]


def test_the_allowed_amount_is_the_contract_s(cell: xw.Range) -> None:
    shown = column(
        "XLB_ALLOWED",
        down("MEDICARE", "MEDICARE", "MEDICARE", "NOBODY", "", "MEDICARE"),
        "99213",
        down("", "25", "26", "", "", "50"),
        DAY,
        caller=cell,
    )

    twice = money.to_cell((sample.allowed_cents(sample.MEDICARE, FEE) * 3 + 1) // 2)
    assert shown == [RATE, RATE, "#N/A", "#N/A", None, twice]


def test_a_day_before_the_contract_has_no_amount(cell: xw.Range) -> None:
    assert one("XLB_ALLOWED", "MEDICARE", "99213", "", datetime(2020, 1, 1), caller=cell) == "#N/A"


def test_balances_are_those_of_the_ledger(
    office_book: xw.Book, cell: xw.Range, charged: list[str]
) -> None:
    ids = structured(office_book, "Claims", "Claim ID")

    shown = dict(zip(ids.value, column("XLB_BALANCE", ids, caller=cell), strict=True))

    moved = ledger.receivables(reading.read(office_book, ["ledger"]).frame("ledger"))
    owed = moved.groupby("claim_id")["cents"].sum()
    assert {claim: shown[claim] for claim in charged} == {
        claim: money.to_cell(int(owed[claim])) for claim in charged
    }
    assert one("XLB_BALANCE", "C-NONE", caller=cell) == "#N/A"


def test_a_claim_without_a_charge_in_the_ledger_owes_nothing(
    office_book: xw.Book, cell: xw.Range
) -> None:
    first = structured(office_book, "Claims", "Claim ID")[0, 0].value

    assert one("XLB_BALANCE", first, caller=cell) == 0.0


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("CO-45", "discount under your plan's contract"),
        ("45", "discount under your plan's contract"),
        ("pr1", "your deductible (what you pay before your plan begins to pay)"),
        ("29", "timely filing; appeal with proof of timely filing"),
        ("CO-999", "not paid, stays open with the payer"),
        ("999", "#N/A"),
    ],
)
def test_reasons_are_told_in_our_own_words(code: str, words: str, cell: xw.Range) -> None:
    assert one("XLB_CARC", code, caller=cell) == words


def test_the_office_s_own_words_go_first(office_book: xw.Book, cell: xw.Range) -> None:
    bound = structured(office_book, "CARCMap", "Plain Words")
    codes = structured(office_book, "CARCMap", "Code").value
    bound[codes.index("45"), 0].value = "our discount"

    assert one("XLB_CARC", "CO-45", caller=cell) == "our discount"


def test_the_history_is_all_that_the_ledger_has(cell: xw.Range, charged: list[str]) -> None:
    rows = call("XLB_LINE_HISTORY", charged[0], caller=cell)

    assert all(what.startswith("charge, line ") for _, what, _, _ in rows)
    assert sum(amount for _, _, amount, _ in rows) == one("XLB_BALANCE", charged[0], caller=cell)
    assert isinstance(rows[0][0], datetime)
    assert call("XLB_LINE_HISTORY", "C-NONE", caller=cell)[0][0] == "no entries"
