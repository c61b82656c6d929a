"""Each key figure comes from its tables: ledger, remittances, submissions, receipts, settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.ledgers import PAYERS, Visit, book_with
from xlbilling.model import ledger
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import Account, Entry, EntryType
from xlbilling.tasks.kpi import Kpi
from xlbilling.tasks.receivables import key_figures

DAY = date(2026, 3, 31)
DOS = date(2025, 12, 1)


def figure(name: str, entries: list[Entry], **more: Any) -> Kpi:
    """Return a figure of a ledger beside tables and settings; ``look_back`` is the days asked."""
    look_back = more.pop("look_back", None)
    book = book_with(entries, payers=PAYERS, **more)
    return key_figures.named(name, key_figures.ground(book, DAY, look_back))


def remitted(*claims: dict[str, Any], day: str = "2026-03-10", **remit: Any) -> dict[str, Any]:
    """Return one remittance of Aetnova with a row for each claim, as tables."""
    batch = remit.pop("batch", "ERA-1")
    lines = [
        {"batch": batch, "row": n, "claim_no": n, "clp02": "1", **one}
        for n, one in enumerate(claims, 1)
    ]
    head = {"batch": batch, "payer": "AET", "trace": "T1", "amount": 0.0, "date": day, **remit}
    return {"remits": [head], "remit_lines": lines}


def test_months_look_back_to_the_ends_of_months() -> None:
    """A charge of 12/31 is not of the last three months of 03/31, one of 01/01 is."""
    entries = [
        Visit("C1", dos=DOS).charge(900_00),
        Visit("C2", dos=date(2025, 12, 31)).charge(90_00),
        Visit("C3", dos=date(2026, 1, 1)).charge(10_00),
    ]
    one = figure("DAYS IN AR PMH", entries)

    assert one.value == 9_000  # 1,000 / (10 / 90 days)
    assert one.name == "Days in AR (PMH, last 3 months of 30 days)"


def test_months_are_what_the_settings_say_and_no_more_than_the_ledger_has() -> None:
    entries = [Visit("C1", dos=date(2026, 2, 10)).charge(300_00)]
    own = {"Days In AR Months": "6", "Days In AR Month Days": "31"}

    assert figure("DAYS IN AR PMH", entries, settings=own).formula == (
        "$300.00 owed less credits / ($300.00 charges / (2 months x 31 days))"
    )


def test_a_year_of_mgma_is_365_days_whatever_is_looked_back() -> None:
    entries = [
        Visit("C1", dos=date(2025, 3, 31)).charge(1_000_00),
        Visit("C2", dos=date(2025, 4, 1)).charge(365_00),
    ]
    adjusted = figure("DAYS IN AR MGMA ADJUSTED", entries, look_back=30)

    assert figure("DAYS IN AR MGMA", entries, look_back=30).value == 1_365
    assert adjusted.formula.endswith("(($365.00 charges - $0.00 contractual) x 1/365)")


def test_net_days_take_off_allowance_and_contractual_to_come() -> None:
    """
    Lines of 03/01, 30 days old, so 5 percent allowance; payers take 40 percent off charges.

    owed 700 - 35 allowance - 280 contractual to come
    revenue 1,000 charges - 400 contractual in 31 days
    """
    served = date(2026, 3, 1)
    answered, waits = Visit("C1", dos=served), Visit("C2", dos=served)
    entries = [
        answered.charge(300_00), waits.charge(700_00), answered.contractual(300_00, DAY),
        waits.entry(DAY, EntryType.CONTRACTUAL, (Account.CONTRACTUAL, Account.INSURANCE_AR),
                    100_00, from_owner="2:MCR"),
        waits.entry(DAY, EntryType.REFUND, (Account.INSURANCE_AR, Account.CASH), 100_00,
                    to_owner="2:MCR"),
    ]  # fmt: skip
    one = figure("DAYS IN AR HFMA", entries[:3])

    assert one.formula == (
        "($700.00 owed - $35.00 allowance - $210.00 contractual to come) "
        "/ (($1,000.00 charges - $300.00 contractual) / 31 days)"
    )
    assert "$0.00 contractual to come" in figure("DAYS IN AR HFMA", entries).formula


def test_collection_by_service_matches_money_to_its_own_charges() -> None:
    """An old claim's payment counts for the period, not for the services of the period."""
    old, new = Visit("C1", dos=DOS), Visit("C2", dos=date(2026, 3, 20))
    entries = [old.charge(100_00), new.charge(100_00), old.paid(90_00, DAY), new.paid(30_00, DAY)]

    assert figure("GROSS COLLECTION", entries, look_back=30).value == 120
    assert figure("GROSS COLLECTION BY DOS", entries, look_back=30).value == 30
    assert figure("NET COLLECTION BY DOS", entries, look_back=30).value == 30


def test_claims_denied_are_counted_of_claims_remitted() -> None:
    """Status 4 is denied, and so is a claim with nothing paid and an amount denied.

    A reversal (22), a claim that is not ours (23) and a predetermination (25) are no answers.
    """
    tables = remitted(
        {"pcn": "C1", "paid": 80.0}, {"pcn": "C2", "clp02": "4"},
        {"pcn": "C3", "denied": 50.0, "paid": 0.0}, {"pcn": "C4", "denied": 50.0, "paid": 20.0},
        {"pcn": "C5", "clp02": "22", "paid": -9.0}, {"pcn": "C6", "clp02": "23"},
        {"pcn": "C7", "clp02": "25"},
    )  # fmt: skip
    entries = [Visit(dos=DOS).charge(100)]

    assert figure("DENIAL RATE HFMA", entries, **tables).value == 50
    gone = remitted({"pcn": "C1", "paid": 1.0}, status="UNDONE")
    assert figure("DENIAL RATE HFMA", entries, **gone).reason == "no claim was remitted"
    late = remitted({"pcn": "C1", "paid": 1.0}, day="2026-04-01")
    assert figure("DENIAL RATE HFMA", entries, **late).value is None


def test_denials_of_a_payment_that_was_undone_are_no_denials() -> None:
    entries = [Visit(dos=DOS).charge(1_000_00)]
    told = {"group": "CO", "carc": "50", "denied_on": "2026-03-10", "state": "CLOSED"}
    denials = [
        {**told, "key": "ERA-1/1/1", "batch": "ERA-1", "amount": 100.0},
        {**told, "key": "ERA-2/1/1", "batch": "ERA-2", "amount": 300.0},
        {**told, "key": "BY HAND", "amount": 50.0},
    ]
    gone = remitted({"pcn": "C1"}, batch="ERA-2", status="UNDONE")

    assert figure("DENIAL RATE", entries, denials=denials).value == 45
    assert figure("DENIAL RATE", entries, denials=denials, **gone).value == 15


def test_only_the_first_remittance_of_a_claim_is_the_first_pass() -> None:
    """
    03/10  C1 paid in two rows   C2 denied   C3 all deductible   C4 paid
    03/20  C2 paid               C4 denied
    """
    first = remitted(
        {"pcn": "C1", "claim_no": 1, "paid": 0.0, "denied": 5.0},
        {"pcn": "C1", "claim_no": 1, "paid": 80.0}, {"pcn": "C2", "clp02": "4"},
        {"pcn": "C3", "paid": 0.0, "deductible": 60.0}, {"our_claim": "C4", "pcn": "X", "paid": 9.0},
    )  # fmt: skip
    again = remitted(
        {"pcn": "C2", "paid": 80.0}, {"pcn": "C4", "clp02": "4"}, batch="ERA-2", day="2026-03-20"
    )
    tables = {name: [*first[name], *again[name]] for name in first}
    entries = [Visit(dos=DOS).charge(100)]

    assert figure("FIRST PASS PAY", entries, **tables).value == 50
    assert figure("FIRST PASS RESOLUTION", entries, **tables).value == 75


def test_claims_rejected_are_told_from_those_accepted_or_adjudicated() -> None:
    answers = ["ACCEPTED", "PAID", "DENIED", "REJECTED", ""]
    rows = [
        {"claim_id": f"C{n}", "level": "1", "payer_id": "AET", "frequency": "1", "answer": one,
         "sent": "2026-03-01"}
        for n, one in enumerate(answers)
    ]  # fmt: skip

    assert figure("CLEAN CLAIMS IDX", [Visit(dos=DOS).charge(1)], submissions=rows).value == 75


def sent(claim: str, day: str, payer: str = "AET") -> dict[str, Any]:
    return {"claim_id": claim, "level": "1", "payer_id": payer, "frequency": "1", "sent": day}


@pytest.mark.parametrize(("billed", "old"), [("2025-12-31", 0), ("2025-12-30", 25)])
def test_day_91_after_the_bill_is_over_90(billed: str, old: int) -> None:
    """12/31 is 90 days before 03/31. A claim never sent is not billed and left out."""
    entries = [
        Visit("C1", dos=DOS).charge(25_00),
        Visit("C2", dos=DOS).charge(75_00),
        Visit("C3", dos=DOS).charge(500_00),
    ]
    rows = [sent("C1", billed), sent("C2", "2026-03-01"), sent("C3", "2026-04-01")]

    assert figure("AR OVER 90", entries, submissions=rows).value == old


def test_old_receivables_are_told_by_payer_and_for_patients() -> None:
    entries = [
        Visit("C1", dos=DOS).charge(100_00),
        Visit("C2", dos=DOS, owner="1:MCR").charge(100_00),
        Visit("C3", dos=date(2026, 3, 1), owner="PATIENT").charge(100_00),
    ]
    tables = {"submissions": [sent("C1", "2025-12-02"), sent("C2", "2026-03-02", "MCR")]}

    assert figure("AR OVER 90 FOR aet", entries, **tables).value == 100
    assert figure("AR OVER 90 FOR MCR", entries, **tables).value == 0
    assert figure("AR OVER 90 FOR PATIENT", entries, **tables).value == 0
    assert figure("AR OVER 90 FOR WCP", entries, **tables).value is None


def test_cost_to_collect_is_of_cash_less_refunds() -> None:
    visit = Visit(dos=date(2026, 3, 1))
    refund = visit.entry(
        DAY, EntryType.REFUND, (Account.INSURANCE_AR, Account.CASH), 20_00, to_owner="1:AET"
    )
    entries = [visit.charge(500_00), visit.paid(120_00, DAY), refund]
    one = figure("COST TO COLLECT", entries, settings={"Revenue Cycle Cost": "10"})

    assert one.formula == "($10.00 a month x 12 / 365 x 31 days) / $100.00 cash"
    assert one.value == Decimal("10.1918")


def test_cash_at_the_service_is_what_receipts_paid_on_it_in_time() -> None:
    """
    R1  03/05, 25.00 on the visit of 03/05       at the service
    R2  03/08, 50.00 on the same visit           three days after
    R3  03/09, 25.00 held on no claim            not yet
    R4  03/05, 99.00, a check that came back     no cash
    """
    visit = Visit("C1", dos=date(2026, 3, 5), owner="PATIENT")

    def applied(receipt: str, cents: int) -> Entry:
        return replace(visit.paid(cents, DAY, note=receipt), source_row=f"Receipts {receipt}")

    entries = [visit.charge(100_00), applied("R1", 25_00), applied("R2", 50_00)]
    keyed = [("R1", 5, 25.0), ("R2", 8, 50.0), ("R3", 9, 25.0), ("R4", 5, 99.0)]
    rows = [
        {"receipt": one, "date": f"2026-03-{day:02d}", "amount": dollars, "method": "CASH",
         "returned_nsf": "2026-03-20" if one == "R4" else None}
        for one, day, dollars in keyed
    ]  # fmt: skip

    assert figure("POS CASH", entries, receipts=rows).value == 25
    later = {"Point Of Service Days": "3"}
    assert figure("POS CASH", entries, receipts=rows, settings=later).value == 75


def test_bad_debt_and_charity_are_of_gross_charges() -> None:
    """A write-off that was taken back is none."""
    visit = Visit(owner="PATIENT", dos=DOS)

    def off(account: Account, cents: int) -> Entry:
        accounts = (account, Account.PATIENT_AR)
        return visit.entry(DAY, EntryType.WRITE_OFF, accounts, cents, from_owner="PATIENT")

    lost, given = off(Account.BAD_DEBT, 10_00), off(Account.CHARITY, 5_00)
    back = ledger.contra(given, posted=DAY, batch="B2", user="tester")

    assert figure("BAD DEBT", [visit.charge(200_00), lost, given]).value == 5
    assert figure("CHARITY", [visit.charge(200_00), lost, given]).value == Decimal("2.5")
    assert figure("CHARITY", [visit.charge(200_00), lost, given, back]).value == 0


def test_lags_are_taken_from_the_tables() -> None:
    """
    claim  served  charged  sent   paid      leap day: 02/28 to 03/01 of 2024 are two days
    C1     03/01   03/02    03/05  03/25     charge 1   bill 4   payment 20
    C2     03/01   03/04    03/03  03/13     charge 3   bill 2   payment 10
    """
    day = date(2026, 3, 1)
    entries = [
        Visit("C1", dos=day).charge(1, date(2026, 3, 2)),
        Visit("C2", dos=day).charge(1, date(2026, 3, 4)),
    ]
    paid = [{"pcn": "C1", "paid": 1.0}], [{"pcn": "C2", "paid": 1.0}]
    one, two = (
        remitted(*rows, batch=f"ERA-{day}", day=f"2026-03-{day}")
        for rows, day in zip(paid, (25, 13), strict=True)
    )
    tables = {name: [*one[name], *two[name]] for name in one}
    tables["submissions"] = [sent("C1", "2026-03-05"), sent("C2", "2026-03-03")]
    tables["submissions"].append({**sent("C1", "2026-03-20"), "frequency": "7"})

    got = [figure(f"{n} LAG", entries, **tables).value for n in ("CHARGE", "BILL", "PAYMENT")]
    assert got == [2, 3, 15]
    leap = [Visit(dos=date(2024, 2, 28)).charge(1, date(2024, 3, 1))]
    assert figure("CHARGE LAG", leap, look_back=1_000).value == 2


def test_what_payers_allow_too_little_is_of_all_that_was_expected() -> None:
    """More than agreed on one line makes up for nothing on another."""
    tables = remitted(
        {"pcn": "C1", "expected": 100.0, "variance": 5.0},
        {"pcn": "C2", "expected": 100.0, "variance": -40.0},
        {"pcn": "C3"},
    )
    entries = [Visit(dos=DOS).charge(1)]

    assert figure("UNDERPAYMENT RATE", entries, **tables).value == Decimal("2.5")
    assert figure("UNDERPAYMENT RATE FOR aet", entries, **tables).value == Decimal("2.5")
    assert figure("UNDERPAYMENT RATE FOR MCR", entries, **tables).value is None


def test_the_allowance_is_each_bucket_times_the_offices_rate() -> None:
    """
    owed 1,000 from 03/31 and 400 from 12/01 (120 days): 10 + 100, of which 60 is on the books
    """
    entries = [
        Visit("C1", dos=DAY).charge(1_000_00),
        Visit("C2", dos=DOS).charge(400_00),
    ]
    own = {"Allowance Rates": "1,5,10,25,50", "Allowance On Books": "60"}

    assert figure("BAD DEBT ALLOWANCE", entries, settings=own).value == 110
    assert figure("BAD DEBT EXPENSE", entries, settings=own).value == 50


def test_rates_that_do_not_fit_the_buckets_are_no_allowance() -> None:
    own = {"Aging Scheme": "30-90"}
    names = ("BAD DEBT ALLOWANCE", "BAD DEBT EXPENSE", "DAYS IN AR HFMA")

    for name in names:
        one = figure(name, [Visit(dos=DOS).charge(100)], settings=own)
        assert (one.value, one.reason) == (
            None,
            "Allowance Rates has 5 rates, the aging 4 buckets",
        )


def test_the_roll_forward_ends_where_the_aging_does() -> None:
    visit = Visit(dos=DOS)
    entries = [
        visit.charge(150_00), visit.paid(80_00, DAY), visit.contractual(50_00, DAY),
        visit.to_patient(20_00, DAY),
    ]  # fmt: skip
    one = figure("AR ROLL FORWARD", entries, look_back=30)

    assert one.value == 20
    assert one.formula.startswith("$150.00 + $0.00 charges - $80.00 payments - $50.00 contractual")
    assert one.formula.endswith("= $20.00; the aging shows $20.00, no difference")


def test_a_benchmark_is_the_offices_own() -> None:
    entries = [Visit(dos=DOS).charge(100_00)]

    assert figure("DAYS IN AR", entries).benchmark == "poor: over 50"
    own = {"Benchmark Days In AR": "130,200"}
    assert figure("DAYS IN AR", entries, settings=own).benchmark == "good: below 130"
    with pytest.raises(RefusedError, match="'Benchmark Days In AR' is 'soon'"):
        figure("DAYS IN AR", entries, settings={"Benchmark Days In AR": "soon"})


def test_a_figure_reads_no_more_tables_than_it_needs() -> None:
    assert key_figures.reads(["days in ar", ""]) == ("ledger",)
    assert key_figures.reads(["Denial-Rate", "POS CASH"]) == (
        "ledger", "denials", "remits", "receipts",
    )  # fmt: skip
    assert "submissions" in key_figures.reads(["AR over 90 for MEDICARE"])
