"""The allowance by aging against the textbooks (W20, W21), and the roll-forward beside it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xlbilling.tasks.kpis import allowance
from xlbilling.tasks.kpis.allowance import RollForward
from xlbilling.tasks.receivables.buckets import STANDARD


def shares(dollars: list[int], rates: list[str]) -> tuple[allowance.Share, ...]:
    cents = [each * 100 for each in dollars]
    return allowance.shares(STANDARD.buckets, cents, list(map(Decimal, rates)))


def test_allowance_and_roll_forward_of_riley_bruns() -> None:
    """
    W20   begin 960,000 + revenue 10,185,000 - collected 10,120,000 - written off 85,000 = 940,000
          0-30 700,000 x 5 %    31-60 120,000 x 8 %   61-90 80,000 x 20 %
          91-120 30,000 x 25 %   121+ 10,000 x 50 %
          allowance 73,100; with 75,000 on the books before, expense 83,100
    """
    parts = shares([700_000, 120_000, 80_000, 30_000, 10_000], ["5", "8", "20", "25", "50"])
    rolled = RollForward(960_000_00, 10_185_000_00, 10_120_000_00, write_offs=85_000_00)

    assert allowance.allowance_cents(parts) == 73_100_00
    assert allowance.expense_cents(73_100_00, 75_000_00, 85_000_00) == 83_100_00
    assert rolled.end == 940_000_00 == sum(one.owed_cents for one in parts)
    assert rolled.proof(940_000_00) == "the aging shows $940,000.00, no difference"
    assert str(parts[0]) == "$700,000.00 x 5 %"


def test_allowance_of_accounting_principles() -> None:
    """W21: 560,000/252,000/4,000/800/11,200 at 1/5/10/25/50 percent are 24,400."""
    parts = shares([560_000, 252_000, 4_000, 800, 11_200], ["1", "5", "10", "25", "50"])

    assert allowance.allowance_cents(parts) == 24_400_00


def test_a_roll_forward_that_is_off_says_by_how_much() -> None:
    rolled = RollForward(100_00, charges=50_00, payments=30_00, contractual=10_00, refunds=5_00)

    assert rolled.end == 115_00
    assert rolled.proof(100_00) == "the aging shows $100.00, $15.00 too little"


def test_half_a_cent_of_a_bucket_is_rounded_up() -> None:
    (share,) = allowance.shares(["0-30"], [10], [Decimal(5)])

    assert share.cents == 1


def test_every_bucket_has_one_rate() -> None:
    with pytest.raises(ValueError, match="shorter"):
        shares([1, 2, 3, 4, 5], ["5", "8"])
