"""Write a statement of the register again, as of its date, and say whether it is what was made.

The copy stands on a sheet of its own and says on its face that it is one. Source: issue "statement
history can be reproduced as of its date"; rules.md ST-9 (the register's hash).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from xlbilling.layout.frames import nearest
from xlbilling.layout.pages.grid import short_date
from xlbilling.layout.pages.statement_page import Statement, statement_page
from xlbilling.model import money
from xlbilling.model.errors import RefusedError
from xlbilling.model.plan import Page, Plan
from xlbilling.tasks import make_statements
from xlbilling.tasks.statements import printing, register, reprinting
from xlbilling.tasks.statements.reprinting import Likeness, Reprint

if TYPE_CHECKING:
    from xlbilling.model.tables import Request, Snapshot

READS: Final[tuple[str, ...]] = (*make_statements.READS, "batches")
_COPY: Final = "Copy "
_TOLD_APART: Final = 6
"""Hexadecimal digits that tell two long numbers apart where a tab's name cuts them off alike."""


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the sheets of the copies that are asked for, and how they compare.

    Raises:
        RefusedError: no statement is named, or none has that number or day; two rows of the
            register have one number, or a row of it, a setting or a ledger row cannot be read.
    """
    made = reprinting.reprints(book, asked_for(book, request.option("statement")))
    copies = [one for one in made if one.statement is not None]
    pages = [copy_page(one) for one in copies]
    sheets = {f"{one.number} copy": copy_sheet(one.number) for one in copies}
    printed = [printing.one_each(sheets)] if request.option("pdf") and sheets else []
    alike = sum(one.likeness is Likeness.EQUAL for one in made)
    return Plan(
        changes=(*pages, *printed),
        result={
            "statements": [_told(one) for one in made],
            "equal": alike,
            "different": len(made) - alike,
            "sheets": [page.sheet for page in pages],
        },
        lines=tuple(_lines(made, pages)),
        findings=tuple(reprinting.findings(book[reprinting.TABLE], made)),
        keys=" ".join(one.number for one in made)[:500],
    )


def asked_for(book: Snapshot, named: str) -> pd.DataFrame:
    """Return the register's rows of a number, or of a day.

    Args:
        book: with the register.
        named: a statement's number, or a day such as 2026-03-31 for all of that day.

    Raises:
        RefusedError: nothing is named, or the register has none such.
    """
    frame, wanted = book.frame(reprinting.TABLE), named.strip()
    if not wanted:
        raise RefusedError(
            "no statement is named",
            id="STATEMENT-MISSING",
            fix="choose its row on Statements, or give its number, such as S20260331-P1",
        )
    day = _day(wanted)
    is_asked = frame["statement"] == wanted
    if day is not None and not is_asked.any():
        is_asked = (frame["date"] == pd.Timestamp(day)) & (frame["statement"] != "")
    if is_asked.any():
        return frame[is_asked]
    known = [str(one) for one in frame["statement"] if one]
    near = nearest(wanted[:60], known) if day is None else ""
    raise RefusedError(
        f"no statement {'of' if day else 'has the number'} {wanted[:60]} is in the register",
        id="STATEMENT-UNKNOWN",
        fix=f"did you mean {near}?" if near else "look its number up on the sheet Statements",
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def copy_page(one: Reprint) -> Page:
    """Return the sheet of a copy, which says so in its number and above its message."""
    assert one.statement is not None
    return statement_page(marked(one.statement))


def marked(statement: Statement) -> Statement:
    """Return a statement that says on its face that it is a copy."""
    return replace(
        statement,
        sheet=copy_sheet(statement.number),
        number=f"{statement.number} (copy)",
        title=f"Copy of the statement of {short_date(statement.day)}. {statement.title}",
    )


def copy_sheet(number: str) -> str:
    """Return the name of the sheet that a statement's copy stands on: ``Copy S20260331-P1``."""
    whole = register.safe_name(f"{_COPY}{number}")
    if len(whole) <= register.LONGEST_NAME and whole == f"{_COPY}{number}":
        return whole
    apart = hashlib.sha256(number.encode()).hexdigest()[:_TOLD_APART]
    return f"{whole[: register.LONGEST_NAME - _TOLD_APART - 1].rstrip()} {apart}"


def _told(one: Reprint) -> dict[str, Any]:
    statement = one.statement
    return {
        "statement": one.number,
        "account": str(one.row["guarantor_id"]),
        "date": one.row["date"].date().isoformat(),
        "amount": "" if statement is None else money.to_text(statement.due_cents),
        "sheet": "" if statement is None else copy_sheet(one.number),
        "likeness": one.likeness.value,
        "differs": list(one.differs),
    }


def _lines(made: Sequence[Reprint], pages: Sequence[Page]) -> list[str]:
    counts = Counter(one.likeness for one in made)
    if len(made) > 1:
        parts = (f"{counts[each]} {_said(each)}" for each in Likeness if counts[each])
        return [f"{len(pages)} statements made again: {', '.join(parts)}"]
    one = made[0]
    where = f"; see the sheet {pages[0].sheet}" if pages else ""
    return [f"statement {one.number[:60]} made again: {_said(one.likeness)}{where}"]


def _said(likeness: Likeness) -> str:
    return {
        Likeness.EQUAL: "equal to what was made",
        Likeness.WORDS_DIFFER: "amounts equal, words changed since",
        Likeness.FIGURES_DIFFER: "different from what was made",
        Likeness.UNKNOWN: "same amount, the rest cannot be compared",
        Likeness.GONE: "nothing of it in the ledger by then",
    }[likeness]
