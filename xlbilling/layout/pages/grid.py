"""A page being laid out: cells put one by one, rows in order, formulas with Python's own value."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from xlbilling.model import money
from xlbilling.model.cells import CellValue
from xlbilling.model.plan import PageCell, Style

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


@dataclass
class Grid:
    """The cells of one page; rows and columns count from 1.

    Attributes:
        cells: what was put so far, in order.
        row: the row that the next line goes to.
    """

    cells: list[PageCell] = field(default_factory=list)
    row: int = 1

    def put(self, column: int, value: CellValue, style: Style = "text") -> None:
        """Put a value into the current row."""
        self.cells.append(PageCell(self.row, column, value, style))

    def money(self, column: int, cents: int, style: Style = "money") -> None:
        """Put an amount given in cents, in dollars as cells hold it."""
        self.put(column, money.to_cell(cents), style)

    def formula(self, column: int, formula: str, value: CellValue, style: Style = "money") -> None:
        """Put a live formula with the value that Python has for it."""
        self.cells.append(PageCell(self.row, column, value, style, formula))

    def money_formula(
        self, column: int, formula: str, cents: int, style: Style = "money_total"
    ) -> None:
        """Put a live formula whose value Python knows in cents."""
        self.formula(column, formula, money.to_cell(cents), style)

    def fill(self, columns: range, style: Style) -> None:
        """Give empty cells of the current row a look, such as a total's shade."""
        for column in columns:
            self.put(column, None, style)

    def next(self, count: int = 1) -> None:
        """Go down by so many rows."""
        self.row += count

    def line(self, value: CellValue, style: Style = "text", column: int = 1) -> None:
        """Put one value alone in a row and go down."""
        self.put(column, value, style)
        self.next()


def long_date(day: date) -> str:
    """Return a date as a letter shows it: March 31, 2026."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def short_date(day: date) -> str:
    """Return a date as a form shows it: 03/31/2026."""
    return f"{day.month:02d}/{day.day:02d}/{day.year:04d}"


def month_name(period: str) -> str:
    """Return a period such as 2026-03 in words: Mar 2026."""
    year, _, month = period.partition("-")
    return f"{_MONTHS[int(month) - 1][:3]} {year}"


def link(target: str, words: str) -> str:
    """Return the formula of a cell that shows words and leads to a place such as ``#'A'!B1``."""
    place, shown = (text.replace('"', '""') for text in (target, words))
    return f'=HYPERLINK("{place}","{shown}")'
