"""Looking codes up by their day, in bulk, agrees with looking at every row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbilling.model.codes import (
    NOWHERE,
    About,
    code_list,
    code_number,
    number_code,
    pair_keys,
    pair_list,
)

T = TypeVar("T")
Day = str | None

ABOUT = About("hcpcs", "2026 Q1", "made up")
FIRST_DAY = date(2025, 12, 1)

codes = st.sampled_from(["A0021", "G0101", "99213", "00100", "0001F"])
days = st.integers(0, 40).map(lambda n: (FIRST_DAY + timedelta(days=n)).isoformat())
ends = st.one_of(st.none(), days)
code_rows = st.lists(st.tuples(codes, ends, ends), max_size=12)
pair_rows = st.lists(st.tuples(st.tuples(codes, codes), ends, ends), max_size=12)


def holds(first: Day, last: Day, day: str) -> bool:
    return (first or "") <= day <= (last or "9999")


@given(rows=code_rows, asked=st.lists(st.tuples(codes, days), min_size=1, max_size=12))
def test_a_code_is_found_on_a_day_exactly_if_one_of_its_rows_holds_then(
    rows: list[tuple[str, Day, Day]], asked: list[tuple[str, str]]
) -> None:
    listed = code_list(ABOUT, *columns(rows), {})
    wanted = [code for code, _ in asked]
    found = listed.on(listed.first(wanted), np.array([day for _, day in asked], "datetime64[D]"))

    for (code, day), row in zip(asked, found, strict=True):
        held = [(a, b) for one, a, b in rows if one == code and holds(a, b, day)]
        assert (row != NOWHERE) == bool(held)
        if row != NOWHERE:
            start, end = (
                str(days_[row]).replace("NaT", "") for days_ in (listed.starts, listed.ends)
            )
            assert listed.codes[row] == code
            assert (start or None, end or None) in held


@given(rows=pair_rows, asked=st.lists(st.tuples(codes, codes, days), min_size=1, max_size=12))
def test_a_pair_is_found_on_a_day_exactly_if_one_of_its_rows_holds_then(
    rows: list[tuple[tuple[str, str], Day, Day]], asked: list[tuple[str, str, str]]
) -> None:
    pairs, first, last = columns(rows)
    numbers = np.arange(len(rows), dtype=np.int64)
    listed = pair_list(ABOUT, pairs, first, last, {"n": numbers})
    keys = pair_keys(*(np.array([code_number(one[n]) for one in asked]) for n in (0, 1)))
    found = listed.on(keys, np.array([day for *_, day in asked], "datetime64[D]"))

    for (one, other, day), row in zip(asked, found, strict=True):
        held = [
            n for n, (pair, a, b) in enumerate(rows) if pair == (one, other) and holds(a, b, day)
        ]
        assert (row != NOWHERE) == bool(held)
        if row != NOWHERE:
            assert listed.values["n"][row] in held


def columns(rows: Sequence[tuple[T, Day, Day]]) -> tuple[list[T], list[Day], list[Day]]:
    return [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]


def test_a_day_that_is_missing_asks_whether_the_code_is_known_at_all() -> None:
    listed = code_list(ABOUT, ["A0021"], ["1982-01-01"], ["2005-12-31"], {})
    none = np.array(["NaT", "NaT"], "datetime64[D]")

    assert listed.on(listed.first(["A0021", "B9999"]), none).tolist() == [0, NOWHERE]


@pytest.mark.parametrize("code", ["00000", "00100", "99213", "0001F", "G0101", "ZZZZZ"])
def test_a_code_comes_back_from_its_number(code: str) -> None:
    assert number_code(code_number(code)) == code


@pytest.mark.parametrize("code", ["", "9921", "992133", "9921 ", "9921é", "g0101"])
def test_what_is_no_code_of_five_characters_is_nowhere(code: str) -> None:
    assert code_number(code) == NOWHERE
