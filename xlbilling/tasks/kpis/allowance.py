"""The allowance for bad debt by aging, and the roll-forward that its aging must agree with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from xlbilling.model import money
from xlbilling.tasks.kpi import shown

_WHOLE: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Share:
    """What is expected to be lost of one bucket.

    Attributes:
        bucket: its name, such as "31-60".
        owed_cents: the open balances in it.
        rate: percent of them that is expected to be lost.
    """

    bucket: str
    owed_cents: int
    rate: Decimal

    @property
    def cents(self) -> int:
        """What is expected to be lost, half a cent rounded up."""
        lost = Decimal(self.owed_cents) * self.rate / _WHOLE
        return int(lost.quantize(Decimal(1), ROUND_HALF_UP))

    def __str__(self) -> str:
        """Return it as a formula shows it: ``$700,000.00 x 5 %``."""
        return f"{shown(self.owed_cents)} x {self.rate} %"


def shares(
    buckets: Sequence[str], owed_cents: Sequence[int], rates: Sequence[Decimal]
) -> tuple[Share, ...]:
    """Return the share of each bucket; its sum is the allowance (rules AG-7).

    Raises:
        ValueError: there is not one rate for each bucket.
    """
    return tuple(Share(*one) for one in zip(buckets, owed_cents, rates, strict=True))


def allowance_cents(parts: Sequence[Share]) -> int:
    """Return the allowance: each bucket times its rate, summed.

    Source: rules AG-7; Riley-Bruns chapter 7 gives 73,100, Accounting Principles p. 375 24,400.
    """
    return sum(one.cents for one in parts)


def expense_cents(needed_cents: int, held_cents: int, written_off_cents: int) -> int:
    """Return the period's bad-debt expense: what lifts the allowance to what is needed.

    Args:
        needed_cents: the allowance at the end of the period.
        held_cents: the allowance on the books when the period began.
        written_off_cents: bad debt written off in it, which used the allowance up.

    Source: Riley-Bruns chapter 7: 73,100 - (75,000 - 85,000) = 83,100.
    """
    return needed_cents - (held_cents - written_off_cents)


@dataclass(frozen=True, slots=True)
class RollForward:
    """How receivables went from a period's begin to its end, in cents (rules L-3).

    Attributes:
        begin: owed before the period.
        charges: raised by charges.
        payments: lowered by payments.
        contractual: lowered by contractual adjustments.
        adjustments: lowered by other adjustments.
        write_offs: lowered by bad debt, small balances and charity.
        refunds: raised by money given back.
        transfers: moved between owners, which is nothing in sum unless it left receivables.
    """

    begin: int
    charges: int = 0
    payments: int = 0
    contractual: int = 0
    adjustments: int = 0
    write_offs: int = 0
    refunds: int = 0
    transfers: int = 0

    @property
    def end(self) -> int:
        """Owed at the end, by the movements alone."""
        lowered = self.payments + self.contractual + self.adjustments + self.write_offs
        return self.begin + self.charges + self.refunds + self.transfers - lowered

    def proof(self, aged_cents: int) -> str:
        """Return in words how the aging's total stands to the end."""
        return f"the aging shows {shown(aged_cents)}, {money.difference(aged_cents, self.end)}"

    def __str__(self) -> str:
        """Return it as a formula shows it."""
        return (
            f"{shown(self.begin)} + {shown(self.charges)} charges "
            f"- {shown(self.payments)} payments - {shown(self.contractual)} contractual "
            f"- {shown(self.adjustments)} adjusted - {shown(self.write_offs)} written off "
            f"+ {shown(self.refunds)} refunded + {shown(self.transfers)} transferred"
        )
