"""A remittance's nouns answer from what was sent, and say None where nothing was."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date
from decimal import Decimal

import pytest

from xlbilling.model.remittance import ClaimPayment, Payment, ServicePayment
from xlbilling.model.segments import Amount, Loop, Procedure, day_of


def _claim(*texts: str, status: str = "1") -> ClaimPayment:
    loop = Loop(10, ("CLP*C1", *texts))
    return ClaimPayment("C1", status, 100, 100, 0, "", "", "", "", (), (), (), loop)


def _line(*texts: str) -> ServicePayment:
    loop = Loop(20, ("SVC*HC:1", *texts))
    one = Decimal(1)
    return ServicePayment(
        Procedure("HC", "1"), 0, 0, one, one, None, "", (), (Amount("B6", 5, 21),), loop
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [("20240229", date(2024, 2, 29)), ("20230229", None), ("2024", None), ("", None), ("2024013x", None), ("00000000", None)],
)  # fmt: skip
def test_a_day_is_real_or_none(text: str, day: date | None) -> None:
    assert day_of(text) == day


def test_a_claim_says_none_for_what_was_not_sent() -> None:
    claim = _claim()

    assert (claim.patient, claim.subscriber, claim.corrected, claim.crossover) == (None,) * 4
    assert (claim.statement_from, claim.received_on, claim.first_service_on) == (None,) * 3
    assert (claim.references, claim.dates, claim.remarks, claim.parties) == ((), (), (), ())
    assert not claim.is_crossed_over


@pytest.mark.parametrize("status", ["19", "20", "21"])
def test_a_forwarded_status_means_crossed_over_without_a_named_payer(status: str) -> None:
    assert _claim(status=status).is_crossed_over


def test_a_named_next_payer_means_crossed_over() -> None:
    assert _claim("NM1*TT*2*NEXT PLAN*****PI*7").is_crossed_over


def test_a_bad_date_gives_way_to_a_good_one() -> None:
    line = _line("DTM*472*20241301", "DTM*150*20240105")

    assert line.service_from == date(2024, 1, 5)
    assert line.service_to == date(2024, 1, 5)


def test_the_first_of_two_dates_of_a_kind_counts() -> None:
    assert _line("DTM*472*20240105", "DTM*472*20240106").service_from == date(2024, 1, 5)


def test_parts_know_their_segment() -> None:
    claim = _claim("NM1*QC*1*ROE", "REF*1L*G", "DTM*232*20240101")

    assert claim.segment == 10
    assert claim.patient is not None
    assert (claim.patient.segment, claim.references[0].segment, claim.dates[0].segment) == (
        11,
        12,
        13,
    )


def test_the_cells_of_one_sheet_row_share_its_number() -> None:
    loop = Loop(7, ("SVC", "REF*6R*A", "REF*6R*B"), step=0)

    assert [number for number, _ in loop.rows("REF")] == [7, 7]


def test_a_line_without_a_control_number_says_so_with_empty_text() -> None:
    assert _line().line_control_number == ""
    assert _line("REF*6R*L1").line_control_number == "L1"
    assert _line().allowed_cents == 5


def test_nothing_can_be_changed() -> None:
    payment = Payment(100)
    with pytest.raises(FrozenInstanceError):
        payment.cents = 200  # type: ignore[misc]

    assert payment.cents == 100
