"""The schedule of a payment plan, and what was paid of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbilling.tasks.plans import schedule
from xlbilling.tasks.plans.schedule import Instalment, Terms

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


def terms(
    started: str = "2026-01-10", cents: int = 500_00, each: int = 150_00, due: int = 15
) -> Terms:
    return Terms(date.fromisoformat(started), cents, each, due)


def test_the_last_instalment_carries_the_remainder() -> None:
    """
    500.00 in instalments of 150.00 from 10 January, due on the 15th: 150, 150, 150 and 50.
    """
    made = schedule.schedule(terms())

    assert [one.cents for one in made] == [150_00, 150_00, 150_00, 50_00]
    assert [one.due.isoformat() for one in made] == [
        "2026-01-15", "2026-02-15", "2026-03-15", "2026-04-15",
    ]  # fmt: skip


def test_a_total_that_parts_evenly_has_no_short_instalment() -> None:
    assert [one.cents for one in schedule.schedule(terms(cents=450_00))] == [150_00] * 3


@pytest.mark.parametrize(
    ("started", "due", "first"),
    [
        ("2026-01-14", 15, "2026-01-15"),
        ("2026-01-15", 15, "2026-02-15"),
        ("2026-01-31", 31, "2026-02-28"),
        ("2026-01-30", 31, "2026-01-31"),
        ("2026-12-20", 5, "2027-01-05"),
    ],
)
def test_the_first_is_due_on_the_first_due_day_after_the_start(
    started: str, due: int, first: str
) -> None:
    assert schedule.schedule(terms(started, due=due))[0].due.isoformat() == first


@pytest.mark.parametrize("due", [29, 30, 31])
def test_a_month_without_the_due_day_pays_on_its_last(due: int) -> None:
    made = schedule.schedule(terms("2028-01-01", each=50_00, due=due))

    assert [one.due for one in made[:4]] == [
        date(2028, 1, due), date(2028, 2, 29), date(2028, 3, due), date(2028, 4, min(due, 30)),
    ]  # fmt: skip


@given(DAYS, st.integers(1, 5_000_000), st.integers(1, 5_000_000), st.integers(1, 31))
def test_instalments_are_the_total_month_by_month(
    started: date, total: int, each: int, due: int
) -> None:
    """Sum = total, each is the instalment but the last, which is no more; one a month."""
    if schedule.problems(total, each, due):
        return
    made = schedule.schedule(Terms(started, total, each, due))

    assert sum(one.cents for one in made) == total
    assert len(made) == -(-total // each)
    assert {one.cents for one in made[:-1]} <= {each}
    assert 0 < made[-1].cents <= each
    months = [one.due.year * 12 + one.due.month for one in made]
    assert months == list(range(months[0], months[0] + len(made)))
    assert started < made[0].due <= started + timedelta(31)
    assert all(one.due.day == due or (one.due + timedelta(1)).day == 1 for one in made)
    assert all(one.due.day <= due for one in made)


@given(st.integers(-100_00, 900_00), st.integers(1, 300_00))
def test_what_was_paid_is_on_the_earliest_and_never_more_than_they_are(
    paid: int, each: int
) -> None:
    made = schedule.schedule(terms(each=each, cents=min(500_00, each * 300)))
    got = schedule.paid(made, paid)
    total = sum(one.cents for one in made)

    assert sum(one.paid_cents for one in got) == max(0, min(paid, total))
    assert all(0 <= one.paid_cents <= one.cents for one in got)
    whole = [one.open_cents == 0 for one in got]
    assert whole == sorted(whole, reverse=True)


def test_an_instalment_is_missed_the_day_after_its_grace() -> None:
    one = Instalment(1, date(2026, 1, 15), 50_00, 49_99)

    assert not one.is_missed(date(2026, 1, 25), 10)
    assert one.is_missed(date(2026, 1, 26), 10)
    assert not Instalment(1, date(2026, 1, 15), 50_00, 50_00).is_missed(date(2027, 1, 1), 10)


@given(DAYS, st.integers(1, 31), st.integers(0, 400))
def test_a_bill_asks_for_what_is_overdue_and_one_instalment_more(
    started: date, due: int, later: int
) -> None:
    """A bill of each month never asks for an instalment late, nor for two that are not due yet."""
    made = schedule.schedule(Terms(started, 600_00, 50_00, due))
    day = started + timedelta(later)
    overdue = sum(one.cents for one in made if one.due < day)
    asked = schedule.billed_cents(made, day)

    assert overdue <= asked <= overdue + 50_00
    assert asked >= sum(one.cents for one in made if one.due < day + timedelta(28))


@pytest.mark.parametrize(
    ("total", "each", "due", "said"),
    [
        (None, 50_00, 5, "its Total is blank; expected more than 0.00"),
        (0, 50_00, 5, "its Total is 0.00; expected more than 0.00"),
        (500_00, 0, 5, "its Instalment is 0.00; expected more than 0.00"),
        (500_00, -1, 5, "its Instalment is -0.01; expected more than 0.00"),
        (500_00, None, 5, "its Instalment is blank; expected more than 0.00"),
        (49_99, 50_00, 5, "its Total of 49.99 is less than one Instalment"),
        (500_00, 1_00, 5, "it has 500 instalments; expected 360 or fewer"),
        (500_00, 50_00, 0, "its Due Day is 0; expected 1 to 31"),
        (500_00, 50_00, 32, "its Due Day is 32; expected 1 to 31"),
        (500_00, 50_00, 1.5, "its Due Day is 1.5; expected 1 to 31"),
        (500_00, 50_00, None, "its Due Day is blank; expected 1 to 31"),
    ],
)
def test_terms_that_give_no_schedule_say_why(
    total: int | None, each: int | None, due: float | None, said: str
) -> None:
    assert schedule.problems(total, each, due) == [said]


def test_a_total_of_one_instalment_is_a_plan() -> None:
    assert schedule.problems(50_00, 50_00, 31) == []
