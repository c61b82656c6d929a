"""What of a block of cells is a chart's series, their names and what stands along the axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xlbilling.hosts.files.package.addresses import Area

COLUMNS = "columns"
ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Source:
    """The parts of a chart's source; None where the block has no such part.

    Attributes:
        names: the cell of each series' name.
        values: the cells of each series.
        labels: what stands along the axis.
        plot_by: ``columns`` or ``rows``: what a series is.
    """

    names: tuple[Area | None, ...]
    values: tuple[Area, ...]
    labels: Area | None
    plot_by: str


def source_of(area: Area, cells: Sequence[Sequence[Any]], plot_by: str | None) -> Source:
    """Return how a block is drawn, as Excel guesses it.

    Names stand in the first row or column where there is no number in it. A series is a column
    where the block is at least as high as it is wide.

    Args:
        area: where the block is.
        cells: what stands in it.
        plot_by: ``columns``, ``rows``, or None to guess.
    """
    below = [row[0] for row in cells[1:]]
    beside = list(cells[0][1:])
    has_top = len(cells) > 1 and _are_words(beside or cells[0])
    has_left = len(cells[0]) > 1 and any(_is_word(cell) for cell in below) and _are_words(below)
    top, left = area.top + int(has_top), area.left + int(has_left)
    by = plot_by or (COLUMNS if area.bottom - top >= area.right - left else ROWS)
    first_row = Area(area.top, left, area.top, area.right) if has_top else None
    first_column = Area(top, area.left, area.bottom, area.left) if has_left else None
    body = Area(top, left, area.bottom, area.right)
    if by == COLUMNS:
        names, labels = first_row, first_column
        values = tuple(Area(top, one, area.bottom, one) for one in range(left, area.right + 1))
    else:
        names, labels = first_column, first_row
        values = tuple(Area(one, left, one, area.right) for one in range(top, body.bottom + 1))
    named = tuple(_cells_of(names)) if names is not None else (None,) * len(values)
    return Source(named, values, labels, by)


def _cells_of(area: Area) -> Iterator[Area]:
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            yield Area(row, column, row, column)


def _are_words(cells: Sequence[Any]) -> bool:
    """Tell whether no cell is a number, and not all are blank."""
    return any(cell is not None for cell in cells) and all(
        cell is None or _is_word(cell) for cell in cells
    )


def _is_word(cell: Any) -> bool:
    return isinstance(cell, str | date)
