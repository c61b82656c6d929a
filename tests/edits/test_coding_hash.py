"""A claim's hash changes exactly when its coding does, however rows are sorted and typed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.edits.office import book_of
from tests.support import AS_OF
from xlbilling.edits import examples
from xlbilling.edits.coding_hash import FIELDS, claim_hashes, fields, line_codings, shown_hash
from xlbilling.edits.lines import Lines

FIRST: dict[str, Any] = {**examples.CLAIM, "mod1": "25"}
SECOND: dict[str, Any] = {**examples.CLAIM, "line": "2", "code": "85025", "dx3": "M545"}


def lines(*rows: dict[str, Any]) -> Lines:
    return Lines(book_of({"claims": rows}), AS_OF)


def hashes(*rows: dict[str, Any]) -> list[int]:
    return [int(number) for number in claim_hashes(lines(*rows))]


def coding(**changes: Any) -> str:
    return str(line_codings(lines({**FIRST, **changes}))[0])


def test_a_lines_coding_reads_as_a_biller_would_say_it() -> None:
    assert coding() == "99213|25|1,2|1|125.00|11|2025-03-04|2025-03-04|E119 I10"
    assert fields(coding())["diagnoses"] == "E119 I10"
    assert tuple(fields(coding())) == FIELDS


SAME: list[dict[str, Any]] = [
    {"dx1": "E11.9"},
    {"dx1": "e119"},
    {"pointers": "A,B"},
    {"pointers": "AB"},
    {"mod1": None, "mod2": "25"},
    {"mod1": "25", "dos_to": None},
    {"unit_type": None},
    {"code": "99213", "note": "called", "status": "SENT", "auth": "A1"},
]
OTHER: list[dict[str, Any]] = [
    {"code": "99214"},
    {"mod1": "59"},
    {"mod2": "59"},
    {"mod1": None},
    {"pointers": "2,1"},
    {"pointers": "?"},
    {"dx1": "I10", "dx2": "E119"},
    {"dx2": None, "dx3": "I10"},
    {"dx2": None},
    {"units": 2.0},
    {"units": None},
    {"unit_type": "MJ"},
    {"charge": 125.01},
    {"charge": None},
    {"charge": 0.0},
    {"dos_from": "2025-03-03"},
    {"dos_to": "2025-03-05"},
    {"pos": "22"},
]


@pytest.mark.parametrize("change", SAME, ids=str)
def test_the_same_typed_otherwise_is_no_change(change: dict[str, Any]) -> None:
    assert coding(**change) == coding()
    assert hashes({**FIRST, **change}) == hashes(FIRST)


@pytest.mark.parametrize("change", OTHER, ids=str)
def test_every_part_of_the_coding_counts(change: dict[str, Any]) -> None:
    assert coding(**change) != coding()
    assert hashes({**FIRST, **change}) != hashes(FIRST)


def test_the_order_of_rows_is_no_part_of_the_claims_hash() -> None:
    assert hashes(FIRST, SECOND) == hashes(SECOND, FIRST)
    assert len(set(hashes(FIRST, SECOND))) == 1


def test_two_lines_that_change_places_change_the_claim() -> None:
    swapped = ({**FIRST, "line": "2"}, {**SECOND, "line": "1"})

    assert hashes(*swapped)[0] != hashes(FIRST, SECOND)[0]


def test_a_line_more_changes_its_claim_and_no_other() -> None:
    other = {**FIRST, "claim_id": "C2"}
    before, after = hashes(FIRST, other), hashes(FIRST, other, SECOND)

    assert after[0] != before[0]
    assert after[1] == before[1]


def test_the_claims_id_is_no_part_so_that_a_claim_keeps_its_hash_under_a_new_id() -> None:
    assert hashes(FIRST)[0] == hashes({**FIRST, "claim_id": "C2"})[0]


def test_a_hash_is_kept_as_sixteen_digits_for_ever_the_same() -> None:
    """Workbooks keep it: another number for the same claim would call every claim changed."""
    assert shown_hash(hashes({**examples.CLAIM})[0]) == "a8633f20c1b6b8aa"
    assert shown_hash(1) == "0000000000000001"


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(OTHER + SAME + [{}]), min_size=1, max_size=5),
    st.lists(st.sampled_from(OTHER + SAME + [{}]), min_size=1, max_size=5),
)
def test_claims_have_one_hash_exactly_if_their_lines_read_alike(
    one: list[dict[str, Any]], two: list[dict[str, Any]]
) -> None:
    rows = [
        {**FIRST, **change, "claim_id": claim_id, "line": str(n)}
        for claim_id, changes in (("C1", one), ("C2", two))
        for n, change in enumerate(changes)
    ]
    codings = line_codings(lines(*rows)).tolist()
    first, last = hashes(*rows)[0], hashes(*rows)[-1]

    assert (first == last) == (codings[: len(one)] == codings[len(one) :])


def test_an_empty_sheet_has_no_codings() -> None:
    assert line_codings(lines()).tolist() == []
    assert hashes() == []
