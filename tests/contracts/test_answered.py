"""Answers beside their contracts: Expected, Variance, Contract, and what can be claimed."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.posting.desk import Desk
from tests.posting.make835 import Claim, Payment, Service, Triplet, file_of

DOS = "2026-02-01"
BESIDE = ("expected_cents", "variance_cents", "contract")


def desk(*, coverage: Any = (), rates: Any = (), claims: int = 1, **more: Any) -> Desk:
    """Claims C1, C2, … of 150.00, insured by Acme, which has agreed to allow 100.00."""
    names = [f"C{n}" for n in range(1, claims + 1)]
    office = Desk.of(
        claims=[
            {"claim_id": name, "line": "1", "patient_id": "P1", "dos_from": DOS, "code": "99213",
             "units": 1, "charge": 150.0, **more}
            for name in names
        ],
        patients=[{"patient_id": "P1", "last": "Rivers", "first": "Ana"}],
        coverage=coverage or [{"patient_id": "P1", "level": "1", "payer_id": "ACME"}],
        rates=rates or [{"payer_id": "ACME", "code": "99213", "rate": 100.0}],
    )  # fmt: skip
    office.charge()
    return office


def answer(paid: int, *cas: Triplet, pcn: str = "C1", **more: Any) -> Claim:
    """An answer to one line of 150.00."""
    return Claim(pcn, 15000, paid, services=[Service("99213", 15000, paid, list(cas), DOS)], **more)


def beside(office: Desk) -> list[tuple[Any, ...]]:
    """Expected, variance and contract of each line, None for a blank."""
    rows = office.cells("remit_lines", *BESIDE)
    return [tuple(None if one is pd.NA else one for one in row) for row in rows]


@pytest.mark.parametrize(
    ("paid", "cas", "variance", "state"),
    [
        (10000, [("CO", "45", 5000)], 0, "AS AGREED"),
        (7000, [("CO", "45", 5000), ("PR", "2", 3000)], 0, "AS AGREED"),
        (7840, [("CO", "45", 5000), ("PR", "2", 2000), ("CO", "253", 160)], 0, "AS AGREED"),
        (9900, [("CO", "45", 5100)], 100, "AS AGREED"),  # one percent, and no more
        (9899, [("CO", "45", 5101)], 101, "UNDERPAID"),
        (10101, [("CO", "45", 4899)], -101, "OVERPAID"),
        (9000, [("CO", "45", 6000), ("CO", "94", -1000), ("PR", "2", 1000)], 0, "OVER-ADJUSTED"),
    ],
)
def test_an_answer_stands_beside_its_contract(
    paid: int, cas: list[Triplet], variance: int, state: str
) -> None:
    office = desk()

    office.take(file_of(Payment([answer(paid, *cas)])))

    assert beside(office) == [(10000, variance, state)]


def test_a_small_rate_may_be_five_cents_off() -> None:
    office = desk(rates=[{"payer_id": "ACME", "code": "99213", "rate": 1.0}])

    office.take(file_of(Payment([answer(95, ("CO", "45", 14905))])))

    assert beside(office) == [(100, 5, "AS AGREED")]


def test_what_can_be_claimed_is_told_by_payer() -> None:
    office = desk(claims=2)
    file = file_of(
        Payment([
            answer(9000, ("CO", "45", 6000)),
            answer(10500, ("CO", "45", 4500), pcn="C2"),
        ])
    )

    plan = office.take(file)

    assert plan.result["claimable"] == {"ACME": "10.00"}
    assert "ACME: $10.00 claimable, allowed below the contract" in plan.lines
    told = {one.id: one.message for one in plan.findings}
    assert told == {
        "UNDERPAID": "ACME allowed $10.00 less than its contract on 1 line",
        "OVERPAID": "ACME allowed $5.00 more than its contract on 1 line",
        "OVER-ADJUSTED": "CO-45 of ACME takes $10.00 more off than charge less contract on 1 line",
    }


def test_a_line_without_a_contract_row_is_never_underpaid() -> None:
    office = desk(rates=[{"payer_id": "BETA", "code": "99213", "rate": 100.0}])

    plan = office.take(file_of(Payment([answer(100, ("CO", "45", 14900))])))

    assert beside(office) == [(None, None, "NO CONTRACT ROW")]
    assert plan.result["claimable"] == {}
    assert plan.findings == ()


def test_a_denied_line_is_left_out() -> None:
    office = desk()

    office.take(file_of(Payment([answer(0, ("CO", "16", 15000))])))

    assert beside(office) == [(None, None, "")]


def test_a_second_payer_is_left_out() -> None:
    coverage = [
        {"patient_id": "P1", "level": "1", "payer_id": "BETA"},
        {"patient_id": "P1", "level": "2", "payer_id": "ACME"},
    ]
    office = desk(coverage=coverage)

    office.take(file_of(Payment([answer(2000, ("OA", "23", 13000), status="2")])))

    assert beside(office) == [(None, None, "")]


def test_rows_that_split_a_line_are_compared_together() -> None:
    office = desk(units=2, rates=[{"payer_id": "ACME", "code": "99213", "rate": 50.0}])
    half = Service("99213", 7500, 4000, [("CO", "45", 3500)], DOS, control="1")

    office.take(file_of(Payment([Claim("C1", 15000, 8000, services=[half, half])])))

    assert beside(office) == [(10000, 2000, "UNDERPAID"), (None, None, "")]


def test_posting_works_the_contract_out_anew() -> None:
    """A rate that was mended after the import, and a row that was keyed by hand."""
    office = desk()
    office.take(file_of(Payment([answer(9000, ("CO", "45", 6000))])))
    assert beside(office) == [(10000, 1000, "UNDERPAID")]
    office.type_in("rates", 2, rate=9000)  # cents

    office.post()

    assert beside(office) == [(9000, 0, "AS AGREED")]
