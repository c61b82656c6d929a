"""Cents come out of text exactly, or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbilling.model.money import to_text as dollars
from xlbilling.x12.numbers import (
    NotANumberError,
    RememberedCents,
    cents_of,
    units_of,
)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("", 0), ("0", 0), ("00", 0), ("12", 1200), ("12.5", 1250), ("12.50", 1250), ("12.500", 1250), ("12.", 1200),
        (".5", 50), ("-.05", -5), ("-12.34", -1234), ("0.29", 29), ("1.15", 115), ("1234567890123456.78", 123456789012345678),
    ],
)  # fmt: skip
def test_an_x12_amount_is_read_exactly(text: str, cents: int) -> None:
    assert cents_of(text) == cents
    assert RememberedCents()[text] == cents


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("amount", "not a number"), ("+5", "not a number"), ("1E3", "not a number"), ("1,000", "not a number"),
        ("$5", "not a number"), (" 5", "not a number"), ("5-", "not a number"), ("-", "not a number"), (".", "not a number"),
        ("1_000", "not a number"), ("--5", "not a number"), ("nan", "not a number"), ("٣", "not a number"), ("²", "not a number"),
        ("1.2.3", "not a number"), ("12.345", "fraction of a cent"), ("12.001", "fraction of a cent"),
        ("1" * 19, "more than 18 digits"), ("1" * 5000, "more than 18 digits"),
    ],
)  # fmt: skip
def test_what_is_no_exact_amount_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(NotANumberError, match=why):
        cents_of(text)
    remembered = RememberedCents()
    with pytest.raises(NotANumberError, match=why):
        remembered[text]

    assert remembered == {}


@given(st.integers(-(10**14), 10**14))
def test_cents_survive_the_way_to_dollars_and_back(cents: int) -> None:
    assert cents_of(dollars(cents)) == cents
    assert RememberedCents()[dollars(cents)] == cents


@given(st.text(alphabet="0123456789.-+E, ", max_size=12))
def test_the_remembered_parser_and_the_exact_one_never_differ(text: str) -> None:
    def outcome(parse: object) -> object:
        try:
            return parse(text)  # type: ignore[operator]
        except NotANumberError as error:
            return str(error)

    assert outcome(RememberedCents().__getitem__) == outcome(cents_of)


def test_a_memory_that_is_full_starts_anew() -> None:
    few = RememberedCents({"1.00": 100})
    many = RememberedCents({str(one): one * 100 for one in range(50_001)})
    few.forget_if_full()
    many.forget_if_full()

    assert (len(few), len(many)) == (1, 0)
    assert many["123456.78"] == 12_345_678


def test_empty_units_are_one_and_zero_stays_zero() -> None:
    """rules.md R-6."""
    assert [units_of(one) for one in ("", "0", "1.5")] == [Decimal(1), Decimal(0), Decimal("1.5")]
    with pytest.raises(NotANumberError):
        units_of("two")
