"""The Claim Changes sheet: what was changed on a line since it was checked before."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.edits.office import book_of
from tests.support import AS_OF, request
from xlbilling.edits import examples
from xlbilling.edits.lines import Lines
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.plan import Append, SetColumn
from xlbilling.model.tables import TableData
from xlbilling.tasks.validating import change_log

Row = dict[str, Any]
LINE: Row = {**examples.CLAIM, "row_key": "C1001|1"}


def log(rows: Sequence[Row] = ()) -> TableData:
    return frames.from_records(BY_NAME["claim_changes"], list(rows))


def checked(
    rows: Sequence[Row], known: Sequence[Row] = (), **tables: Sequence[Row]
) -> tuple[list[Row], list[Row]]:
    """Return the rows that the log gains, and the claim rows as they stand after the check."""
    lines = Lines(book_of({"claims": rows, **tables}), AS_OF)
    gained: list[Row] = []
    after = [dict(row) for row in rows]
    for change in change_log.changes(lines, log(known), request()):
        if isinstance(change, Append):
            assert change.table == "claim_changes"
            gained += [
                {str(k): v for k, v in row.items()} for row in change.rows.to_dict("records")
            ]
        else:
            assert isinstance(change, SetColumn)
            for sheet_row, value in change.values.items():
                after[int(str(sheet_row)) - 2][change.column] = value
    return gained, after


def told(rows: Sequence[Row]) -> list[tuple[str, str, str]]:
    return [(row["field"], row["before"], row["after"]) for row in rows]


def test_the_first_check_only_keeps_the_coding() -> None:
    gained, (after,) = checked([LINE])

    assert gained == []
    assert after["checked_as"].startswith("99213||1,2|1|125.00|11|")


def test_an_unchanged_line_writes_nothing() -> None:
    _, once = checked([LINE])

    assert checked(once) == ([], once)


def test_each_changed_field_is_a_row_with_before_and_after() -> None:
    _, (once,) = checked([LINE])
    gained, (after,) = checked([{**once, "code": "99214", "charge": 150.0, "mod1": "25"}])

    assert told(gained) == [
        ("code", "99213", "99214"),
        ("modifiers", "", "25"),
        ("charge", "125.00", "150.00"),
    ]
    assert gained[0] == {
        "key": "C1001|1|code|1",
        "claim_id": "C1001",
        "line": "1",
        "field": "code",
        "before": "99213",
        "after": "99214",
        "noticed": pd.Timestamp(AS_OF),
        "user": "tester",
        "sent": "N",
    }
    assert checked([after]) == ([], [after])


FIELDS: list[tuple[Row, str, str, str]] = [
    ({"pointers": "B,A"}, "pointers", "1,2", "2,1"),
    ({"dx2": "E785"}, "diagnoses", "E119 I10", "E119 E785"),
    ({"dx2": None, "dx3": "I10"}, "diagnoses", "E119 I10", "E119 . I10"),
    ({"units": 2.0}, "units", "1", "2"),
    ({"units": None}, "units", "1", ""),
    ({"charge": None}, "charge", "125.00", ""),
    ({"dos_from": "2025-03-03"}, "dos_from", "2025-03-04", "2025-03-03"),
    ({"dos_to": "2025-03-05"}, "dos_to", "2025-03-04", "2025-03-05"),
    ({"pos": "22"}, "pos", "11", "22"),
    ({"code": "9|9"}, "code", "99213", "9/9"),
]


@pytest.mark.parametrize(("change", "field", "before", "after"), FIELDS)
def test_a_change_is_told_in_its_own_field_alone(
    change: Row, field: str, before: str, after: str
) -> None:
    _, (once,) = checked([LINE])
    gained, _ = checked([{**once, **change}])

    assert told(gained) == [(field, before, after)]


def test_a_second_change_of_the_field_has_the_next_number_and_the_first_keeps_its_reason() -> None:
    """The sheet only grows: rows that stand there are not written again."""
    known = [{"key": "C1001|1|code|1", "reason": "typed wrong"}, {"key": "C1001|1|code|7"}]
    _, (once,) = checked([LINE])
    gained, _ = checked([{**once, "code": "99214"}], known)

    assert [row["key"] for row in gained] == ["C1001|1|code|8"]
    assert "reason" not in gained[0]


@pytest.mark.parametrize(
    "sent",
    [
        {"status": "SENT"},
        {"first_billed": "2025-03-06"},
        {"status": "DENIED"},
    ],
)
def test_a_change_of_a_line_that_was_sent_says_so(sent: Row) -> None:
    _, (once,) = checked([{**LINE, **sent}])
    gained, _ = checked([{**once, "code": "99214"}])

    assert [row["sent"] for row in gained] == ["Y"]


def test_a_submission_with_a_day_means_sent_and_one_without_does_not() -> None:
    _, (once,) = checked([LINE])
    row = {"claim_id": "C1001", "level": "1", "payer_id": "PAY1", "frequency": "1"}
    changed = [{**once, "code": "99214"}]

    for day, expected in (("2025-03-06", "Y"), (None, "N")):
        gained, _ = checked(changed, submissions=[{**row, "sent": day}])
        assert [one["sent"] for one in gained] == [expected]


def test_sorting_the_sheet_is_no_change() -> None:
    second = {**LINE, "line": "2", "code": "85025", "row_key": "C1001|2"}
    _, once = checked([LINE, second])

    assert checked(once[::-1])[0] == []


@pytest.mark.parametrize("change", [{"line": "2"}, {"claim_id": "C1002"}])
def test_a_row_copied_for_another_line_is_checked_for_the_first_time(change: Row) -> None:
    _, (once,) = checked([LINE])
    copied = {**once, **change, "code": "85025"}
    gained, after = checked([once, copied])

    assert gained == []
    assert after[1]["checked_as"].startswith("85025|")


def test_a_line_that_stands_twice_is_known_by_the_number_behind_its_key() -> None:
    twice = {**LINE, "row_key": "C1001|1|2"}
    _, once = checked([LINE, twice])
    gained, _ = checked([once[0], {**once[1], "code": "99214"}])

    assert told(gained) == [("code", "99213", "99214")]


def test_a_text_of_an_older_kind_is_no_trouble() -> None:
    gained, _ = checked([{**LINE, "checked_as": "99213"}])

    assert [row["field"] for row in gained] == [
        "pointers", "units", "charge", "pos", "dos_from", "dos_to", "diagnoses",
    ]  # fmt: skip


CHANGES = st.sampled_from([{}, *(change for change, *_ in FIELDS)])


@settings(max_examples=40)
@given(st.lists(st.lists(CHANGES, min_size=2, max_size=2), min_size=1, max_size=4))
def test_the_log_tells_every_step_and_its_keys_are_unique(history: list[list[Row]]) -> None:
    """Before of a field is always what the log, or the first check, had after."""
    start = [LINE, {**LINE, "line": "2", "row_key": "C1001|2"}]
    _, rows = checked(start)
    known: list[Row] = []
    for step in history:
        rows = [{**row, **start[n], "checked_as": row["checked_as"]} for n, row in enumerate(rows)]
        rows = [{**row, **change} for row, change in zip(rows, step, strict=True)]
        gained, rows = checked(rows, known)
        for one in gained:
            earlier = [k for k in known if (k["line"], k["field"]) == (one["line"], one["field"])]
            assert not earlier or earlier[-1]["after"] == one["before"]
            assert one["before"] != one["after"]
        known += gained

    assert len({row["key"] for row in known}) == len(known)


def test_a_hundred_thousand_unchanged_lines_cost_next_to_nothing() -> None:
    """0.1 to 0.2 s where it was written; the bound leaves room for a busy machine."""
    rows = [
        {
            **LINE,
            "claim_id": f"C{n // 2}",
            "line": str(n % 2),
            "charge": float(n % 300),
            "row_key": "",
        }
        for n in range(100_000)
    ]
    for row in rows:
        row["checked_as"] = f"99213||1,2|1|{row['charge']:.2f}|11|2025-03-04|2025-03-04|E119 I10"
    lines = Lines(book_of({"claims": rows}), AS_OF)
    empty = log()
    begun = time.perf_counter()
    made = list(change_log.changes(lines, empty, request()))

    assert made == []
    assert time.perf_counter() - begun < 1.5
