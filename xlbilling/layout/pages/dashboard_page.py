"""The Dashboard sheet: the figures a manager prints, each with how it is worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from xlbilling.layout.pages.aging_page import ratio
from xlbilling.layout.pages.grid import Grid, long_date, month_name
from xlbilling.model.plan import Page, Style

SHEET: Final = "Dashboard"
LABEL: Final = 1
RIGHT: Final = 8
INDENT: Final = "   "
"""Keeps a text off the amount to its left."""

_MONTH_TITLES: Final = ("Month", "Charges", "Payments", "Adjustments", "Refunds", "Owed at end")


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure.

    Attributes:
        label: its name with the variant.
        value: dollars, days or a share; None where it cannot be told.
        style: how the value looks.
        formula: how it comes about, in words and numbers.
    """

    label: str
    value: float | None
    style: Style
    formula: str


@dataclass(frozen=True, slots=True)
class Month:
    """What moved the receivable in one month, in cents; ``owed`` is its end."""

    period: str
    charges: int
    payments: int
    adjustments: int
    refunds: int
    owed: int


@dataclass(frozen=True, slots=True)
class PayerLine:
    """What one payer, or all patients, owe up to 90 days and longer, in cents."""

    label: str
    young: int
    old: int
    credits: int


@dataclass(frozen=True, slots=True)
class DenialLine:
    """Open denials of one reason code."""

    code: str
    category: str
    count: int
    cents: int


@dataclass(frozen=True)
class Dashboard:
    """All that the Dashboard shows.

    Attributes:
        practice: the office's name.
        as_of: the day.
        figures: key figures, the weightiest first.
        months: the last twelve, oldest first.
        payers: the largest first.
        denials: the largest first.
        beside: receivables that are in no bucket, a line each.
    """

    practice: str
    as_of: date
    figures: Sequence[Figure]
    months: Sequence[Month]
    payers: Sequence[PayerLine]
    denials: Sequence[DenialLine]
    beside: Sequence[str] = ()


def dashboard_page(dashboard: Dashboard) -> Page:
    """Return the Dashboard sheet: figures on top, months to the left, payers to the right."""
    grid = Grid()
    grid.line("Dashboard", "title")
    grid.line(f"{dashboard.practice} as of {long_date(dashboard.as_of)}", "subtitle")
    grid.next()
    _figures(grid, dashboard)
    top = grid.row
    _months(grid, dashboard)
    bottom, grid.row = grid.row, top
    _payers(grid, dashboard)
    grid.next()
    _denials(grid, dashboard)
    grid.row = max(bottom, grid.row)
    widths = {LABEL: 36.0, 7: 3.0, RIGHT: 30.0, **dict.fromkeys(range(2, 7), 14.0)}
    widths.update(dict.fromkeys(range(RIGHT + 1, RIGHT + 6), 13.0))
    return Page(SHEET, tuple(grid.cells), widths=widths, print_columns=RIGHT + 5)


def _figures(grid: Grid, dashboard: Dashboard) -> None:
    grid.put(LABEL, "Key figures", "header_left")
    grid.put(2, "Value", "header")
    grid.put(3, f"{INDENT}How it is worked out", "header_left")
    grid.fill(range(4, RIGHT + 6), "header_left")
    grid.next()
    for figure in dashboard.figures:
        grid.put(LABEL, figure.label, "label")
        grid.put(2, figure.value, figure.style)
        grid.put(3, INDENT + figure.formula, "note")
        grid.next()
    grid.next()


def _months(grid: Grid, dashboard: Dashboard) -> None:
    grid.line("By month of posting", "section")
    for column, title in enumerate(_MONTH_TITLES, start=LABEL):
        grid.put(column, title, "header_left" if column == LABEL else "header")
    grid.next()
    first = grid.row
    for month in dashboard.months:
        grid.put(LABEL, month_name(month.period), "label")
        moved = (month.charges, month.payments, month.adjustments, month.refunds, month.owed)
        for column, cents in enumerate(moved, start=LABEL + 1):
            grid.money(column, cents)
        grid.next()
    grid.put(LABEL, "Twelve months", "label_total")
    for column, name in enumerate(("charges", "payments", "adjustments", "refunds"), start=2):
        letter = "ABCDEF"[column - 1]
        total = sum(getattr(month, name) for month in dashboard.months)
        grid.money_formula(column, f"=SUM({letter}{first}:{letter}{grid.row - 1})", total)
    grid.put(6, None, "money_total")
    grid.next()


def _payers(grid: Grid, dashboard: Dashboard) -> None:
    grid.line("Who owes", "section", RIGHT)
    titles = ("Owed by", "To 90 days", "Over 90", "Credits", "Total", "Over 90 %")
    for column, title in enumerate(titles, start=RIGHT):
        grid.put(column, title, "header_left" if column == RIGHT else "header")
    grid.next()
    first = grid.row
    for line in dashboard.payers:
        grid.put(RIGHT, line.label, "label")
        for column, cents in enumerate((line.young, line.old, line.credits), start=RIGHT + 1):
            grid.money(column, cents)
        _payer_sums(grid, line, ("money", "percent"))
    total = PayerLine(
        "Aged receivables",
        sum(line.young for line in dashboard.payers),
        sum(line.old for line in dashboard.payers),
        sum(line.credits for line in dashboard.payers),
    )
    grid.put(RIGHT, total.label, "label_total")
    last = grid.row - 1
    sums = (("I", total.young), ("J", total.old), ("K", total.credits))
    for column, (letter, cents) in enumerate(sums, start=RIGHT + 1):
        if dashboard.payers:
            grid.money_formula(column, f"=SUM({letter}{first}:{letter}{last})", cents)
        else:
            grid.money(column, cents, "money_total")
    _payer_sums(grid, total, ("money_total", "percent_total"))
    for note in dashboard.beside:
        grid.line(note, "note", RIGHT)


def _payer_sums(grid: Grid, line: PayerLine, styles: tuple[Style, Style]) -> None:
    here = grid.row
    owed = line.young + line.old
    grid.money_formula(RIGHT + 4, f"=SUM(I{here}:K{here})", owed + line.credits, styles[0])
    share = f'=IF(I{here}+J{here}=0,"",J{here}/(I{here}+J{here}))'
    grid.formula(RIGHT + 5, share, ratio(line.old, owed), styles[1])
    grid.next()


def _denials(grid: Grid, dashboard: Dashboard) -> None:
    grid.line("Open denials by reason", "section", RIGHT)
    for column, title in enumerate(("Reason", "Code", "Lines", "Amount"), start=RIGHT):
        grid.put(column, title, "header_left" if column == RIGHT else "header")
    grid.next()
    first = grid.row
    for line in dashboard.denials:
        grid.put(RIGHT, (line.category or "not named").capitalize(), "label")
        grid.put(RIGHT + 1, line.code, "right")
        grid.put(RIGHT + 2, line.count, "number")
        grid.money(RIGHT + 3, line.cents)
        grid.next()
    grid.put(RIGHT, "All open denials" if dashboard.denials else "No open denials", "label_total")
    grid.put(RIGHT + 1, None, "label_total")
    count = sum(line.count for line in dashboard.denials)
    cents = sum(line.cents for line in dashboard.denials)
    if dashboard.denials:
        span = f"{first}:{{0}}{grid.row - 1}"
        lines_formula = "=SUM(J" + span.format("J") + ")"
        grid.formula(RIGHT + 2, lines_formula, count, "number_total")
        grid.money_formula(RIGHT + 3, "=SUM(K" + span.format("K") + ")", cents)
    else:
        grid.put(RIGHT + 2, count, "number_total")
        grid.money(RIGHT + 3, cents, "money_total")
    grid.next()
