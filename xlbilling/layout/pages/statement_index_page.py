"""The index of a statement run: every statement with its link, who got none, and the proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from xlbilling.layout.pages.fixed import PAPER
from xlbilling.layout.pages.grid import Grid, link, long_date
from xlbilling.model.plan import Page

SHEET: Final = "Statement Index"
ACCOUNT, STATEMENT, LEVEL, STATE, AMOUNT, BALANCE = range(1, 7)


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One statement of the run, in cents.

    Attributes:
        sheet: the sheet to jump to; "" where the book has it no more.
        is_sent: whether it was mailed before this run and so was left as it was.
    """

    account: str
    number: str
    sheet: str
    level: int
    amount_cents: int
    balance_cents: int
    is_sent: bool


@dataclass(frozen=True)
class StatementIndex:
    """All that the index shows.

    Attributes:
        practice: the office's name.
        day: the run's date.
        rows: the statements, by account.
        excluded: reason, number of accounts and their balance in cents.
        patient_ar_cents: what the ledger says that patients owe.
    """

    practice: str
    day: date
    rows: Sequence[IndexRow]
    excluded: Sequence[tuple[str, int, int]]
    patient_ar_cents: int

    @property
    def stated_cents(self) -> int:
        """The balances of the accounts with a statement."""
        return sum(row.balance_cents for row in self.rows)

    @property
    def excluded_cents(self) -> int:
        """The balances of the accounts without one."""
        return sum(cents for _, _, cents in self.excluded)


def index_page(index: StatementIndex) -> Page:
    """Return the index sheet, the proof of rules ST-3 first."""
    grid = Grid()
    grid.line("Statements", "title")
    grid.line(f"{index.practice}, run of {long_date(index.day)}", "subtitle")
    grid.next()
    _proof(grid, index)
    _excluded(grid, index)
    _statements(grid, index)
    widths = dict.fromkeys((LEVEL, STATE, AMOUNT, BALANCE), 14.0) | {ACCOUNT: 28.0, STATEMENT: 28.0}
    return Page(
        SHEET,
        tuple(grid.cells),
        widths=widths,
        print_columns=BALANCE,
        template=PAPER,
    )


def _proof(grid: Grid, index: StatementIndex) -> None:
    grid.line("Proof", "section")
    first = grid.row
    for label, cents in (
        (f"Accounts with a statement ({len(index.rows)})", index.stated_cents),
        (f"Accounts without ({sum(n for _, n, _ in index.excluded)})", index.excluded_cents),
        ("Patients owe in the ledger", index.patient_ar_cents),
    ):
        grid.put(ACCOUNT, label, "label")
        grid.money(STATEMENT, cents)
        grid.next()
    off = index.stated_cents + index.excluded_cents - index.patient_ar_cents
    grid.put(ACCOUNT, "Difference", "label_total")
    formula = f"=ROUND(B{first}+B{first + 1}-B{first + 2},2)"
    grid.money_formula(STATEMENT, formula, off, "bad" if off else "good")
    grid.next(2)


def _excluded(grid: Grid, index: StatementIndex) -> None:
    if not index.excluded:
        return
    grid.put(ACCOUNT, "Without a statement", "header_left")
    grid.put(STATEMENT, "Balance", "header")
    grid.put(LEVEL, "Accounts", "header")
    grid.next()
    for reason, count, cents in index.excluded:
        grid.put(ACCOUNT, reason.capitalize(), "label")
        grid.money(STATEMENT, cents)
        grid.put(LEVEL, count, "number")
        grid.next()
    grid.line("Each account with its reason stands on the Exclusions sheet.", "note")
    grid.next()


def _statements(grid: Grid, index: StatementIndex) -> None:
    titles = ("Account", "Statement", "Level", "State", "Amount due", "Account balance")
    for column, title in enumerate(titles, start=ACCOUNT):
        grid.put(column, title, "header_left" if column <= STATEMENT else "header")
    grid.next()
    first = grid.row
    for row in index.rows:
        if row.sheet:
            quoted = row.sheet.replace("'", "''")
            grid.formula(ACCOUNT, link(f"#'{quoted}'!A1", row.account), row.account, "link")
        else:
            grid.put(ACCOUNT, row.account)
        grid.put(STATEMENT, row.number)
        grid.put(LEVEL, row.level, "number")
        grid.put(STATE, "sent before" if row.is_sent else "to send", "right")
        grid.money(AMOUNT, row.amount_cents)
        grid.money(BALANCE, row.balance_cents)
        grid.next()
    grid.put(ACCOUNT, "Total", "label_total")
    grid.fill(range(STATEMENT, AMOUNT), "label_total")
    amounts = sum(row.amount_cents for row in index.rows)
    for column, cents in ((AMOUNT, amounts), (BALANCE, index.stated_cents)):
        letter = "E" if column == AMOUNT else "F"
        formula = f"=SUM({letter}{first}:{letter}{grid.row - 1})" if index.rows else "=0"
        grid.money_formula(column, formula, cents)
    grid.next()
