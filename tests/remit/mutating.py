"""Damage at random: bytes replaced, lost and put in."""

from __future__ import annotations

from hypothesis import strategies as st

Edits = list[tuple[int, int, bytes]]


def edits() -> st.SearchStrategy[Edits]:
    """Give up to six changes: where, how many bytes go, and what comes instead."""
    one = st.tuples(st.integers(0, 5000), st.integers(0, 4), st.binary(min_size=0, max_size=4))
    return st.lists(one, min_size=1, max_size=6)


def amounts() -> st.SearchStrategy[Edits]:
    """Give changes of one character by a digit, a point or a minus: most stay readable."""
    one = st.tuples(
        st.integers(0, 5000), st.just(1), st.sampled_from([b"0", b"1", b"9", b".", b"-"])
    )
    return st.lists(one, min_size=1, max_size=3)


def mutated(whole: bytes, changes: Edits) -> bytes:
    """Return content with each change made in turn."""
    for place, length, put in changes:
        at = place % (len(whole) + 1)
        whole = whole[:at] + put + whole[at + length :]
    return whole
