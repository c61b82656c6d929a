"""Edits on the diagnoses of a claim. Messages name the column, never the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xlbilling.edits import pointers
from xlbilling.edits.columns import Mask, Positions, Words
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing, positions
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.codes import NOWHERE
from xlbilling.model.findings import ERROR, INFO

COLUMNS: Final = tuple(f"dx{n}" for n in range(1, 13))
_MOST: Final = 12
_SHAPE: Final = re.compile(r"[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?")
_ALWAYS_SINCE: Final = np.datetime64("2012-01-01", "D")
"""Claims sent from then on follow 005010, where each has a diagnosis; 004010 spared some."""
_ICD_10_SINCE: Final = np.datetime64("2015-10-01", "D")
"""The first day of service whose diagnoses are ICD-10-CM (45 CFR 162.1002)."""
_ICD_9_SHAPE: Final = re.compile(r"([0-9]{3}|V[0-9]{2})(\.?[0-9]{1,2})?|E[0-9]{3}(\.?[0-9])?")
_ACCIDENTS: Final = frozenset({"AUTO", "WORK", "OTHER"})


@edit(
    "CV-030",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2300 HI (BK and up to 11 ABF); NUCC item 21; common practice",
    fix="give each line the claim's diagnoses; more than 12 go on a second claim",
    examples=Examples(good={}, bad={"dx1": None, "dx2": None, "pointers": "1"}),
)
def claim_has_one_to_twelve_diagnoses(lines: Lines) -> Iterator[Failing]:
    """A line that goes to a payer has a diagnosis, and its claim has at most twelve."""
    yield lines.says(
        ~any_diagnosis(lines) & lines.billable & (lines.today >= _ALWAYS_SINCE),
        "dx1",
        "no diagnosis on the line; expected 1 to 12",
    )
    counts = _distinct_diagnoses(lines)
    yield lines.claim_says(
        counts > _MOST,
        "dx1",
        "the claim's lines name {count} diagnoses; expected at most 12 on a claim",
        count=lambda at: [str(counts[n]) for n in at],
    )


def any_diagnosis(lines: Lines) -> Mask:
    """Return the lines that have a diagnosis."""
    given = np.zeros(lines.size, dtype=bool)
    for column in COLUMNS:
        given |= ~lines.blank(column)
    return given


def _distinct_diagnoses(lines: Lines) -> NDArray[np.int64]:
    """Return for each line how many different diagnoses its claim's lines name."""
    pairs = []
    for code in lines.numbered(*COLUMNS, fold=_plain):
        given = positions(code != 0)
        pairs.append(lines.claim[given].astype(np.int64) * 2**31 + code[given])
    claims = np.unique(np.concatenate(pairs)) // 2**31
    counts = np.bincount(claims, minlength=int(lines.claim.max(initial=0)) + 1)
    return counts[lines.claim]


@edit(
    "CV-031",
    severity=ERROR,
    basis="ICD-10-CM code structure: a letter, a digit, then letters or digits, 3 to 7 in all",
    fix="copy the code from the chart: capital letters, with or without the dot",
    examples=Examples(
        good={"dx1": "E11.9", "dx2": "U071"}, bad={"dx1": "E1", "dx2": None, "pointers": "1"}
    ),
)
def diagnoses_are_shaped_like_icd_10(lines: Lines) -> Iterator[Failing]:
    """Every diagnosis is shaped like an ICD-10-CM code, with or without its dot.

    Services before 2015-10-01 were coded in ICD-9-CM, whose shape is right for them.
    """
    before = lines.first_day < _ICD_10_SINCE
    for column in COLUMNS:
        old = before & lines.holds(column, _ICD_9_SHAPE.fullmatch)
        yield lines.says(
            lines.holds(column, lambda code: code and not _SHAPE.fullmatch(code)) & ~old,
            column,
            f"{column.capitalize()} is not shaped like an ICD-10-CM code: {{why}}",
            why=_reasons(lines, column),
        )


def _reasons(lines: Lines, column: str) -> Words:
    return lambda at: [_why_not(code) for code in lines.text(column)[at]]


def _why_not(code: str) -> str:
    """Return what keeps a text from being a diagnosis, without repeating it."""
    plain = code.replace(".", "", 1)
    if _SHAPE.fullmatch(code.upper()):
        return "it has small letters; expected capital ones"
    if plain.isalnum() and not 3 <= len(plain) <= 7:
        return f"it has {len(plain)} characters; expected 3 to 7"
    if plain[:3].isdecimal():
        return "it starts with digits, as ICD-9 did; expected a letter first"
    return "expected a letter, a digit, then 1 to 5 letters or digits, the dot after the third"


@edit(
    "CV-036",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2300 HI: a diagnosis stands once; common practice",
    fix="delete the repeated diagnosis and mend the pointers",
    examples=Examples(good={}, bad={"dx2": "E11.9"}),
)
def no_diagnosis_stands_twice(lines: Lines) -> Iterator[Failing]:
    """No diagnosis stands twice on a line."""
    codes = lines.numbered(*COLUMNS, fold=_plain)
    for later in range(1, len(COLUMNS)):
        earlier = np.full(lines.size, NOWHERE, dtype=np.intp)
        for n in range(later - 1, -1, -1):
            earlier[(codes[n] == codes[later]) & (codes[later] != 0)] = n
        column = COLUMNS[later]
        yield lines.says(
            earlier >= 0,
            column,
            f"{column.capitalize()} repeats {{first}}; expected each diagnosis once",
            first=_headers(earlier),
        )


def _headers(numbers: Positions) -> Words:
    return lambda at: [COLUMNS[n].capitalize() for n in numbers[at]]


def _plain(code: str) -> str:
    return code.replace(".", "").upper()


@edit(
    "CV-039",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2300 CLM11 and DTP*439",
    fix="fill in Accident Date and, for an auto accident, Accident State",
    examples=Examples(
        good={"accident": "AUTO", "accident_date": "2025-03-01", "accident_state": "IL"},
        bad={"accident": "AUTO", "accident_date": "2025-03-01", "accident_state": None},
    ),
)
def accident_is_dated_and_placed(lines: Lines) -> Iterator[Failing]:
    """An accident has its date, not after the service; an auto accident has its state as well."""
    given = ~lines.blank("accident")
    on = lines.days("accident_date")
    kind = lines.codes_shown("accident")
    yield lines.says(
        lines.holds("accident", lambda kind: kind and kind not in _ACCIDENTS),
        "accident",
        "accident is {kind}; expected AUTO, WORK or OTHER",
        kind=kind,
    )
    yield lines.says(
        given & np.isnat(on), "accident_date", "accident date is blank; expected the accident's day"
    )
    yield lines.says(
        given & (on > lines.first_day),
        "accident_date",
        "accident date {on} is after the service of {served}; expected it on or before that day",
        on=lines.days_shown("accident_date"),
        served=lines.days_shown("dos_from"),
    )
    yield lines.says(
        (lines.text("accident") == "AUTO") & lines.blank("accident_state"),
        "accident_state",
        "accident state is blank for an auto accident; expected the two letters of the state",
    )


@edit(
    "CV-057",
    severity=INFO,
    basis="837P 005010X222A1, loop 2400 SV107; common practice",
    fix="point a line to the diagnosis, or take it off the claim",
    examples=Examples(good={"dx2": None, "pointers": "1"}, bad={"pointers": "1"}),
)
def each_diagnosis_is_pointed_to(lines: Lines) -> Iterator[Failing]:
    """Every diagnosis of a claim is pointed to by one of its lines."""
    bits = lines.each("pointers", _pointed_bits, np.int64)
    pointed = np.zeros(int(lines.claim.max(initial=0)) + 1, dtype=np.int64)
    np.bitwise_or.at(pointed, lines.claim, bits)
    readable = ~lines.blank("pointers") & (bits != 0)
    for n, column in enumerate(COLUMNS, start=1):
        missed = (pointed[lines.claim] >> n & 1) == 0
        yield lines.claim_says(
            missed & readable & ~lines.blank(column),
            column,
            f"{column.capitalize()} is never pointed to; expected a line that does",
        )


def _pointed_bits(text: str) -> int:
    """Return the pointers of a text as bits, so that a claim's lines are joined by "or"."""
    found = pointers.parse(text) or ()
    return sum(1 << n for n in set(found) if n <= _MOST)
