"""Columns of raw cells through the gates."""

from datetime import datetime
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbilling.model import gates
from xlbilling.model.cells import CellError


def reasons(gated: gates.Gated) -> list[tuple[int, str]]:
    return [(refusal.position, refusal.kind) for refusal in gated.refusals]


@given(st.lists(st.none() | st.integers(-(10**11), 10**11), max_size=40))
def test_a_money_column_is_exact_for_every_number_of_cents(amounts: list[int | None]) -> None:
    raw = [None if amount is None else amount / 100 for amount in amounts]

    gated = gates.money_column(raw)

    assert [None if v is pd.NA else int(v) for v in gated.values] == amounts
    assert gated.refusals == []


def test_a_blank_amount_is_not_zero() -> None:
    gated = gates.money_column([0.0, None, "  "])

    assert [v is pd.NA for v in gated.values] == [False, True, True]


def test_an_error_text_or_fraction_in_a_money_column_is_refused_and_the_rest_is_kept() -> None:
    gated = gates.money_column([1.0, CellError("#REF!"), "x", 1.005, True, Decimal("2.5"), 3])

    assert reasons(gated) == [(n, "CELL-MONEY") for n in (1, 2, 3, 4)]
    assert [None if v is pd.NA else int(v) for v in gated.values] == [
        100, None, None, None, None, 250, 300,
    ]  # fmt: skip


@pytest.mark.parametrize("huge", [1.8e306, float("inf"), -1e14])
def test_an_amount_beyond_all_money_is_refused(huge: float) -> None:
    gated = gates.money_column([1.0, huge])

    assert reasons(gated) == [(1, "CELL-MONEY")]


def test_a_text_date_is_refused_since_day_and_month_could_be_swapped() -> None:
    gated = gates.date_column([datetime(2026, 1, 31), None, "01/02/2026", 46000.0])

    assert reasons(gated) == [(2, "CELL-DATE"), (3, "CELL-DATE")]
    assert pd.isna(gated.values).tolist() == [False, True, True, True]


def test_a_number_in_an_id_column_is_kept_as_text_and_named() -> None:
    gated = gates.id_column(["00100", 100.0, None, 1234567890123456.0, " A "])

    assert list(gated.values) == ["00100", "100", "", "1234567890123456", "A"]
    assert reasons(gated) == [(1, "CELL-ID"), (3, "CELL-ID")]
    assert "15 digits" in gated.refusals[1].reason


def test_an_error_cell_is_never_blank_text() -> None:
    gated = gates.text_column(["a", CellError("#N/A")])

    assert list(gated.values) == ["a", "#N/A"]
    assert reasons(gated) == [(1, "CELL-TEXT")]


def test_a_number_column_refuses_text_and_errors() -> None:
    gated = gates.number_column([1, 2.5, None, "3", CellError("#VALUE!")])

    assert reasons(gated) == [(3, "CELL-NUMBER"), (4, "CELL-NUMBER")]
