"""The sheet Account Card: all that answers a patient's call, of one account, a row each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from xlbilling.layout.pages.fixed import PAPER
from xlbilling.layout.pages.grid import Grid, short_date
from xlbilling.model.plan import Page

SHEET: Final = "Account Card"
PART, DAY, WHAT, AMOUNT = range(1, 5)
_WIDTHS: Final = {PART: 18.0, DAY: 12.0, WHAT: 84.0, AMOUNT: 13.0}
_HEADERS: Final = ("What", "Day", "Told", "Amount")

Row = tuple[str, date | None, str, int | None]


def account_page(account: str, day: date, rows: Sequence[Row]) -> Page:
    """Return the card's page.

    Args:
        account: its id.
        day: the as-of day.
        rows: part, day, words and cents, in order.
    """
    grid = Grid()
    grid.line(f"Account {account}", "title")
    grid.line(f"As of {short_date(day)}; it names nobody, so that it may stay open", "subtitle")
    grid.next()
    for column, header in enumerate(_HEADERS, start=PART):
        grid.put(column, header, "header" if column == AMOUNT else "header_left")
    grid.next()
    freeze, before = grid.row - 1, ""
    for part, on, words, cents in rows:
        grid.put(PART, part if part != before else "", "label")
        grid.put(DAY, short_date(on) if on else "")
        grid.put(WHAT, words)
        if cents is not None:
            grid.money(AMOUNT, cents)
        grid.next()
        before = part
    return Page(
        SHEET,
        tuple(grid.cells),
        widths=_WIDTHS,
        freeze_row=freeze,
        print_columns=AMOUNT,
        template=PAPER,
    )
