"""NPIs: the published numbers, and that the check digit catches what typists do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbilling.edits import npi

NINE = st.from_regex(r"[12][0-9]{8}", fullmatch=True)


@pytest.mark.parametrize("number", ["1234567893", "1558598797"])
def test_a_published_npi_is_valid(number: str) -> None:
    """Example W01."""
    assert npi.trouble(number) == ""


@pytest.mark.parametrize(
    ("number", "trouble"),
    [
        ("1999996666", "ends in 6; expected check digit 7"),
        ("1581234567", "ends in 7; expected check digit 8"),
        ("6543210903", "starts with 6; expected 1 or 2"),
        ("9999999995", "starts with 9; expected 1 or 2"),
        ("123456789", "is 9 digits; expected 10 digits"),
        ("12345678930", "is 11 digits; expected 10 digits"),
        ("12345 7893", "is text of 10 characters; expected 10 digits"),
        ("", "is text of 0 characters; expected 10 digits"),
        ("\uff11234567893", "is text of 10 characters; expected 10 digits"),
    ],
)
def test_a_wrong_npi_is_told_what_is_wrong(number: str, trouble: str) -> None:
    assert npi.trouble(number) == trouble


@given(NINE, st.integers(0, 9), st.integers(1, 9))
def test_one_digit_typed_wrong_is_always_caught(first_nine: str, place: int, more: int) -> None:
    number = first_nine + npi.check_digit(first_nine)
    wrong = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]

    assert npi.is_valid(number)
    assert not npi.is_valid(wrong)
