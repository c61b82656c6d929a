"""Month ends: taken once, never rewritten, and told of where the ledger gives other sums."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from tests.ledgers import PAYERS, Visit, book_with
from tests.support import request
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.ledger import Entry
from xlbilling.model.plan import Append, Plan
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import age_receivables, refresh_dashboard
from xlbilling.tasks.receivables import aging, month_ends
from xlbilling.tasks.receivables.basis import bases_named
from xlbilling.tasks.receivables.buckets import SCHEMES

JAN, FEB, MAR = date(2026, 1, 5), date(2026, 2, 10), date(2026, 3, 5)


def entries() -> list[Entry]:
    one, two = Visit("C1", dos=JAN), Visit("C2", dos=MAR, owner="PATIENT")
    return [
        one.charge(150_00, JAN), one.paid(80_00, FEB), one.contractual(50_00, FEB),
        two.charge(40_00, MAR),
    ]  # fmt: skip


def refreshed(book: Snapshot, day: date = date(2026, 3, 31)) -> Plan:
    return refresh_dashboard.plan(book, request(day))


def new_rows(plan: Plan) -> pd.DataFrame:
    changes = [c for c in plan.changes if isinstance(c, Append) and c.table == "month_ends"]
    return changes[0].rows if changes else pd.DataFrame()


def with_rows(rows: pd.DataFrame, ledger: list[Entry] | None = None) -> Snapshot:
    """Return the office with month ends, as they are read from the sheet."""
    book = book_with(ledger or entries(), payers=PAYERS)
    table = BY_NAME["month_ends"]
    kept: Any = frames.to_cells(table, rows, [column.name for column in table.columns])
    raw = {column.name: [row[n] for row in kept] for n, column in enumerate(table.columns)}
    read = frames.gate(table, raw, rows=range(2, 2 + len(rows)))
    return replace(book, tables={**book.tables, "month_ends": read})


def test_each_month_that_has_passed_is_taken_once() -> None:
    """The ledger begins in January; March lasts until its last day is over."""
    first = new_rows(refreshed(book_with(entries())))
    again = new_rows(refreshed(with_rows(first)))
    later = new_rows(refreshed(with_rows(first), date(2026, 4, 1)))

    assert first["period"].tolist() == ["2026-01", "2026-02"]
    assert again.empty
    assert later["period"].tolist() == ["2026-03"]


def test_a_month_of_which_nothing_is_posted_yet_is_not_taken() -> None:
    """A slip of the finger, June for March, takes no April and May that would stay for good."""
    slipped = new_rows(refreshed(book_with(entries()), date(2026, 6, 30)))

    assert slipped["period"].tolist() == ["2026-01", "2026-02", "2026-03"]
    june = Visit("C9", dos=date(2026, 6, 1)).charge(10_00)
    known = with_rows(slipped, [*entries(), june])
    assert new_rows(refreshed(known, date(2026, 6, 30)))["period"].tolist() == [
        "2026-04", "2026-05",
    ]  # fmt: skip


def test_a_month_end_holds_what_its_day_showed() -> None:
    """January: 150.00 charged on the 5th; February: 80.00 paid and 50.00 written off."""
    rows = new_rows(refreshed(book_with(entries())))
    january, february = rows.to_dict("records")

    assert (january["total_cents"], january["insurance_cents"]) == (150_00, 150_00)
    assert (january["age_0_30_cents"], january["charges_cents"]) == (150_00, 150_00)
    assert (february["total_cents"], february["payments_cents"]) == (20_00, 80_00)
    assert (february["adjustments_cents"], february["age_31_60_cents"]) == (50_00, 20_00)
    assert february["as_of"] == pd.Timestamp("2026-02-28")
    assert february["ledger_rows"] == 3


def test_no_more_than_twelve_months_are_taken_at_once() -> None:
    old = Visit("C0", dos=date(2020, 1, 5))
    rows = new_rows(refreshed(book_with([old.charge(10_00, date(2020, 1, 5)), *entries()])))

    assert len(rows) == month_ends.MONTHS
    assert rows["period"].iloc[0] == "2025-03"


def test_a_month_end_that_the_ledger_does_not_give_any_more_is_told_and_kept() -> None:
    """A charge keyed into January afterwards: both numbers and the difference."""
    rows = new_rows(refreshed(book_with(entries())))
    more = [*entries(), Visit("C3", dos=JAN).charge(10_00, JAN)]
    plan = refreshed(with_rows(rows, more))
    found = [finding for finding in plan.findings if finding.id == "AG-8"]

    assert [finding.message.partition(":")[0] for finding in found] == [
        "month end 2026-01", "month end 2026-02",
    ]  # fmt: skip
    assert (
        "Total was $150.00 when it was taken, the ledger now gives $160.00: $10.00 more"
        in found[0].message
    )
    assert found[0].where.startswith("Month Ends!")
    assert new_rows(plan).empty


def test_an_untouched_ledger_gives_no_finding() -> None:
    rows = new_rows(refreshed(book_with(entries())))

    assert not refreshed(with_rows(rows)).findings


@pytest.mark.parametrize(("scheme", "told"), [("30", True), ("30-90", False)])
def test_an_aging_of_a_month_end_is_compared_bucket_by_bucket(scheme: str, told: bool) -> None:
    """In other buckets nothing can be compared; a bill sent earlier moves the age."""
    rows = new_rows(refreshed(book_with(entries())))
    book = with_rows(rows.assign(age_31_60_cents=0, age_0_30_cents=20_00))
    day = date(2026, 2, 28)
    aged = aging.age(book, day, bases_named("BILL", "RESPONSIBILITY"), SCHEMES[scheme])
    found = month_ends.differs(book, aged)

    assert bool(found) == told
    if told:
        assert "Age 0-30 was $20.00" in found[0].message
        assert "$20.00 less" in found[0].message


def test_an_aging_tells_of_the_month_end_before_too() -> None:
    """The aging of March shows the change since February's end, which must be what was taken."""
    rows = new_rows(refreshed(book_with(entries())))
    book = with_rows(rows.assign(age_31_60_cents=0))
    plan = age_receivables.plan(book, request(date(2026, 3, 31)))

    assert [one.id for one in plan.findings] == ["AG-8"]


def test_the_same_month_twice_on_the_sheet_counts_once() -> None:
    rows = new_rows(refreshed(book_with(entries())))
    doubled = pd.concat([rows, rows.assign(total_cents=1)], ignore_index=True)

    assert not refreshed(with_rows(doubled)).findings


def test_last_days_of_months() -> None:
    assert month_ends.last_day("2024-02") == date(2024, 2, 29)
    assert month_ends.last_day("2025-12") == date(2025, 12, 31)
    assert month_ends.months_before(date(2026, 1, 31), 3) == ["2025-11", "2025-12", "2026-01"]
