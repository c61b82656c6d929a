"""The worklist: what is late by each payer's own time, in which order, and what people wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledgers import PAYERS, Office, Visit, book_with, offices
from tests.support import request
from xlbilling.layout.tables import BY_NAME
from xlbilling.model import ledger
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import Entry
from xlbilling.model.plan import Plan, Rewrite, SetColumn
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import refresh_worklist
from xlbilling.tasks.followup import priority, worklist
from xlbilling.tasks.receivables import balances

TODAY = date(2026, 3, 31)
Rows = list[dict[str, Any]]


def planned(book: Snapshot, day: date = TODAY) -> Plan:
    return refresh_worklist.plan(book, request(day))


def rows(plan: Plan, table: str = "worklist") -> Rows:
    [found] = [one for one in plan.changes if isinstance(one, Rewrite) and one.table == table]
    return [{str(name): one for name, one in row.items()} for row in found.rows.to_dict("records")]


def written(book: Snapshot, plan: Plan) -> Snapshot:
    """Return the book with what a plan rewrites."""
    tables = dict(book.tables)
    for change in plan.changes:
        if isinstance(change, Rewrite):
            frame = change.rows.copy()
            frame.index = frame.index + 2
            tables[change.table] = replace(tables[change.table], frame=frame)
    return Snapshot(tables, book.settings, book.ledger_head, book.sheets)


def typed(book: Snapshot, key: str, **cells: Any) -> Snapshot:
    """Return the book after a biller typed into a row of the worklist."""
    frame = book.frame("worklist").copy()
    for name, value in cells.items():
        frame.loc[frame["key"] == key, name] = value
    tables = {**book.tables, "worklist": replace(book["worklist"], frame=frame)}
    return Snapshot(tables, book.settings, book.ledger_head, book.sheets)


def paid_in(days: int, number: int, payer: str = "AET") -> list[Entry]:
    """Return a claim that a payer paid so many days after its service."""
    visit = Visit(f"{payer}{number}", dos=date(2025, 10, 1), owner=f"1:{payer}")
    return [visit.charge(100_00), visit.paid(100_00, visit.dos + timedelta(days))]


def history(days: list[int], payer: str = "AET") -> list[Entry]:
    return [entry for n, one in enumerate(days) for entry in paid_in(one, n, payer)]


LATE = Visit("LATE", dos=date(2026, 2, 1))


def test_a_claim_is_late_past_its_payers_own_median() -> None:
    """
    AET paid in 10, 20, 21, 22 and 90 days: median 21, nine of ten within 90
    LATE   service 02/01, expected 02/22, 37 days late on 03/31
    """
    plan = planned(book_with([*history([10, 20, 21, 22, 90]), LATE.charge(150_00)], payers=PAYERS))

    [row] = rows(plan)
    assert (row["claim_id"], row["balance_cents"], row["late_days"]) == ("LATE", 150_00, 37)
    assert (row["billed_on"].date(), row["expected_on"].date()) == (LATE.dos, date(2026, 2, 22))
    timing = rows(plan, "payer_timing")
    own = next(one for one in timing if one["payer_id"] == "AET")
    assert (own["claims_paid"], own["median_days"], own["90th_percentile"]) == (5, 21, 90)
    assert (own["basis"], own["normal_days"]) == ("OWN", 21)
    assert own["expected_pay_date"] == (
        "first bill and 21 days: this payer's own median of 5 claims"
    )


def test_a_payer_with_too_few_paid_claims_takes_the_offices_median_and_says_so() -> None:
    visit = Visit("C1", dos=date(2026, 3, 1), owner="1:MCR")
    entries = [*history([10, 10, 10, 10, 10]), *history([90], "MCR"), visit.charge(100)]
    plan = planned(book_with(entries, payers=PAYERS))

    own = next(one for one in rows(plan, "payer_timing") if one["payer_id"] == "MCR")
    assert (own["basis"], own["normal_days"], own["claims_paid"]) == ("OFFICE", 10, 1)
    assert rows(plan)[0]["late_days"] == 20


def test_an_office_with_too_few_paid_claims_takes_the_settings_default() -> None:
    settings = {"Payer Days Default": "45"}
    plan = planned(book_with([LATE.charge(100)], payers=PAYERS, settings=settings))

    assert {one["basis"] for one in rows(plan, "payer_timing")} == {"DEFAULT"}
    assert rows(plan)[0]["late_days"] == 58 - 45


def test_so_few_claims_as_the_setting_says_are_enough() -> None:
    settings = {"Payer Days Least Claims": "1"}
    plan = planned(book_with([*paid_in(7, 1), LATE.charge(100)], payers=PAYERS, settings=settings))

    assert rows(plan)[0]["normal_days"] == 7


def test_payments_after_the_day_and_those_taken_back_teach_nothing() -> None:
    entries = history([10, 10, 10, 10, 10])
    back = ledger.contra(entries[-1], posted=date(2025, 12, 1), batch="U", user="x")
    before = planned(book_with([*entries, LATE.charge(100)], payers=PAYERS), date(2025, 10, 10))

    after = planned(book_with([*entries, back, LATE.charge(100)], payers=PAYERS))
    office = rows(after, "payer_timing")[0]
    assert (office["payer_id"], office["claims_paid"], office["basis"]) == (
        "ALL PAYERS", 4, "DEFAULT",
    )  # fmt: skip
    assert rows(before, "payer_timing")[0]["claims_paid"] == 0


def test_lateness_counts_from_the_first_bill_to_this_payer() -> None:
    """A secondary payer's time begins when the balance came to it, or when it was billed."""
    first = Visit("C1", dos=date(2025, 12, 1))
    answer = date(2026, 1, 15)
    moved = first.entry(
        answer, ledger.EntryType.TRANSFER,
        (ledger.Account.INSURANCE_AR, ledger.Account.INSURANCE_AR), 40_00,
        from_owner="1:AET", to_owner="2:MCR",
    )  # fmt: skip
    entries = [first.charge(100_00), first.paid(60_00, answer), moved]
    sent: Rows = [
        {"claim_id": "C1", "level": "2", "payer_id": "MCR", "frequency": "1", "sent": "2026-01-20"},
        {"claim_id": "C1", "level": "1", "payer_id": "AET", "frequency": "1", "sent": "2025-12-02"},
    ]

    [alone] = rows(planned(book_with(entries, payers=PAYERS)))
    assert (alone["payer_id"], alone["billed_on"].date()) == ("MCR", answer)
    [row] = rows(planned(book_with(entries, payers=PAYERS, submissions=sent)))
    assert row["billed_on"].date() == date(2026, 1, 20)


def test_what_is_not_to_be_called_about_is_left_out_and_counted() -> None:
    names = ("HELD", "HOLD", "AGENCY", "DENIED", "CAP", "EARLY", "OPEN")
    visits = [Visit(name, dos=date(2026, 1, 5)) for name in names]
    visits[4] = replace(visits[4], owner="1:CAPI")
    visits[5] = replace(visits[5], dos=date(2026, 3, 20))
    claims = [
        {"claim_id": "HELD", "line": "1", "patient_id": "P1", "dos_from": "2026-01-05",
         "hold": "CODING"},
        {"claim_id": "OPEN", "line": "1", "patient_id": "P1", "dos_from": "2026-01-05",
         "hold": "CODING", "hold_until": "2026-03-30"},
    ]  # fmt: skip
    holds = [
        {"hold": "H1", "claim_id": "HOLD", "type": "ATTORNEY"},
        {"hold": "H2", "claim_id": "AGENCY", "type": "AGENCY"},
        {"hold": "H3", "claim_id": "OPEN", "type": "PATIENT-HOLD"},
        {"hold": "H4", "guarantor_id": "P1", "type": "DISPUTE"},
        {"hold": "H5", "claim_id": "OPEN", "type": "DISPUTE", "to": "2026-03-01"},
    ]
    denials = [
        {"key": "D1", "claim_id": "DENIED", "line": "1", "payer_id": "AET", "state": "OPEN"},
        {"key": "D2", "claim_id": "OPEN", "line": "1", "payer_id": "AET", "state": "PAID"},
        {"key": "D3", "claim_id": "OPEN", "line": "1", "payer_id": "MCR", "state": "OPEN"},
    ]
    payers = [*PAYERS, {"payer_id": "CAPI", "name": "Cap", "capitated": "Y"}]
    plan = planned(
        book_with(
            [visit.charge(100_00) for visit in visits],
            claims=claims, holds=holds, denials=denials, payers=payers,
        )
    )  # fmt: skip

    assert [row["claim_id"] for row in rows(plan)] == ["OPEN"]
    assert plan.result["excluded"] == {
        "CAPITATED": 1, "AGENCY": 1, "ON HOLD": 2, "DENIED": 1, "NOT LATE": 1,
    }  # fmt: skip


def test_only_the_denied_line_of_a_claim_is_left_out() -> None:
    first, second = Visit("C1", "1"), Visit("C1", "2")
    denials = [{"key": "D1", "claim_id": "C1", "line": "1", "payer_id": "AET", "state": "OPEN"}]
    entries = [first.charge(100_00), second.charge(30_00)]
    plan = planned(book_with(entries, payers=PAYERS, denials=denials))

    assert [row["balance_cents"] for row in rows(plan)] == [30_00]


def test_the_deadline_is_the_filing_limit_until_the_payer_answers_then_the_appeals() -> None:
    terms = {"filing_days": 90, "appeal_days": 60, "payer_id": "AET", "name": "A"}
    unanswered, answered = Visit("C1"), Visit("C2")
    entries = [
        unanswered.charge(100_00), answered.charge(100_00),
        answered.paid(20_00, date(2026, 2, 20)),
    ]  # fmt: skip
    found = {row["claim_id"]: row for row in rows(planned(book_with(entries, payers=[terms])))}

    assert found["C1"]["deadline"].date() == date(2026, 1, 5) + timedelta(90)
    assert (found["C1"]["deadline_of"], found["C1"]["days_left"]) == ("FILING", 5)
    assert found["C2"]["deadline"].date() == date(2026, 2, 20) + timedelta(60)
    assert (found["C2"]["deadline_of"], found["C2"]["days_left"]) == ("APPEAL", 21)


def test_a_payer_that_nobody_entered_has_no_deadline_and_is_told_of() -> None:
    plan = planned(book_with([Visit(owner="1:GONE").charge(100_00)], payers=PAYERS))

    [row] = rows(plan)
    assert (row["payer_id"], row["deadline_of"]) == ("GONE", "")
    assert [finding.id for finding in plan.findings] == ["PAYER-UNKNOWN"]
    assert "GONE" in plan.findings[0].message


def test_the_last_call_and_its_promise_stand_beside_the_claim() -> None:
    calls = [
        {"call": "1", "date": "2026-03-01", "claim_id": "LATE", "promise": "in process",
         "promised_for": "2026-03-10", "payer_id": "AET"},
        {"call": "2", "date": "2026-03-12", "claim_id": "LATE"},
        {"call": "3", "date": "2026-03-20", "claim_id": "LATE", "payer_id": "MCR"},
        {"call": "4", "date": "2026-04-20", "claim_id": "LATE", "payer_id": "AET"},
    ]  # fmt: skip
    answers = [
        {"claim_id": "LATE", "level": "1", "payer_id": "AET", "frequency": "1",
         "sent": "2026-02-01", "answer": "ACCEPTED", "answered": "2026-02-03"},
    ]  # fmt: skip
    book = book_with([LATE.charge(100_00)], payers=PAYERS, calls=calls, submissions=answers)
    plan = planned(book)

    [row] = rows(plan)
    assert (row["last_call"].date(), row["promise"]) == (date(2026, 3, 12), "in process")
    assert row["why"] == "broken promise of 2026-03-10"
    assert (row["last_answer"], row["answered_on"].date()) == ("ACCEPTED", date(2026, 2, 3))
    assert plan.result["broken_promises"] == 1


def test_a_broken_promise_doubles_the_priority_and_lists_what_is_not_late() -> None:
    early = Visit("EARLY", dos=date(2026, 3, 20))
    twin = Visit("TWIN", dos=LATE.dos)
    broken = {"date": "2026-03-21", "promised_for": "2026-03-30"}
    calls = [
        {"call": "1", "claim_id": "EARLY", **broken}, {"call": "2", "claim_id": "TWIN", **broken}
    ]  # fmt: skip
    entries = [early.charge(100_00), LATE.charge(100_00), twin.charge(100_00)]
    found = {
        row["claim_id"]: row
        for row in rows(planned(book_with(entries, payers=PAYERS, calls=calls)))
    }

    assert found["TWIN"]["priority"] == 2 * found["LATE"]["priority"]
    assert found["EARLY"]["late_days"] < 0
    assert list(found) == ["TWIN", "LATE", "EARLY"]


def test_a_payment_since_the_call_keeps_the_promise() -> None:
    calls = [{"call": "1", "date": "2026-03-01", "claim_id": "LATE", "promised_for": "2026-03-10"}]
    entries = [LATE.charge(100_00), LATE.paid(60_00, date(2026, 3, 9))]
    plan = planned(book_with(entries, payers=PAYERS, calls=calls))

    assert [row["why"] for row in rows(plan)] == [""]


def test_what_a_biller_wrote_stays_with_its_claim_whatever_the_order() -> None:
    other = Visit("MORE", dos=LATE.dos)
    book = book_with([LATE.charge(100_00), other.charge(90_00)], payers=PAYERS)
    noted = typed(written(book, planned(book)), "LATE|1:AET", owner="kim", note="call back")
    bigger = other.charge(500_00, date(2026, 2, 2))
    after = book_with([LATE.charge(100_00), bigger], payers=PAYERS)
    again = Snapshot({**after.tables, "worklist": noted["worklist"]})

    found = rows(planned(again))
    assert [row["claim_id"] for row in found] == ["MORE", "LATE"]
    assert [(row["owner"], row["note"]) for row in found] == [("", ""), ("kim", "call back")]


def test_a_paid_claim_leaves_the_list_unless_somebody_wrote_to_it() -> None:
    """The row is DONE until the biller takes the words out; then it goes."""
    plain = Visit("PLAIN", dos=LATE.dos)
    charged = [LATE.charge(100_00), plain.charge(100_00)]
    book = book_with(charged, payers=PAYERS)
    noted = typed(written(book, planned(book)), "LATE|1:AET", note="ref 77", next_action="call")
    paid = book_with([*charged, LATE.paid(100_00, TODAY), plain.paid(100_00, TODAY)], payers=PAYERS)
    after = Snapshot({**paid.tables, "worklist": noted["worklist"]})
    plan = planned(after)

    [row] = rows(plan)
    assert (row["claim_id"], row["state"], row["note"]) == ("LATE", "DONE", "ref 77")
    assert (row["today"], row["balance_cents"]) == ("N", 0)
    assert (plan.result["claims"], plan.result["done"]) == (0, 1)
    cleared = typed(written(after, plan), "LATE|1:AET", note="", next_action="")
    assert rows(planned(cleared)) == []


def test_a_claim_put_on_hold_is_held_on_the_list_while_it_has_words() -> None:
    book = book_with([LATE.charge(100_00)], payers=PAYERS)
    noted = typed(written(book, planned(book)), "LATE|1:AET", owner="kim")
    holds = [{"hold": "H", "claim_id": "LATE", "type": "DISPUTE"}]
    held = book_with([LATE.charge(100_00)], payers=PAYERS, holds=holds)

    [row] = rows(planned(Snapshot({**held.tables, "worklist": noted["worklist"]})))
    assert (row["state"], row["why"], row["owner"]) == ("HELD", "on hold", "kim")
    assert row["balance_cents"] == 100_00


def test_words_in_copied_rows_and_rows_without_a_key_are_kept() -> None:
    before: Rows = [
        {"key": "LATE|1:AET", "note": "first"},
        {"key": "LATE|1:AET", "note": "second", "next_date": "2026-04-01"},
        {"claim_id": "X", "note": "typed by hand"},
        {"note": "and another"},
    ]
    found = rows(planned(book_with([LATE.charge(100_00)], payers=PAYERS, worklist=before)))

    assert [row["note"] for row in found] == ["first / second", "typed by hand", "and another"]
    assert found[0]["next_date"].date() == date(2026, 4, 1)
    assert [row["key"] for row in found[1:]] == ["BY HAND 1", "BY HAND 2"]


def test_words_whose_key_was_cleared_stay_with_their_claim() -> None:
    before = [{"claim_id": "LATE", "level": "1", "payer_id": "AET", "note": "promised by Lee"}]

    [row] = rows(planned(book_with([LATE.charge(100_00)], payers=PAYERS, worklist=before)))
    assert (row["key"], row["state"], row["note"]) == ("LATE|1:AET", "OPEN", "promised by Lee")


def test_todays_work_stands_first() -> None:
    big = Visit("BIG", dos=LATE.dos)
    book = book_with([LATE.charge(100_00), big.charge(900_00)], payers=PAYERS)
    noted = typed(written(book, planned(book)), "BIG|1:AET", next_date=pd.Timestamp("2026-04-01"))
    plan = planned(noted)

    assert [(row["claim_id"], row["today"]) for row in rows(plan)] == [("LATE", "Y"), ("BIG", "N")]
    later = planned(noted, date(2026, 4, 1))
    assert [(row["claim_id"], row["today"]) for row in rows(later)] == [("BIG", "Y"), ("LATE", "Y")]


def test_a_second_run_changes_nothing() -> None:
    calls = [{"call": "1", "date": "2026-03-01", "claim_id": "LATE", "promised_for": "2026-03-10"}]
    book = book_with([*history([5] * 9), LATE.charge(100_00)], payers=PAYERS, calls=calls)

    assert planned(written(book, planned(book))).is_empty


def test_an_office_without_a_claim_has_an_empty_list() -> None:
    plan = planned(book_with([]))

    assert plan.result["claims"] == 0
    assert [change.table for change in plan.changes if isinstance(change, Rewrite)] == [
        "payer_timing"
    ]


def test_a_setting_that_is_no_number_is_refused() -> None:
    book = book_with([LATE.charge(100)], settings={"Payer Days Default": "soon"})

    with pytest.raises(RefusedError, match="Payer Days Default"):
        planned(book)


def test_open_inquiries_are_counted_up_to_the_day() -> None:
    book = book_with(
        [],
        inquiries=[
            {"inquiry": "I1", "opened": "2026-03-01", "kind": "INQUIRY"},
            {"inquiry": "I2", "opened": "2026-03-01", "resolved_on": "2026-03-05"},
        ],
    )
    changes = {
        one.column: one.values.tolist()
        for one in planned(book).changes
        if isinstance(one, SetColumn)
    }

    assert changes["days_open"] == [30, 4]


# Properties

sizes = st.integers(0, 10**9)
days = st.integers(-40, 4_000)
lefts = st.one_of(st.just(float("nan")), st.integers(-400, 800).map(float))


weighed = st.tuples(sizes, days, lefts, st.booleans())
worse = st.tuples(sizes, st.integers(0, 900), st.integers(0, 900))


def weight(cents: int, late: int, left: float, is_broken: object) -> int:
    columns = (np.array([one]) for one in (cents, late, left, is_broken))
    return int(priority.weights(*columns)[0])


@given(weighed, worse)
def test_more_dollars_more_days_or_fewer_left_never_lower_a_weight(
    claim: tuple[int, int, float, bool], by: tuple[int, int, int]
) -> None:
    cents, late, left, is_broken = claim
    more, later, less = by

    plain = weight(*claim)
    assert weight(cents + more, late, left, is_broken) >= plain
    assert weight(cents, late + later, left, is_broken) >= plain
    assert weight(cents, late, left - less, is_broken) >= plain
    assert weight(cents, late, left, is_broken=True) >= plain
    if np.isnan(left):
        assert weight(cents, late, float(less), is_broken) >= plain, "no deadline presses least"


@settings(max_examples=12, deadline=None)
@given(offices(), st.integers(1, 200_000))
def test_a_larger_balance_never_lowers_a_claims_place(office: Office, more: int) -> None:
    """Of a claim that owes more nothing else changes: it moves up, or stays where it is."""
    book = office.book()
    places = [row["key"] for row in rows_or_none(planned(book))]
    charge = next((one for one in office.entries if one.type == "CHG" and not one.reverses), None)
    if charge is None or f"{charge.claim_id}|{charge.to_owner}" not in places:
        return
    key = f"{charge.claim_id}|{charge.to_owner}"
    raised = [
        replace(one, amount_cents=one.amount_cents + more) if one is charge else one
        for one in office.entries
    ]
    if any(one.reverses == charge.entry for one in office.entries):
        return
    after = [
        row["key"] for row in rows_or_none(planned(replace(office, entries=tuple(raised)).book()))
    ]

    above = set(after[: after.index(key)]) - set(places[: places.index(key)])
    assert above == set()


@settings(max_examples=20, deadline=None)
@given(offices())
def test_every_cent_that_insurers_owe_is_listed_or_left_out_with_a_reason(office: Office) -> None:
    book = office.book()
    found = worklist.unpaid_claims(book, TODAY)
    lines = balances.line_balances(balances.movements(balances.as_of(book["ledger"], TODAY)))
    owed = lines[~lines["is_patient"]].groupby(["claim_id", "owner"])["cents"].sum()

    assert int(found.claims["owed"].sum()) == int(owed[owed > 0].sum())
    assert len(found.late) + sum(found.excluded.values()) == len(found.claims)
    assert (found.late["cents"] > 0).all()


def rows_or_none(plan: Plan) -> Rows:
    is_there = any(isinstance(one, Rewrite) and one.table == "worklist" for one in plan.changes)
    return rows(plan) if is_there else []


def test_the_table_has_the_billers_own_columns() -> None:
    own = [column.name for column in BY_NAME["worklist"].columns if column.writer == "person"]

    assert own == ["owner", "next_action", "next_date", "note"]
