"""The rows that a claim file adds to each table, each person, payer and place once."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

from xlbilling.claimfiles.tree import Segment
from xlbilling.claimfiles.values import Row, Values, filled

TABLES: Final = (
    "claims", "patients", "guarantors", "coverage", "payers", "providers", "locations",
    "submissions", "remits", "remit_lines", "remit_adjustments",
)  # fmt: skip


class Office:
    """Gathers the rows of a file table by table."""

    def __init__(self) -> None:
        """Start with empty tables."""
        self._rows: dict[str, dict[Hashable, Row]] = {name: {} for name in TABLES}

    def tables(self) -> dict[str, list[Row]]:
        """Return the rows of every table, in the order in which the file has them."""
        return {name: list(rows.values()) for name, rows in self._rows.items()}

    def add(self, table: str, row: Row) -> None:
        """Add a row that stands for itself."""
        rows = self._rows[table]
        rows[len(rows)] = filled(row)

    def count(self, table: str) -> int:
        """Return how many rows a table has by now."""
        return len(self._rows[table])

    def id_of(self, table: str, key: Hashable, letter: str) -> str:
        """Return the id of the row with this key; a new one, such as ``P3``, for a new key."""
        row = self._rows[table].get(key)
        return str(next(iter(row.values()))) if row else f"{letter}{self.count(table) + 1}"

    def once(self, table: str, key: Hashable, row: Row, at: tuple[Values, Segment]) -> None:
        """Add a row that may stand in the file many times; what differs is told, the first kept.

        Args:
            table: the table's code name.
            key: what makes it this row.
            row: the row, its id first.
            at: where it was read.
        """
        kept = self._rows[table].setdefault(key, {})
        differs = [n for n, value in filled(row).items() if kept.setdefault(n, value) != value]
        if differs:
            fields = ", ".join(field.replace("_", " ") for field in differs)
            values, segment = at
            what = f"{fields} of the same row of {table} differ from before; the first is kept"
            values.inform(segment, what)
