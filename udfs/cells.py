"""Columns of cells in, a column of cells out: one call answers a whole column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xlbilling.model import gates
from xlbilling.udfs.excel import Cells, WrongArgumentsError

EMPTY: Final = ""
"""What a function answers to a blank cell; a true blank cannot be returned."""


class Columns(NamedTuple):
    """Arguments side by side, each as long as the longest.

    Attributes:
        height: rows of the answer.
        width: columns of the answer.
        lists: the cells of each argument, row by row.
    """

    height: int
    width: int
    lists: list[list[Any]]

    def shaped(self, answers: Sequence[Any]) -> Cells:
        """Return answers, one for each cell, in the shape of the arguments."""
        cells = list(answers)
        return [cells[at : at + self.width] for at in range(0, len(cells), self.width)]


def side_by_side(*arguments: Cells | None) -> Columns:
    """Return the arguments as lists of one length; a single cell goes with every row.

    Raises:
        WrongArgumentsError: two of them are ranges of different shapes.
    """
    given = [cells if cells else [[None]] for cells in arguments]
    shapes = {(len(cells), len(cells[0])) for cells in given} - {(1, 1)}
    if len(shapes) > 1:
        raise WrongArgumentsError
    height, width = shapes.pop() if shapes else (1, 1)
    lists = [
        [cell for row in cells for cell in row]
        if (len(cells), len(cells[0])) == (height, width)
        else [cells[0][0]] * (height * width)
        for cells in given
    ]
    return Columns(height, width, lists)


def texts(cells: Sequence[Any]) -> NDArray[np.object_]:
    """Return cells as ids and codes: text without blanks around, a whole number as typed."""
    values: NDArray[np.object_] = gates.text_column(cells).values
    return values


def days(cells: Sequence[Any]) -> NDArray[np.datetime64]:
    """Return cells as days, NaT for a blank.

    Raises:
        WrongArgumentsError: a cell is filled and no date.
    """
    gated = gates.date_column(cells)
    if gated.refusals:
        raise WrongArgumentsError
    found: NDArray[np.datetime64] = gated.values.astype("datetime64[D]")
    return found
