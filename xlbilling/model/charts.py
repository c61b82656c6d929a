"""A chart of a page, as data: which cells it draws, and how it looks when it is first made."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageChart:
    """One chart; once it is on the sheet it is the person's to restyle, move or delete.

    Attributes:
        name: what the selection pane calls it.
        kind: its type in xlwings' words, such as ``column_clustered``.
        source: the range of its values with a row of names on top, a series each column.
        labels: the range of what stands along the axis.
        place: the cells that it covers.
        title: what stands above it.
        colors: the series' colours, RRGGBB.
        number_format: of the numbers along the axis.
        second: the places (from 0) of series that are lines against an axis of their own.
        second_format: of the numbers along that axis.
        first_on_top: whether bars run from the top down, as rows of a table do.
        has_legend: whether the series are named below.
    """

    name: str
    kind: str
    source: str
    labels: str
    place: str
    title: str
    colors: tuple[str, ...]
    number_format: str = "#,##0"
    second: tuple[int, ...] = ()
    second_format: str = "0"
    first_on_top: bool = False
    has_legend: bool = True
