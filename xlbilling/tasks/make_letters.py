"""Make the pre-collection letters of a day: a sheet each, and a hold that stops statements.

Who gets one is decided as Collections shows it. A second run of the day makes anew what was not
sent; what was sent stays. Source: capability G4 (a letter stops statements), rules.md ST-5, ST-9.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from xlbilling.layout.pages.letter_page import letter_page
from xlbilling.model import money
from xlbilling.model.plan import Change, Page, Plan, RemoveSheet
from xlbilling.tasks.collecting import dues, letters, policy
from xlbilling.tasks.collecting.kept import Row, rewrite, rows_of
from xlbilling.tasks.collecting.policy import LETTER, Policy
from xlbilling.tasks.collecting.steps import next_step
from xlbilling.tasks.posting.sheet_values import append, days, set_columns, sheet_rows
from xlbilling.tasks.statements.fingerprint import fingerprint

if TYPE_CHECKING:
    from xlbilling.layout.pages.letter_page import Letter
    from xlbilling.model.tables import Request, Snapshot

READS: Final[tuple[str, ...]] = (*dues.READS, *policy.READS, "letter_texts")


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the letters of a day, their register and holds; nothing where all stands already.

    Raises:
        RefusedError: a setting, Delinquency Levels, Letter Texts or a ledger row cannot be read.
    """
    day = request.as_of
    clear, unsent = letters.before_run(book, day)
    how = Policy.of(clear, day)
    found = ((due, next_step(due, how)) for due in dues.dues(clear, day))
    wanted = [(due, step) for due, step in found if step.name == LETTER]
    writer = letters.Writer(book, day)
    made = writer.letters(wanted)
    pages = {one.number: letter_page(one) for one in made}
    fresh = {one.number: letters.register_row(one, fingerprint(one).whole) for one in made}
    gone = unsent - fresh.keys()
    register = _register(book, fresh, gone)
    total = sum(one.cents for one in made)
    return Plan(
        changes=(
            *(page for number, page in pages.items() if _is_new(book, fresh[number], page)),
            *_removed(book, gone, register),
            *rewrite(book, letters.TABLE, register),
            *_holds(book, made, gone, day),
        ),
        result={
            "letters": len(made),
            "amount": money.to_text(total),
            "sheets": [one.sheet for one in made],
            "withdrawn": len(gone),
        },
        lines=tuple(_lines(made, gone, total, day)),
        findings=tuple(writer.findings()) if made else (),
        keys=" ".join(fresh)[:500],
        totals={"amount": total},
    )


def _register(book: Snapshot, fresh: Mapping[str, Row], gone: Iterable[str]) -> list[Row]:
    """Return the register's new content: rows replaced in place, new ones below, notes kept."""
    left, dropped = dict(fresh), set(gone)
    rows = [
        {**row, **left.pop(row["letter"], {})}
        for row in rows_of(book, letters.TABLE)
        if row["letter"] not in dropped
    ]
    return [*rows, *left.values()]


def _is_new(book: Snapshot, row: Mapping[str, Any], page: Page) -> bool:
    """Tell whether a letter is not there yet as it is to be."""
    old = book.frame(letters.TABLE)
    same = (old["letter"] == row["letter"]) & (old["hash"] == row["hash"])
    there = {sheet.casefold() for sheet in book.sheets}
    return not same.any() or page.sheet.casefold() not in there


def _removed(book: Snapshot, gone: Iterable[str], left: Iterable[Row]) -> list[RemoveSheet]:
    """Return the sheets of letters that are gone, where no other letter stands on them."""
    old = book.frame(letters.TABLE)
    there = {sheet.casefold() for sheet in book.sheets}
    used = {str(row["sheet"]).casefold() for row in left}
    names = old.loc[old["letter"].isin(list(gone)), "sheet"]
    return [RemoveSheet(n) for n in names if n.casefold() in there - used]


def _holds(book: Snapshot, made: list[Letter], gone: Iterable[str], day: date) -> list[Change]:
    """Return the holds of the letters: new ones, and the end of those whose letter is gone."""
    frame = book.frame("holds")
    wanted = {letters.hold_of(one.number): one for one in made}
    over = {letters.hold_of(one) for one in gone}
    cells: dict[int, dict[str, Any]] = {}
    for row, hold, until in zip(sheet_rows(frame), frame["hold"], days(frame["to"]), strict=True):
        if wanted.pop(hold, None) is not None and until is not None:
            cells[row] = {"to": None}
        elif hold in over and until is None:
            cells[row] = {"to": day - timedelta(days=1)}
    new = [
        {
            "hold": hold,
            "guarantor_id": one.account,
            "type": "PRE-COLLECTION",
            "from": day,
            "note": f"letter {one.number}: statements wait; end it under To to bill again",
        }
        for hold, one in wanted.items()
    ]
    return [*append("holds", new), *set_columns("holds", cells)]


def _lines(made: list[Letter], gone: Iterable[str], total: int, day: date) -> list[str]:
    lines = [f"{len(made)} letters of {day.isoformat()} ask for {money.show(total)}"]
    withdrawn = len(list(gone))
    return [*lines, f"{withdrawn} letters of the day are withdrawn"] if withdrawn else lines
