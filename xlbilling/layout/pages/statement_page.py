"""A patient's statement on one sheet: who, how much, by when, why, and a coupon at the foot."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from xlbilling.layout.frames import column_letter
from xlbilling.layout.pages.grid import Grid, short_date
from xlbilling.model import money
from xlbilling.model.plan import Page

DATE, WHAT, CHARGE, INSURANCE, ADJUSTED, PAID, OWED = range(1, 8)
PROOF: Final = 9
HEADERS: Final = (
    "Date", "Visit", "Charge", "Insurance paid", "Adjusted", "You paid", "You owe",
)  # fmt: skip
WIDTHS: Final = {DATE: 12.0, WHAT: 42.0, CHARGE: 11.5, INSURANCE: 12.5, ADJUSTED: 11.5, PAID: 11.5,
                 OWED: 13.0, 8: 3.0, PROOF: 24.0}  # fmt: skip
TEMPLATE: Final = "Statement Template"
"""The hidden sheet with the page setup of everything that goes to patients."""

COUPON_ROW: Final = 44
"""The coupon begins here or lower, so that it stands at the foot of a letter page."""

_LINE: Final = 100
"""Characters of a full-width sentence; it is broken by words, for merged cells do not grow."""


@dataclass(frozen=True, slots=True)
class Practice:
    """Who sends the bill; every line may be blank."""

    name: str
    address: str
    city: str
    phone: str
    hours: str
    remit_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit on the bill, in cents.

    Attributes:
        on: its date of service; None where nobody keyed one.
        what: what was done and for whom, without diagnosis.
        explained: what insurance did, in plain words.
    """

    on: date | None
    what: str
    charge: int
    insurance_paid: int
    adjusted: int
    patient_paid: int
    owed: int
    explained: str


@dataclass(frozen=True, slots=True)
class PendingRow:
    """One visit that insurance has not finished; nothing of it is due now."""

    on: date | None
    what: str
    insurer: str
    cents: int


@dataclass(frozen=True)
class Statement:
    """All that one statement shows.

    Attributes:
        number: its number in the register.
        sheet: the sheet it stands on.
        day: its date.
        due: the day to pay by.
        account: the guarantor's id.
        addressee: name and address, a line each.
        practice: who sends it.
        visits: what is billed.
        plan: the instalments of payment plans, each with its words and cents.
        plan_left: what of them is due later, in words; "" for nothing.
        unapplied_cents: money held that no visit took yet; taken off.
        aging: bucket names and what of the visits falls into each.
        pending: what waits for insurance.
        title: the message's title, by level.
        message: the message, by level.
        ways: how to pay.
        help: what to do when that is not possible.
        past_due_cents: what of the instalments was due before the statement's day.
    """

    number: str
    sheet: str
    day: date
    due: date
    account: str
    addressee: tuple[str, ...]
    practice: Practice
    visits: Sequence[VisitRow]
    plan: Sequence[tuple[str, int]]
    plan_left: str
    unapplied_cents: int
    aging: Sequence[tuple[str, int]]
    pending: Sequence[PendingRow]
    title: str
    message: str
    ways: str
    help: str
    past_due_cents: int = 0

    @property
    def due_cents(self) -> int:
        """What the page asks for."""
        instalments = sum(cents for _, cents in self.plan)
        return sum(visit.owed for visit in self.visits) + instalments - self.unapplied_cents

    @property
    def pay_by(self) -> str:
        """The day to pay by; "now" where all of it is past due."""
        return "now" if 0 < self.due_cents <= self.past_due_cents else short_date(self.due)

    @property
    def due_words(self) -> str:
        """By when the amount is due; an instalment past due is never given a later day."""
        if not self.past_due_cents:
            return f"Amount due by {self.pay_by}"
        if self.due_cents <= self.past_due_cents:
            return "Amount due now"
        past = money.show(self.past_due_cents)
        return f"Amount due: {past} past due now, the rest by {self.pay_by}"


def statement_page(statement: Statement) -> Page:
    """Return the statement's sheet, one portrait page wide (rules ST-6, ST-7)."""
    grid = Grid()
    merges = _head(grid, statement)
    grid.row = 14
    total_row = _visits(grid, statement)
    _aging(grid, statement)
    _pending(grid, statement)
    _message(grid, statement)
    grid.row = max(grid.row + 1, COUPON_ROW)
    merges += _coupon(grid, statement, total_row)
    _amount_and_proof(grid, statement, total_row)
    return Page(
        statement.sheet,
        tuple(grid.cells),
        widths=WIDTHS,
        print_columns=OWED,
        merges=merges,
        template=TEMPLATE,
    )


def _head(grid: Grid, statement: Statement) -> tuple[str, ...]:
    """Write the sender and the addressee to the left, the facts of the bill to the right."""
    practice = statement.practice
    contact = f"Questions? Call {practice.phone}. {practice.hours}" if practice.phone else ""
    grid.line(practice.name, "title")
    for line in (practice.address, practice.city, contact):
        grid.line(line, "subtitle")
    grid.row = 9
    for line in statement.addressee:
        grid.line(line)
    grid.row = 2
    _fact(grid, "Statement date", short_date(statement.day))
    _fact(grid, "Account number", statement.account)
    grid.next()
    _fact(grid, "Pay by", statement.pay_by)
    grid.row = 7
    grid.put(ADJUSTED, "Amount due", "box")
    grid.fill(range(PAID, OWED + 1), "box")
    return (f"{column_letter(ADJUSTED)}8:{column_letter(OWED)}8",)


def _fact(grid: Grid, label: str, value: str) -> None:
    grid.put(ADJUSTED, label, "label")
    grid.put(OWED, value, "right")
    grid.next()


def _visits(grid: Grid, statement: Statement) -> int:
    """Write the visits and what is added to them; return the row of the amount due."""
    grid.line("This is a bill for care you received. It shows what is left for you to pay.")
    grid.put(DATE, HEADERS[0], "header_left")
    grid.put(WHAT, HEADERS[1], "header_left")
    for column, title in enumerate(HEADERS[2:], start=CHARGE):
        grid.put(column, title, "header")
    grid.next()
    first = grid.row
    for visit in statement.visits:
        _visit(grid, visit)
    return _totals(grid, statement, first)


def _visit(grid: Grid, visit: VisitRow) -> None:
    grid.put(DATE, short_date(visit.on) if visit.on else "")
    grid.put(WHAT, visit.what)
    amounts = (visit.charge, visit.insurance_paid, visit.adjusted, visit.patient_paid, visit.owed)
    for column, cents in enumerate(amounts, start=CHARGE):
        grid.money(column, cents)
    grid.next()
    for line in textwrap.wrap(visit.explained, _LINE - 10):
        grid.line(line, "note", WHAT)


def _totals(grid: Grid, statement: Statement, first: int) -> int:
    letter = column_letter(OWED)
    owed = sum(visit.owed for visit in statement.visits)
    more = (
        *statement.plan,
        ("Payments we hold for you, not yet applied to a visit", -statement.unapplied_cents),
    )
    start = grid.row
    grid.put(WHAT, "Visits above", "label")
    down = f"=SUM({letter}{first}:{letter}{start - 1})" if statement.visits else "=0"
    grid.money_formula(OWED, down, owed, "money")
    grid.next()
    for label, cents in more:
        if cents:
            grid.put(WHAT, label, "label")
            grid.money(OWED, cents)
            grid.next()
    grid.fill(range(DATE, WHAT), "label_total")
    grid.put(WHAT, statement.due_words, "label_total")
    grid.fill(range(CHARGE, OWED), "label_total")
    total = f"=SUM({letter}{start}:{letter}{grid.row - 1})"
    grid.money_formula(OWED, total, statement.due_cents)
    total_row = grid.row
    grid.next()
    for line in textwrap.wrap(statement.plan_left, _LINE):
        grid.line(line, "note")
    grid.next()
    return total_row


def _aging(grid: Grid, statement: Statement) -> None:
    """Write how long the visits have been the patient's to pay."""
    if not statement.visits:
        return
    grid.put(DATE, "Age of the visits above", "header_left")
    grid.fill(range(WHAT, CHARGE), "header_left")
    first = OWED - len(statement.aging) + 1
    for column, (name, _) in enumerate(statement.aging, start=first):
        grid.put(column, f"{name} days", "header")
    grid.next()
    for column, (_, cents) in enumerate(statement.aging, start=first):
        grid.money(column, cents)
    grid.next(2)


def _pending(grid: Grid, statement: Statement) -> None:
    if not statement.pending:
        return
    grid.line("Waiting for insurance: no payment due now", "section")
    for row in statement.pending:
        grid.put(DATE, short_date(row.on) if row.on else "")
        grid.put(WHAT, row.what)
        grid.put(CHARGE, f"with {row.insurer}" if row.insurer else "with insurance")
        grid.money(OWED, row.cents)
        grid.next()
    grid.next()


def _message(grid: Grid, statement: Statement) -> None:
    grid.line(statement.title, "section")
    for sentence in (statement.message, statement.ways, statement.help):
        for line in textwrap.wrap(sentence, _LINE):
            grid.line(line)


def _coupon(grid: Grid, statement: Statement, total_row: int) -> tuple[str, ...]:
    """Write the part to cut off and send with the payment; return its merge."""
    cut = grid.row
    grid.line("- - - - - - -  Please cut here and send this part with your payment  - - - - - - -",
              "cut")  # fmt: skip
    top = grid.row + 1
    grid.row = top
    grid.line("Send payment to", "section")
    for line in statement.practice.remit_to:
        grid.line(line)
    if statement.practice.remit_to:
        grid.line(f"Please make checks payable to {statement.practice.remit_to[0]}.", "note")
    grid.row = top
    _fact(grid, "Account number", statement.account)
    _fact(grid, "Statement", statement.number)
    _fact(grid, "Pay by", statement.pay_by)
    grid.put(ADJUSTED, "Amount due", "box")
    grid.fill(range(PAID, OWED), "box")
    due = statement.due_cents
    grid.money_formula(OWED, f"={column_letter(OWED)}{total_row}", due, "money_total")
    grid.next(2)
    grid.put(ADJUSTED, "Amount enclosed", "label")
    grid.put(OWED, "$ ______________", "right")
    return (f"{column_letter(DATE)}{cut}:{column_letter(OWED)}{cut}",)


def _amount_and_proof(grid: Grid, statement: Statement, total_row: int) -> None:
    """Write the amount due large, and beside the printed page the proof that the lines give it."""
    at = f"{column_letter(OWED)}{total_row}"
    grid.row = 8
    grid.money_formula(ADJUSTED, f"={at}", statement.due_cents, "big_money")
    grid.fill(range(PAID, OWED + 1), "big_money")
    grid.row = 1
    grid.line("Proof: page less register", "note", PROOF)
    register = money.to_text(statement.due_cents)
    grid.money_formula(PROOF, f"=ROUND({at}-({register}),2)", 0, "good")
