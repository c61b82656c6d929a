"""What a filled copy of a template is: which rows of it one below the other, and what they show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from xlbilling.model.cells import CellValue
from xlbilling.model.formula_scan import Corner, Reference, rewrite

_LOST: Final = "#REF!"


@dataclass(frozen=True, slots=True)
class Look:
    """How a copy looks; two with the same look differ in nothing but what stands in their places.

    Attributes:
        rows: the template's row that each row is a copy of.
        heights: each row's height in points.
        places: row and column of the cells that are filled.
        texts: whether each of them shows a text, which must never be read as a formula or number.
        breaks: rows after which a new page begins.
        columns: the last column that is printed.
    """

    rows: tuple[int, ...]
    heights: tuple[float, ...]
    places: tuple[tuple[int, int], ...]
    texts: tuple[bool, ...]
    breaks: tuple[int, ...]
    columns: int

    @property
    def same_rows(self) -> int:
        """How many rows from the top are the template's own, in its order."""
        return next(
            (at for at, row in enumerate(self.rows) if row != at + 1),
            len(self.rows),
        )

    def moved(self, formula: str, place: tuple[int, int]) -> str:
        """Return a formula of the office's own with its references where their rows went.

        A total over a row that repeats covers all its repeats, wherever they stand: this is the one
        rule for it, in a file as in a live spreadsheet. No spreadsheet's own rule does: Excel and
        Calc widen a range by rows that are inserted inside of it, not at its end, and one of a
        single row has no inside. On a row that repeats, a formula speaks of its own repeat.

        Args:
            formula: as it stands in the template, with or without its equals sign.
            place: the row of the template that it stands on, and the copy's row that it goes to.
        """

        def one(reference: Reference) -> str:
            if reference.prefix or not reference.first.row:
                return reference.text
            rows = self._beside(reference, place) or self._rows_of(reference)
            if not rows:
                return _LOST
            end = None if reference.last is None else _at(reference.last, rows[-1])
            return replace(reference, first=_at(reference.first, rows[0]), last=end).text

        return rewrite(formula, one)

    def _rows_of(self, reference: Reference) -> Sequence[int]:
        """Return all rows that are copies of those of a reference."""
        last = reference.last or reference.first
        return [n for n, row in enumerate(self.rows, 1) if reference.first.row <= row <= last.row]

    def _beside(self, reference: Reference, place: tuple[int, int]) -> Sequence[int]:
        """Return the rows that a formula on a repeated row speaks of: those of its own repeat."""
        origin, number = place
        first, last = reference.first, reference.last or reference.first
        if first.row_fixed or self.rows.count(origin) == 1:
            return ()
        rows = range(number + first.row - origin, number + last.row - origin + 1)
        is_there = rows[0] > 0 and self.rows[rows[0] - 1 : rows[-1]] == tuple(
            range(first.row, last.row + 1)
        )
        return rows if is_there else ()


def _at(corner: Corner, row: int) -> Corner:
    return replace(corner, row=row)


@dataclass(frozen=True, slots=True)
class Filled:
    """One copy.

    Attributes:
        sheet: its name.
        look: how it looks.
        values: what stands in each place of the look, as Python has it.
        formulas: the live formula of each place, "" for none.
    """

    sheet: str
    look: Look
    values: tuple[CellValue, ...]
    formulas: tuple[str, ...]
