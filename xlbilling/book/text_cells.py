"""Cells of a table's new rows get their column's format where they do not have it already.

The columns of our sheets are formatted from top to bottom, so that new rows have their formats.
A file costs nothing to ask. A live spreadsheet is asked where it could do harm, in one call for all
such columns: in a cell that is no text cell, Excel takes `0012` for twelve and `3-4` for a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from xlbilling.book import known, styles
from xlbilling.book.reading import is_file

if TYPE_CHECKING:
    from xlbilling.book.binding import Bound

TEXT: Final = "@"
_STAYS: Final = re.compile(
    r"""(?!(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|TRUE|FALSE))[A-Z]  # a word
    | (?=[0-9E]*[A-DF])[0-9A-F]{32,}$                                          # a hash
    | \d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:\d\d$                                  # an audit stamp
    """,
    re.VERBOSE,
)
"""What a text is like, in capitals, that no spreadsheet takes for a number, a day or a formula."""


def mend(
    bound: Bound,
    formats: Sequence[str],
    rows: tuple[int, int],
    columns: Sequence[Sequence[Any]],
) -> None:
    """Format cells that are about to be written, alike columns in one call.

    Args:
        bound: the table.
        formats: each place's number format, "" for one that is not written.
        rows: the first and the last sheet row.
        columns: what is to be written at each place.
    """
    wanted = list(formats)
    if not is_file(bound.sheet.book):
        wanted = [
            each if each == TEXT and _may_be_mistaken(bound, rows, place, cells) else ""
            for place, (each, cells) in enumerate(
                zip(formats, columns, strict=True), bound.first_column
            )
        ]
    first, last = rows
    alike: dict[str, list[styles.Corners]] = {}
    for format_, run in groupby(enumerate(wanted, bound.first_column), lambda place: place[1]):
        places = [place for place, _ in run]
        if format_:
            alike.setdefault(format_, []).append(((first, places[0]), (last, places[-1])))
    for format_, corners in alike.items():
        for cells in styles.ranges(bound.sheet, corners):
            if cells.number_format != format_:
                cells.number_format = format_


def _may_be_mistaken(bound: Bound, rows: tuple[int, int], place: int, cells: Iterable[Any]) -> bool:
    """Tell whether a column's texts could be taken for something else where they are written."""
    return not known.are_texts(bound, rows, [place]) and any_is_doubtful(cells)


def any_is_doubtful(cells: Iterable[Any]) -> bool:
    """Tell whether a spreadsheet could take any text among cells for something else."""
    texts = {cell for cell in cells if isinstance(cell, str)}  # many are alike
    return any(text and not _STAYS.match(text.upper()) for text in texts)
