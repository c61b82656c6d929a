"""File By and Days Left as validate-claims writes them."""

from typing import Any

import pandas as pd

from tests.edits.office import office
from tests.support import AS_OF
from xlbilling.edits.lines import Lines
from xlbilling.tasks.validating import clocks


def cells(changes: str) -> dict[str, list[Any]]:
    """Return the cells that are written, by column."""
    written = clocks.columns(Lines(office(changes), AS_OF))

    return {one.column: one.values.tolist() for one in written}


def test_the_last_day_and_the_days_until_it_are_written() -> None:
    assert cells("payers.filing_days=400") == {
        "file_by": [pd.Timestamp("2026-04-08")],
        "days_left": [8.0],
    }


def test_days_past_are_below_zero() -> None:
    assert cells("payers.filing_days=390")["days_left"] == [-2.0]


def test_nothing_is_written_where_it_stands_already() -> None:
    assert cells("payers.filing_days=400; file_by=2026-04-08; days_left=8") == {}
    assert cells("") == {}


def test_only_the_days_left_change_from_day_to_day() -> None:
    assert cells("payers.filing_days=400; file_by=2026-04-08; days_left=9") == {"days_left": [8.0]}


def test_a_line_that_is_paid_loses_its_clock() -> None:
    written = cells("payers.filing_days=400; file_by=2026-04-08; days_left=8; status=PAID")

    assert {name: pd.isna(values[0]) for name, values in written.items()} == {
        "file_by": True,
        "days_left": True,
    }
