"""What a cell can hold: Excel's own limits, counted as Excel counts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import numpy as np
import pytest

from xlbilling.model.cells import LONGEST_TEXT, CellError, first_unfit, fitting, listed, unfit

DAY = datetime(2026, 3, 31)


@pytest.mark.parametrize("value", ["", "x" * LONGEST_TEXT, "😀" * 16_383, -0.5, 7, True, None, DAY])
def test_what_a_cell_can_hold_is_fit(value: object) -> None:
    assert unfit(value) == ""
    assert first_unfit([value, CellError("#REF!"), value]) is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("x" * 32_768, "a text of 32,768 characters"),
        ("😀" * 16_384, "a text of 32,768 characters"),  # Excel counts each of them twice
        (float("nan"), "the number nan"),
        (float("-inf"), "the number -inf"),
        (np.float64(1.5), "a float64"),
        (Decimal(1), "a Decimal"),
    ],
)
def test_what_no_cell_can_hold_is_found_and_named(value: object, words: str) -> None:
    assert unfit(value) == words
    assert first_unfit(["a", 1.5, None, value, value]) == 3


@pytest.mark.parametrize(("count", "want"), [(0, 0), (1, 1), (3_276, 3_276), (3_277, 3_276)])
def test_so_many_texts_fit_as_together_are_no_longer_than_a_cell(count: int, want: int) -> None:
    """Ten signs each with the blank between two; the last needs none."""
    texts = ["x" * 9] * count

    assert fitting(texts) == want
    assert len(" ".join(texts[:want])) <= LONGEST_TEXT


def test_a_list_for_people_is_whole_or_says_how_many_more_there_are() -> None:
    few, many = ["C1/1 20.00"] * 3, [f"C{n:05}/1 20.00" for n in range(5_000)]
    shown = listed(many)

    assert listed(few) == "C1/1 20.00, C1/1 20.00, C1/1 20.00"
    assert len(shown) < LONGEST_TEXT
    count = shown.count("/1 ")
    assert shown.endswith(f", C{count - 1:05}/1 20.00, and {5_000 - count:,} more")
