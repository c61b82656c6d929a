"""Productivity: what the audit trail and rows with a user say, by user, period and activity."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.support import request, snapshot
from xlbilling.model.errors import RefusedError
from xlbilling.model.plan import Page, Plan
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import report_productivity
from xlbilling.tasks.productivity.activities import rows_of

DAY = date(2026, 3, 31)


def command(user: str, stamp: str, name: str, **more: str) -> dict[str, Any]:
    return {"user": user, "stamp": f"{stamp}T09:00:00.000-05:00", "command": name, **more}


AUDIT = [
    command("kim", "2026-03-02", "post-payments", batch="B1", totals="posted 100.00",
            counts="ledger +3; claims.status 2; claims.balance 2; batches.status 3"),
    command("kim", "2026-03-08", "post-payments", batch="B2", totals="posted 50.25",
            counts="ledger +1"),
    command("kim", "2026-03-09", "undo-batch", batch="B2U", totals="amount -50.25",
            counts="ledger +1"),
    command("lee", "2026-03-09", "make-statements", totals="amount 10.00; patient receivable 99.00",
            counts="statements +1; sheet G1"),
    command("lee", "2026-01-31", "post-charges", batch="C1", totals="amount 10.00",
            counts="ledger +9"),
]  # fmt: skip


def office(**more: Any) -> Snapshot:
    return snapshot(audit=AUDIT, users=[{"user": "mo"}], **more)


def report(book: Snapshot, **options: str) -> Plan:
    return report_productivity.plan(book, request(DAY, files=None, **options))


def lines(plan: Plan) -> list[tuple[Any, ...]]:
    return [tuple(one.values()) for one in plan.result["activities"]]


def test_commands_count_by_user_week_and_activity() -> None:
    """Weeks run from Monday: 03/02 and 03/08 are one. Statements post nothing."""
    assert lines(report(office())) == [
        ("kim", "2026-03-02", "post payments", 2, 4, 9, "150.25"),
        ("kim", "2026-03-09", "undo batch", 1, 1, 1, "-50.25"),
        ("lee", "2026-03-09", "make statements", 1, 0, 1, "0.00"),
    ]


def test_days_and_months_are_asked_for() -> None:
    by_day = report(office(), by="day")
    by_month = report(office(), by="MONTH", **{"from": "2026-01-01"})

    assert [one[1] for one in lines(by_day)][:2] == ["2026-03-02", "2026-03-08"]
    assert [(one[0], one[1]) for one in lines(by_month)] == [
        ("kim", "2026-03"), ("kim", "2026-03"), ("lee", "2026-01"), ("lee", "2026-03"),
    ]  # fmt: skip


def test_calls_inquiries_and_receipts_count_for_whom_they_name() -> None:
    book = office(
        calls=[{"call": "1", "date": "2026-03-30", "user": "kim"},
               {"call": "2", "user": "kim"}, {"call": "3", "date": "2026-04-01", "user": "kim"}],
        inquiries=[{"inquiry": "I", "opened": "2026-03-30", "user": "lee", "owner": "mo",
                    "resolved_on": "2026-03-31"}],
        receipts=[{"receipt": "R", "date": "2026-03-31", "taken_by": "mo", "amount": 25.0}],
    )  # fmt: skip
    found = [one for one in lines(report(book)) if one[3] == 0]

    assert found == [
        ("kim", "2026-03-30", "calls logged", 0, 0, 1, "0.00"),
        ("lee", "2026-03-30", "inquiries logged", 0, 0, 1, "0.00"),
        ("mo", "2026-03-30", "inquiries resolved", 0, 0, 1, "0.00"),
        ("mo", "2026-03-30", "receipts taken", 0, 0, 1, "25.00"),
    ]


def test_a_name_that_is_no_users_id_is_not_shown() -> None:
    receipts = [{"receipt": "R", "date": "2026-03-31", "taken_by": "Odo Quillfeather"}]
    plan = report(office(receipts=receipts))

    assert "Quillfeather" not in repr(plan)
    assert plan.result["users"] == ["(not a user)", "kim", "lee"]


def test_every_sum_on_the_page_is_a_live_formula_with_its_value() -> None:
    [page] = report(office()).changes
    assert isinstance(page, Page)
    cells = {(one.row, one.column): one for one in page.cells}
    live = [one for one in page.cells if one.formula]

    assert len(live) == 4 * (2 + 1 + 1), "each user, all users, all rows"
    for one in live:
        first, last = (int(part[1:]) for part in one.formula[5:-1].split(":"))
        rows = range(first, last + 1)
        parts = [cells[row, one.column].value for row in rows]
        assert sum(parts) == pytest.approx(one.value)  # type: ignore[arg-type]  # numbers


def test_without_anything_done_the_page_says_so() -> None:
    plan = report(snapshot())

    assert plan.result["users"] == []
    [page] = plan.changes
    assert isinstance(page, Page)
    assert "Nothing was done in these days." in [one.value for one in page.cells]


@pytest.mark.parametrize(
    ("counts", "rows"),
    [
        ("", 0),
        ("ledger +3; claims.status 2; claims.balance 5", 8),
        ("worklist =20; sheet Aging; codes cpt; sheet Preview removed", 0),
        ("calls +1; inquiries.as_of 4; inquiries +1", 0),
        ("ledger +3; claims.bal", 3),
    ],
)
def test_the_rows_of_a_command_are_those_it_added_or_set(counts: str, rows: int) -> None:
    assert rows_of(counts) == rows


@pytest.mark.parametrize(
    ("options", "code"),
    [({"by": "YEAR"}, "PERIOD-UNKNOWN"), ({"from": "x"}, "DATE"), ({"from": "2026-04-01"}, "DAYS")],
)
def test_what_cannot_be_grouped_is_refused(options: dict[str, str], code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        report(office(), **options)

    assert refused.value.id == code
