"""The Credit Balances sheet: every open credit with its due day, what was given back, the proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from xlbilling.layout.frames import column_letter
from xlbilling.layout.pages.fixed import PAPER
from xlbilling.layout.pages.grid import Grid, long_date, short_date
from xlbilling.model.plan import Page

SHEET: Final = "Credit Balances"
KEY, ACCOUNT, OWNER, CAUSE, FOUND, DUE, LEFT, AMOUNT = range(1, 9)
_TITLES: Final = ("Claim", "Account", "Owned by", "Cause", "Found", "Due back", "Days left",
                  "Amount")  # fmt: skip
_BACK_TITLES: Final = ("Refund", "Account", "To", "Claim or reason", "Posted", "", "", "Amount")
_WIDTHS: Final = {KEY: 14.0, ACCOUNT: 14.0, OWNER: 10.0, CAUSE: 38.0, FOUND: 12.0, DUE: 12.0,
                  LEFT: 10.0, AMOUNT: 14.0}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CreditRow:
    """One open credit; ``days_left`` is below zero for one that is overdue."""

    key: str
    account: str
    owned_by: str
    cause: str
    found: date | None
    due: date | None
    days_left: int | None
    cents: int


@dataclass(frozen=True, slots=True)
class BackRow:
    """One refund of the quarter."""

    refund: str
    account: str
    to: str
    why: str
    on: date | None
    cents: int


@dataclass(frozen=True)
class CreditReport:
    """All that the sheet shows.

    Attributes:
        practice: the office's name.
        day: the as-of day.
        quarter: its quarter in words.
        claims: open credits of claims, the first due first.
        held: patients' money that no claim took.
        back: what was given back in the quarter.
        ledger: of claims, held money and refunds, what the ledger says, by name, in cents.
        refunds_cents: all refunds that the register says are posted by the day.
    """

    practice: str
    day: date
    quarter: str
    claims: Sequence[CreditRow]
    held: Sequence[CreditRow]
    back: Sequence[BackRow]
    ledger: Sequence[tuple[str, int]]
    refunds_cents: int


def credits_page(report: CreditReport) -> Page:
    """Return the sheet, one page wide; its sums and its proof are live formulas."""
    grid = Grid()
    grid.line(SHEET, "title")
    words = f"{report.practice}, as of {long_date(report.day)}, {report.quarter}"
    grid.line(words, "subtitle")
    grid.next()
    proof = grid.row
    grid.row += len(report.ledger) + 3
    claims = _credits(grid, "Claims paid more than they were worth", report.claims)
    held = _credits(grid, "Patients' money that no claim took yet", report.held)
    _given_back(grid, report)
    grid.row = proof
    _proof(grid, report, (claims, held))
    return Page(SHEET, tuple(grid.cells), widths=_WIDTHS, print_columns=AMOUNT, template=PAPER)


def _proof(grid: Grid, report: CreditReport, totals: tuple[int, int]) -> None:
    """Write what is listed against the ledger; the lists below give the first two."""
    for column, title in ((KEY, "Ties to the ledger"), (DUE, "Listed"), (LEFT, "Ledger")):
        grid.put(column, title, "header_left" if column == KEY else "header")
    grid.fill(range(ACCOUNT, DUE), "header_left")
    grid.put(AMOUNT, "Difference", "header")
    grid.next()
    sums = [sum(row.cents for row in rows) for rows in (report.claims, report.held)]
    cells = [f"={column_letter(AMOUNT)}{row}" for row in totals]
    for n, (name, booked) in enumerate(report.ledger):
        listed = sums[n] if n < len(sums) else report.refunds_cents
        grid.put(KEY, name)
        if n < len(cells):
            grid.money_formula(DUE, cells[n], listed, "money")
        else:
            grid.money(DUE, listed)
        grid.money(LEFT, booked)
        off = listed - booked
        formula = f"=ROUND({column_letter(DUE)}{grid.row}-{column_letter(LEFT)}{grid.row},2)"
        grid.money_formula(AMOUNT, formula, off, "bad" if off else "good")
        grid.next()


def _credits(grid: Grid, title: str, rows: Sequence[CreditRow]) -> int:
    """Write one list of credits; return the row of its total."""
    grid.line(title, "section")
    _header(grid, _TITLES)
    first = grid.row
    for row in rows:
        for column, text in ((KEY, row.key), (ACCOUNT, row.account), (OWNER, row.owned_by)):
            grid.put(column, text)
        grid.put(CAUSE, row.cause, "wrap")
        for column, day in ((FOUND, row.found), (DUE, row.due)):
            grid.put(column, short_date(day) if day else "", "right")
        late = row.days_left is not None and row.days_left < 0
        grid.put(LEFT, row.days_left, "word_poor" if late else "right")
        grid.money(AMOUNT, row.cents)
        grid.next()
    return _total(grid, first, sum(row.cents for row in rows))


def _header(grid: Grid, titles: Sequence[str]) -> None:
    for column, title in enumerate(titles, start=KEY):
        grid.put(column, title, "header_left" if column <= CAUSE else "header")
    grid.next()


def _total(grid: Grid, first: int, cents: int) -> int:
    letter, row = column_letter(AMOUNT), grid.row
    grid.put(KEY, "Total", "label_total")
    grid.fill(range(ACCOUNT, AMOUNT), "label_total")
    formula = f"=SUM({letter}{first}:{letter}{row - 1})" if row > first else "=0"
    grid.money_formula(AMOUNT, formula, cents)
    grid.next(2)
    return row


def _given_back(grid: Grid, report: CreditReport) -> None:
    grid.line(f"Given back in {report.quarter}", "section")
    _header(grid, _BACK_TITLES)
    first = grid.row
    for row in report.back:
        for column, text in ((KEY, row.refund), (ACCOUNT, row.account), (OWNER, row.to)):
            grid.put(column, text)
        grid.put(CAUSE, row.why, "wrap")
        grid.put(FOUND, short_date(row.on) if row.on else "", "right")
        grid.money(AMOUNT, row.cents)
        grid.next()
    _total(grid, first, sum(row.cents for row in report.back))
