"""The row of a code set that holds for each claim line on its day of service, looked up in bulk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xlbilling.edits.columns import Days, Mask, Positions, Words
from xlbilling.edits.lines import Lines
from xlbilling.model.codes import NOWHERE, RVU, About, CodeList


@dataclass(frozen=True)
class Listed:
    """What a code set says of the codes in a column.

    Attributes:
        codes: the set.
        first: for each line the first row of its code, whatever the days; NOWHERE where the set
            never had it.
        row: for each line the row that holds on its first day of service; NOWHERE for none.
        days: the lines' first days of service.
    """

    codes: CodeList
    first: Positions
    row: Positions
    days: Days

    @property
    def known(self) -> Mask:
        """Lines whose code the set has, on whatever day."""
        known: Mask = self.first != NOWHERE
        return known

    @property
    def on_the_day(self) -> Mask:
        """Lines whose code the set has on the day of service."""
        there: Mask = self.row != NOWHERE
        return there

    @property
    def outside(self) -> Mask:
        """Lines whose day the release does not speak for, so that it may lack what is right."""
        return outside(self.codes.about, self.days)

    def value(self, name: str, otherwise: object) -> NDArray[Any]:
        """Return what the set says of each line's code on its day, one value a line."""
        values = self.codes.values[name]
        missing = np.array([otherwise], dtype=values.dtype)
        return np.concatenate([values, missing])[self.row]

    def has(self, name: str, *wanted: object) -> Mask:
        """Return the lines of whose code on its day the set says one of some values."""
        values = self.codes.values[name]
        chosen = np.zeros(len(values) + 1, dtype=bool)
        for one in wanted:
            chosen[:-1] |= values == one
        found: Mask = chosen[self.row]
        return found

    def held(self) -> Words:
        """Return words for the days on which a code that is not in use that day is in use."""

        def words(at: Positions) -> list[str]:
            starts, ends = self.codes.starts[self.first[at]], self.codes.ends[self.first[at]]
            return [_span(one, other) for one, other in zip(starts, ends, strict=True)]

        return words


def _span(start: np.datetime64, end: np.datetime64) -> str:
    begun = "" if np.isnat(start) else f" from {start}"
    return begun + ("" if np.isnat(end) else f" to {end}")


def listed(lines: Lines, name: str, column: str = "code") -> Listed | None:
    """Return what a code set says of a column; None where the office has not loaded the set."""
    codes = lines.codes.get(name)
    if not isinstance(codes, CodeList):
        return None
    found = lines.distinct(column)
    first = codes.first(value.upper() for value in found.values.tolist())[found.codes]
    return Listed(codes, first, codes.on(first, lines.first_day), lines.first_day)


def fee_schedule(lines: Lines) -> Listed | None:
    """Return what the national fee schedule says of the lines' codes; None where not loaded."""
    return listed(lines, RVU)


def outside(about: About, days: Days) -> Mask:
    """Return the days that a release does not speak for; it speaks for all where it tells none."""
    out = np.zeros(len(days), dtype=bool)
    if about.first_day:
        out |= days < np.datetime64(about.first_day, "D")
    if about.last_day:
        out |= days > np.datetime64(about.last_day, "D")
    return out
