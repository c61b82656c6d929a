"""What is usual: good, average or poor, by two limits that the office may set."""

from __future__ import annotations

from decimal import Decimal


def standing(value: Decimal, limits: tuple[Decimal, Decimal]) -> str:
    """Return how a figure stands to its benchmark, with the limits it goes by.

    Rising limits mean that less is better: below the first is good, above the second poor.
    Falling ones mean that more is better: from the first on is good, below the second poor.

    Source: medusind for days in AR (35, 50); AAFP for denials (5, 10) and net collection (99, 95).
    """
    first, second = limits
    if first < second:
        if value < first:
            return f"good: below {first}"
        return f"poor: over {second}" if value > second else f"average: {first} to {second}"
    if value >= first:
        return f"good: {first} or more"
    return f"poor: below {second}" if value < second else f"average: {second} to {first}"
