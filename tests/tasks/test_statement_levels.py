"""Dunning: a level needs statements and days, goes down by payments, and never waits for insurers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.ledgers import Visit
from tests.tasks.test_make_statements import office, run, table
from xlbilling.model.ledger import PATIENT_OWNER, Entry
from xlbilling.model.tables import Snapshot
from xlbilling.tasks.statements import messages, words
from xlbilling.tasks.statements.levels import LEVEL_DAYS

FIRST = date(2025, 9, 1)
VISIT = Visit("C1", dos=date(2025, 8, 1), owner=PATIENT_OWNER)
TEXTS = [
    {"level": n, "title": f"T{n}", "message": f"Message {n}.", "days": days}
    for n, days in enumerate(LEVEL_DAYS, start=1)
]


def billed(days: list[int], *more: Entry, claims: str = "C1", **tables: Any) -> Snapshot:
    """P1 owes 100.00 on C1, billed on the days given after the first of September."""
    register = [
        {"statement": f"S{n}", "guarantor_id": "P1", "date": (FIRST + timedelta(n)).isoformat(),
         "level": 1, "billed_visits": claims, "sent": (FIRST + timedelta(n)).isoformat()}
        for n in days
    ]  # fmt: skip
    return office([VISIT.charge(100_00), *more], statements=register, **tables)


def level_on(book: Snapshot, days: int) -> int:
    """The level of P1's statement so many days after its first."""
    rows = table(run(book, FIRST + timedelta(days)), "statements")
    return int(rows[-1]["level"])


@pytest.mark.parametrize(
    ("before", "day", "want"),
    [
        ([0], 29, 1), ([0], 30, 2), ([0], 31, 2),
        ([0, 28], 59, 2), ([0, 28], 60, 3), ([0, 28], 61, 3),
        ([0, 28, 56], 89, 3), ([0, 28, 56], 90, 4), ([0, 28, 56], 91, 4),
        ([0, 28, 56, 84], 119, 4), ([0, 28, 56, 84], 120, 5), ([0, 28, 56, 84], 121, 5),
        ([0, 28, 56, 84, 112, 140], 400, 5),
        ([0], 400, 2), ([0, 30], 400, 3),
    ],
)  # fmt: skip
def test_a_level_needs_statements_and_days_both(before: list[int], day: int, want: int) -> None:
    assert level_on(billed(before), day) == want


@pytest.mark.parametrize(
    ("cents", "want"), [(0, 4), (49_99, 4), (50_00, 3), (99_99, 3), (100_00, 1)]
)
def test_a_payment_of_half_the_balance_lowers_a_level_and_full_payment_begins_anew(
    cents: int, want: int
) -> None:
    """Three statements by day 60; the payment comes on day 70, more is charged on day 80."""
    paid = [VISIT.paid(cents, FIRST + timedelta(70), PATIENT_OWNER)] if cents else []
    more = Visit("C1", "2", dos=date(2025, 8, 1), owner=PATIENT_OWNER)
    late = more.charge(30_00, FIRST + timedelta(80))

    assert level_on(billed([0, 30, 60], *paid, late), 100) == want


def test_the_share_that_lowers_a_level_is_a_setting() -> None:
    paid = VISIT.paid(20_00, FIRST + timedelta(70), PATIENT_OWNER)
    book = billed([0, 30, 60], paid)
    lenient = Snapshot(book.tables, {"Level Payment Percent": "20"}, book.ledger_head, book.sheets)

    assert (level_on(book, 100), level_on(lenient, 100)) == (4, 3)


def test_a_new_visit_never_inherits_the_final_notice_of_another() -> None:
    """The old visit is paid; the new one is billed for the first time."""
    paid = VISIT.paid(100_00, FIRST + timedelta(130), PATIENT_OWNER)
    new = Visit("C2", dos=FIRST + timedelta(135), owner=PATIENT_OWNER)
    book = billed([0, 28, 56, 84, 112], paid, new.charge(40_00))

    assert level_on(book, 150) == 1


def test_a_page_shows_the_highest_level_of_its_visits() -> None:
    new = Visit("C2", dos=FIRST + timedelta(100), owner=PATIENT_OWNER)

    assert level_on(billed([0, 28, 56, 84], new.charge(40_00)), 130) == 5


def test_statements_never_make_a_pending_line_due_nor_raise_its_level() -> None:
    """The patient's part waits for the insurer's: it is never billed, so it never counts one."""
    visit = Visit("C1", dos=date(2025, 8, 1))
    waits = [visit.charge(100_00), visit.to_patient(40_00, FIRST, "1")]
    book = office(waits)

    for days in (0, 30, 60, 90, 120, 150):
        plan = run(book, FIRST + timedelta(days))
        assert plan.result["excluded"] == {"INSURANCE PENDING": 1}
        assert table(plan, "statements") == []


def test_good_messages_are_used_and_nothing_is_told() -> None:
    found = messages.messages(billed([0], statement_messages=TEXTS))

    assert found.findings == ()
    assert found.texts[3] == ("T3", "Message 3.")
    assert messages.messages(billed([0])).findings == (), "an empty sheet is ours as a whole"


def changed(level: int, **cells: Any) -> list[dict[str, Any]]:
    return [{**row, **cells} if row["level"] == level else row for row in TEXTS]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([*TEXTS, {"level": 3, "title": "X", "message": "Again.", "days": 60}],
         "row 7 has level 3, as row 4 has; the first counts"),
        ([row for row in TEXTS if row["level"] != 4],
         "no row of level 4 counts; its days and text are those of a new workbook"),
        (changed(2, message=""), "row 3 of level 2 has no message; ours is printed"),
        (changed(4, days=45),
         "row 5 of level 4 needs 45 days, a lower level 60; it needs 60 as well"),
        ([*TEXTS, {"level": 6, "title": "X", "message": "Pay!", "days": 150}],
         "row 7 has level 6; expected 1 to 5; it does not count"),
        ([*TEXTS, {"level": 1.5, "title": "X", "message": "Pay!", "days": 10}],
         "row 7 has level 1.5; expected 1 to 5; it does not count"),
        ([*TEXTS, {"level": None, "title": "X", "message": "Pay!"}],
         "row 7 has no level; expected 1 to 5; it does not count"),
        (changed(2, days=-5), "row 3 of level 2 needs -5 days; ours count"),
    ],
)  # fmt: skip
def test_a_bad_row_of_the_messages_is_a_finding_and_never_a_statement_without_words(
    rows: list[dict[str, Any]], said: str
) -> None:
    book = billed([0, 28], statement_messages=rows)
    found = messages.messages(book)

    assert said in [one.message for one in found.findings]
    assert [one.message for one in run(book).findings] == [one.message for one in found.findings]
    assert all(title and text for title, text in found.texts.values())
    assert list(found.days) == sorted(found.days)
    assert set(found.texts) == {1, 2, 3, 4, 5}


def test_days_that_cannot_be_read_leave_the_row_out() -> None:
    book = billed([0], statement_messages=changed(2, days="soon"))
    found = messages.messages(book)

    assert found.texts[2] == words.MESSAGES[2]
    assert found.days[1] == 30
    assert len(found.findings) == 2, "the cell, and that no row of level 2 counts"
