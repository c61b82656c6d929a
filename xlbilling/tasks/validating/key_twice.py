"""Ids that stand twice in a table where the checks look rows up by them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from xlbilling.edits.columns import Columns
from xlbilling.edits.lines import Lines
from xlbilling.model.findings import WARNING, Finding
from xlbilling.tasks.validating.on_table import OnTable

LOOKED_UP: Final = {
    "patients": "patient_id",
    "guarantors": "guarantor_id",
    "payers": "payer_id",
    "providers": "npi",
    "locations": "location",
    "authorizations": "auth",
}
"""Tables of which the first row with an id counts, with the column of the id."""


def key_twice(lines: Lines) -> Iterator[OnTable]:
    """Yield each row whose id an earlier row has; the earlier one is what the checks went by."""
    for name, key in LOOKED_UP.items():
        yield from _repeated(lines.tables[name], key)


def _repeated(columns: Columns, key: str) -> Iterator[OnTable]:
    codes = columns.distinct(key).codes
    _, first, member = np.unique(codes, return_index=True, return_inverse=True)
    original = first[member]
    repeated = (original != np.arange(columns.size)) & ~columns.blank(key)
    for position in np.flatnonzero(repeated).tolist():
        before = columns.where(key, int(original[position]))
        told = Finding(
            "KEY-TWICE",
            WARNING,
            f"this id stands already in {before}; expected it once; the checks used that row",
            columns.where(key, position),
            "give one of the two rows an id of its own, or delete it",
        )
        row = int(columns.sheet_rows[position])
        yield OnTable(told, columns.table.name, key, row, str(columns.text(key)[position]))
