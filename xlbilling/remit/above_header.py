"""What the words above a sheet's header say of its check: ``Check Number: 000123``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from xlbilling.model.cells import CellValue
from xlbilling.remit.cells import words_of
from xlbilling.remit.headers import Strength, match_of

_OF_CHECK: Final = frozenset({
    "payment_ref", "payment_date", "payment_total", "payer_name", "payer_id",
})  # fmt: skip


def said_above(rows: Sequence[Sequence[CellValue]]) -> Mapping[str, CellValue]:
    """Return number, day, total and payer of the check, as far as the rows above name them.

    A label and its value stand in one cell parted by a colon, in two cells side by side, or one
    above the other. What is said twice and differently counts as not said.
    """
    found: dict[str, CellValue] = {}
    twice: set[str] = set()
    for place, row in enumerate(rows):
        below = rows[place + 1] if place + 1 < len(rows) else ()
        for name, value in _said(row, below):
            if name in found and words_of(found[name]) != words_of(value):
                twice.add(name)
            found[name] = value
    return {name: value for name, value in found.items() if name not in twice}


def _said(row: Sequence[CellValue], below: Sequence[CellValue]) -> Iterator[tuple[str, CellValue]]:
    for column, cell in enumerate(row):
        label, colon, value = words_of(cell).partition(":")
        name = _field(label) if isinstance(cell, str) else ""
        if not name:
            continue
        beside = next((one for one in row[column + 1 :] if words_of(one)), None)
        under = below[column] if column < len(below) else None
        if colon and value.strip():
            yield name, value.strip()
        elif words_of(beside) and not _is_label(beside):
            yield name, beside
        elif words_of(under) and not _is_label(under):
            yield name, under


def _field(label: str) -> str:
    match = match_of(label)
    is_sure = match is not None and match.strength is Strength.EXACT
    return match.field if match and is_sure and match.field in _OF_CHECK else ""


def _is_label(cell: CellValue) -> bool:
    return isinstance(cell, str) and match_of(cell.partition(":")[0]) is not None
