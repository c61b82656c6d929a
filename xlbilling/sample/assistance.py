"""Help and estimates in the sample: its tables, who asked for help, what was estimated."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

_ASK: Final = "Sample office; copy the year's own from aspe.hhs.gov/poverty-guidelines"
_YEAR: Final = 2026
_ONE_PERSON_CENTS: Final = 15_960_00
_EACH_MORE_CENTS: Final = 5_680_00
_LISTED: Final = 4


def _day(text: str) -> date:
    return date.fromisoformat(text)


_TIERS: Final = (("FULL", 0, 150, 100), ("HALF", 150, 200, 50), ("QUARTER", 200, 250, 25))

SCREENINGS: Final[tuple[dict[str, Any], ...]] = (
    {"screening": "FS1", "guarantor_id": "G1007", "date": _day("2026-02-24"), "household_size": 2,
     "yearly_income_cents": 38_400_00, "documents_seen": "two pay stubs, tax return"},
    {"screening": "FS2", "guarantor_id": "G1068", "date": _day("2026-02-26"), "household_size": 1,
     "yearly_income_cents": 71_500_00, "documents_seen": "tax return"},
    {"screening": "FS3", "guarantor_id": "G1015", "date": _day("2026-03-26"), "household_size": 3,
     "yearly_income_cents": 37_900_00, "documents_seen": "pay stubs of February"},
)  # fmt: skip
"""One in the middle tier, one with too much income, one whose help is in full."""

ESTIMATES: Final[tuple[dict[str, Any], ...]] = (
    {"estimate": "GFE1", "patient_id": "P1205", "given_on": _day("2026-01-06"),
     "scheduled_dos": _day("2026-01-09"), "codes": "99396", "amount_cents": 225_00},
    {"estimate": "GFE2", "patient_id": "P1025", "given_on": _day("2026-02-16"),
     "scheduled_dos": _day("2026-02-20"), "codes": "99214, 93000", "amount_cents": 280_00},
    {"estimate": "GFE3", "patient_id": "P1253", "given_on": _day("2026-03-23"),
     "scheduled_dos": _day("2026-04-07"), "codes": "17110", "amount_cents": 180_00},
)  # fmt: skip
"""The first is of claim ``claims.MUCH_MORE_DONE``: much more was done than was foreseen."""


def guideline_rows() -> list[dict[str, Any]]:
    """Return the rows of the Poverty Guidelines table."""
    base: dict[str, Any] = {"year": _YEAR, "region": "48 STATES", "source": _ASK}
    sizes = [
        {
            **base,
            "household_size": size,
            "amount_cents": _ONE_PERSON_CENTS + (size - 1) * _EACH_MORE_CENTS,
        }
        for size in range(1, _LISTED + 1)
    ]
    more = {"household_size": _LISTED, "amount_cents": _EACH_MORE_CENTS, "each_more": "Y"}
    return [*sizes, {**base, **more}]


def tier_rows() -> list[dict[str, Any]]:
    """Return the rows of the Discount Tiers table."""
    return [
        {
            "tier": name,
            "from_percent": first,
            "to_percent": end,
            "discount_percent": percent,
            "adjustment_type": "CHARITY",
        }
        for name, first, end, percent in _TIERS
    ]
