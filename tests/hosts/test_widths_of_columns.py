"""Columns' widths as a list of neighbours: changed, joined and shifted."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from xlbilling.hosts.files import columns
from xlbilling.hosts.files.package.layout_types import ColumnFormat

Change = tuple[int, int, float]
changes = st.lists(
    st.tuples(st.integers(1, 30), st.integers(1, 30), st.sampled_from([5.0, 9.0, 20.0])), max_size=8
)


def made(steps: list[Change]) -> columns.Columns:
    """Return the columns after each step set the widths of some neighbours."""
    out: columns.Columns = ()
    for one, other, width in steps:
        out = columns.changed(out, min(one, other), max(one, other), width=width)
    return out


def width_at(formats: columns.Columns, column: int) -> float | None:
    """Return a column's width."""
    found = columns.column_at(formats, column)
    return None if found is None else found.width


@given(changes)
def test_each_column_has_the_width_it_was_given_last(steps: list[Change]) -> None:
    want = {c: w for a, b, w in steps for c in range(min(a, b), max(a, b) + 1)}
    got = made(steps)

    assert {c: width_at(got, c) for c in range(1, 31)} == {c: want.get(c) for c in range(1, 31)}
    assert all(one.last < other.first for one, other in pairwise(got))


@given(changes, st.integers(1, 30), st.integers(1, 5))
def test_inserting_and_deleting_columns_changes_nothing_else(
    steps: list[Change], at: int, count: int
) -> None:
    before = made(steps)
    wider = columns.shifted(before, at, count)

    assert [width_at(wider, c) for c in range(at, at + count)] == [None] * count
    assert columns.shifted(wider, at, -count) == before


@given(st.integers(1, 255))
def test_a_width_is_shown_as_it_was_given(characters: int) -> None:
    assert columns.shown_width(columns.file_width(characters)) == characters


def test_a_style_is_put_on_single_columns() -> None:
    got = columns.with_styles((ColumnFormat(1, 3, 9.0),), {2: 7})

    assert got == (ColumnFormat(1, 1, 9.0), ColumnFormat(2, 2, 9.0, 7), ColumnFormat(3, 3, 9.0))
