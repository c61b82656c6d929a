"""Functions on ages, balances and key figures give what the Aging sheet and the Dashboard show."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
import xlwings as xw

from tests.support import request as asked
from tests.udfs.conftest import TODAY
from tests.udfs.server import call, column, down, structured
from xlbilling import run
from xlbilling.book import reading
from xlbilling.layout.tables import BY_NAME
from xlbilling.model import money
from xlbilling.tasks import age_receivables, refresh_dashboard
from xlbilling.tasks.receivables.key_figures import DAYS_IN_AR, FIGURES

AS_OF = datetime(2026, 3, 31)


@pytest.mark.parametrize(
    ("days", "bucket"),
    [(-3, "0-30"), (0, "0-30"), (30, "0-30"), (31, "31-60"), (60, "31-60"), (61, "61-90"),
     (90, "61-90"), (91, "91-120"), (120, "91-120"), (121, "121+")],
)  # fmt: skip
def test_a_date_falls_into_the_bucket_of_the_rules(days: int, bucket: str) -> None:
    """Rules AG-2, its boundaries; dates and as-of days as numbers, as formulas give them."""
    assert call("XLB_AGE_BUCKET", 46112.0 - days, 46112.0) == [[bucket]]


def test_schemes_are_those_of_the_aging() -> None:
    dates = down(datetime(2026, 1, 15), datetime(2025, 9, 1))

    assert column("XLB_AGE_BUCKET", dates, AS_OF, "30-90") == ["61-90", "91+"]
    assert column("XLB_AGE_BUCKET", dates, AS_OF, "15,45,90") == ["46-90", "91+"]
    assert column("XLB_AGE_BUCKET", dates, AS_OF, 30.0) == ["61-90", "121+"]


def test_a_wrong_row_spoils_itself_only() -> None:
    dates = down(AS_OF, None, "soon", "#REF!", AS_OF)
    schemes = down("30", "30", "30", "30", "monthly")

    assert column("XLB_AGE_BUCKET", dates, AS_OF, schemes) == [
        "0-30", None, "#VALUE!", "#REF!", "aging scheme 'monthly' is not known",
    ]  # fmt: skip


@pytest.fixture
def charged(office_book: xw.Book) -> xw.Book:
    """The charges are posted."""
    run.run(office_book, "post-charges", asked(TODAY))
    return office_book


def test_owed_is_split_by_who_owes(charged: xw.Book, cell: xw.Range) -> None:
    ids = structured(charged, "Claims", "Claim ID")
    shown = {
        who: column("XLB_OWED", ids, who, AS_OF, caller=cell) for who in ("INSURANCE", "patient")
    }

    both = column("XLB_BALANCE", ids, caller=cell)
    assert [round(a + b, 2) for a, b in zip(*shown.values(), strict=True)] == both
    assert any(shown["patient"])
    assert any(shown["INSURANCE"])


def test_owed_of_one_payer_or_an_earlier_day(charged: xw.Book, cell: xw.Range) -> None:
    ledger = reading.read(charged, ["ledger"]).frame("ledger")
    row = next(r for r in ledger.to_dict("records") if r["to_owner"].startswith("1:"))
    claim, payer = row["claim_id"], row["to_owner"][2:]
    whole = call("XLB_OWED", claim, "INSURANCE", AS_OF, caller=cell)

    assert call("XLB_OWED", claim, payer, AS_OF, caller=cell) == whole
    assert call("XLB_OWED", claim, "NOBODY", AS_OF, caller=cell) == [["#N/A"]]
    assert call("XLB_OWED", "C-NONE", "PATIENT", AS_OF, caller=cell) == [["#N/A"]]
    assert call("XLB_OWED", claim, payer, datetime(2020, 1, 1), caller=cell) == [[0.0]]


def test_ages_add_up_to_the_aging(charged: xw.Book, cell: xw.Range) -> None:
    ids = down(*dict.fromkeys(structured(charged, "Claims", "Claim ID").value))
    shown = call("XLB_CLAIM_AGE", ids, AS_OF, caller=cell)

    aged = age_receivables.aged_for(reading.read(charged, age_receivables.READS), asked(TODAY))
    open_ = aged.lines[aged.lines["cents"] > 0]
    assert sum(round(cents * 100) for days, _, cents in shown if days != "nothing open") == int(
        open_["cents"].sum()
    )
    assert max(days for days, _, _ in shown if days != "nothing open") == open_["age_days"].max()
    assert {bucket for days, bucket, _ in shown if days != "nothing open"} <= set(
        aged.scheme.buckets
    )


def test_a_claim_that_is_not_in_the_workbook_has_no_age(cell: xw.Range) -> None:
    assert call("XLB_CLAIM_AGE", "C-NONE", AS_OF, caller=cell) == [["#N/A", None, None]]


def _dashboard(book: xw.Book, day: date) -> list[dict[str, Any]]:
    read = reading.read(book, refresh_dashboard.READS)
    figures: list[dict[str, Any]] = refresh_dashboard.plan(read, asked(day)).result["figures"]
    return figures


def test_key_figures_are_those_of_the_dashboard(charged: xw.Book, cell: xw.Range) -> None:
    names = down("days in ar", "NET-COLLECTION", "Gross Collection", "DENIAL RATE", "CLEAN CLAIMS")
    shown = call("XLB_KPI", names, AS_OF, caller=cell)

    figures = {one["figure"]: one for one in _dashboard(charged, TODAY)}
    wanted = ("DAYS IN AR", "NET COLLECTION", "GROSS COLLECTION", "DENIAL RATE", "CLEAN CLAIMS")
    expected = [figures[name] for name in wanted]
    assert [(value if value is None else f"{value:.4f}", name) for value, name, *_ in shown] == [
        (one["value"], one["name"]) for one in expected
    ]
    assert call("XLB_DAYS_IN_AR", AS_OF, caller=cell) == [shown[0]]
    assert "owed" in shown[0][2]
    assert "charges /" in shown[0][2]
    assert shown[0][3].startswith(("good", "average", "poor"))
    assert shown[2][3] is None, "no benchmark for gross collection"


def test_days_in_ar_name_their_variant(charged: xw.Book, cell: xw.Range) -> None:
    variants = down("NETTED", "not-netted", None, "HBMA")
    shown = call("XLB_DAYS_IN_AR", AS_OF, variants, 30.0, caller=cell)

    assert [name for _, name, *_ in shown[:3]] == [
        "Days in AR (gross, credits taken off)",
        "Days in AR (gross, credits left out)",
        "Days in AR (gross, credits taken off)",
    ]
    assert "/ 1 days" in shown[0][2]  # no further back than the ledger has charges
    assert shown[3] == [
        f"days in AR has no variant 'HBMA'; choose one of {', '.join(DAYS_IN_AR)}",
        None, None, None,
    ]  # fmt: skip


def test_a_division_by_nothing_is_a_blank_with_its_reason(cell: xw.Range) -> None:
    assert call("XLB_DAYS_IN_AR", AS_OF, None, 90.0, caller=cell) == [
        [
            None,
            "Days in AR (gross, credits taken off)",
            "no value: no charges in the last 90 days",
            None,
        ]
    ]


def test_days_to_look_back_are_one_whole_number(cell: xw.Range) -> None:
    for wrong in (0.0, 1.5, "month", down(30.0, 60.0)):
        assert call("XLB_DAYS_IN_AR", AS_OF, None, wrong, caller=cell) == [["#VALUE!"]]


def test_a_figure_that_there_is_none_of_is_told(cell: xw.Range) -> None:
    names = down("profit", "denial rate for medicare")
    told = [row[0] for row in call("XLB_KPI", names, AS_OF, caller=cell)]

    assert told[0].startswith("there is no key figure 'profit'; choose one of DAYS IN AR, DAYS")
    assert told[1].startswith("DENIAL RATE cannot be told by payer; leave the payer out")


def test_every_key_figure_is_answered_in_a_cell(charged: xw.Book, cell: xw.Range) -> None:
    """A number or a blank, its name, and the formula with numbers or the reason for the blank."""
    shown = call("XLB_KPI", down(*FIGURES), AS_OF, caller=cell)
    variants = call("XLB_DAYS_IN_AR", AS_OF, down(*DAYS_IN_AR), caller=cell)

    by_name = dict(zip(FIGURES, shown, strict=True))
    assert variants == [by_name[name] for name in DAYS_IN_AR.values()]
    for value, name, words, _ in shown:
        assert name
        assert isinstance(value, float) is not words.startswith("no value: ")
    blank = {name for name, row in by_name.items() if row[0] is None}
    assert blank >= {"COST TO COLLECT", "FIRST PASS PAY", "UNDERPAYMENT RATE"}
    assert "POS CASH" not in blank  # copays are on Receipts, posted or not


def test_ar_over_90_of_one_payer(charged: xw.Book, cell: xw.Range) -> None:
    names = down("AR over 90", "AR OVER 90 FOR medicare", "ar-over-90 for PATIENT")
    later = datetime(2027, 3, 31)
    shown = call("XLB_KPI", names, later, caller=cell)

    assert shown[0][0] == 100
    assert [name for _, name, *_ in shown] == [
        "AR over 90 days (billed)",
        "AR over 90 days (billed, MEDICARE)",
        "AR over 90 days (billed, PATIENT)",
    ]


def test_the_tables_asked_for_are_there() -> None:
    from xlbilling.tasks.receivables import asked as answers
    from xlbilling.tasks.receivables import key_figures
    from xlbilling.tasks.statements import account_card, standing

    for reads in (answers.OWED, answers.AGES, answers.ACCOUNTS, key_figures.READS):
        assert set(reads) <= set(BY_NAME)
    assert set(standing.READS) < set(account_card.READS) <= set(BY_NAME)


def test_underpaid_is_what_the_contract_says_more(office_book: xw.Book, cell: xw.Range) -> None:
    from xlbilling.sample import office as sample

    agreed = sample.allowed_cents(sample.MEDICARE, sample.FEES["99213"])
    given = down(*(money.to_cell(agreed + more) for more in (0, -500, 500)), None, "x")
    shown = call("XLB_UNDERPAID", "MEDICARE", "99213", None, AS_OF, 1.0, 900.0, given, caller=cell)

    assert shown == [
        [0.0, "AS AGREED"], [5.0, "UNDERPAID"], [-5.0, "OVERPAID"], [None, None],
        ["#VALUE!", None],
    ]  # fmt: skip


def test_underpaid_never_expects_more_than_was_charged(cell: xw.Range) -> None:
    """A line charged below the contract is paid in full; without a contract nothing is told."""

    payers = down("MEDICARE", "NOBODY")
    shown = call("XLB_UNDERPAID", payers, "99213", None, AS_OF, 1.0, 10.0, 10.0, caller=cell)

    assert shown == [[0.0, "AS AGREED"], ["#N/A", "NO CONTRACT ROW"]]
