"""What must be there, and add up, before the next payer is billed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.edits.office import book_of
from tests.support import AS_OF
from xlbilling.edits import catalogue, examples
from xlbilling.edits.catalogue import ClaimFinding
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import REGISTRY

EDITS = [REGISTRY.edits[name] for name in ("CV-087", "CV-088")]
CODES = ("99213", "85025", "80053", "36415")

Row = Mapping[str, Any]


def claim(*charges: float) -> list[dict[str, Any]]:
    """Return the lines of one claim with these charges."""
    return [
        {**examples.CLAIM, "line": str(n), "code": code, "charge": charge}
        for n, (code, charge) in enumerate(zip(CODES, charges, strict=False), start=1)
    ]


def answer(row: int, line: str = "", **amounts: Any) -> dict[str, Any]:
    """Return a row of Remit Lines about a line of the claim, or about the claim as a whole."""
    return {
        "batch": "B1",
        "row": float(row),
        "claim_no": 1.0,
        "level": "LINE" if line else "CLAIM",
        "clp02": "1",
        "our_claim": "C1001",
        "our_line": line,
        **amounts,
    }


def adjusted(row: int, *amounts: tuple[str, str, float]) -> list[dict[str, Any]]:
    """Return rows of Remit Adjustments: group, reason and amount."""
    return [
        {"batch": "B1", "row": float(row), "position": float(n), "group": g, "carc": c, "amount": a}
        for n, (g, c, a) in enumerate(amounts, start=1)
    ]


def findings(
    claims: Sequence[Row],
    answers: Sequence[Row],
    adjustments: Sequence[Row],
    **tables: Sequence[Row],
) -> list[ClaimFinding]:
    """Return what CV-087 and CV-088 find on a claim that goes to its second payer."""
    office = {
        **examples.OFFICE,
        "claims": claims,
        "submissions": [{"claim_id": "C1001", "level": "2", "payer_id": "MCAID", "frequency": "1"}],
        "remits": [{"batch": "B1", "payer": "PAY1", "date": "2025-03-20", "status": "POSTED"}],
        "remit_lines": answers,
        "remit_adjustments": adjustments,
        **tables,
    }
    return catalogue.check(Lines(book_of(office), AS_OF), EDITS)


def words(found: Sequence[ClaimFinding]) -> list[tuple[str, str]]:
    return [(one.where, one.words) for one in found]


W16C = claim(43.30, 21.70, 100.80, 11.90)
W16C_ADJUSTED = adjusted(1, ("CO", "45", 123.13), ("OA", "20", 23.36), ("PR", "2", 3.00))


def test_w16c_a_claim_answered_as_a_whole_adds_up() -> None:
    """X12 RFI 2168: 177.70 = paid 28.21 + CO45 123.13 + OA20 23.36 + PR2 3.00."""
    assert findings(W16C, [answer(1, paid=28.21, claim_paid=28.21)], W16C_ADJUSTED) == []


def test_w16c_with_a_reason_missing_is_told_with_the_difference() -> None:
    found = findings(W16C, [answer(1, paid=28.21, claim_paid=28.21)], W16C_ADJUSTED[:2])

    assert [one.edit.id for one in found] == ["CV-087"]
    assert found[0].words == (
        "charges of the claim are $177.70, but the primary payer paid $28.21 and adjusted $146.49,"
        " $3.00 too little; expected charge = paid + adjustments"
    )
    assert found[0].line == ""


W16D = [
    answer(1, "1", paid=40.0, claim_paid=39.15),
    answer(2, "2", paid=15.0, claim_paid=39.15),
    answer(3, "3", paid=21.04, claim_paid=39.15),
    answer(4, billed=0.0, paid=-36.89, claim_paid=39.15),
]
W16D_ADJUSTED = [
    *adjusted(1, ("CO", "42", 3.00)),
    *adjusted(4, ("PR", "1", 21.89), ("PR", "2", 15.00)),
]


def test_w16d_adjustments_of_the_claim_count_on_the_claim_and_those_of_lines_on_lines() -> None:
    """X12 837P COB example 3B: 76.04 - 36.89 = 39.15, and 39.15 + 36.89 + 3.00 = 79.04."""
    assert findings(claim(43.0, 15.0, 21.04), W16D, W16D_ADJUSTED) == []


def test_w16d_with_another_charge_is_told_on_the_line_and_on_the_claim() -> None:
    found = findings(claim(44.0, 15.0, 21.04), W16D, W16D_ADJUSTED)

    assert [(one.edit.id, one.line, one.where.partition("!")[0]) for one in found] == [
        ("CV-087", "1", "Remit Lines"),
        ("CV-087", "", "Remit Lines"),
    ]
    assert (
        "charge is $44.00, but the primary payer paid $40.00 and adjusted $3.00" in found[0].words
    )
    assert "$1.00 too little" in found[0].words


def test_w16e_one_line_paid_and_adjusted_adds_up() -> None:
    """120 - 25 - 15 = 80."""
    adjustments = adjusted(1, ("CO", "42", 25.0), ("PR", "2", 15.0))

    assert findings(claim(120.0), [answer(1, "1", paid=80.0)], adjustments) == []


def test_a_line_answered_twice_stands_as_answered_last() -> None:
    """First denied, then paid; both answers are on the sheet."""
    again = {"batch": "B2", "claim_no": 1.0}
    answers = [answer(1, "1", paid=0.0), {**answer(1, "1", paid=80.0), **again}]
    adjustments = [
        *adjusted(1, ("CO", "16", 125.0)),
        {**adjusted(1, ("CO", "45", 45.0))[0], "batch": "B2"},
    ]
    remits = [
        {"batch": "B1", "payer": "PAY1", "date": "2025-03-20"},
        {"batch": "B2", "payer": "PAY1", "date": "2025-04-20"},
    ]

    assert findings(claim(125.0), answers, adjustments, remits=remits) == []


def test_a_line_split_into_two_rows_is_added_up() -> None:
    answers = [answer(1, "1", paid=50.0), answer(2, "1", paid=30.0)]

    assert findings(claim(125.0), answers, adjusted(2, ("CO", "45", 45.0))) == []


def test_a_claim_answered_in_two_parts_adds_up_part_by_part() -> None:
    answers = [
        answer(1, "1", paid=80.0, claim_paid=80.0),
        {**answer(2, "2", paid=20.0, claim_paid=20.0), "claim_no": 2.0},
    ]

    assert findings(claim(80.0, 20.0), answers, []) == []


def test_an_answer_about_a_line_that_is_not_on_the_sheet_asks_for_its_match() -> None:
    found = findings(claim(125.0), [answer(1, "7", paid=125.0)], [])

    assert [(one.edit.id, one.line) for one in found] == [("CV-088", "1")]
    assert "does not answer this line" in found[0].words


def test_the_third_payer_needs_the_answers_of_both_before() -> None:
    third = [{"claim_id": "C1001", "level": "3", "payer_id": "MCARE", "frequency": "1"}]
    second = {**examples.COVERAGE, "level": "2", "payer_id": "MCAID"}
    coverage = [examples.COVERAGE, second]
    found = findings(
        claim(125.0), [answer(1, "1", paid=125.0)], [], submissions=third, coverage=coverage
    )

    assert [one.words for one in found] == [
        "the claim is to go on without a remittance of the secondary payer; expected one first"
    ]


def test_findings_name_no_patient() -> None:
    found = findings(claim(44.0, 15.0, 21.04), W16D, W16D_ADJUSTED)

    assert not any("Sample" in one.message for one in found)


CENTS = st.integers(0, 50_000)


@settings(max_examples=60)
@given(
    paid=st.lists(CENTS, min_size=1, max_size=4),
    reduced=st.lists(CENTS, min_size=4, max_size=4),
    apart=st.sampled_from([-100, -1, 0, 0, 1, 100]),
    by_hand=st.booleans(),
)
def test_lines_add_up_exactly_if_each_charge_is_what_was_paid_and_adjusted(
    paid: list[int], reduced: list[int], apart: int, *, by_hand: bool
) -> None:
    """The first line's charge is apart by some cents; adjustments by rows, or keyed by hand."""
    charges = [p + r for p, r in zip(paid, reduced, strict=False)]
    charges[0] += apart
    answers = []
    adjustments: list[dict[str, Any]] = []
    for n, (p, r) in enumerate(zip(paid, reduced, strict=False), start=1):
        keyed = {"contractual": r / 100} if by_hand else {}
        answers.append(answer(n, str(n), paid=p / 100, **keyed))
        adjustments += [] if by_hand else adjusted(n, ("CO", "45", r / 100))
    found = findings(claim(*(cents / 100 for cents in charges)), answers, adjustments)

    assert [one.line for one in found] == (["1", ""] if apart else [])


@pytest.mark.parametrize("state", ["UNDONE", "DUPLICATE"])
def test_a_batch_that_does_not_stand_answers_nothing(state: str) -> None:
    remits = [{"batch": "B1", "payer": "PAY1", "date": "2025-03-20", "status": state}]
    found = findings(claim(125.0), [answer(1, "1", paid=125.0)], [], remits=remits)

    assert [one.edit.id for one in found] == ["CV-088"]
