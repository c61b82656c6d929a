"""The pre-collection letter on one sheet: who, how much, by when, and the office's own words."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from xlbilling.layout.frames import column_letter
from xlbilling.layout.pages.fixed import PAPER
from xlbilling.layout.pages.grid import Grid, short_date
from xlbilling.layout.pages.statement_page import Practice
from xlbilling.layout.pages.statement_template import WIDTHS
from xlbilling.model.plan import Page

_DATE, _TEXT, _LABEL, _OWED = 1, 2, 5, 7
_LINE: Final = 100
"""Characters of a full-width sentence; it is broken by words, for merged cells do not grow."""


@dataclass(frozen=True)
class Letter:
    """All that one letter shows; never what was treated.

    Attributes:
        number: its number in the register.
        sheet: the sheet it stands on.
        day: its date.
        pay_by: the day to pay by.
        account: the guarantor's id.
        addressee: name and address, a line each.
        practice: who sends it.
        title: its first line.
        paragraphs: the office's text, filled in.
        visits: day of service and what is owed in cents.
        words: the labels in the letter's language.
    """

    number: str
    sheet: str
    day: date
    pay_by: date
    account: str
    addressee: tuple[str, ...]
    practice: Practice
    title: str
    paragraphs: Sequence[str]
    visits: Sequence[tuple[date | None, int]]
    words: Words

    @property
    def cents(self) -> int:
        """What the letter asks for."""
        return sum(cents for _, cents in self.visits)


@dataclass(frozen=True, slots=True)
class Words:
    """The labels of a letter in one language."""

    date: str = "Date"
    account: str = "Account number"
    letter: str = "Letter"
    pay_by: str = "Pay by"
    visit: str = "Date of visit"
    owed: str = "You owe"
    due: str = "Amount due"
    send: str = "Send payment to"
    questions: str = "Questions? Call"


ENGLISH: Final = Words()
SPANISH: Final = Words(
    "Fecha", "Número de cuenta", "Carta", "Pagar antes del", "Fecha de visita", "Usted debe",
    "Cantidad a pagar", "Envíe su pago a", "¿Preguntas? Llame al",
)  # fmt: skip


def letter_page(letter: Letter) -> Page:
    """Return the letter's sheet, one portrait page wide."""
    grid = Grid()
    _head(grid, letter)
    grid.row = 15
    grid.line(letter.title, "section")
    grid.next()
    for paragraph in letter.paragraphs:
        for line in textwrap.wrap(paragraph, _LINE):
            grid.line(line)
        grid.next()
    _visits(grid, letter)
    grid.next()
    if letter.practice.remit_to:
        grid.line(letter.words.send, "section")
        for line in letter.practice.remit_to:
            grid.line(line)
    return Page(letter.sheet, tuple(grid.cells), widths=WIDTHS, print_columns=_OWED, template=PAPER)


def _head(grid: Grid, letter: Letter) -> None:
    """Write the sender and the addressee to the left, the facts to the right."""
    practice, words = letter.practice, letter.words
    contact = f"{words.questions} {practice.phone}. {practice.hours}" if practice.phone else ""
    grid.line(practice.name, "title")
    for line in (practice.address, practice.city, contact):
        grid.line(line, "subtitle")
    grid.row = 9
    for line in letter.addressee:
        grid.line(line)
    grid.row = 9
    facts = (
        (words.date, short_date(letter.day)),
        (words.account, letter.account),
        (words.letter, letter.number),
        (words.pay_by, short_date(letter.pay_by)),
    )
    for label, value in facts:
        grid.put(_LABEL, label, "label")
        grid.put(_OWED, value, "right")
        grid.next()


def _visits(grid: Grid, letter: Letter) -> None:
    """Write the days of service and what is owed on each, with a live total."""
    grid.put(_DATE, letter.words.visit, "header_left")
    grid.fill(range(_TEXT, _OWED), "header_left")
    grid.put(_OWED, letter.words.owed, "header")
    grid.next()
    first = grid.row
    for on, cents in letter.visits:
        grid.put(_DATE, short_date(on) if on else "")
        grid.money(_OWED, cents)
        grid.next()
    grid.put(_DATE, letter.words.due, "label_total")
    grid.fill(range(_TEXT, _OWED), "label_total")
    owed = column_letter(_OWED)
    grid.money_formula(_OWED, f"=SUM({owed}{first}:{owed}{grid.row - 1})", letter.cents)
    grid.next(2)
