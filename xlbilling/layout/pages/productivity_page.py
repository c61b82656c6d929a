"""The Productivity sheet: what each user did by period; every sum is a live formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from xlbilling.layout.frames import column_letter
from xlbilling.layout.pages.fixed import PAPER
from xlbilling.layout.pages.grid import Grid, long_date
from xlbilling.model import money
from xlbilling.model.plan import Page, Style

SHEET: Final = "Productivity"
TITLES: Final = ("User", "Period", "Activity", "Commands", "Batches", "Rows", "Amount")
_LAST: Final = len(TITLES)
_FIRST_SUM: Final = 4
_WIDTHS: Final = {1: 22.0, 2: 14.0, 3: 26.0, **dict.fromkeys(range(_FIRST_SUM, _LAST + 1), 14.0)}


@dataclass(frozen=True, slots=True)
class Done:
    """What one user did of one kind in one period; ``cents`` posted or taken in."""

    user: str
    period: str
    activity: str
    commands: int
    batches: int
    rows: int
    cents: int

    @property
    def sums(self) -> tuple[int, int, int, int]:
        """What is added up, in the sheet's order."""
        return self.commands, self.batches, self.rows, self.cents


@dataclass(frozen=True)
class Productivity:
    """What the page shows: the days, how they are grouped, and rows in order of users."""

    practice: str
    first: date
    last: date
    by: str
    rows: Sequence[Done]


def productivity_page(told: Productivity) -> Page:
    """Return the page: a line for each user on top, below it every row they add up from."""
    grid = Grid()
    grid.line("Productivity", "title")
    days = f"{long_date(told.first)} to {long_date(told.last)}"
    grid.line(f"{told.practice}: {days}, by {told.by.lower()}", "subtitle")
    grid.next()
    if not told.rows:
        grid.line("Nothing was done in these days.", "label")
        return _page(grid)
    users = [(user, list(rows)) for user, rows in groupby(told.rows, lambda row: row.user)]
    top = grid.row + len(users) + 6
    _users(grid, users, top)
    grid.next()
    grid.line("By user, period and activity", "section")
    _header(grid, TITLES)
    assert grid.row == top, "the users' formulas point at their rows"
    for row in told.rows:
        grid.put(1, row.user, "label")
        grid.put(2, row.period, "label")
        grid.put(3, row.activity, "label")
        _amounts(grid, row.sums)
        grid.next()
    _total(grid, "All rows", (top, grid.row - 1), _summed(told.rows))
    return _page(grid)


def _users(grid: Grid, users: Sequence[tuple[str, list[Done]]], top: int) -> None:
    """Put a line for each user, adding up that user's rows, and their total."""
    grid.line("By user", "section")
    _header(grid, ("User", "", "", *TITLES[_FIRST_SUM - 1 :]))
    first = grid.row
    for user, rows in users:
        bottom = top + len(rows) - 1
        grid.put(1, user, "label")
        _formulas(grid, (top, bottom), _summed(rows), ("number", "money"))
        top = bottom + 1
        grid.next()
    every = [row for _, rows in users for row in rows]
    _total(grid, "All users", (first, grid.row - 1), _summed(every))


def _summed(rows: Sequence[Done]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*(row.sums for row in rows), strict=True)))


def _header(grid: Grid, titles: Sequence[str]) -> None:
    for column, title in enumerate(titles, start=1):
        grid.put(column, title, "header_left" if column < _FIRST_SUM else "header")
    grid.next()


def _amounts(grid: Grid, sums: Sequence[int]) -> None:
    *counts, cents = sums
    for column, count in enumerate(counts, start=_FIRST_SUM):
        grid.put(column, count, "number")
    grid.money(_LAST, cents)


def _total(grid: Grid, label: str, rows: tuple[int, int], sums: Sequence[int]) -> None:
    grid.put(1, label, "label_total")
    grid.fill(range(2, _FIRST_SUM), "label_total")
    _formulas(grid, rows, sums, ("number_total", "money_total"))
    grid.next()


def _formulas(
    grid: Grid, rows: tuple[int, int], sums: Sequence[int], styles: tuple[Style, Style]
) -> None:
    for column, value in enumerate(sums, start=_FIRST_SUM):
        letter = column_letter(column)
        formula = f"=SUM({letter}{rows[0]}:{letter}{rows[1]})"
        is_money = column == _LAST
        shown = money.to_cell(value) if is_money else value
        grid.formula(column, formula, shown, styles[is_money])


def _page(grid: Grid) -> Page:
    return Page(
        SHEET,
        tuple(grid.cells),
        widths=_WIDTHS,
        print_columns=_LAST,
        template=PAPER,
    )
