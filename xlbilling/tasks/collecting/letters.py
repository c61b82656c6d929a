"""The letters of a day: what each says, and what stands on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from xlbilling.layout.pages.grid import short_date
from xlbilling.layout.pages.letter_page import ENGLISH, SPANISH, Letter
from xlbilling.model import money
from xlbilling.model.errors import RefusedError
from xlbilling.model.findings import WARNING, Finding
from xlbilling.tasks import settings
from xlbilling.tasks.statements import register
from xlbilling.tasks.statements.composing import practice_of

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.collecting.dues import Due
    from xlbilling.tasks.collecting.steps import Step

TABLE: Final = "letters"
_FIELD: Final = re.compile(r"\{([a-z_]+)\}")
_WORDS: Final = {"EN": ENGLISH, "ES": SPANISH}
_USUAL: Final = "EN"

Texts = Mapping[str, Sequence[str]]


def number(account: str, day: date) -> str:
    """Return the number of an account's letter of a day: ``L20260331-P1``."""
    return f"L{day:%Y%m%d}-{account}"


def hold_of(letter: str) -> str:
    """Return the id of the hold that a letter makes."""
    return f"PC-{letter}"


def before_run(book: Snapshot, day: date) -> tuple[Snapshot, frozenset[str]]:
    """Return the book without the day's letters that nobody sent, and their numbers.

    A run of the same day makes them anew, so that they and their holds decide nothing.
    """
    unsent = frozenset(register.unsent_that_day(book.frame(TABLE), day)["letter"])
    holds, letters = book["holds"], book[TABLE]
    made = {hold_of(one) for one in unsent}
    tables = {
        **book.tables,
        "holds": replace(holds, frame=holds.frame[~holds.frame["hold"].isin(made)]),
        TABLE: replace(letters, frame=letters.frame[~letters.frame["letter"].isin(unsent)]),
    }
    return replace(book, tables=tables), unsent


@dataclass
class Writer:
    """Writes letters.

    Attributes:
        unknown: what stands in braces in the texts and is none of ours.
    """

    book: Snapshot
    day: date
    unknown: set[str] = field(default_factory=set)

    def letters(self, wanted: Sequence[tuple[Due, Step]]) -> list[Letter]:
        """Return a letter to each account.

        Raises:
            RefusedError: Letter Texts has no text.
        """
        texts, languages = self._texts(), self._languages()
        names = sheet_names(self.book, [due.id for due, _ in wanted], self.day)
        found = []
        for due, step in wanted:
            language = languages.get(due.id, _USUAL)
            spoken = language if texts.get(language) else _USUAL
            found.append(self._letter(due, step, (spoken, texts[spoken]), names[due.id]))
        return found

    def _letter(self, due: Due, step: Step, said: tuple[str, Sequence[str]], sheet: str) -> Letter:
        own = self.book.settings
        pay_by = self.day + timedelta(settings.count(own, "Letter Days"))
        practice, person = practice_of(own), due.account.person
        facts = {
            "balance": money.show(step.cents),
            "pay_by": short_date(pay_by),
            "account": due.id,
            "practice": practice.name,
            "phone": practice.phone,
            "hours": practice.hours,
            "date": short_date(self.day),
        }
        language, texts = said
        title, *paragraphs = (self._filled(text, facts) for text in texts)
        visits: dict[tuple[str, date | None], int] = {}
        for line in step.lines:
            at = (line.claim_id, line.dos)
            visits[at] = visits.get(at, 0) + line.cents
        return Letter(
            number(due.id, self.day), sheet, self.day, pay_by, due.id,
            (person.name, person.address, person.city_line), practice, title, paragraphs,
            [(on, cents) for (_, on), cents in visits.items()], _WORDS.get(language, ENGLISH),
        )  # fmt: skip

    def _filled(self, text: str, facts: Mapping[str, str]) -> str:
        self.unknown |= {name for name in _FIELD.findall(text) if name not in facts}
        return _FIELD.sub(lambda found: facts.get(found[1], found[0]), text)

    def _texts(self) -> Texts:
        frame = self.book.frame("letter_texts").sort_values("position", kind="stable")
        found: dict[str, list[str]] = {}
        for language, text in zip(frame["language"], frame["text"], strict=True):
            if text:
                found.setdefault(language or _USUAL, []).append(text)
        if not found.get(_USUAL):
            raise RefusedError(
                f"Letter Texts has no text in {_USUAL}",
                id="LETTER-TEXTS",
                fix="type the letter's title at position 0 and its paragraphs below",
            )
        return found

    def _languages(self) -> dict[str, str]:
        frame = self.book.frame("guarantors")
        return dict(zip(frame["guarantor_id"], frame["language"], strict=True))

    def findings(self) -> list[Finding]:
        """Return what the texts ask for that nobody can fill in."""
        found = [
            Finding(
                "LETTER-FIELD",
                WARNING,
                f"Letter Texts: {{{name}}} is nothing that is filled in",
                "Letter Texts",
                "take it out, or type one of those that the note of the header names",
            )
            for name in sorted(self.unknown)
        ]
        if not settings.text(self.book.settings, "Practice Phone"):
            why = "Practice Phone is blank on Settings, and the letters ask people to call"
            fix = "type the phone number, then make the letters again"
            found.append(Finding("LETTER-PHONE", WARNING, why, "Settings", fix))
        return found


def sheet_names(book: Snapshot, accounts: Iterable[str], day: date) -> dict[str, str]:
    """Return the sheet of each account's letter: ``Letter P1``, and nobody else's sheet."""
    old = book.frame(TABLE)
    named = old.assign(guarantor_id="Letter " + old["guarantor_id"])
    wanted = {account: f"Letter {account}" for account in accounts}
    names = register.sheet_names(list(wanted.values()), named, day, book.sheets)
    return {account: names[title] for account, title in wanted.items()}


def register_row(letter: Letter, digest: str) -> dict[str, Any]:
    """Return the register's row; a person's columns Sent and Note are not in it."""
    return {
        "letter": letter.number,
        "guarantor_id": letter.account,
        "date": pd.Timestamp(letter.day),
        "pay_by": pd.Timestamp(letter.pay_by),
        "balance_cents": letter.cents,
        "sheet": letter.sheet,
        "hash": digest,
    }
