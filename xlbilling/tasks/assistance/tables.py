"""The office's own tables of financial help: poverty guidelines by year, and discount tiers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import pandas as pd

from xlbilling.model.tables import Snapshot

REGION: Final = "48 STATES"
"""The guideline of all states but Alaska and Hawaii."""
WHERE: Final = "aspe.hhs.gov/poverty-guidelines"


@dataclass(frozen=True, slots=True)
class Guideline:
    """One row of Poverty Guidelines; ``each_more`` for the row of every further person."""

    year: int
    region: str
    size: int
    cents: int
    each_more: bool


@dataclass(frozen=True, slots=True)
class Tier:
    """One row of Discount Tiers; it holds from ``first`` up to, and not with, ``end``."""

    name: str
    first: float  # percent of the poverty line, not money
    end: float  # percent of the poverty line, not money
    percent: float  # of the balance, not money
    adjustment_type: str


def guidelines(book: Snapshot) -> list[Guideline]:
    """Return the whole rows of Poverty Guidelines; one that lacks a figure is left out."""
    frame = book.frame("poverty_guidelines").dropna(
        subset=["year", "household_size", "amount_cents"]
    )
    return [
        Guideline(
            int(row["year"]),
            row["region"],
            int(row["household_size"]),
            int(row["amount_cents"]),
            row["each_more"].upper() == "Y",
        )
        for row in frame.to_dict("records")
        if row["amount_cents"] > 0
    ]


def tiers(book: Snapshot) -> list[Tier]:
    """Return the whole rows of Discount Tiers, by where they begin."""
    frame = book.frame("discount_tiers").dropna(subset=["from_percent", "discount_percent"])
    found = [_tier(row) for row in frame.to_dict("records")]
    return sorted(found, key=lambda one: one.first)


def _tier(row: Mapping[Any, Any]) -> Tier:
    end = math.inf if pd.isna(row["to_percent"]) else row["to_percent"]
    percent = min(100.0, max(0.0, row["discount_percent"]))  # of a balance, not money
    return Tier(row["tier"], row["from_percent"], end, percent, row["adjustment_type"])


def overlapping(known: Sequence[Tier]) -> list[str]:
    """Return the names of tiers that begin before the one before them ends."""
    return [later.name for one, later in pairwise(known) if later.first < one.end]


def line_of(known: Sequence[Guideline], year: int, region: str, size: int) -> int | None:
    """Return the poverty line of a household in cents; None where the table does not say it."""
    own = [one for one in known if one.year == year and one.region in {"", region}]
    sizes = {one.size: one.cents for one in own if not one.each_more}
    if size in sizes:
        return sizes[size]
    more = next((one.cents for one in own if one.each_more), None)
    largest = max((one for one in sizes if one < size), default=None)
    if more is None or largest is None or any(one > size for one in sizes):
        return None
    return sizes[largest] + (size - largest) * more


def tier_of(known: Sequence[Tier], income_cents: int, line_cents: int) -> Tier | None:
    """Return the tier of an income, compared without rounding; None for none."""
    percent = income_cents * 100
    for one in known:
        is_below = one.end == math.inf or percent < one.end * line_cents
        if percent >= one.first * line_cents and is_below:
            return one
    return None
