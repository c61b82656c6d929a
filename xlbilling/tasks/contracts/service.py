"""A service of ours as a contract prices it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

MINUTES: Final = "MJ"
"""Unit type of anesthesia in minutes; contracts price it by base units, which no rate row says."""


@dataclass(frozen=True, slots=True)
class Service:
    """One line of a claim of ours.

    Attributes:
        claim_id: its claim.
        line: its number in the claim.
        code: the procedure, upper case.
        mods: its modifiers, upper case.
        pos: the place of service; "" where nobody said.
        units: how many; a line without a count is one.
        unit_type: UN, MJ for minutes, or "".
        charge_cents: what we charged.
        day: its first day; None where the cell is blank.
        taxonomy: that of who gave the service; "" where it is not on Providers.
    """

    claim_id: str
    line: str
    code: str
    mods: tuple[str, ...]
    pos: str
    units: Decimal
    unit_type: str
    charge_cents: int
    day: date | None
    taxonomy: str = ""


def holds_on(day: date | None, first: date | None, last: date | None) -> bool:
    """Tell whether a row with these days holds on a day; no row holds on an unknown day."""
    return day is not None and (first is None or first <= day) and (last is None or day <= last)
