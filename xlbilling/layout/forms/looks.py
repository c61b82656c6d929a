"""What a filled copy of a template is: which rows of it one below the other, and what they show."""

from __future__ import annotations

from dataclasses import dataclass

from xlbilling.model.cells import CellValue


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
