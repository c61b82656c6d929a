"""How a payer's answer to a line differs from its contract: rules.md UP-2 and UP-3."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from xlbilling.tasks.contracts.expected import Expected

_LEAST_CENTS: Final = 5
_PERCENT: Final = 1


class State(StrEnum):
    """What stands under Contract on Remit Lines."""

    AS_AGREED = "AS AGREED"
    UNDERPAID = "UNDERPAID"
    OVERPAID = "OVERPAID"
    NO_ROW = "NO CONTRACT ROW"
    OVER_ADJUSTED = "OVER-ADJUSTED"


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a payer's answer allows for a line, its split rows together.

    Attributes:
        cents: paid, the patient's share, and sequestration added back (CO-253).
        contractual_cents: what CO-45 takes off.
        charge_cents: what we charged.
    """

    cents: int
    contractual_cents: int
    charge_cents: int


@dataclass(frozen=True, slots=True)
class Compared:
    """A line's answer beside its contract; amounts are None without a contract row.

    Attributes:
        variance_cents: expected less allowed; positive is underpaid.
        over_adjusted_cents: how much more CO-45 takes off than the contract lets it.
    """

    state: State
    expected_cents: int | None = None
    variance_cents: int | None = None
    over_adjusted_cents: int = 0

    @property
    def claimable_cents(self) -> int:
        """What can be claimed from the payer: the variance of an underpaid line."""
        return (self.variance_cents or 0) if self.state is State.UNDERPAID else 0


def compare(allowed: Allowed, expected: Expected | None) -> Compared:
    """Return how an answer differs from what was agreed.

    More than five cents and more than one percent of what was expected are a difference. An
    underpaid line is told as such also where CO-45 is what made it so.
    """
    if expected is None:
        return Compared(State.NO_ROW)
    variance = expected.cents - allowed.cents
    over = allowed.contractual_cents - (allowed.charge_cents - expected.cents)
    is_over = over > 0 and _matters(over, expected.cents)
    state = State.AS_AGREED
    if _matters(variance, expected.cents):
        state = State.UNDERPAID if variance > 0 else State.OVERPAID
    if is_over and state is not State.UNDERPAID:
        state = State.OVER_ADJUSTED
    return Compared(state, expected.cents, variance, over if is_over else 0)


def _matters(cents: int, expected: int) -> bool:
    """Tell whether a difference is above max(0.05, 1 %), in whole hundredths of a cent."""
    return abs(cents) * 100 > max(_LEAST_CENTS * 100, expected * _PERCENT)
