"""Which of our lines a payer means: rules.md P-4, rule by rule over what is still unmatched."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from xlbilling.tasks.posting.answers import AnswerClaim, AnswerRow
from xlbilling.tasks.posting.match_claims import PICKED, normalised
from xlbilling.tasks.posting.our_claims import OurClaim, OurLine

_One = TypeVar("_One")
_KeyOfRow = Callable[[AnswerRow], Hashable]
_KeyOfLine = Callable[[OurLine], Hashable]


@dataclass(frozen=True, slots=True)
class LineMatch:
    """The line found for a row, and the rule that found it."""

    line: OurLine
    rule: str


def match_lines(claim: AnswerClaim, ours: OurClaim) -> dict[int, LineMatch]:
    """Return our line for each service line of a payer's claim, by the row's ordinal.

    Rows that share one line control number are parts of one line and go together; every other
    line of ours is matched once. Rows left out found no line.
    """
    found: dict[int, LineMatch] = {}
    _picked(claim, ours, found)
    _by_control(claim, ours, found)
    for rule, of_row, of_line, is_interchangeable in _RULES:
        rows = [row for row in claim.lines if row.ordinal not in found]
        taken = {match.line.line for match in found.values()}
        free = [line for line in ours.lines if line.line not in taken]
        _pair(_Pass(rule, of_row, of_line, is_interchangeable), rows, free, found)
    return found


def _picked(claim: AnswerClaim, ours: OurClaim, found: dict[int, LineMatch]) -> None:
    before = claim.match.partition(" / ")[2]
    for row in claim.lines:
        line = ours.line(row.our_line.strip()) if row.our_line else None
        if line is not None:
            found[row.ordinal] = LineMatch(line, before or PICKED)


def _by_control(claim: AnswerClaim, ours: OurClaim, found: dict[int, LineMatch]) -> None:
    """Match by REF*6R; a number that fits neither charge nor code is not one that we sent."""
    parts: dict[str, list[AnswerRow]] = {}
    for row in claim.lines:
        if row.line_control and row.ordinal not in found:
            parts.setdefault(row.line_control, []).append(row)
    taken = {match.line.line for match in found.values()}
    for control, rows in parts.items():
        line = _line_of_control(control, ours)
        if line is None or line.line in taken or not _fits(rows, line):
            continue
        taken.add(line.line)
        for row in rows:
            found[row.ordinal] = LineMatch(line, "6R")


def _line_of_control(control: str, ours: OurClaim) -> OurLine | None:
    plain = normalised(control)
    exact = [line for line in ours.lines if line.line == control]
    near = [
        line
        for line in ours.lines
        if plain and plain in {normalised(line.line), normalised(ours.claim_id + line.line)}
    ]
    hits = exact or near
    return hits[0] if len(hits) == 1 else None


def _fits(rows: list[AnswerRow], line: OurLine) -> bool:
    charged = sum(row.billed_cents for row in rows)
    codes = {code for row in rows for code in (row.code, row.original_code)}
    return charged == line.charge_cents or line.code in codes


@dataclass(frozen=True, slots=True)
class _Pass:
    """One rule over all that is unmatched."""

    rule: str
    of_row: _KeyOfRow
    of_line: _KeyOfLine
    is_interchangeable: bool


def _pair(
    one: _Pass, rows: list[AnswerRow], lines: list[OurLine], found: dict[int, LineMatch]
) -> None:
    """Pair rows and lines of one key: in order where they are alike, else only one with one."""
    rows_by_key = _by_key(rows, one.of_row)
    lines_by_key = _by_key(lines, one.of_line)
    for key, alike in rows_by_key.items():
        candidates = lines_by_key.get(key, [])
        is_single = len(alike) == len(candidates) == 1
        if is_single or (one.is_interchangeable and candidates):
            for row, line in zip(alike, candidates, strict=False):
                found[row.ordinal] = LineMatch(line, one.rule)


def _by_key(ones: Iterable[_One], key: Callable[[_One], Hashable]) -> dict[Hashable, list[_One]]:
    grouped: dict[Hashable, list[_One]] = {}
    for one in ones:
        grouped.setdefault(key(one), []).append(one)
    return grouped


def _billed_code(row: AnswerRow) -> str:
    return row.original_code or row.code


_RULES: Final[tuple[tuple[str, _KeyOfRow, _KeyOfLine, bool], ...]] = (
    (
        "CODE+MODS+DOS+CHARGE",
        lambda row: (_billed_code(row), row.mods, row.dos, row.billed_cents),
        lambda line: (line.code, line.mods, line.dos, line.charge_cents),
        True,
    ),
    (
        "CODE+DOS+CHARGE",
        lambda row: (_billed_code(row), row.dos, row.billed_cents),
        lambda line: (line.code, line.dos, line.charge_cents),
        False,
    ),
    (
        "CODE+CHARGE",
        lambda row: (_billed_code(row), row.billed_cents),
        lambda line: (line.code, line.charge_cents),
        False,
    ),
    (
        "CODE+DOS",
        lambda row: (_billed_code(row), row.dos),
        lambda line: (line.code, line.dos),
        False,
    ),
    (
        "CODE",
        _billed_code,
        lambda line: line.code,
        False,
    ),
)
