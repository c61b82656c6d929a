"""The Dashboard: one printed page with what a manager looks at first, and native charts.

Every place on it is fixed, so that a refresh writes values alone: charts, formats and widths are
the person's from the first refresh on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from xlbilling.layout.frames import column_letter
from xlbilling.layout.pages import dashboard_charts as charts
from xlbilling.layout.pages import dashboard_tables as tables
from xlbilling.layout.pages.dashboard_tables import DenialLine, FigureLine, Month, Owing
from xlbilling.layout.pages.fixed import fixed
from xlbilling.layout.pages.grid import Grid, link, long_date
from xlbilling.model.cells import CellValue
from xlbilling.model.plan import Page, Style

SHEET: Final = "Dashboard"
COLUMNS: Final = 18
_TILE_ROWS: Final = range(5, 10)
_TILES: Final = ((1, 2), (3, 4), (5, 6), (7, 8), (10, 10), (11, 12), (13, 14), (15, 16), (17, 18))
"""The first and last column of each tile."""
_STANDINGS: Final[dict[str, Style]] = {
    "good": "tile_good", "average": "tile_average", "poor": "tile_poor",
}  # fmt: skip
_HEIGHTS: Final = {
    1: 26.0, 2: 15.0, 3: 15.0, 4: 6.0, 5: 18.0, 6: 28.0, 7: 14.0, 8: 14.0, 9: 38.0, 10: 8.0,
    **dict.fromkeys(range(11, tables.TOP - 1), 17.0), tables.TOP - 1: 8.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the large figures.

    Attributes:
        label: what it is, short.
        leads_to: where a click on it goes, such as ``#'Key Figures'!A5``.
        value: dollars, days or a share; None where it cannot be told.
        style: how the value looks.
        change: how it moved since the last month end, in words.
        standing: how it stands to its benchmark, such as ``good: below 35``; "" for none.
        formula: how it comes about, in words and numbers, or why there is no value.
        live: the formula of the cell; "" for a value alone.
    """

    label: str
    leads_to: str
    value: CellValue
    style: Style
    change: str
    standing: str
    formula: str
    live: str = ""


@dataclass(frozen=True)
class Dashboard:
    """All that the Dashboard shows.

    Attributes:
        practice: the office's name.
        as_of: the day.
        stamp: when, by whom and on how many ledger rows it was refreshed, in one line.
        tiles: nine large figures.
        months: the last twelve, oldest first.
        owing: who owes, and the allowance for bad debt.
        figures: more key figures, a line each.
        denials: the open ones by reason, the largest first.
        denials_sheet: where they are worked, such as ``Denials``.
        notes: what the reader should know, a line each.
    """

    practice: str
    as_of: date
    stamp: str
    tiles: Sequence[Tile]
    months: Sequence[Month]
    owing: Owing
    figures: Sequence[FigureLine]
    denials: Sequence[DenialLine]
    denials_sheet: str
    notes: Sequence[str] = ()


def dashboard_page(dashboard: Dashboard) -> Page:
    """Return the Dashboard sheet: tiles, three charts, months and payers, more figures, denials."""
    grid = Grid()
    grid.line("Dashboard", "title")
    grid.line(f"{dashboard.practice} as of {long_date(dashboard.as_of)}", "subtitle")
    grid.line(dashboard.stamp, "note")
    for columns, tile in zip(_TILES, dashboard.tiles, strict=True):
        _tile(grid, columns, tile)
    tables.put_months(grid, dashboard.months)
    tables.put_owing(grid, dashboard.owing)
    tables.put_figures(grid, dashboard.figures)
    tables.put_denials(grid, dashboard.denials, dashboard.denials_sheet)
    tables.put_notes(grid, dashboard.notes)
    first, last = _TILE_ROWS[0], _TILE_ROWS[-1]
    cards = tuple(f"{column_letter(a)}{first}:{column_letter(b)}{last}" for a, b in _TILES)
    widths = dict.fromkeys(range(1, COLUMNS + 1), 9.4)
    widths.update({tables.GAP: 2.0, tables.RIGHT: 23.0})
    page = Page(
        SHEET,
        tuple(grid.cells),
        widths=widths,
        print_columns=COLUMNS,
        heights=_HEIGHTS,
        cards=cards,
        charts=charts.CHARTS,
        pages_high=1,
    )
    return fixed(page)


def _tile(grid: Grid, columns: tuple[int, int], tile: Tile) -> None:
    """Put a tile's five cells, and the blank ones beside them that they are joined with."""
    left, right = columns
    standing = _STANDINGS.get(tile.standing.partition(":")[0], "tile_words")
    shown = tile.standing[:1].upper() + tile.standing[1:]
    cells: tuple[tuple[CellValue, Style, str], ...] = (
        (tile.label, "tile", link(tile.leads_to, tile.label)),
        (tile.value, tile.style, tile.live),
        (tile.change, "tile_words", ""),
        (shown, standing, ""),
        (tile.formula, "tile_note", ""),
    )
    for row, (value, style, formula) in zip(_TILE_ROWS, cells, strict=True):
        grid.row = row
        if formula:
            grid.formula(left, formula, value, style)
        else:
            grid.put(left, value, style)
        grid.fill(range(left + 1, right + 1), style)
