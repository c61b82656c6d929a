"""Where each claim line stands with its payers: the level it goes to now, and what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xlbilling.edits.answers import (
    LEVELS,
    Answers,
    Levels,
    answers,
    claim_numbers,
    level_number,
)
from xlbilling.edits.columns import Mask, Positions
from xlbilling.edits.lines import Lines
from xlbilling.model.codes import NOWHERE

VOIDS: Final = frozenset({"8"})
CORRECTIONS: Final = VOIDS | {"7"}
REJECTED: Final = "REJECTED"
SETTLED: Final = frozenset({"PAID", "CLOSED", "PATIENT"})
"""Statuses of lines that wait for no payer any more."""

_SENT: Final = frozenset({"SENT", "PARTIAL", "DENIED", "REVERSED"}) | SETTLED


@dataclass(frozen=True)
class Filing:
    """For each claim line, the filing that comes next, or that was made last.

    Attributes:
        level: 1 to 3, the payer's place in line.
        payer: the payer's row of the Payers sheet; NOWHERE for none.
        void: it takes a claim back: frequency 8.
        sent: the payer has it: it was sent and not rejected, or another payer sent it on.
        correction: it replaces what the payer has answered already.
        row: the row of Submissions that is not sent yet; NOWHERE for none.
    """

    level: Levels
    payer: Positions
    void: Mask
    sent: Mask
    correction: Mask
    row: Positions


@dataclass(frozen=True)
class Sent:
    """The Submissions sheet by claim: its rows not sent yet, and its last row of each level.

    Attributes:
        unsent: the row of each claim, by claim number; NOWHERE for none.
        last: the row sent last, whatever its level.
        of_level: the row sent last at level 1, 2 and 3.
        level: the level of each row of the sheet.
    """

    unsent: Positions
    last: Positions
    of_level: tuple[Positions, ...]
    level: Levels


def filing(lines: Lines) -> Filing:
    """Return where each line stands.

    A row of Submissions that is not sent yet says what goes out next. Otherwise the line is with
    the payer that owes it (Payer Now), else with the payer it was sent to last, else with the
    primary one.
    """
    sheet, told = lines.once(submitted), lines.once(answers)
    unsent = sheet.unsent[lines.claim]
    level: Levels = np.where(
        unsent == NOWHERE, _level(lines, sheet, told), at_rows(sheet.level, unsent, 1)
    )
    sent_row = np.full(lines.size, NOWHERE, dtype=np.intp)
    for n, rows in zip(LEVELS, sheet.of_level, strict=True):
        sent_row = np.where(level == n, rows[lines.claim], sent_row)
    row = np.where(unsent == NOWHERE, sent_row, unsent)
    table = lines.tables["submissions"]
    corrects, void = (
        at_rows(table.holds("frequency", codes.__contains__), row, otherwise=False)
        for codes in (CORRECTIONS, VOIDS)
    )
    is_last = unsent == NOWHERE
    return Filing(
        level,
        _payer(lines, level, row),
        void,
        is_last & _is_sent(lines, level, sent_row, told),
        corrects | (is_last & _answered(lines, level, told)),
        unsent,
    )


def at_rows(values: NDArray[Any], at: Positions, otherwise: object) -> NDArray[Any]:
    """Return values at some rows, and another one where the row is NOWHERE."""
    return np.append(values, np.array([otherwise], dtype=values.dtype))[at]


def claim_count(lines: Lines) -> int:
    """Return how many claim numbers there are to count by."""
    return int(lines.claim.max(initial=0)) + 1


def lines_with(lines: Lines, claims: Positions) -> Mask:
    """Return every line of some claims."""
    mask = np.zeros(claim_count(lines), dtype=bool)
    mask[claims] = True
    of_lines: Mask = mask[lines.claim]
    return of_lines


def submitted(lines: Lines) -> Sent:
    """Return the rows of the Submissions sheet by claim."""
    table = lines.tables["submissions"]
    claim = claim_numbers(lines, table, "claim_id")
    level = table.each("level", lambda text: level_number(text) or 1, np.int8)
    sent = table.days("sent")
    waiting = np.flatnonzero((claim != NOWHERE) & np.isnat(sent))
    out = np.flatnonzero((claim != NOWHERE) & ~np.isnat(sent))
    out = out[np.argsort(sent[out], kind="stable")]
    size = claim_count(lines)
    return Sent(
        _last_of_each(claim, waiting, size),
        _last_of_each(claim, out, size),
        tuple(_last_of_each(claim, out[level[out] == n], size) for n in LEVELS),
        level,
    )


def _last_of_each(group: Positions, at: Positions, size: int) -> Positions:
    """Return for each group the last of some rows, NOWHERE for none."""
    last = np.full(size, NOWHERE, dtype=np.intp)
    last[group[at]] = at  # of several the last one stays
    return last


def _level(lines: Lines, sheet: Sent, told: Answers) -> Levels:
    """Return the level of who owes each line, else where it was sent last, else 1."""
    level = at_rows(sheet.level, sheet.last[lines.claim], 1)
    if lines.blank("payer_now").all():
        return level
    held = lines.coverage
    number = {text: n for n, text in enumerate(held.columns.distinct("payer_id").values) if text}
    owing = lines.each("payer_now", lambda text: number.get(text, NOWHERE), np.intp)[held.lines]
    mine = (owing != NOWHERE) & (owing == held.columns.distinct("payer_id").codes[held.rows])
    held = held.keep(mine)
    at = held.each("level", lambda text: level_number(text) or 1, np.int8)
    answered = np.zeros(len(at), dtype=bool)
    for n in LEVELS:
        there = told.of_claims(claim_count(lines), n)[lines.claim[held.lines]]
        answered |= (at == n) & there
    # A payer that insures the patient twice owes at the first level it has not answered yet.
    order = np.lexsort((np.where(answered, at, -at), ~answered))
    level[held.lines[order]] = at[order]  # of several the last one stays
    return level


def _payer(lines: Lines, level: Levels, row: Positions) -> Positions:
    """Return the payer's row: of Submissions, else the one that owes, else by coverage."""
    payers = lines.tables["payers"]
    held = lines.coverage
    known = np.append(held.columns.match("payer_id", payers, "payer_id"), [NOWHERE])[held.rows]
    at = held.each("level", level_number, np.int8)
    mine = np.flatnonzero(at == level[held.lines])[::-1]
    payer = np.full(lines.size, NOWHERE, dtype=np.intp)
    payer[held.lines[mine]] = known[mine]  # of several the first one stays
    owing = lines.match("payer_now", payers, "payer_id")
    payer = np.where(owing == NOWHERE, payer, owing)
    told = at_rows(lines.tables["submissions"].match("payer_id", payers, "payer_id"), row, NOWHERE)
    return np.where(told == NOWHERE, payer, told)


def _is_sent(lines: Lines, level: Levels, row: Positions, told: Answers) -> Mask:
    rejected = lines.tables["submissions"].holds("answer", lambda text: text.upper() == REJECTED)
    there = (row != NOWHERE) & ~at_rows(rejected, row, otherwise=False)
    by_status = (level == 1) & (row == NOWHERE) & lines.holds("status", _SENT.__contains__)
    crossed = np.zeros(lines.size, dtype=bool)
    forwarded = told.keep(told.crossed)
    for n in LEVELS[:-1]:
        passed_on = forwarded.of_claims(claim_count(lines), n)[lines.claim]
        crossed |= (level == n + 1) & passed_on
    sent: Mask = there | by_status | crossed
    return sent


def _answered(lines: Lines, level: Levels, told: Answers) -> Mask:
    answered = np.zeros(lines.size, dtype=bool)
    for n in LEVELS:
        answered |= (level == n) & told.of_claims(claim_count(lines), n)[lines.claim]
    return answered
