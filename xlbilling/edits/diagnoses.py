"""The diagnoses of all claim lines: each code looked at once, however many lines name it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np

from xlbilling.edits.columns import Columns, Mask, Positions
from xlbilling.edits.failing import positions

COLUMNS: Final = tuple(f"dx{n}" for n in range(1, 13))
"""The columns of a claim line that hold a diagnosis, the first of them first."""


def plain(code: str) -> str:
    """Return a diagnosis as code sets have it: in capitals, without the dot."""
    return code.replace(".", "").upper()


class Diagnoses:
    """The diagnoses as numbers: the same for the same code in any column, 0 for a blank.

    Args:
        lines: the claim lines.
    """

    def __init__(self, lines: Columns) -> None:
        self.columns = tuple(name for name in COLUMNS if not lines.blank(name).all())
        number = {"": 0}

        def numbered(text: str) -> int:
            return number.setdefault(plain(text), len(number))

        self._of_line = {name: lines.each(name, numbered, np.intp) for name in self.columns}
        self.codes: list[str] = list(number)

    def of_line(self, column: str) -> Positions:
        """Return for each line the number of its diagnosis in one of ``columns``."""
        return self._of_line[column]

    def codes_at(self, column: str, at: Positions) -> list[str]:
        """Return the codes of some lines in one of ``columns``, "" for a blank."""
        return [self.codes[number] for number in self._of_line[column][at].tolist()]

    def having(self, test: Callable[[str], object]) -> Mask:
        """Return for each code whether it passes a test; a blank never does."""
        passed = [False, *(bool(test(code)) for code in self.codes[1:])]
        return np.array(passed, dtype=bool)

    def where(self, chosen: Mask) -> Iterator[tuple[str, Positions]]:
        """Yield each column with the lines that have one of the chosen codes in it."""
        if not chosen.any():
            return
        for column in self.columns:
            at = positions(chosen[self._of_line[column]])
            if len(at):
                yield column, at
