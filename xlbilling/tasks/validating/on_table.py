"""A finding on a row of some table that is no claim line: a rule, a payer, a patient."""

from __future__ import annotations

from dataclasses import dataclass

from xlbilling.model.findings import Finding


@dataclass(frozen=True, slots=True)
class OnTable:
    """A finding with the cell that it is about.

    Attributes:
        finding: what is told.
        table: the table's code name.
        field: the code name of the cell's column.
        row: the sheet row.
        named: what names the row wherever it is sorted to; part of the finding's key.
    """

    finding: Finding
    table: str
    field: str
    row: int
    named: str
