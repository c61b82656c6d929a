"""Cells of a table's new rows get their column's format where they do not have it already.

The columns of our sheets are formatted from top to bottom, so that new rows have their formats.
A file costs nothing to ask. A live spreadsheet is asked where it could do harm, in one call for all
such columns: in a cell that is no text cell, Excel takes `0012` for twelve and `3-4` for a day.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from xlbilling.book import known, styles
from xlbilling.book.formulas import runs_of
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
    alone: Mapping[int, Collection[int]] | None = None,
) -> None:
    """Format cells that are about to be written, alike columns in one call.

    Args:
        bound: the table.
        formats: each place's number format, "" for one that is not written.
        rows: the first and the last sheet row.
        columns: what is to be written at each place.
        alone: by sheet column, the rows between that keep what they hold and how they look.
    """
    wanted = list(formats)
    if not is_file(bound.sheet.book):
        wanted = [
            each if each == TEXT and _may_be_mistaken(bound, rows, place, cells) else ""
            for place, (each, cells) in enumerate(
                zip(formats, columns, strict=True), bound.first_column
            )
        ]
    alike: dict[str, list[int]] = {}
    for place, format_ in enumerate(wanted, bound.first_column):
        if format_:
            alike.setdefault(format_, []).append(place)
    for format_, places in alike.items():
        whole = [((rows[0], left), (rows[1], right)) for left, right in runs_of(places)]
        is_so = all(cells.number_format == format_ for cells in styles.ranges(bound.sheet, whole))
        if not is_so:
            parts = whole if not alone else _but(rows, places, alone)
            for cells in styles.ranges(bound.sheet, parts):
                cells.number_format = format_
        if format_ == TEXT and (is_so or not alone):
            known.note_texts(bound, known.Block(rows, places))


def _but(
    rows: tuple[int, int], places: Iterable[int], alone: Mapping[int, Collection[int]]
) -> list[styles.Corners]:
    """Return the blocks between two rows but for those that are left alone in each column."""
    every = range(rows[0], rows[1] + 1)
    return [
        ((top, place), (bottom, place))
        for place in places
        for top, bottom in runs_of([row for row in every if row not in alone.get(place, ())])
    ]


def changed_by_writing(bound: Bound, cells: Sequence[Any], first: int, format_: str) -> set[int]:
    """Return the rows whose cells would be something else, written back as they are read.

    A live spreadsheet makes a text of a number in a text cell; in others it takes a text for a
    number, a day or a formula. Texts of a text column are sound: their cells are made ones of text.

    Args:
        bound: the table.
        cells: a column's raw cells.
        first: the sheet row of the first of them.
        format_: the number format that the column's cells are to have.
    """
    if is_file(bound.sheet.book):
        return set()
    is_text = format_ == TEXT
    texts = {cell for cell in cells if type(cell) is str}  # many are alike
    doubtful = set() if is_text else {text for text in texts if any_is_doubtful([text])}
    return {
        row
        for row, cell in enumerate(cells, first)
        if not _is_plain(cell, is_text=is_text) or (type(cell) is str and cell in doubtful)
    }


def _is_plain(cell: Any, *, is_text: bool) -> bool:
    """Tell whether a cell holds nothing, a text, or what a column of numbers or days may hold."""
    if cell is None or type(cell) is str:
        return True
    return not is_text and isinstance(cell, float | bool | datetime)


def _may_be_mistaken(bound: Bound, rows: tuple[int, int], place: int, cells: Iterable[Any]) -> bool:
    """Tell whether a column's texts could be taken for something else where they are written."""
    return not known.are_texts(bound, rows, [place]) and any_is_doubtful(cells)


def any_is_doubtful(cells: Iterable[Any]) -> bool:
    """Tell whether a spreadsheet could take any text among cells for something else."""
    texts = {cell for cell in cells if isinstance(cell, str)}  # many are alike
    return any(text and not _STAYS.match(text.upper()) for text in texts)
