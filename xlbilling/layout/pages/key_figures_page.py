"""The Key Figures sheet: every figure with its variant, formula, benchmark and source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from xlbilling.layout.pages.fixed import fixed
from xlbilling.layout.pages.grid import Grid, long_date
from xlbilling.model.plan import Page, Style

SHEET: Final = "Key Figures"
FIRST: Final = 5
_TITLES: Final = (
    "Ask for it as", "Value", "  Standing", "Benchmark", "How it is worked out",
    "What it is, and whose rule",
)  # fmt: skip
_WIDTHS: Final = {1: 27.0, 2: 15.0, 3: 11.0, 4: 15.0, 5: 78.0, 6: 58.0}
_LOOKS: Final[dict[str, Style]] = {
    "good": "word_good", "average": "word_average", "poor": "word_poor",
}  # fmt: skip
_INDENT: Final = "  "
_LINE_HEIGHT: Final = 13.5


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One key figure in full.

    Attributes:
        asked: the name that worksheet functions know it by.
        value: dollars, days or a share; None where it cannot be told.
        style: how the value looks.
        standing: such as ``good: below 35``; "" where no benchmark is set.
        formula: with the variant's name and the numbers, or why there is no value.
        source: what it is, with the rule's number and whose definition it is.
        lines: how many lines the formula may take, alike at every refresh.
    """

    asked: str
    value: float | None
    style: Style
    standing: str
    formula: str
    source: str
    lines: int = 2


def key_figures_page(practice: str, as_of: date, stamp: str, rows: Sequence[FigureRow]) -> Page:
    """Return the sheet, a row for each figure at a place that stays the same."""
    grid = Grid()
    grid.line("Key figures", "title")
    grid.line(f"{practice} as of {long_date(as_of)}. {stamp}", "subtitle")
    grid.next()
    for column, title in enumerate(_TITLES, start=1):
        grid.put(column, title, "header" if column == 2 else "header_left")
    grid.next()
    for row in rows:
        word, _, limits = row.standing.partition(": ")
        grid.put(1, row.asked, "figure_name")
        grid.put(2, row.value, row.style)
        grid.put(
            3, f"{_INDENT}{word.capitalize()}" if word else None, _LOOKS.get(word, "word_none")
        )
        grid.put(4, limits, "top")
        grid.put(5, row.formula, "top_wrap")
        grid.put(6, row.source, "top_wrap")
        grid.next()
    heights = {n: _LINE_HEIGHT * row.lines + 1 for n, row in enumerate(rows, start=FIRST)}
    page = Page(
        SHEET,
        tuple(grid.cells),
        widths=_WIDTHS,
        freeze_row=FIRST - 1,
        print_columns=len(_TITLES),
        heights=heights,
        pages_high=1,
        after="Dashboard",
    )
    return fixed(page)


def row_of(place: int) -> str:
    """Return where a click goes that asks for the figure at a place from 0."""
    return f"#'{SHEET}'!A{FIRST + place}"
