"""Key figures against the published samples (examples W17 to W19), and each variant's formula."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xlbilling.tasks.kpi import Kpi, Unit
from xlbilling.tasks.kpis import benchmarks, claims, collected, days_owed, lags


def test_days_in_ar_of_the_published_sample() -> None:
    """
    W17      receivables  70,000   credits 5,000
             charges     600,000 in 365 days
    days     39.54
    """
    figure = days_owed.days_in_ar(70_000_00, 5_000_00, 600_000_00, 365)

    assert figure.value == Decimal("39.5417")
    assert figure.unit is Unit.DAYS
    assert figure.formula == (
        "($70,000.00 owed - $5,000.00 credits) / ($600,000.00 charges / 365 days)"
    )


def test_net_collection_of_the_published_sample() -> None:
    """
    W18      payments 500,000   given back   14,000
             charges  850,000   contractual 350,000
    percent  97.2
    """
    figure = collected.net_collection(500_000_00, 14_000_00, 850_000_00, 350_000_00)

    assert figure.value == Decimal("97.2000")
    assert "$500,000.00 payments - $14,000.00 given back" in figure.formula


def test_denial_rate_of_the_published_sample() -> None:
    """W19: 10,000 of 100,000 are 10 percent."""
    assert claims.denial_rate(10_000_00, 100_000_00).value == 10


def test_variants_of_days_in_ar_differ_as_their_names_say() -> None:
    """
    owed 70,000, credits 5,000; charges of 365 days 600,000, contractual 200,000

    credits left out        70,000 / (600,000 / 365)             42.58
    PMH, 3 months of 30     65,000 / (150,000 / 90)              39.00
    MGMA                    65,000 / (600,000 x 1/365)           39.54
    MGMA adjusted           65,000 / (400,000 x 1/365)           59.31
    HFMA net                40,000 / (100,000 / 90)              36.00
    """
    figures = [
        days_owed.days_in_ar_not_netted(70_000_00, 600_000_00, 365),
        days_owed.days_in_ar_by_months(65_000_00, 150_000_00, 3, 30),
        days_owed.days_in_ar_of_a_year(65_000_00, 600_000_00),
        days_owed.days_in_ar_adjusted(65_000_00, 600_000_00, 200_000_00),
        days_owed.days_in_ar_net(40_000_00, 100_000_00, 90, ("net AR", "net revenue")),
    ]

    assert [str(one.value) for one in figures] == [
        "42.5833", "39.0000", "39.5417", "59.3125", "36.0000",
    ]  # fmt: skip
    assert len({one.name for one in figures}) == len(figures)
    assert {one.unit for one in figures} == {Unit.DAYS}


def test_shares_are_in_percent() -> None:
    """
    remittance denials   5 of 200 claims                          2.5
    first-pass pay     180 of 200                                90
    resolution         190 of 200                                95
    clean              190 of 200; IDX 190 / (190 + 10)           95, 95
    over 90             12,000 of 80,000 billed                   15
    cost             1,000 a month x 12 / 365 x 365 of 240,000     5
    point of service     3,000 of 12,000                          25
    bad debt, charity    6,000 and 3,000 of 600,000                1, 0.5
    underpaid              250 of 10,000 expected                  2.5
    """
    figures = [
        claims.remittance_denials(5, 200),
        claims.first_pass_pay(180, 200),
        claims.first_pass_resolution(190, 200),
        claims.clean_claims(190, 200),
        claims.accepted_claims(190, 10),
        claims.over_90(12_000_00, 80_000_00),
        collected.cost_to_collect(1_000_00, 365, 240_000_00),
        collected.pos_cash(3_000_00, 12_000_00, 0),
        collected.bad_debt(6_000_00, 600_000_00),
        collected.charity(3_000_00, 600_000_00),
        claims.underpaid(250_00, 10_000_00),
    ]

    want = ["2.5", "90", "95", "95", "95", "15", "5", "25", "1", "0.5", "2.5"]
    assert [one.value for one in figures] == list(map(Decimal, want))
    assert {one.unit for one in figures} == {Unit.PERCENT}


def test_lags_are_medians_of_days() -> None:
    assert lags.charge_lag([0, 9, 2]).value == 2
    assert lags.bill_lag([1, 4]).value == Decimal("2.5")
    assert lags.payment_lag([14]).formula == "median of 1 claim, 14 to 14 days each"


def test_dividing_by_nothing_gives_a_blank_with_its_reason() -> None:
    figures = [
        days_owed.days_in_ar(100, 0, 0, 90),
        days_owed.days_in_ar_not_netted(100, 0, 90),
        days_owed.days_in_ar_by_months(100, 0, 3, 30),
        days_owed.days_in_ar_by_months(100, 100, 0, 30),
        days_owed.days_in_ar_of_a_year(100, 0),
        days_owed.days_in_ar_adjusted(100, 500, 500),
        days_owed.days_in_ar_net(100, 0, 90, ("", "")),
        collected.net_collection(100, 0, 500, 500),
        collected.net_collection(100, 0, 500, 501),
        collected.gross_collection(100, 0),
        collected.cost_to_collect(0, 90, 100),
        collected.cost_to_collect(100, 90, 0),
        collected.pos_cash(0, 0, 7),
        collected.bad_debt(1, 0),
        collected.charity(1, 0),
        claims.denial_rate(1, 0),
        claims.remittance_denials(0, 0),
        claims.clean_claims(0, 0),
        claims.accepted_claims(0, 0),
        claims.first_pass_pay(0, 0),
        claims.first_pass_resolution(0, 0),
        claims.over_90(0, 0),
        claims.underpaid(0, 0),
        lags.charge_lag([]),
        lags.bill_lag([]),
        lags.payment_lag([]),
    ]

    assert {figure.value for figure in figures} == {None}
    assert all(figure.reason and figure.formula for figure in figures)


def test_nothing_of_something_is_zero_not_blank() -> None:
    assert claims.denial_rate(0, 100).value == 0
    assert claims.denial_rate(0, 100).reason == ""


def test_a_blank_without_a_reason_cannot_be_made() -> None:
    with pytest.raises(AssertionError, match="reason"):
        Kpi("Days in AR", None, "nothing")


@pytest.mark.parametrize(
    ("value", "limits", "word"),
    [
        ("34.9999", (35, 50), "good: below 35"),
        ("35", (35, 50), "average: 35 to 50"),
        ("50", (35, 50), "average: 35 to 50"),
        ("50.0001", (35, 50), "poor: over 50"),
        ("99", (99, 95), "good: 99 or more"),
        ("98.9999", (99, 95), "average: 95 to 99"),
        ("95", (99, 95), "average: 95 to 99"),
        ("94.9999", (99, 95), "poor: below 95"),
    ],
)
def test_a_figure_stands_to_its_benchmark(value: str, limits: tuple[int, int], word: str) -> None:
    """Medusind: under 35 days good, 35 to 50 average, over 50 poor; AAFP: 95 to 99 percent."""
    low, high = map(Decimal, limits)

    assert benchmarks.standing(Decimal(value), (low, high)) == word
