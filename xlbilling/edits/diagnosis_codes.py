"""Edits that look a diagnosis up in ICD-10-CM. Messages name the column, never the code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

import numpy as np

from xlbilling.edits import icd10
from xlbilling.edits.accidents import CAUSES
from xlbilling.edits.code_rows import outside
from xlbilling.edits.columns import Mask, Positions, Words
from xlbilling.edits.examples import Examples, Row
from xlbilling.edits.failing import Failing
from xlbilling.edits.icd10 import Standing
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.codes import ICD10CM, NOWHERE, CodeList
from xlbilling.model.findings import ERROR, WARNING, Severity

_SHAPE: Final = re.compile(r"[A-Z](\d[0-9A-Z]|A\d)[0-9A-Z]{0,4}")
_NOTHING_MORE: Final = {
    "seventh": False, "manifestation": False, "code_first": False, "unspecified": False,
}  # fmt: skip
_ON_A_CLAIM: Final = {"billable": True, **_NOTHING_MORE}
_HEADER: Final = {"billable": False, **_NOTHING_MORE}


def _codes(**values: Mapping[str, object]) -> Mapping[str, tuple[Row, ...]]:
    """Return the codes that an example needs, the sample claim's own among them."""
    named = {"E119": _ON_A_CLAIM, "I10": _ON_A_CLAIM, **values}
    return {ICD10CM: tuple({"code": code, **known} for code, known in named.items())}


class _Doubt(NamedTuple):
    """Lines whose diagnosis in a column may not stand on a claim, all for one reason.

    Attributes:
        column: the column.
        standing: the reason.
        lines: the lines.
        severity: E on the days that the releases at hand speak for, W on others.
    """

    column: str
    standing: Standing
    lines: Positions
    severity: Severity


def _doubts(lines: Lines, known: CodeList) -> Iterator[_Doubt]:
    """Yield the diagnoses that are not billable on their day, by column, reason and severity.

    A code deleted or not yet there is wrong whatever the day; one that is unknown or divided
    further may have been right, or become so, in a release that is not at hand.
    """
    named = lines.diagnoses
    first = known.first(named.codes)
    sure = (first != NOWHERE) & np.isnat(known.starts[first]) & np.isnat(known.ends[first])
    sure &= np.asarray(known.values["billable"], dtype=bool)[first]
    for column, found in named.where(named.having(_SHAPE.fullmatch) & ~sure):
        at = found[~(lines.first_day[found] < icd10.SINCE)]
        days = lines.first_day[at]
        standing = icd10.standings(known, named.codes_at(column, at), days)
        unsure = outside(known.about, days)
        for one in np.unique(standing[standing != Standing.VALID]).tolist():
            certain = one in {Standing.NOT_YET, Standing.DELETED}
            for severity, chosen in ((ERROR, ~unsure | certain), (WARNING, unsure & (not certain))):
                some = at[(standing == one) & chosen]
                if len(some):
                    yield _Doubt(column, Standing(one), some, severity)


def _told(
    lines: Lines, known: CodeList, doubts: Iterator[_Doubt], texts: Mapping[Standing, str]
) -> Iterator[Failing]:
    """Yield the doubts that an edit has a text for."""
    about = known.about
    for doubt in doubts:
        if doubt.standing not in texts:
            continue
        said = np.zeros(lines.size, dtype=bool)
        said[doubt.lines] = True
        text = f"{doubt.column.capitalize()} {texts[doubt.standing]}"
        if doubt.severity is WARNING:
            text += f" (the releases loaded are of {about.first_day} to {about.last_day})"
        values: dict[str, Words] = {
            name: _of_codes(lines, doubt.column, word, known)
            for name, word in _WORDS.items()
            if f"{{{name}}}" in text
        }
        day = lines.days_shown("dos_from")
        yield lines.says(said, doubt.column, text, doubt.severity, day=day, **values)


def _of_codes(
    lines: Lines, column: str, word: Callable[[CodeList, str], str], known: CodeList
) -> Words:
    named = lines.diagnoses

    def words(at: Positions) -> list[str]:
        codes = named.codes_at(column, at)
        of_code = {code: word(known, code) for code in set(codes)}
        return [of_code[code] for code in codes]

    return words


_WORDS: Final[Mapping[str, Callable[[CodeList, str], str]]] = {
    "more": icd10.missing,
    "sevenths": lambda known, code: ", ".join(icd10.sevenths(known, code)),
    "fill": lambda _, code: icd10.fill(code),
    "since": lambda known, code: icd10.days_of(known, code)[0],
    "gone": lambda known, code: icd10.days_of(known, code)[1],
}


@edit(
    "CV-032",
    severity=ERROR,
    basis="ICD-10-CM, the release in effect on the day of service (October 1 to September 30); "
    "45 CFR 162.1002; common practice",
    fix="code from this year's ICD-10-CM, to the last character; load a newer release with "
    "load-codes",
    examples=Examples(
        good={"dx1": "E119"},
        bad={"dx1": "E11"},
        codes=_codes(E11=_HEADER),
    ),
)
def diagnosis_is_billable_on_the_day(lines: Lines) -> Iterator[Failing]:
    """Every diagnosis is a billable ICD-10-CM code on the first day of service.

    Where the day lies outside the releases at hand, codes of the nearest one are taken to hold,
    and an unknown or divided code only warns.
    """
    known = icd10.loaded(lines.codes)
    if known is None:
        return
    yield from _told(
        lines,
        known,
        _doubts(lines, known),
        {
            Standing.UNKNOWN: "is no code of ICD-10-CM on {day}; expected one of that year's list",
            Standing.HEADER: "is a heading that is divided further, so that it is not billable; "
            "expected the whole code, {more} more character(s)",
            Standing.NOT_YET: "holds from {since} only, and the service was on {day}; expected a "
            "code that holds that day",
            Standing.DELETED: "was deleted: it is not valid since {gone}, and the service was on "
            "{day}; expected the code that took its place",
        },
    )


@edit(
    "CV-033",
    severity=WARNING,
    basis="ICD-10-CM guidelines I.A.4 and I.A.5 (placeholder and 7th characters)",
    fix="add the 7th character, with X in every empty place before it",
    examples=Examples(
        good={"dx1": "E119"},
        bad={"dx1": "O6981"},
        codes=_codes(
            O6981={**_HEADER, "seventh": True},
            O6981X0=_ON_A_CLAIM,
            O6981X1=_ON_A_CLAIM,
        ),
    ),
)
def seventh_character_is_there(lines: Lines) -> Iterator[Failing]:
    """A code whose family has 7th characters has one, in the seventh place.

    On days that the releases at hand speak for such a code is not billable: an error then.
    """
    known = icd10.loaded(lines.codes)
    if known is None:
        return
    yield from _told(
        lines,
        known,
        _doubts(lines, known),
        {
            Standing.LACKS_SEVENTH: "lacks its 7th character; expected {fill}one of {sevenths}",
            Standing.LACKS_PLACEHOLDER: "has its 7th character too far in front; expected X in "
            "each empty place before it",
        },
    )


@edit(
    "CV-035",
    severity=ERROR,
    basis="ICD-10-CM guidelines I.A.13 (manifestations) and I.C.20.a.6 (external causes)",
    fix="put the condition that it goes with first, and mend the pointers",
    examples=Examples(
        good={"dx1": "E119", "dx2": "G63"},
        bad={"dx1": "G63", "dx2": "E119"},
        codes=_codes(G63={**_ON_A_CLAIM, "manifestation": True}),
    ),
)
def first_diagnosis_may_be_first(lines: Lines) -> Iterator[Failing]:
    """The first diagnosis is no manifestation and no external cause, nor asks for another first.

    A code whose note has the underlying condition coded first only warns.
    """
    modern = ~(lines.first_day < icd10.SINCE)
    yield lines.says(
        _first_is(lines, lines.diagnoses.having(lambda code: code[0] in CAUSES)) & modern,
        "dx1",
        "Dx1 is an external cause; expected the condition that it caused first",
    )
    known = icd10.loaded(lines.codes)
    if known is None:
        return
    never = _flagged(lines, known, "manifestation")
    yield lines.says(
        never & modern,
        "dx1",
        "Dx1 is a manifestation, in diseases classified elsewhere; expected the disease first",
    )
    yield lines.says(
        _flagged(lines, known, "code_first") & ~never & modern,
        "dx1",
        "Dx1 goes behind its cause by the note at the code; expected the underlying condition "
        "first: expected another Dx1",
        WARNING,
    )


def _first_is(lines: Lines, chosen: Mask) -> Mask:
    said = np.zeros(lines.size, dtype=bool)
    for column, at in lines.diagnoses.where(chosen):
        if column == "dx1":
            said[at] = True
    return said


def _flagged(lines: Lines, known: CodeList, flag: str, column: str = "dx1") -> Mask:
    """Return the lines whose diagnosis in a column has a flag on the day of service."""
    said = np.zeros(lines.size, dtype=bool)
    for name, at in _flagged_anywhere(lines, known, flag):
        if name == column:
            said[at] = True
    return said


def _flagged_anywhere(lines: Lines, known: CodeList, flag: str) -> Iterator[tuple[str, Positions]]:
    """Yield each column with the lines whose diagnosis has a flag on the day of service."""
    named = lines.diagnoses
    flags = np.asarray(known.values[flag], dtype=bool)
    first = known.first(named.codes)
    for column, at in named.where(named.having(set(known.codes[flags]).__contains__)):
        row = known.on(first[named.of_line(column)[at]], lines.first_day[at])
        yield column, at[(row != NOWHERE) & flags[row]]


@edit(
    "CV-040",
    severity=WARNING,
    basis="ICD-10-CM guideline I.B.13 (laterality); payers deny unspecified sides; common practice",
    fix="code the side that the chart names: right, left or both",
    examples=Examples(
        good={"dx1": "H6001"},
        bad={"dx1": "H6000"},
        codes=_codes(
            H6000={**_ON_A_CLAIM, "unspecified": True},
            H6001=_ON_A_CLAIM,
            H6002=_ON_A_CLAIM,
        ),
    ),
)
def side_is_told(lines: Lines) -> Iterator[Failing]:
    """No diagnosis leaves the side open where ICD-10-CM has codes for left and right."""
    known = icd10.loaded(lines.codes)
    if known is None:
        return
    for column, at in _flagged_anywhere(lines, known, "unspecified"):
        said = np.zeros(lines.size, dtype=bool)
        said[at] = True
        yield lines.says(
            said & ~(lines.first_day < icd10.SINCE),
            column,
            f"{column.capitalize()} leaves the side open; expected the code for right, left or "
            "both sides",
        )
