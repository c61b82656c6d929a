"""The Statement Messages sheet: days, titles and texts of the levels, and what is wrong there.

A row that cannot count is left out, and what the program came with stands in for it, so that no
statement goes out without a word or at a level that nobody meant. Source: rules.md ST-4, ST-5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

import pandas as pd

from xlbilling.model.findings import ERROR, WARNING, Finding
from xlbilling.model.tables import Snapshot, TableData
from xlbilling.tasks.money.unread import Unread
from xlbilling.tasks.statements import levels, words

TABLE: Final = "statement_messages"
_LEVELS: Final = range(1, levels.HIGHEST + 1)


@dataclass(frozen=True)
class Messages:
    """What the levels need and say.

    Attributes:
        days: how many days after the first statement each level needs; never falling.
        texts: title and message by level.
        findings: what is wrong on the sheet.
    """

    days: Sequence[int]
    texts: Mapping[int, tuple[str, str]]
    findings: tuple[Finding, ...] = ()


def messages(book: Snapshot) -> Messages:
    """Return the days and the texts of the levels: the office's own, where a row of it counts."""
    table = book[TABLE]
    good, bad = _rows(table)
    said = {level: _said(row, level) for level, (_, row) in good.items()}
    told = [*bad, *_texts(table, good), *_gaps(table, good)]
    days, falling = _days(table, good)
    return Messages(days, {**words.MESSAGES, **said}, (*told, *falling))


_Rows = dict[int, tuple[int, Mapping[Any, Any]]]


def _rows(table: TableData) -> tuple[_Rows, list[Finding]]:
    """Return the rows that count by level, with their places, and a finding for each other one."""
    unread = Unread(table)
    good: _Rows = {}
    bad = []
    for at, row in zip(map(int, table.frame.index), table.frame.to_dict("records"), strict=True):
        column, why = unread.of_row(at)
        level = row["level"]
        if why:
            bad.append(_wrong(table, (column, at), why, "it does not count"))
        elif pd.isna(level) and not (row["title"] or row["message"]):
            continue
        elif pd.isna(level) or level not in _LEVELS:
            shown = "no level" if pd.isna(level) else f"level {level:g}"
            why = f"has {shown}; expected 1 to {levels.HIGHEST}"
            bad.append(_wrong(table, ("level", at), why, "it does not count"))
        elif int(level) in good:
            why = f"has level {int(level)}, as row {good[int(level)][0]} has"
            bad.append(_wrong(table, ("level", at), why, "the first counts"))
        else:
            good[int(level)] = (at, row)
    return good, bad


def _said(row: Mapping[Any, Any], level: int) -> tuple[str, str]:
    title, message = words.MESSAGES[level]
    return (row["title"] or title, row["message"]) if row["message"] else (title, message)


def _texts(table: TableData, good: _Rows) -> Iterator[Finding]:
    for level, (at, row) in sorted(good.items()):
        if not row["message"]:
            why = f"of level {level} has no message"
            yield _wrong(table, ("message", at), why, "ours is printed")


def _gaps(table: TableData, good: _Rows) -> Iterator[Finding]:
    """Give the levels without a row, where others have one; an empty sheet is ours as a whole."""
    for level in _LEVELS if good else ():
        if level not in good:
            yield Finding(
                "ST-MESSAGES",
                WARNING,
                f"no row of level {level} counts; its days and text are those of a new workbook",
                table.sheet,
                f"add a row of level {level}",
            )


def _days(table: TableData, good: _Rows) -> tuple[list[int], list[Finding]]:
    """Return the days of each level, no level before the one below it, and what fell."""
    days = []
    for level in _LEVELS:
        typed = good[level][1]["days"] if level in good else None
        ours = levels.LEVEL_DAYS[level - 1]
        days.append(ours if pd.isna(typed) or typed < 0 else int(typed))
    rising = list(accumulate(days, max))
    told = [
        _wrong(
            table,
            ("days", good[level][0]),
            f"of level {level} needs {days[level - 1]} days, a lower level {rising[level - 1]}",
            f"it needs {rising[level - 1]} as well",
        )
        for level in good
        if days[level - 1] < rising[level - 1]
    ]
    told += [
        _wrong(table, ("days", at), f"of level {level} needs {row['days']:g} days", "ours count")
        for level, (at, row) in good.items()
        if row["days"] < 0
    ]
    return rising, told


def _wrong(table: TableData, where: tuple[str, int], why: str, then: str) -> Finding:
    column, at = where
    return Finding(
        "ST-MESSAGES",
        ERROR,
        f"row {at} {why}; {then}",
        table.where(column, at),
        f"one row for each level from 1 to {levels.HIGHEST}, with a message, days rising",
    )
