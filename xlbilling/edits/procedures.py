"""Edits on what was done: procedure code, modifiers, diagnosis pointers, place, drug."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from xlbilling.edits import pointers
from xlbilling.edits.columns import Mask, Positions
from xlbilling.edits.diagnosis import COLUMNS as DIAGNOSES
from xlbilling.edits.diagnosis import any_diagnosis
from xlbilling.edits.examples import Examples, other_patient
from xlbilling.edits.failing import Failing
from xlbilling.edits.lines import PROCEDURE, Lines, procedure_shown
from xlbilling.edits.registry import edit
from xlbilling.model.findings import ERROR

_JAMMED: Final = re.compile(r"([0-9]{4}[0-9AFTUM]|[A-V][0-9]{4})[ ,-]?([0-9A-Z]{2})")
_MODIFIER: Final = re.compile(r"[0-9A-Z]{2}")
_MODIFIERS: Final = ("mod1", "mod2", "mod3", "mod4")
_MOST_POINTERS: Final = 4
_UNREADABLE: Final = 1 << 20
_NDC_DIGITS: Final = re.compile(r"[0-9]{11}|[0-9]{5}-[0-9]{4}-[0-9]{2}")
_NDC_UNITS: Final = frozenset({"F2", "GR", "ME", "ML", "UN"})

PLACES: Final = frozenset({
    *(f"{n:02d}" for n in range(1, 28)),
    *(f"{n}" for n in (31, 32, 33, 34, 41, 42, 49, *range(50, 59), 60, 61, 62, 65, 66)),
    *("71", "72", "81", "99"),
})
_PLACES_SINCE: Final = {
    "10": "2022-01-01",
    "19": "2016-01-01",
    "27": "2023-10-01",
    "58": "2020-01-01",
    "66": "2024-08-01",
}
"""Places that payers know only from a day on."""


@edit(
    "CV-050",
    severity=ERROR,
    basis="CPT and HCPCS code structure; 837P 005010X222A1, loop 2400 SV101-2; common practice",
    fix="type the five characters as text, leading zeros too, and the modifiers into their columns",
    examples=Examples(good={"code": "0001U"}, bad={"code": "9921325"}),
)
def code_is_shaped_like_cpt_or_hcpcs(lines: Lines) -> Iterator[Failing]:
    """A procedure code is shaped like CPT or HCPCS, or is one of the office's own codes."""
    yield lines.says(
        lines.holds("code", lambda code: not PROCEDURE.fullmatch(code)) & lines.billable,
        "code",
        "code {trouble}",
        trouble=lambda at: [_code_trouble(code) for code in lines.text("code")[at]],
    )


def _code_trouble(code: str) -> str:
    if not code:
        return "is blank; expected a CPT or HCPCS code"
    shown = procedure_shown(code)
    jammed = _JAMMED.fullmatch(code.upper())
    if jammed and code[0].isdecimal():
        return f"is {shown}; expected code {jammed[1]} and modifier {jammed[2]} in their columns"
    if jammed:
        return f"is {shown}; expected five characters, and modifiers in their columns"
    if PROCEDURE.fullmatch(code.upper()):
        return f"is {shown} with small letters; expected capital ones"
    if code.isdecimal() and len(code) < 5:
        return f"is {shown}, as if leading zeros were lost; expected five characters"
    return f"is {shown}; expected four digits and a digit or letter, or A-V and four digits"


@edit(
    "CV-053",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2400 SV101-3 to SV101-6; common practice",
    fix="type one modifier of two characters into each column, none twice",
    examples=Examples(good={"mod1": "25", "mod2": "LT"}, bad={"mod1": "25", "mod2": "25"}),
)
def modifiers_are_two_characters_and_differ(lines: Lines) -> Iterator[Failing]:
    """A modifier is two letters or digits, and none stands twice on a line."""
    for n, column in enumerate(_MODIFIERS):
        name = column.capitalize()
        yield lines.says(
            lines.holds(column, lambda code: code and not _MODIFIER.fullmatch(code)),
            column,
            f"{name} is {{code}}; expected two capital letters or digits",
            code=lines.codes_shown(column),
        )
        repeated = np.zeros(lines.size, dtype=bool)
        for earlier in range(n):
            repeated |= lines.modifiers[earlier] == lines.modifiers[n]
        yield lines.says(
            repeated & ~lines.blank(column),
            column,
            f"{name} repeats modifier {{code}}; expected each once",
            code=lines.codes_shown(column),
        )


@edit(
    "CV-056",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2400 SV107: up to four pointers; NUCC item 24E",
    fix="name one to four diagnoses of the line, the main one first: 1,2 or A,B",
    examples=Examples(good={"pointers": "AB"}, bad={"pointers": "1,2,3"}),
)
def pointers_name_diagnoses_of_the_line(lines: Lines) -> Iterator[Failing]:
    """A line points to one to four of its diagnoses, each once, the first being the main one."""
    given = ~lines.blank("pointers")
    bits = lines.each("pointers", _bits, np.int64)
    unreadable = given & (bits == _UNREADABLE)
    shown = lines.codes_shown("pointers")
    yield lines.says(
        ~given & any_diagnosis(lines) & lines.billable,
        "pointers",
        "pointers are blank; expected 1 to 4, such as 1,2",
    )
    yield lines.says(
        unreadable, "pointers", "pointers are {shown}; expected such as 1,2 or A,B", shown=shown
    )
    count = lines.each("pointers", lambda text: len(pointers.parse(text) or ()), np.int64)
    yield lines.says(
        count > _MOST_POINTERS,
        "pointers",
        "pointers are {shown}, {count} of them; expected at most 4",
        shown=shown,
        count=lambda at: [str(n) for n in count[at]],
    )
    twice = lines.each("pointers", _has_repeat, bool)
    yield lines.says(
        twice,
        "pointers",
        "pointers are {shown}, one of them twice; expected each once",
        shown=shown,
    )
    yield from _pointers_to_nothing(lines, np.where(unreadable, 0, bits))


def _pointers_to_nothing(lines: Lines, bits: Positions) -> Iterator[Failing]:
    there = np.zeros(lines.size, dtype=np.int64)
    for n, column in enumerate(DIAGNOSES, start=1):
        there |= np.where(lines.blank(column), 0, 1 << n)
    astray = bits & ~there
    none_at_all = there == 0
    yield lines.says(
        (astray != 0) & ~none_at_all,
        "pointers",
        "pointer {astray} names a diagnosis column that is blank; expected only filled ones",
        astray=lambda at: [_lowest(int(one)) for one in astray[at]],
    )


def _bits(text: str) -> int:
    """Return the pointers of a text as bits; one bit of its own where it cannot be read."""
    if not text:
        return 0
    found = pointers.parse(text)
    return _UNREADABLE if found is None else sum(1 << n for n in set(found))


def _lowest(bits: int) -> str:
    return str((bits & -bits).bit_length() - 1)


def _has_repeat(text: str) -> bool:
    found = pointers.parse(text) or ()
    return len(set(found)) < len(found)


@edit(
    "CV-064",
    severity=ERROR,
    basis="CMS place of service code set; 837P 005010X222A1, loop 2300 CLM05-1",
    fix="choose the place from the list; 27 is known from 2023-10-01 only",
    examples=Examples(good={"pos": "10"}, bad={"pos": "28"}),
)
def place_of_service_is_known_on_the_day(lines: Lines) -> Iterator[Failing]:
    """The place of service is one of CMS's list, and in use on the day of service."""
    listed = lines.holds("pos", lambda place: place in PLACES)
    yield lines.says(
        ~listed & lines.billable,
        "pos",
        "place of service is {place}; expected one of the list, such as 11",
        place=lines.codes_shown("pos"),
    )
    since = lines.each("pos", lambda place: _PLACES_SINCE.get(place, "1900-01-01"), "datetime64[D]")
    yield lines.says(
        since > lines.first_day,
        "pos",
        "place of service {place} is in use from {since}; expected one known on {day}",
        place=lines.codes_shown("pos"),
        since=lambda at: [str(day) for day in since[at]],
        day=lines.days_shown("dos_from"),
    )


@edit(
    "CV-066",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2410 LIN and CTP; Medicaid asks for the NDC of drugs",
    fix="copy the 11 digits (5-4-2) from the package, with unit and quantity",
    examples=Examples(
        good={"code": "J1100", "ndc": "00641036725", "ndc_unit": "ML", "ndc_qty": 1.0},
        bad={"code": "J1100", "ndc": "0641036725", "ndc_unit": "ML", "ndc_qty": 1.0},
        office=other_patient(coverage={"payer_id": "MCAID"}),
    ),
)
def drug_is_named_with_quantity(lines: Lines) -> Iterator[Failing]:
    """A drug's NDC has eleven digits, a unit and a quantity; Medicaid gets one with each J-code."""
    given = ~lines.blank("ndc")
    yield lines.says(
        lines.holds("ndc", lambda ndc: ndc and not _NDC_DIGITS.fullmatch(ndc)),
        "ndc",
        "NDC is {ndc}; expected 11 digits, 5-4-2",
        ndc=lines.codes_shown("ndc"),
    )
    yield lines.says(
        given & lines.holds("ndc_unit", lambda unit: unit not in _NDC_UNITS),
        "ndc_unit",
        "NDC unit is {unit}; expected F2, GR, ME, ML or UN",
        unit=lines.codes_shown("ndc_unit"),
    )
    yield lines.says(
        given & ~(lines.numbers("ndc_qty") > 0),
        "ndc_qty",
        "NDC quantity is blank or not above 0; expected the quantity given",
    )
    drug = lines.holds("code", lambda code: code.startswith("J"))
    yield lines.says(
        drug & ~given & _of_medicaid(lines),
        "ndc",
        "NDC is blank on a drug that Medicaid pays; expected 11 digits, 5-4-2",
    )


def _of_medicaid(lines: Lines) -> Mask:
    medicaid = lines.payers.text("type") == "MEDICAID"
    covered = np.zeros(lines.size, dtype=bool)
    covered[lines.payers.lines[medicaid]] = True
    return covered
