"""Diagnoses that ICD-10-CM does not let stand together: its Excludes1 notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xlbilling.edits.columns import Positions
from xlbilling.edits.diagnoses import COLUMNS
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.codes import EXCLUDES1, FOR_EVER, FROM_EVER, NOWHERE, CodeList, PairList
from xlbilling.model.findings import WARNING

_SHORTEST: Final = 3
_LONGEST: Final = 7


class _Named(NamedTuple):
    """The diagnoses of claims that are in any forbidden pair, each once a claim, in order.

    Attributes:
        claim: the number of the claim.
        code: the number of the code, rising within a claim.
        line: the first line of the claim that names it.
        column: the first column of that line that does, counted from 0.
    """

    claim: Positions
    code: Positions
    line: Positions
    column: Positions


@edit(
    "CV-034",
    severity=WARNING,
    basis="ICD-10-CM guideline I.A.12.a (Excludes1: never coded together, unless unrelated)",
    fix="keep the code that the chart supports, or write why the two conditions are unrelated",
    examples=Examples(
        good={"dx1": "E119"},
        bad={"dx1": "E119", "dx2": "R739"},
        codes={EXCLUDES1: ({"code": "R73", "excluded": "E11"},)},
    ),
)
def diagnoses_may_stand_together(lines: Lines) -> Iterator[Failing]:
    """No two diagnoses of a claim exclude each other by an Excludes1 note of ICD-10-CM."""
    notes = lines.codes.get(EXCLUDES1)
    if not isinstance(notes, CodeList):
        return
    forbidden = _forbidden(lines.diagnoses.codes, notes)
    if not len(forbidden):
        return
    count = len(lines.diagnoses.codes)
    involved = np.zeros(count, dtype=bool)
    involved[forbidden.keys // count] = True
    involved[forbidden.keys % count] = True
    named = _each_once(lines, involved)
    pairs = [*_met(lines, named, forbidden, count)]
    yield from _told(lines, named, np.array(pairs, dtype=np.intp).reshape(-1, 2))


def _forbidden(codes: list[str], notes: CodeList) -> PairList:
    """Return the pairs of these codes that a note forbids, the lower number first."""
    below = defaultdict(list)
    for number, code in enumerate(codes):
        for length in range(_SHORTEST, min(len(code), _LONGEST) + 1):
            below[code[:length]].append(number)
    rows: list[int] = []
    made: list[int] = []
    both = zip(notes.codes.tolist(), notes.values["excluded"].tolist(), strict=True)
    for row, (head, other) in enumerate(both):
        if head in below and other in below:
            pairs = [one * len(codes) + two for one in below[head] for two in below[other]]
            made += pairs
            rows += [row] * len(pairs)
    one, two = np.divmod(np.array(made, dtype=np.int64), len(codes))
    keys = np.minimum(one, two) * len(codes) + np.maximum(one, two)
    order = np.argsort(keys, kind="stable")
    at = np.array(rows, dtype=np.intp)[order]
    starts, ends = _numbers(notes.starts[at], FROM_EVER), _numbers(notes.ends[at], FOR_EVER)
    return PairList(notes.about, keys[order], starts, ends)


def _numbers(days: NDArray[np.datetime64], for_none: int) -> NDArray[np.int32]:
    numbers = np.where(np.isnat(days), for_none, days.astype("datetime64[D]").astype(np.int64))
    return numbers.astype(np.int32)


def _each_once(lines: Lines, chosen: NDArray[np.bool_]) -> _Named:
    """Return the chosen codes of each claim once, where they stand first."""
    count, slots = len(chosen), lines.size * len(COLUMNS)
    packed = [
        (lines.claim[at].astype(np.int64) * count + lines.diagnoses.of_line(column)[at]) * slots
        + at * len(COLUMNS)
        + COLUMNS.index(column)
        for column, at in lines.diagnoses.where(chosen)
    ]
    every = np.sort(np.concatenate(packed))
    of_claim, slot = np.divmod(every, slots)
    first = np.ones(len(every), dtype=bool)
    first[1:] = of_claim[1:] != of_claim[:-1]
    claim, code = np.divmod(of_claim[first], count)
    line, column = np.divmod(slot[first], len(COLUMNS))
    return _Named(claim, code, line, column)


def _met(lines: Lines, named: _Named, forbidden: PairList, count: int) -> Iterator[tuple[int, int]]:
    """Yield the positions of forbidden pairs on one claim on the day, the later place first."""
    for apart in range(1, len(named.claim)):
        one = np.flatnonzero(named.claim[apart:] == named.claim[:-apart])
        if not len(one):
            return
        two = one + apart
        keys = named.code[one].astype(np.int64) * count + named.code[two]
        row = forbidden.on(keys, lines.first_day[named.line[two]])
        for n in np.flatnonzero(row != NOWHERE).tolist():
            pair = sorted((int(one[n]), int(two[n])), key=lambda at: _place(named, at))
            yield pair[1], pair[0]


def _place(named: _Named, at: int) -> tuple[int, int]:
    return int(named.line[at]), int(named.column[at])


def _told(lines: Lines, named: _Named, pairs: NDArray[np.intp]) -> Iterator[Failing]:
    """Yield the pairs as findings at the later diagnosis, by its column."""
    for column, name in enumerate(COLUMNS):
        mine = pairs[named.column[pairs[:, 0]] == column]
        mine = mine[np.argsort(named.line[mine[:, 0]], kind="stable")]
        at = named.line[mine[:, 0]]
        yield Failing(
            lines=at,
            whole_claim=True,
            table=lines,
            rows=at,
            field=name,
            text=f"{name.capitalize()} and {{other}} exclude each other by a note of ICD-10-CM "
            "(Excludes1); expected one of the two",
            values={"other": [_other(lines, named, *pair) for pair in mine.tolist()]},
        )


def _other(lines: Lines, named: _Named, later: int, earlier: int) -> str:
    """Return how to name the earlier diagnosis: by its column, on another line by its cell."""
    column, line = COLUMNS[named.column[earlier]], int(named.line[earlier])
    return column.capitalize() if line == named.line[later] else lines.where(column, line)
