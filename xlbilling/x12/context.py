"""What the transactions of an interchange share while they are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from xlbilling.x12.numbers import RememberedCents
from xlbilling.x12.segments import Delimiters


@dataclass(slots=True)
class Context:
    """What the transactions of one interchange share; texts once read are remembered.

    ``loop`` gathers the segments of the loop that is open; it is one list for the whole
    interchange, so that a segment that is only kept costs no more than an append.
    """

    source: str
    delimiters: Delimiters
    component: str
    cents: RememberedCents = field(default_factory=RememberedCents)
    codes: set[str] = field(default_factory=set)
    units: dict[str, Decimal] = field(default_factory=dict)
    real_dates: set[str] = field(default_factory=set)
    loop: list[str] = field(default_factory=list)

    def where(self, number: int) -> str:
        """Return the place of a segment as a finding names it."""
        return f"{self.source} segment {number}"
