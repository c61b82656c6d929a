"""Key figures against the published samples (examples W17 to W19)."""

from __future__ import annotations

from decimal import Decimal

from xlbilling.tasks import kpi


def test_days_in_ar_of_the_published_sample() -> None:
    """W17: receivables 70,000, credits 5,000, charges 600,000 in 365 days are 39.54 days."""
    figure = kpi.days_in_ar(70_000_00, 5_000_00, 600_000_00, 365)

    assert figure.value == Decimal("39.5417")
    assert "$70,000.00 owed - $5,000.00 credits" in figure.formula


def test_net_collection_of_the_published_sample() -> None:
    """W18: (500,000 - 14,000) / (850,000 - 350,000) are 97.2 percent."""
    figure = kpi.net_collection(500_000_00, 14_000_00, 850_000_00, 350_000_00)

    assert figure.value == Decimal("97.2000")


def test_denial_rate_of_the_published_sample() -> None:
    """W19: 10,000 of 100,000 are 10 percent."""
    assert kpi.denial_rate(10_000_00, 100_000_00).value == 10


def test_dividing_by_nothing_gives_a_blank_with_its_reason() -> None:
    figures = [
        kpi.days_in_ar(100, 0, 0, 90),
        kpi.net_collection(100, 0, 500, 500),
        kpi.gross_collection(100, 0),
        kpi.denial_rate(1, 0),
        kpi.clean_claims(0, 0),
    ]

    assert [figure.value for figure in figures] == [None] * 5
    assert all(figure.reason for figure in figures)
