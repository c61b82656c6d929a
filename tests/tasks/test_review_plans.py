"""Payment plans: what is paid, missed and open of them, defaults, and what a person should see."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledgers import Visit, book_with
from tests.posting.desk import applied
from tests.support import request
from xlbilling.model.ledger import PATIENT_OWNER, Account, Entry, EntryType, contra
from xlbilling.model.plan import Plan, SetColumn
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import review_plans

VISIT = Visit("C1", dos=date(2026, 1, 5), owner=PATIENT_OWNER)
PATIENT = {"patient_id": "P1", "last": "Example", "first": "Ann"}
TERMS = {
    "plan": "L1", "guarantor_id": "P1", "started": "2026-01-10", "total": 300.0,
    "instalment": 90.0, "due_day": 15.0, "state": "CURRENT",
}  # fmt: skip
"""300.00 in 90, 90, 90 and 30, due 15 January to 15 April."""


def paid(cents: int, iso: str, visit: Visit = VISIT) -> Entry:
    return visit.paid(cents, date.fromisoformat(iso), PATIENT_OWNER)


def office(*payments: Entry, plans: tuple[dict[str, Any], ...] = (TERMS,), **more: Any) -> Snapshot:
    entries = more.pop("entries", [VISIT.charge(300_00)])
    given = {"patients": [PATIENT], **more}
    return book_with([*entries, *payments], payment_plans=plans, **given)


def review(book: Snapshot, iso: str = "2026-01-20") -> tuple[Plan, dict[str, Any]]:
    """Review the plans; return what was planned, and the first plan's row then."""
    plan = review_plans.plan(book, request(date.fromisoformat(iso)))
    row = applied(book, plan).frame("payment_plans").iloc[0]
    return plan, {str(name): value for name, value in row.items()}


def rules(plan: Plan) -> list[str]:
    return [one.id for one in plan.findings]


def schedule(book: Snapshot, plan: Plan) -> list[tuple[Any, ...]]:
    frame = applied(book, plan).frame("plan_schedule")
    return list(
        zip(frame["n"], frame["paid_cents"], frame["open_cents"], frame["state"], strict=True)
    )


def test_what_was_paid_since_the_start_pays_the_earliest_instalments() -> None:
    book = office(paid(100_00, "2026-01-15"))
    plan, row = review(book)

    assert schedule(book, plan) == [
        (1, 90_00, 0, "PAID"),
        (2, 10_00, 80_00, "PART PAID"),
        (3, 0, 90_00, "OPEN"),
        (4, 0, 30_00, "OPEN"),
    ]
    shown = ("instalments", "last_instalment_cents", "paid_cents", "open_cents", "missed")
    assert [row[name] for name in shown] == [4, 30_00, 100_00, 200_00, 0]
    assert (row["next_due"].date(), row["next_amount_cents"]) == (date(2026, 2, 15), 80_00)
    assert (row["state"], row["warning"], rules(plan)) == ("CURRENT", "", [])


def test_a_second_review_of_the_day_writes_nothing() -> None:
    book = office(paid(100_00, "2026-01-15"))
    plan, _ = review(book)

    again, _ = review(applied(book, plan))
    assert again.changes == ()
    assert again.result["became"] == {}


def test_what_was_paid_before_the_start_pays_nothing_of_it() -> None:
    _, row = review(office(paid(40_00, "2026-01-09")))

    assert row["paid_cents"] == 0


def test_a_later_visits_copay_is_no_instalment() -> None:
    later = Visit("C2", dos=date(2026, 1, 12), owner=PATIENT_OWNER)
    entries = [VISIT.charge(300_00), later.charge(25_00)]
    plan, row = review(office(paid(25_00, "2026-01-12", later), entries=entries))

    assert (row["paid_cents"], rules(plan)) == (0, [])


def test_money_that_was_given_back_is_not_paid() -> None:
    check = paid(90_00, "2026-01-15")
    back = contra(check, posted=date(2026, 1, 18), batch="B2", user="tester")

    assert review(office(check, back))[1]["paid_cents"] == 0
    assert review(office(check, back), "2026-01-17")[1]["paid_cents"] == 90_00


@pytest.mark.parametrize(
    ("iso", "state", "missed"),
    [
        ("2026-01-25", "CURRENT", 0),
        ("2026-01-26", "CURRENT", 1),
        ("2026-02-25", "CURRENT", 1),
        ("2026-02-26", "DEFAULTED", 2),
    ],
)
def test_two_instalments_past_due_and_ten_days_are_a_default(
    iso: str, state: str, missed: int
) -> None:
    """Due 15 January and 15 February, nothing paid; ST-11 with 10 days of grace."""
    plan, row = review(office(), iso)

    assert (row["state"], row["missed"]) == (state, missed)
    assert rules(plan) == {0: [], 1: ["PLAN-MISSED"], 2: ["PLAN-DEFAULT"]}[missed]


def test_a_default_counts_from_the_day_after_the_grace_however_late_it_is_seen() -> None:
    plan, row = review(office(), "2026-03-10")

    assert row["ended_on"].date() == date(2026, 2, 26)
    assert plan.result["became"] == {"L1": "DEFAULTED"}
    assert "$300.00 goes back to dunning at level 3" in plan.findings[0].message


def test_grace_and_number_of_missed_instalments_are_the_offices_own() -> None:
    own = {"Plan Grace Days": "0", "Plan Missed Instalments": "1"}

    assert review(office(settings=own), "2026-01-15")[1]["state"] == "CURRENT"
    assert review(office(settings=own), "2026-01-16")[1]["state"] == "DEFAULTED"


def test_an_instalment_that_was_paid_late_is_missed_no_more() -> None:
    _, row = review(office(paid(90_00, "2026-02-20")), "2026-02-26")

    assert (row["state"], row["missed"]) == ("CURRENT", 1)


def test_the_last_cent_makes_it_done() -> None:
    almost, row = review(office(paid(299_99, "2026-01-15")))
    assert (row["state"], row["open_cents"], rules(almost)) == ("CURRENT", 1, [])

    plan, row = review(office(paid(300_00, "2026-01-15")))
    assert (row["state"], row["open_cents"], rules(plan)) == ("DONE", 0, ["PLAN-DONE"])
    assert row["ended_on"].date() == date(2026, 1, 20)
    assert str(row["next_due"]) == "NaT"


@pytest.mark.parametrize("typed", ["DEFAULTED", "DONE"])
def test_a_state_that_a_person_chose_is_kept(typed: str) -> None:
    book = office(plans=({**TERMS, "state": typed},))
    plan, row = review(book)

    assert (row["state"], row["ended_on"].date()) == (typed, date(2026, 1, 20))
    assert rules(plan) == {"DONE": ["PLAN-STATE"], "DEFAULTED": []}[typed]
    assert review(applied(book, plan), "2026-02-01")[0].result["became"] == {}


@pytest.mark.parametrize("typed", ["DEFAULTED", "DONE"])
def test_a_review_of_an_earlier_day_leaves_a_later_end_as_it_is(typed: str) -> None:
    book = office(plans=({**TERMS, "state": typed, "ended_on": "2026-01-20"},))
    plan, row = review(book, "2026-01-12")

    assert (row["state"], row["ended_on"].date()) == (typed, date(2026, 1, 20))
    assert plan.result["current"] == 1
    assert plan.result["became"] == {}


def test_a_blank_state_is_current() -> None:
    _, row = review(office(plans=({**TERMS, "state": ""},)))

    assert row["state"] == "CURRENT"


def test_a_defaulted_plan_that_was_paid_after_all_is_done() -> None:
    _, row = review(
        office(paid(300_00, "2026-03-01"), plans=({**TERMS, "state": "DEFAULTED"},)), "2026-03-02"
    )

    assert row["state"] == "DONE"


def test_what_was_paid_too_much_and_given_back_is_no_debt() -> None:
    back = VISIT.entry(
        date(2026, 1, 25), EntryType.REFUND, (Account.PATIENT_AR, Account.CASH), 50_00,
        to_owner=PATIENT_OWNER,
    )  # fmt: skip
    _, row = review(office(paid(350_00, "2026-01-15"), back), "2026-02-01")

    assert (row["state"], row["paid_cents"], row["open_cents"]) == ("DONE", 300_00, 0)


def test_a_payment_returned_after_the_plan_was_done_is_told() -> None:
    cash = paid(300_00, "2026-01-14")
    nsf = contra(cash, posted=date(2026, 2, 2), batch="B2", user="tester")
    done = {**TERMS, "state": "DONE", "ended_on": "2026-01-20"}
    plan, row = review(office(cash, nsf, plans=(done,)), "2026-02-10")

    assert (row["state"], row["open_cents"], rules(plan)) == ("DONE", 300_00, ["PLAN-STATE"])


def test_a_plan_that_starts_at_the_calendars_end_has_no_schedule() -> None:
    plan, _ = review(office(plans=({**TERMS, "started": "9999-12-31"},)))

    assert rules(plan) == ["PLAN-TERMS"]


def test_a_new_plan_is_paid_from_its_start_and_the_one_before_no_more() -> None:
    old = {**TERMS, "state": "DEFAULTED", "ended_on": "2026-02-26"}
    new = {**TERMS, "plan": "L2", "started": "2026-03-01", "total": 250.0, "instalment": 50.0}
    book = office(paid(50_00, "2026-02-20"), paid(50_00, "2026-03-15"), plans=(old, new))
    plan, _ = review(book, "2026-03-20")

    frame = applied(book, plan).frame("payment_plans")
    assert frame["paid_cents"].tolist() == [50_00, 50_00]
    assert rules(plan) == ["PLAN-REG-Z"]


def test_more_than_four_instalments_by_written_agreement_ask_for_disclosures() -> None:
    """Reg Z counts more than four; four are none of it, nor is what nobody wrote down."""
    four = {**TERMS, "instalment": 75.0}
    five = {**TERMS, "instalment": 60.0}

    assert rules(review(office(plans=(four,)))[0]) == []
    plan, row = review(office(plans=(five,)))
    assert (rules(plan), row["warning"]) == (["PLAN-REG-Z"], "Reg Z disclosures?")
    assert "5 instalments by written agreement" in plan.findings[0].message
    assert "1 began in 2026" in plan.findings[0].message
    assert rules(review(office(plans=({**five, "written_agreement": "N"},)))[0]) == []


def test_any_finance_charge_asks_for_disclosures() -> None:
    charged = {**TERMS, "finance_charge": 0.01, "written_agreement": "N"}

    assert rules(review(office(plans=(charged,)))[0]) == ["PLAN-REG-Z"]


def test_a_total_other_than_the_balance_it_covers_is_told_with_both() -> None:
    plan, row = review(office(plans=({**TERMS, "total": 280.0},)))

    assert rules(plan) == ["PLAN-TOTAL"]
    assert "$280.00 is open of what was agreed, the balance it covers is $300.00: $20.00 too little" in (
        plan.findings[0].message
    )  # fmt: skip
    assert row["warning"] == "differs from the balance"


def test_a_plan_on_which_nothing_is_owed_is_told() -> None:
    written_off = VISIT.entry(
        date(2026, 1, 12), EntryType.WRITE_OFF, (Account.CHARITY, Account.PATIENT_AR), 300_00,
        from_owner=PATIENT_OWNER,
    )  # fmt: skip

    assert rules(review(office(written_off))[0]) == ["PLAN-NO-BALANCE"]


def test_two_current_plans_of_an_account_are_told_and_a_payment_counts_once() -> None:
    book = office(
        paid(100_00, "2026-01-20"),
        plans=(
            {**TERMS, "total": 150.0, "instalment": 75.0},
            {**TERMS, "plan": "L2", "total": 150.0, "instalment": 75.0},
        ),
    )
    plan, _ = review(book)

    assert rules(plan) == ["PLAN-TWO", "PLAN-TWO"]
    assert applied(book, plan).frame("payment_plans")["paid_cents"].tolist() == [75_00, 25_00]


@pytest.mark.parametrize(
    ("wrong", "rule", "column"),
    [
        ({"instalment": 0.0}, "PLAN-TERMS", "total"),
        ({"due_day": 0.0}, "PLAN-TERMS", "total"),
        ({"due_day": 32.0}, "PLAN-TERMS", "total"),
        ({"total": 89.99}, "PLAN-TERMS", "total"),
        ({"total": None}, "PLAN-TERMS", "total"),
        ({"started": None}, "PLAN-TERMS", "total"),
        ({"guarantor_id": "NOBODY"}, "PLAN-WHO", "guarantor_id"),
        ({"plan": ""}, "PLAN-ID", "plan"),
        ({"state": "ACTIVE"}, "PLAN-STATE", "state"),
    ],
)
def test_a_plan_that_cannot_be_kept_is_one_finding_at_its_cell(
    wrong: dict[str, Any], rule: str, column: str
) -> None:
    """What a person typed stays as it was, and the other plans are reviewed all the same."""
    good = {**TERMS, "plan": "L2", "guarantor_id": "P2"}
    other = Visit("C2", patient="P2", dos=date(2026, 1, 5), owner=PATIENT_OWNER)
    book = office(
        entries=[VISIT.charge(300_00), other.charge(300_00)],
        plans=({**TERMS, **wrong}, good),
        patients=[PATIENT, {**PATIENT, "patient_id": "P2"}],
    )
    plan, _ = review(book)

    found = [one for one in plan.findings if one.id == rule]
    assert len(found) == 1
    assert found[0].where == book["payment_plans"].where(column, 2)
    typed = ["plan", "guarantor_id", "started", "total_cents", "instalment_cents", "due_day"]
    before, after = book.frame("payment_plans"), applied(book, plan).frame("payment_plans")
    assert after[typed].equals(before[typed])
    assert after["open_cents"].tolist()[1] == 300_00
    assert {c.column for c in plan.changes if isinstance(c, SetColumn)}.isdisjoint(typed)


def test_a_plan_id_that_stands_twice_has_one_schedule() -> None:
    book = office(plans=(TERMS, TERMS))
    plan, _ = review(book)

    assert rules(plan).count("PLAN-ID") == 2
    assert len(schedule(book, plan)) == 4


def test_an_office_without_plans_has_nothing_to_write() -> None:
    plan = review_plans.plan(office(plans=()), request(date(2026, 1, 20)))

    assert (plan.changes, plan.findings) == ((), ())
    assert plan.lines == ("There are no payment plans.",)


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.dates(date(2026, 1, 6), date(2026, 6, 1)), st.integers(-80_00, 200_00)),
        max_size=6,
    ),
    st.dates(date(2026, 1, 10), date(2026, 7, 1)),
)
def test_paid_and_open_are_the_total_whatever_was_paid_when(
    payments: list[tuple[date, int]], day: date
) -> None:
    """The schedule of any day adds up, and a second review of it writes nothing."""
    made = [
        VISIT.paid(cents, on, PATIENT_OWNER, note=str(n)) for n, (on, cents) in enumerate(payments)
    ]
    book = office(*sorted(made, key=lambda one: one.posted))
    plan = review_plans.plan(book, request(day))
    after = applied(book, plan)
    rows = after.frame("plan_schedule")
    since = sum(cents for on, cents in payments if date(2026, 1, 10) <= on <= day)

    assert rows["amount_cents"].sum() == 300_00
    assert (rows["paid_cents"] + rows["open_cents"] == rows["amount_cents"]).all()
    assert 0 <= rows["paid_cents"].sum() <= 300_00
    if all(cents >= 0 for _, cents in payments):
        assert rows["paid_cents"].sum() == min(300_00, since)
    assert review_plans.plan(after, request(day)).changes == ()
