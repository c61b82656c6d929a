"""Edits on the diagnoses of a claim. Messages name the column, never the code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xlbilling.edits import diagnoses, icd10, pointers
from xlbilling.edits.columns import Mask, Positions, Words
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing, positions
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.codes import NOWHERE
from xlbilling.model.findings import ERROR, INFO

COLUMNS: Final = diagnoses.COLUMNS
_MOST: Final = 12
_SHAPE: Final = re.compile(r"[A-Z]([0-9][0-9A-Z]|A[0-9])(\.?[0-9A-Z]{1,4})?")
"""A letter second since October 2025: QA00."""
_ALWAYS_SINCE: Final = np.datetime64("2012-01-01", "D")
"""Claims sent from then on follow 005010, where each has a diagnosis; 004010 spared some."""
_ICD_9_SHAPE: Final = re.compile(r"([0-9]{3}|V[0-9]{2})(\.?[0-9]{1,2})?|E[0-9]{3}(\.?[0-9])?")


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
    named = lines.diagnoses
    of_line = [named.of_line(column) for column in named.columns]
    given = sum(((code != 0).astype(np.int64) for code in of_line), np.zeros(lines.size, np.int64))
    counts = np.bincount(lines.claim, weights=given).astype(np.int64)
    many = positions(counts[lines.claim] > _MOST)
    if len(many):  # only these may name too many once each code counts once
        claims = lines.claim[many].astype(np.int64)
        codes = np.stack([code[many] for code in of_line])
        pairs = (claims * len(named.codes) + codes)[codes != 0]
        each = np.bincount(np.unique(pairs) // len(named.codes), minlength=len(counts))
        counts[claims] = each[claims]
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
    before = lines.first_day < icd10.SINCE
    for column in lines.diagnoses.columns:
        wrong = lines.holds(column, lambda code: code and not _SHAPE.fullmatch(code))
        if before.any():
            wrong &= ~(before & lines.holds(column, _ICD_9_SHAPE.fullmatch))
        yield lines.says(
            wrong,
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
    columns = lines.diagnoses.columns
    codes = [lines.diagnoses.of_line(column) for column in columns]
    for later in range(1, len(columns)):
        given = codes[later] != 0
        earlier = np.full(lines.size, NOWHERE, dtype=np.intp)
        for n in range(later - 1, -1, -1):
            earlier[(codes[n] == codes[later]) & given] = n
        yield lines.says(
            earlier >= 0,
            columns[later],
            f"{columns[later].capitalize()} repeats {{first}}; expected each diagnosis once",
            first=_headers(columns, earlier),
        )


def _headers(columns: Sequence[str], numbers: Positions) -> Words:
    return lambda at: [columns[n].capitalize() for n in numbers[at]]


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
