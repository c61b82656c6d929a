"""The gate between a cell and whole cents."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbilling.model import money
from xlbilling.model.cells import CellError

cents = st.integers(min_value=-(10**12), max_value=10**12)


@given(cents)
def test_any_amount_survives_the_way_through_a_cell(amount: int) -> None:
    assert money.from_cell(money.to_cell(amount)) == amount


@given(cents)
def test_any_amount_survives_the_way_through_text(amount: int) -> None:
    assert money.from_text(money.to_text(amount)) == amount


@pytest.mark.parametrize(
    ("cell", "expected"),
    [(100.0, 10000), (12.5, 1250), (0.29, 29), (-0.1, -10), (Decimal("3.1400"), 314), (7, 700)],
)
def test_a_number_in_a_cell_is_read_to_the_cent(cell: float | Decimal, expected: int) -> None:
    assert money.from_cell(cell) == expected


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (None, "blank"),
        (CellError("#REF!"), "#REF!"),
        (True, "TRUE"),
        ("12.50", "text"),
        (1.005, "fraction of a cent"),
        (float("nan"), "money can be"),
        (float("inf"), "number|money can be"),
        (1e17, "money can be"),
    ],
)
def test_what_is_no_amount_is_refused_with_its_reason(cell: object, why: str) -> None:
    with pytest.raises(money.NotMoneyError, match=why):
        money.from_cell(cell)  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize("text", ["", "abc", "1,234.50", "(5.00)", "1e3", "$5", "5.005", "1.2.3"])
def test_text_that_is_no_plain_decimal_is_refused(text: str) -> None:
    with pytest.raises(money.NotMoneyError):
        money.from_text(text)


def test_a_message_shows_the_difference_and_its_direction() -> None:
    assert money.difference(8000, 10000) == "$20.00 too little"
    assert money.difference(10000, 8000) == "$20.00 too much"
    assert money.difference(5, 5) == "no difference"
    assert money.show(-123456) == "-$1,234.56"
