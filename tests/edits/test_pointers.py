"""Diagnosis pointers: every way in which billers write them means the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbilling.edits import pointers

NUMBERS = st.lists(st.integers(1, 12), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1", (1,)),
        ("1,2", (1, 2)),
        ("1:2", (1, 2)),
        ("1 2", (1, 2)),
        ("1, 2,3", (1, 2, 3)),
        ("A", (1,)),
        ("AB", (1, 2)),
        ("A,B", (1, 2)),
        ("b a", (2, 1)),
        ("12", (1, 2)),
        ("1234", (1, 2, 3, 4)),
        ("10", (10,)),
        ("11", (11,)),
        ("L", (12,)),
        ("1,12", (1, 12)),
        ("A,2", (1, 2)),
        ("0", None),
        ("13,1", None),
        ("M", None),
        ("A-B", None),
        ("", None),
        (" , ", None),
        ("²", None),
    ],
)
def test_pointers_are_read_as_the_biller_meant_them(
    text: str, found: tuple[int, ...] | None
) -> None:
    assert pointers.parse(text) == found


@given(NUMBERS, st.sampled_from([",", ":", " ", "; ", "/"]))
def test_letters_and_parted_figures_mean_the_same(numbers: list[int], sign: str) -> None:
    letters = "".join("ABCDEFGHIJKL"[n - 1] for n in numbers)
    figures = sign.join(str(n) for n in [*numbers, 1])

    assert pointers.parse(letters) == tuple(numbers)
    assert pointers.parse(figures) == (*numbers, 1)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    found = pointers.parse(text)

    assert found is None or all(1 <= n <= 12 for n in found)
