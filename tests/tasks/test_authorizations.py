"""Units Used, Units Left and State of the Authorizations sheet on the day of a check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.edits.office import book_of
from tests.support import AS_OF
from xlbilling.edits import examples
from xlbilling.edits.lines import Lines
from xlbilling.tasks.validating import authorizations

ROW = {"auth": "A1", "patient_id": "P1"}


def cells(
    row: dict[str, Any], units: Sequence[float] = (), **tables: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Return what is written beside an authorization that lines of so many units use."""
    claims = [
        {**examples.CLAIM, "claim_id": f"C{n}", "auth": "A1", "units": count}
        for n, count in enumerate(units)
    ]
    office = {**examples.OFFICE, "claims": claims, "authorizations": [{**ROW, **row}], **tables}
    written = authorizations.columns(Lines(book_of(office), AS_OF))
    return {one.column: one.values.iloc[0] for one in written}


def test_units_of_our_lines_are_taken_off() -> None:
    assert cells({"units": 20.0}, [2, 3.5]) == {
        "units_used": 5.5,
        "units_left": 14.5,
        "state": "OPEN",
    }


def test_an_authorization_without_units_has_none_left_to_tell() -> None:
    assert cells({}, [2]) == {"units_used": 2.0, "state": "OPEN"}


@pytest.mark.parametrize(
    ("row", "used", "state"),
    [
        ({"to": "2026-03-30"}, 0, "EXPIRED"),
        ({"to": "2026-03-31"}, 0, "EXPIRING"),
        ({"to": "2026-04-14"}, 0, "EXPIRING"),
        ({"to": "2026-04-15"}, 0, "OPEN"),
        ({"units": 10.0}, 8, "OPEN"),
        ({"units": 10.0}, 9, "EXPIRING"),
        ({"units": 10.0}, 10, "USED UP"),
        ({"units": 10.0}, 11, "USED UP"),
        ({"units": 0.0}, 0, "USED UP"),
        ({"units": 10.0, "to": "2026-03-30"}, 10, "EXPIRED"),
        ({"units": 10.0, "to": "2026-04-10"}, 10, "USED UP"),
    ],
)
def test_the_state_follows_days_then_units(row: dict[str, Any], used: float, state: str) -> None:
    """As of 2026-03-31; expiring from 14 days or a tenth of the units."""
    assert cells(row, [used])["state"] == state


def test_denied_and_voided_lines_use_nothing_nor_do_lines_of_another_code() -> None:
    claims = [
        {**examples.CLAIM, "claim_id": "C1", "auth": "A1", "status": "DENIED"},
        {**examples.CLAIM, "claim_id": "C2", "auth": "A1"},
        {**examples.CLAIM, "claim_id": "C3", "auth": "A1", "code": "85025"},
        {**examples.CLAIM, "claim_id": "C4", "auth": "A1", "units": 3.0},
    ]
    voided = [{"claim_id": "C2", "level": "1", "payer_id": "PAY1", "frequency": "8"}]
    written = cells({"code": "99213"}, claims=claims, submissions=voided)

    assert written["units_used"] == 3.0


def test_a_number_typed_on_one_line_of_the_claim_pays_for_the_lines_of_its_code() -> None:
    claims = [
        {**examples.CLAIM, "line": "1", "auth": "A1", "code": "85025"},
        {**examples.CLAIM, "line": "2", "units": 4.0},
    ]

    assert cells({"code": "99213"}, claims=claims)["units_used"] == 4.0
    assert cells({}, claims=claims)["units_used"] == 1.0


def test_nothing_is_written_where_it_stands_already() -> None:
    row = {"units": 20.0, "units_used": 5.5, "units_left": 14.5, "state": "OPEN"}

    assert cells(row, [2, 3.5]) == {}


@given(st.lists(st.integers(0, 9_000), max_size=6), st.integers(0, 20_000))
def test_used_and_left_are_always_what_was_approved(used: list[int], approved: int) -> None:
    """In thousandths of a unit."""
    row = {"units": approved / 1000, "units_used": -1.0, "units_left": -99.0}
    written = cells(row, [count / 1000 for count in used])

    assert round(written["units_used"] * 1000) == sum(used)
    assert round((written["units_used"] + written["units_left"]) * 1000) == approved
