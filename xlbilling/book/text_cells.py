"""Cells of a table's new rows get their column's format where they do not have it already.

The columns of our sheets are formatted from top to bottom, so that new rows have their formats.
A file costs nothing to ask. A live spreadsheet is asked where it could do harm: in a cell that is
no text cell, Excel takes `0012` for twelve and `3-4` for a day. A column in which such a text has
stayed one is a column of text cells, as what was read of it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from xlbilling.book import styles
from xlbilling.book.reading import mark
from xlbilling.layout.columns import Writer
from xlbilling.model.gates import is_blank

if TYPE_CHECKING:
    from xlbilling.book.binding import Bound

_TEXT: Final = "@"
_ROWS_BEFORE: Final = 20
"""So many rows above the new ones show what their column does with texts."""
_STAYS: Final = re.compile(r"(?!(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|TRUE|FALSE))[A-Z]")
"""How a text begins, in capitals, that no spreadsheet takes for a number, a day or a formula."""


def mend(bound: Bound, formats: Sequence[str], first: int, rows: Sequence[Sequence[Any]]) -> None:
    """Format cells that are about to be written, alike columns in one call.

    Args:
        bound: the table.
        formats: each place's number format, "" for one that is not written.
        first: the first sheet row.
        rows: what is to be written, a cell for each place.
    """
    wanted = list(formats)
    if mark(bound.sheet.book) is None:
        wanted = [
            each if _does_harm(bound, place, each, first, rows) else ""
            for place, each in enumerate(formats)
        ]
    last = first + len(rows) - 1
    alike: dict[str, list[styles.Corners]] = {}
    for format_, run in groupby(enumerate(wanted, bound.first_column), lambda place: place[1]):
        columns = [column for column, _ in run]
        if format_:
            alike.setdefault(format_, []).append(((first, columns[0]), (last, columns[-1])))
    for format_, corners in alike.items():
        for cells in styles.ranges(bound.sheet, corners):
            if cells.number_format != format_:
                cells.number_format = format_


def _does_harm(
    bound: Bound, place: int, format_: str, first: int, rows: Sequence[Sequence[Any]]
) -> bool:
    """Tell whether a live spreadsheet could take a text of a column for something else."""
    if format_ != _TEXT or not _any_is_doubtful(row[place] for row in rows):
        return False
    if _is_ours(bound, place) and not _holds_anything(bound, place):
        return False  # a column that only the program writes, as the template formatted it
    end = first - bound.first_row
    above = (bound.cells or [])[max(0, end - _ROWS_BEFORE) : end]
    return not _any_is_doubtful(row[place] for row in above)


def _is_ours(bound: Bound, place: int) -> bool:
    name = bound.names_in_place[place]
    return bool(name) and bound.table.column(name).writer is Writer.PROGRAM


def _holds_anything(bound: Bound, place: int) -> bool:
    return bound.cells is None or any(not is_blank(row[place]) for row in bound.cells)


def _any_is_doubtful(cells: Iterable[Any]) -> bool:
    return any(isinstance(cell, str) and cell and not _STAYS.match(cell.upper()) for cell in cells)
