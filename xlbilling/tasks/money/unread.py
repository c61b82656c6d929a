"""Cells that a person filled and the program cannot read: never taken for blank ones.

A broken formula or words in an amount come in as a blank. Where a blank means something of its own
(all that is open, no limit, nothing to come to) such a cell would move money that nobody meant.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from xlbilling.layout.columns import Writer
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.findings import ERROR
from xlbilling.tasks.posting.sheet_values import cents, sheet_rows

if TYPE_CHECKING:
    from xlbilling.model.tables import TableData


class Unread:
    """The cells of a table that could not be read."""

    def __init__(self, table: TableData) -> None:
        """Keep what the gates refused; a number that stands for an id is read, and told only."""
        self._table = table
        self._why = {one.where: one.message for one in table.findings if one.severity == ERROR}
        self._typed = [c.name for c in BY_NAME[table.name].columns if c.writer != Writer.PROGRAM]

    def of_row(self, row: int, columns: Iterable[str] = ()) -> tuple[str, str]:
        """Return the first such cell of a sheet row, as column and why; two blanks for none.

        Args:
            row: the sheet row.
            columns: code names to look at; without them all that people fill.
        """
        if self._why:
            for name in columns or self._typed:
                why = self._why.get(self._table.where(name, row), "")
                if why:
                    return name, why
        return "", ""


def limits(table: TableData, column: str) -> list[int | None]:
    """Return a column of limits in cents; None for no limit, 0 where it cannot be read."""
    unread = Unread(table)
    there = cents(table.frame[f"{column}_cents"])
    return [
        0 if unread.of_row(row, (column,))[1] else limit
        for row, limit in zip(sheet_rows(table.frame), there, strict=True)
    ]
