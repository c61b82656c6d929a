"""The Dashboard's tables, each at its fixed place: months, who owes, more figures, denials."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from xlbilling.layout.frames import column_letter
from xlbilling.layout.pages.aging_page import ratio
from xlbilling.layout.pages.grid import Grid, link, month_name
from xlbilling.model import money
from xlbilling.model.plan import Style

GAP: Final = 9
RIGHT: Final = 10
TOP: Final = 24
MONTHS: Final = 12
PAYERS: Final = 7
"""Payers by name, the last of them for all others; patients stand below in a row of their own."""
REASONS: Final = 6
FIGURES: Final = 7
BUCKETS: Final = ("0-30", "31-60", "61-90", "91-120", "121+")
FIRST: Final = TOP + 2
BELOW: Final = TOP + 16
_OVER: Final = 3
_LABEL: Final = 1
_BUCKETS: Final = range(RIGHT + 1, RIGHT + 6)
_CREDITS: Final = RIGHT + 6
_TOTAL: Final = RIGHT + 7
_SHARE: Final = RIGHT + 8
_APART_ROW: Final = FIRST + PAYERS + 1
_TOTAL_ROW: Final = _APART_ROW + 1
_MONTH_TITLES: Final = (
    "Month", "Charges", "Payments", "Adjusted", "Refunds", "Owed", "Days in AR", "Over 90",
)  # fmt: skip
TOTAL_CELL: Final = f"{column_letter(_TOTAL)}{_TOTAL_ROW}"
SHARE_CELL: Final = f"{column_letter(_SHARE)}{_TOTAL_ROW}"
_WIDEST: Final = 25
"""Characters of a label; the amount beside it would hide more."""


@dataclass(frozen=True, slots=True)
class Month:
    """One month; amounts in cents, None where nothing was taken of it.

    Attributes:
        period: such as 2026-03.
        moved: charges, payments, adjustments and refunds.
        owed: the receivable at its end, or on the day.
        days: days in AR.
        over_90: percent of the open balances.
    """

    period: str
    moved: tuple[int, int, int, int] | None = None
    owed: int | None = None
    days: float | None = None
    over_90: float | None = None


@dataclass(frozen=True, slots=True)
class PayerLine:
    """What one payer, or all patients, owe by age, in cents; credits are below zero."""

    label: str
    buckets: tuple[int, ...]
    credits: int


@dataclass(frozen=True)
class Owing:
    """Who owes.

    Attributes:
        lines: at most seven payers, the largest first, then the patients.
        apart: receivables in no bucket: at agencies and on payment plans, in cents.
        rates: percent of each bucket that is expected to be lost; () where the office has other
            buckets.
        lost: what that makes in each bucket, in cents (rules AG-7).
        leads_to: where a click on a payer goes.
        figures_sheet: where a click on the allowance goes.
    """

    lines: Sequence[PayerLine]
    apart: int
    rates: Sequence[Decimal]
    lost: Sequence[int]
    leads_to: str
    figures_sheet: str

    @property
    def sums(self) -> tuple[int, ...]:
        """The open balances in each bucket."""
        return tuple(sum(line.buckets[n] for line in self.lines) for n in range(len(BUCKETS)))

    @property
    def credits(self) -> int:
        """All credit balances."""
        return sum(line.credits for line in self.lines)


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One more key figure: its name, where it stands in full, its value and formula."""

    label: str
    leads_to: str
    value: float | None
    style: Style
    formula: str


@dataclass(frozen=True, slots=True)
class DenialLine:
    """Open denials of one reason code."""

    code: str
    category: str
    count: int
    cents: int


def put_months(grid: Grid, months: Sequence[Month]) -> None:
    """Put the twelve months to the left; what was not taken stays blank and draws nothing."""
    grid.row = TOP
    _heading(grid, _LABEL, "By month of posting", _MONTH_TITLES)
    for month in months:
        grid.put(_LABEL, month_name(month.period), "label")
        moved: Iterable[int | None] = month.moved or (None,) * 4
        for column, cents in enumerate((*moved, month.owed), start=2):
            grid.put(column, None if cents is None else money.to_cell(cents), "whole")
        grid.put(7, month.days, "day_count")
        grid.put(8, None if month.over_90 is None else month.over_90 / 100, "percent")
        grid.next()
    grid.put(_LABEL, "12 months", "label_total")
    for place, column in enumerate(range(2, 6)):
        letter = column_letter(column)
        total = sum(month.moved[place] for month in months if month.moved)
        formula = f"=SUM({letter}{FIRST}:{letter}{grid.row - 1})"
        grid.money_formula(column, formula, total, "whole_total")
    grid.fill(range(6, 9), "whole_total")


def put_owing(grid: Grid, owing: Owing) -> None:
    """Put who owes to the right: payers and patients by age, the total, the allowance."""
    grid.row = TOP
    titles = ("Owed by", *BUCKETS, "Credits", "Total", "Over 90")
    _heading(grid, RIGHT, "Who owes, by age in days", titles)
    for line in owing.lines:
        _owes(grid, line, owing.leads_to)
    for row in range(FIRST + len(owing.lines), _APART_ROW):
        grid.row = row
        _blank_line(grid)
    grid.row = _APART_ROW
    _label(grid, "Agency and plans", owing.leads_to)
    grid.fill(range(RIGHT + 1, _TOTAL), "whole")
    grid.money(_TOTAL, owing.apart, "whole")
    grid.put(_SHARE, None, "percent")
    _total(grid, owing)
    _shares(grid, owing)
    _allowance(grid, owing)


def _owes(grid: Grid, line: PayerLine, leads_to: str) -> None:
    here, cents = grid.row, line.buckets
    _label(grid, line.label, leads_to)
    for column, amount in zip((*_BUCKETS, _CREDITS), (*cents, line.credits), strict=True):
        grid.money(column, amount, "whole")
    formula = f"=SUM({_span(here, _BUCKETS[0], _CREDITS)})"
    grid.money_formula(_TOTAL, formula, sum(cents) + line.credits, "whole")
    grid.formula(_SHARE, _over_90(here), ratio(sum(cents[_OVER:]), sum(cents)), "percent")
    grid.next()


def _blank_line(grid: Grid) -> None:
    grid.put(RIGHT, None, "chart_label")
    grid.fill(range(RIGHT + 1, _SHARE), "whole")
    grid.put(_SHARE, None, "percent")


def _total(grid: Grid, owing: Owing) -> None:
    grid.row = _TOTAL_ROW
    _label(grid, "All receivables", owing.leads_to, "label_total")
    sums = (*owing.sums, owing.credits)
    whole = sum(sums) + owing.apart
    for column, cents in zip(range(_BUCKETS[0], _TOTAL + 1), (*sums, whole), strict=True):
        letter = column_letter(column)
        formula = f"=SUM({letter}{FIRST}:{letter}{_APART_ROW})"
        grid.money_formula(column, formula, cents, "whole_total")
    share = ratio(sum(sums[_OVER : len(BUCKETS)]), sum(sums[: len(BUCKETS)]))
    grid.formula(_SHARE, _over_90(_TOTAL_ROW), share, "percent_total")
    grid.next()


def _over_90(row: int) -> str:
    whole = f"SUM({_span(row, _BUCKETS[0], _BUCKETS[-1])})"
    return f'=IF({whole}=0,"",SUM({_span(row, _BUCKETS[_OVER], _BUCKETS[-1])})/{whole})'


def _shares(grid: Grid, owing: Owing) -> None:
    """Put each bucket's share of the open balances."""
    _label(grid, "Share of open balances", owing.leads_to)
    whole = f"SUM({_span(_TOTAL_ROW, _BUCKETS[0], _BUCKETS[-1], '$')})"
    for column, cents in zip(_BUCKETS, owing.sums, strict=True):
        here = f"{column_letter(column)}{_TOTAL_ROW}"
        formula = f'=IF({whole}=0,"",{here}/{whole})'
        grid.formula(column, formula, ratio(cents, sum(owing.sums)), "percent")
    grid.fill(range(_CREDITS, _SHARE + 1), "whole")
    grid.next()


def _allowance(grid: Grid, owing: Owing) -> None:
    """Put what is expected to be lost of each bucket (rules AG-7)."""
    target = f"#'{owing.figures_sheet}'!A1"
    _label(grid, "Expected to be lost", target)
    for column, rate in zip(_BUCKETS, owing.rates, strict=False):
        grid.put(column, float(rate / 100), "percent")  # float: a share
    if not owing.rates:
        grid.fill(range(_BUCKETS[0], _CREDITS), "percent")
    grid.fill(range(_CREDITS, _SHARE + 1), "whole")
    grid.next()
    _label(grid, "Allowance for bad debt", target, "label_total")
    if not owing.rates:
        grid.fill(range(_BUCKETS[0], _SHARE + 1), "whole_total")
        return
    for column, cents in zip(_BUCKETS, owing.lost, strict=True):
        letter = column_letter(column)
        formula = f"=ROUND({letter}{_TOTAL_ROW}*{letter}{grid.row - 1},2)"
        grid.money_formula(column, formula, cents, "whole_total")
    grid.put(_CREDITS, None, "whole_total")
    formula = f"=SUM({_span(grid.row, _BUCKETS[0], _BUCKETS[-1])})"
    grid.money_formula(_TOTAL, formula, sum(owing.lost), "whole_total")
    grid.put(_SHARE, None, "whole_total")


def put_figures(grid: Grid, figures: Sequence[FigureLine]) -> None:
    """Put more key figures below the months."""
    grid.row = BELOW
    _heading(grid, _LABEL, "More key figures", ("Figure", "", "Value", "   How it is worked out"))
    grid.row -= 1
    grid.fill(range(5, GAP), "header_left")
    grid.next()
    for figure in figures:
        _label(grid, figure.label, figure.leads_to, column=_LABEL)
        grid.put(3, figure.value, figure.style)
        grid.put(4, "   " + figure.formula, "small")
        grid.next()


def put_denials(grid: Grid, denials: Sequence[DenialLine], sheet: str) -> None:
    """Put the open denials by reason below who owes, as many rows as their chart draws."""
    grid.row = BELOW
    _heading(grid, RIGHT, "Open denials by reason", ("Reason", "Code", "Lines", "Amount"))
    first, target = grid.row, f"#'{sheet}'!A1"
    for line in denials:
        _label(grid, (line.category or "not named").capitalize(), target)
        grid.put(RIGHT + 1, line.code or "others", "right")
        grid.put(RIGHT + 2, line.count, "number")
        grid.money(RIGHT + 3, line.cents, "whole")
        grid.next()
    for row in range(first + len(denials), first + REASONS):
        grid.row = row
        for column, style in enumerate(_DENIAL_LINE, start=RIGHT):
            grid.put(column, None, style)
    grid.row = first + REASONS
    _label(grid, "All open denials" if denials else "No open denials", target, "label_total")
    grid.put(RIGHT + 1, None, "label_total")
    sums = (sum(line.count for line in denials), sum(line.cents for line in denials))
    for column, total in ((RIGHT + 2, sums[0]), (RIGHT + 3, money.to_cell(sums[1]))):
        letter = column_letter(column)
        formula = f"=SUM({letter}{first}:{letter}{grid.row - 1})"
        grid.formula(column, formula, total, "whole_total")


_DENIAL_LINE: Final[tuple[Style, ...]] = ("chart_label", "right", "number", "whole")


def put_notes(grid: Grid, notes: Sequence[str]) -> None:
    """Put what the reader should know at the foot of the page."""
    grid.row = BELOW + 2 + max(FIGURES, REASONS + 1)
    grid.put(_LABEL, "  ·  ".join(notes), "note")


def _heading(grid: Grid, column: int, words: str, titles: Sequence[str]) -> None:
    grid.line(words, "section", column)
    for place, title in enumerate(titles):
        is_text = place == 0 or not title or title.startswith(" ")
        grid.put(column + place, title, "header_left" if is_text else "header")
    grid.next()


def _label(
    grid: Grid, words: str, leads_to: str, style: Style = "chart_label", column: int = RIGHT
) -> None:
    """Put a row's label as a link to where its numbers come from."""
    shown = words if len(words) <= _WIDEST else f"{words[: _WIDEST - 1].rstrip()}\u2026"
    look: Style = "link_total" if style == "label_total" else style
    grid.formula(column, link(leads_to, shown), shown, look)


def _span(row: int, first: int, last: int, fixed: str = "") -> str:
    """Return the cells of a row between two columns, as a formula names them."""
    ends = (f"{fixed}{column_letter(column)}{fixed}{row}" for column in (first, last))
    return ":".join(ends)
