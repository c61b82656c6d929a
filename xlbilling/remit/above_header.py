"""What the words above a sheet's header say of its check: ``Check Number: 000123``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from xlbilling.model.cells import CellValue
from xlbilling.remit.cells import words_of
from xlbilling.remit.headers import Strength, match_of

if TYPE_CHECKING:
    from xlbilling.remit.columns import ColumnMap

_OF_CHECK: Final = frozenset({
    "payment_ref", "payment_date", "payment_total", "payer_name", "payer_id",
})  # fmt: skip
_OF_PAYER: Final = frozenset({"payer_name", "payer_id"})
_WORDS: Final = re.compile(r"\b(?:check|chk|eft|trace|payment|remit|payer|payor)", re.IGNORECASE)


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


class WordsBetween:
    """What the words between blocks of rows say: a printed list has a block for each check.

    Attributes:
        above: what they say of the check of the rows that follow; None before the first such words.
    """

    def __init__(self, placed: ColumnMap) -> None:
        """Begin below the header of a sheet."""
        self.above: Mapping[str, CellValue] | None = None
        self._first = placed.above
        self._names = _OF_CHECK - set(placed.places)
        self._is_open = False

    def take(self, row: Sequence[CellValue], below: Sequence[CellValue]) -> bool:
        """Tell whether a row names the check of the rows that follow, and note what it says."""
        said: dict[str, CellValue] = {}
        if self._names and _WORDS.search(" ".join(c for c in row[:4] if isinstance(c, str))):
            said = {name: value for name, value in _said(row, below) if name in self._names}
        if not said:
            self._is_open = self._is_open and not any(map(words_of, row))
            return False
        if not self._is_open:
            payer = {name: value for name, value in self._before() if name in _OF_PAYER}
            self.above, self._is_open = payer, True
        self.above = {**(self.above or {}), **said}
        return True

    def _before(self) -> Iterable[tuple[str, CellValue]]:
        return (self._first if self.above is None else self.above).items()


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
