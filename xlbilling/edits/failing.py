"""What an edit gives back: the rows that fail it, each with its cell and its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xlbilling.edits.columns import Columns, Mask, Positions, Words
from xlbilling.model.findings import Severity

Value = Words | NDArray[np.object_]
"""A message value: one for each row, or how to word it once the failing rows are known."""


@dataclass(frozen=True, kw_only=True)
class Failing:
    """Rows that fail an edit at one column.

    Attributes:
        lines: positions of the claim lines concerned.
        whole_claim: the finding is the claim's, not one line's.
        table: the columns of the table that holds the cell to mend.
        rows: the positions of those cells' rows in that table, one for each line.
        field: the code name of the cell's column.
        text: what is, and what was expected, with ``{names}`` of the values.
        values: for each name, a text for each line.
        severity: how grave these rows are where that is not the edit's own.
    """

    lines: Positions
    whole_claim: bool
    table: Columns
    rows: Positions
    field: str
    text: str
    values: Mapping[str, Sequence[str]]
    severity: Severity | None = None

    def words(self) -> list[str]:
        """Return the message of each failing row, without claim and cell."""
        if not self.values:
            return [self.text.format()] * len(self.lines)
        names = list(self.values)
        rows = zip(*self.values.values(), strict=True)
        return [self.text.format(**dict(zip(names, row, strict=True))) for row in rows]


def taken(values: Mapping[str, Value], at: Positions) -> dict[str, Sequence[str]]:
    """Return the message values of the failing rows only; the others are never worded."""
    if not len(at):
        return {}
    return {
        name: value(at) if callable(value) else [str(one) for one in value[at]]
        for name, value in values.items()
    }


def positions(mask: Mask) -> Positions:
    """Return where a mask is set."""
    return np.flatnonzero(mask)


def first_of_each(*groups: Positions) -> Positions:
    """Return the position of the first row of each group, in the order of the rows.

    Args:
        groups: the parts of a group's number, such as the claim and the patient's row.
    """
    number = groups[0].astype(np.int64)
    for part in groups[1:]:
        number = number * (int(part.max(initial=0)) + 1) + part
    _, first = np.unique(number, return_index=True)
    return np.sort(first).astype(np.intp)
