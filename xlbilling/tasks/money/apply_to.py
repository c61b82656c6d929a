"""What a receipt is for, as its Apply To says: a claim, a day of service, or the oldest lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from xlbilling.edits.receipts import day_named

OLDEST: Final = "OLDEST"


@dataclass(frozen=True, slots=True)
class Target:
    """What a receipt is for: a claim, a day, the oldest lines, or words that say none of them."""

    claim_id: str = ""
    day: date | None = None
    unknown: str = ""

    @property
    def is_oldest(self) -> bool:
        """Whether it goes over the oldest lines."""
        return not self.claim_id and self.day is None and not self.unknown


def target(apply_to: str, claims: dict[str, Any]) -> Target:
    """Return what a receipt is for.

    Args:
        apply_to: the text of the cell; blank is OLDEST.
        claims: our claims by upper-case id, each as it is written.
    """
    text = apply_to.strip()
    if not text or text.upper() == OLDEST:
        return Target()
    if text.upper() in claims:
        return Target(claim_id=claims[text.upper()])
    day: date | None = day_named(text).astype(object)
    return Target(day=day) if day else Target(unknown=text)
