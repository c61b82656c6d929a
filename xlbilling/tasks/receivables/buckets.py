"""Aging schemes as data: which bucket an age in days falls into."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

import narwhals.stable.v2 as nw

from xlbilling.model.errors import RefusedError


@dataclass(frozen=True, slots=True)
class Scheme:
    """How ages are cut into buckets.

    Attributes:
        name: as the Settings sheet says it.
        tops: the last day of each bucket but the open one, rising.
    """

    name: str
    tops: tuple[int, ...]

    @property
    def buckets(self) -> tuple[str, ...]:
        """The buckets' names, youngest first: ``0-30`` … ``121+``."""
        starts = (0, *(top + 1 for top in self.tops))
        closed = (f"{low}-{high}" for low, high in zip(starts, self.tops, strict=False))
        return (*closed, f"{starts[-1]}+")

    def position_over(self, days: int) -> int | None:
        """Return from which bucket on a balance is older than so many days.

        None where no bucket begins on the day after, so that the share cannot be told.
        """
        return self.tops.index(days) + 1 if days in self.tops else None

    def position(self, age_days: nw.Expr) -> nw.Expr:
        """Return the bucket's position of an age in days; a date in the future is in the first.

        Source: rules AG-2: 30 falls into 0-30, 31 into 31-60.
        """
        older = ((age_days > top).cast(nw.Int64) for top in self.tops)
        return nw.sum_horizontal(*older)

    def bucket(self, age_days: int) -> str:
        """Return the name of the bucket of one age in days."""
        return self.buckets[bisect_left(self.tops, age_days)]


SCHEMES: Final[dict[str, Scheme]] = {
    scheme.name: scheme
    for scheme in (
        Scheme("30", (30, 60, 90, 120)),
        Scheme("30-90", (30, 60, 90)),
        Scheme("30-180", (30, 60, 90, 120, 150, 180)),
    )
}
STANDARD: Final = SCHEMES["30"]


def scheme_named(name: str) -> Scheme:
    """Return the scheme of a name, or the one that last days such as ``15,45,90`` make.

    Raises:
        RefusedError: it is neither.
    """
    wanted = name.strip().upper()
    if wanted in SCHEMES:
        return SCHEMES[wanted]
    parts = wanted.replace(" ", "").split(",")
    tops = tuple(int(part) for part in parts if part.isascii() and part.isdigit())
    if len(parts) < 2 or len(tops) != len(parts) or sorted(set(tops)) != list(tops):
        raise RefusedError(
            f"aging scheme '{name[:30]}' is not known",
            id="SCHEME-UNKNOWN",
            fix=f"choose one of {', '.join(SCHEMES)}, or give rising last days such as 15,45,90",
        )
    return Scheme(",".join(parts), tops)
