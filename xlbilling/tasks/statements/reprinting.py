"""Statements of the register written again from the ledger as of their dates, and compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from xlbilling.model import money
from xlbilling.model.errors import RefusedError
from xlbilling.model.findings import ERROR, WARNING, Finding, Severity
from xlbilling.tasks.statements import composing, fingerprint
from xlbilling.tasks.statements.accounts import Account, History
from xlbilling.tasks.statements.as_it_was import Row, as_billed, as_it_was
from xlbilling.tasks.statements.standing import Standing, standing

if TYPE_CHECKING:
    from xlbilling.layout.pages.statement_page import Statement
    from xlbilling.model.tables import Snapshot, TableData

TABLE: Final = "statements"
_MEANING: Final[Mapping[str, str]] = {
    "addressee.words": "the name or address",
    "practice.words": "the practice's own name, address, phone or hours",
    "visits.figures": "the dates or amounts of visits",
    "visits.words": "the words about visits",
    "plan.figures": "the payment plan's amounts",
    "plan.words": "the payment plan's words",
    "plan_left.words": "what is left of the payment plan",
    "unapplied_cents.figures": "the money held unapplied",
    "aging.figures": "the age of the visits",
    "pending.figures": "what waits for insurance",
    "pending.words": "the words about what waits for insurance",
    "title.words": "the message's title",
    "message.words": "the message",
    "ways.words": "how to pay",
    "help.words": "what to do when that is not possible",
    "due.figures": "the day to pay by",
}
"""What a part of a statement is, in the words of a finding."""


class Likeness(StrEnum):
    """How a copy compares with the statement that was made."""

    EQUAL = "EQUAL"
    WORDS_DIFFER = "WORDS DIFFER"
    FIGURES_DIFFER = "FIGURES DIFFER"
    UNKNOWN = "NOT KNOWN"
    GONE = "NOT KNOWN ANY MORE"


_SAID: Final[Mapping[Likeness, tuple[Severity, str, str]]] = {
    Likeness.WORDS_DIFFER: (
        WARNING,
        "all amounts are the same, but this changed since: {}",
        "tell whoever asked for it, or change it back and make the copy again",
    ),
    Likeness.FIGURES_DIFFER: (
        ERROR,
        "it differs in {}",
        "see what was changed or dated back since on Holds, Coverage, Payment Plans or Estimates",
    ),
    Likeness.UNKNOWN: (
        WARNING,
        "it asks for the same amount, but was made before the program kept more to compare",
        "compare it with what was sent",
    ),
    Likeness.GONE: (
        ERROR,
        "the ledger tells of nothing that this account could be billed then",
        "see whether its patients have another guarantor now; run 'xlbilling verify-ledger'",
    ),
}
"""What is told of a copy that is not equal, and how to go on; braces stand for what differs."""


@dataclass(frozen=True)
class Reprint:
    """A statement of the register, written again.

    Attributes:
        row: the register's.
        at: its row on the sheet.
        statement: as it is written again; None where the ledger knows nothing owed by then.
        likeness: how it compares with what was made.
        differs: in what it differs, in words.
    """

    row: Row
    at: int
    statement: Statement | None
    likeness: Likeness
    differs: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        """The statement's number."""
        return str(self.row["statement"])


def reprints(book: Snapshot, wanted: pd.DataFrame) -> list[Reprint]:
    """Return statements of the register written again, in the register's order.

    Args:
        book: as read now, with ``batches`` beside what make-statements reads.
        wanted: rows of the register.

    Raises:
        RefusedError: a row lacks what tells when and for whom it was made, or two rows have one
            number; a setting or a ledger row cannot be read.
    """
    _demand_whole(book[TABLE], wanted)
    rows = list(zip(map(int, wanted.index), wanted.to_dict("records"), strict=True))
    runs: dict[tuple[date, int | None], list[tuple[int, Row]]] = {}
    for at, row in rows:
        runs.setdefault((row["date"].date(), _ledger_row(row)), []).append((at, row))
    found = [one for (day, last), own in runs.items() for one in _of_run(book, day, last, own)]
    return sorted(found, key=lambda one: one.at)


def _ledger_row(row: Row) -> int | None:
    return None if _is_blank(row["ledger_row"]) else int(row["ledger_row"])


def _is_blank(value: Any) -> bool:
    return value == "" or bool(pd.isna(value))


def _demand_whole(table: TableData, wanted: pd.DataFrame) -> None:
    """Refuse rows of which it cannot be known what was made."""
    counts = table.frame["statement"].value_counts()
    for at, row in zip(map(int, wanted.index), wanted.to_dict("records"), strict=True):
        number = str(row["statement"])
        if counts[number] > 1:
            rows = table.frame.index[table.frame["statement"] == number]
            where = ", ".join(table.where("statement", int(each)) for each in rows[:3])
            raise RefusedError(
                f"{where}: {counts[number]} rows have the number {number[:60]}; which of them was "
                "sent cannot be told",
                id="STATEMENT-TWICE",
                fix="give back to each row the number it was made with, from a backup",
            )
        blank = [name for name in ("guarantor_id", "date") if _is_blank(row[name])]
        if blank:
            raise RefusedError(
                f"{table.where(blank[0], at)}: blank or unreadable, so that statement "
                f"{number[:60]} cannot be made again",
                id="STATEMENT-ROW",
                fix="give the cell back what it was, from a backup",
            )


def _of_run(
    book: Snapshot, day: date, ledger_row: int | None, rows: Sequence[tuple[int, Row]]
) -> Iterable[Reprint]:
    """Give the statements of one run written again."""
    then = as_it_was(book, day, ledger_row, [row for _, row in rows])
    now = standing(then, day)
    accounts = {one.id: one for one in (*now.decided, *now.left_alone)}
    stated = {
        str(row["guarantor_id"]): as_billed(accounts[row["guarantor_id"]], row)
        for _, row in rows
        if row["guarantor_id"] in accounts
    }
    source = composing.sources(then, day, now.moved, now.lines, list(stated.values()))
    for at, row in rows:
        account = stated.get(str(row["guarantor_id"]))
        if account is None or not (account.visits or account.plan.asked):
            yield Reprint(row, at, None, Likeness.GONE)
        else:
            yield _compared(row, at, _written(source, now, account, row))


def _written(source: composing.Sources, now: Standing, account: Account, row: Row) -> Statement:
    """Return a statement with the day to pay by and the level that the register names."""
    statement, level = composing.compose(
        source,
        account,
        now.histories.get(account.id, History()),
        number=str(row["statement"]),
        sheet=str(row["sheet"]),
    )
    if not _is_blank(row["due"]):
        statement = replace(statement, due=row["due"].date())
    if not _is_blank(row["level"]) and int(row["level"]) != level:
        title, message = source.messages.get(
            int(row["level"]), (statement.title, statement.message)
        )
        statement = replace(statement, title=title, message=message)
    return statement


def _compared(row: Row, at: int, statement: Statement) -> Reprint:
    known = fingerprint.fingerprint(statement)
    if known.whole == row["hash"]:
        return Reprint(row, at, statement, Likeness.EQUAL)
    parts = fingerprint.parts_of(str(row["parts"]))
    asked = _amount(row, statement)
    if not parts:
        likeness = Likeness.FIGURES_DIFFER if asked else Likeness.UNKNOWN
        return Reprint(row, at, statement, likeness, asked)
    names = fingerprint.differing(known.parts, parts)
    figures = [name for name in names if name.endswith(fingerprint.FIGURES)]
    words = (*asked, *(_MEANING.get(name, _plain(name)) for name in names))
    if not names:
        words = (*asked, "cells of the register itself, which were changed")
    likeness = Likeness.FIGURES_DIFFER if figures or asked else Likeness.WORDS_DIFFER
    return Reprint(row, at, statement, likeness, words)


def _amount(row: Row, statement: Statement) -> tuple[str, ...]:
    """Return how the amount due differs, with both figures; nothing where it does not."""
    was: Any = row["amount_cents"]
    if _is_blank(was) or int(was) == statement.due_cents:
        return ()
    now = statement.due_cents
    told = f"{money.show(now)} where {money.show(int(was))} was asked for"
    return (f"the amount due, {told} ({money.difference(now, int(was))})",)


def _plain(part: str) -> str:
    return part.rpartition(".")[0].replace("_", " ")


def findings(table: TableData, made: Iterable[Reprint]) -> list[Finding]:
    """Return what copies differ in."""
    return [_finding(table, one) for one in made if one.likeness is not Likeness.EQUAL]


def _finding(table: TableData, one: Reprint) -> Finding:
    severity, said, fix = _SAID[one.likeness]
    return Finding(
        f"ST-{one.likeness.name.replace('_', '-')}",
        severity,
        f"statement {one.number[:60]} made again: {said.format('; '.join(one.differs))}",
        table.where("statement", one.at),
        fix,
    )
