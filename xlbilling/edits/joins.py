"""Claim lines side by side with the rows of another table: a patient, coverage, payer, provider."""

from __future__ import annotations

from collections.abc import Callable
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xlbilling.edits.columns import Columns, Days, Mask, Positions, Texts, Words
from xlbilling.edits.failing import Failing, Value, first_of_each, positions, taken
from xlbilling.model.codes import NOWHERE
from xlbilling.model.findings import Severity

Pairs = tuple[Positions, Positions]


class Joined:
    """Pairs of a claim line and a row of another table; masks and values are one a pair.

    Args:
        columns: the other table.
        claims: for every claim line, the number of its claim.
        lines: the claim line of each pair, by position.
        rows: the other table's row of each pair, by position.
    """

    def __init__(
        self, columns: Columns, claims: Positions, lines: Positions, rows: Positions
    ) -> None:
        self.columns = columns
        self.claims = claims
        self.lines = lines
        self.rows = rows

    def text(self, name: str) -> Texts:
        """Return a text column, one value a pair."""
        return self.columns.text(name)[self.rows]

    def each(self, name: str, work: Callable[[str], Any], kind: type | str) -> NDArray[Any]:
        """Return what ``work`` makes of every text, done once per distinct value."""
        return self.columns.each(name, work, kind)[self.rows]

    def holds(self, name: str, test: Callable[[str], object]) -> Mask:
        """Return where a text passes a test, asked once per distinct value."""
        return self.columns.holds(name, test)[self.rows]

    def blank(self, name: str) -> Mask:
        """Return where a text column is blank."""
        return self.columns.blank(name)[self.rows]

    def days(self, name: str) -> Days:
        """Return a date column, one day a pair."""
        return self.columns.days(name)[self.rows]

    def of_line(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return values given a claim line each as one a pair."""
        return values[self.lines]

    def codes_shown(self, name: str) -> Words:
        """Return words for short codes; anything else is only measured."""
        shown = self.columns.codes_shown(name)
        return lambda at: shown(self.rows[at])

    def keep(self, mask: Mask) -> Joined:
        """Return only the pairs of a mask."""
        return Joined(self.columns, self.claims, self.lines[mask], self.rows[mask])

    def through(self, name: str, other: Columns, key: str) -> Joined:
        """Return the lines paired with the rows that this table's rows name in a third table."""
        rows = self.columns.match(name, other, key)[self.rows]
        there = rows != NOWHERE
        return Joined(other, self.claims, self.lines[there], rows[there])

    def known(self, name: str, other: Columns, key: str) -> Mask:
        """Return where this table's row names a row that another table has."""
        there: Mask = self.columns.match(name, other, key) != NOWHERE
        return there[self.rows]

    def named(self, name: str, other: Columns, key: str, column: str) -> Texts:
        """Return a text of the row that this table's row names elsewhere, "" for none."""
        rows = self.columns.match(name, other, key)
        texts = np.append(other.text(column), np.array([""], dtype=object))
        return texts[rows][self.rows]

    def says(
        self, mask: Mask, field: str, text: str, severity: Severity | None = None, **values: Value
    ) -> Failing:
        """Return the pairs of a mask as failing: once a claim for each of the table's rows."""
        found = positions(mask)
        at = found[first_of_each(self.claims[self.lines[found]], self.rows[found])]
        return Failing(
            lines=self.lines[at],
            whole_claim=True,
            table=self.columns,
            rows=self.rows[at],
            field=field,
            text=text,
            values=taken(values, at),
            severity=severity,
        )


def join_first(own: Columns, name: str, other: Columns, key: str, claims: Positions) -> Joined:
    """Return the claim lines with the one row each names in another table."""
    rows = own.match(name, other, key)
    lines = positions(rows != NOWHERE)
    return Joined(other, claims, lines, rows[lines])


def join_all(own: Columns, name: str, other: Columns, claims: Positions) -> Joined:
    """Return the claim lines with every row of another table that has the same id."""
    wanted, there = own.distinct(name), other.distinct(name)
    number = {value: n for n, value in enumerate(wanted.values.tolist()) if value}
    numbers = map(number.get, there.values.tolist(), repeat(NOWHERE))
    group = np.fromiter(numbers, dtype=np.intp, count=len(there.values))[there.codes]
    line, row = alike(wanted.codes, group)
    given = ~own.blank(name)[line]
    return Joined(other, claims, line[given], row[given])


def alike(wanted: NDArray[np.integer[Any]], numbers: NDArray[np.integer[Any]]) -> Pairs:
    """Return every pair of a position in one list and one in another that hold the same number.

    The pairs are in the order of the first list, and within it of the second.
    """
    order = np.argsort(numbers, kind="stable")
    starts, counts = _places(wanted, numbers[order])
    first = np.repeat(np.arange(len(wanted)), counts)
    offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return first, order[np.repeat(starts, counts) + offsets]


def _places(wanted: NDArray[np.integer[Any]], known: NDArray[np.integer[Any]]) -> Pairs:
    """Return for each wanted number where it begins among the sorted known ones, and how often.

    Numbers that lie close together, such as those of codes, are counted instead of searched for.
    """
    low, high = (int(known[0]), int(known[-1])) if len(known) else (0, 0)
    if high - low > 4 * (len(wanted) + len(known)):
        starts = np.searchsorted(known, wanted, side="left")
        return starts, np.searchsorted(known, wanted, side="right") - starts
    counts = np.bincount(known - low, minlength=high - low + 2)
    place = np.where((wanted < low) | (wanted > high), high - low + 1, wanted - low)
    return (np.cumsum(counts) - counts)[place], counts[place]
