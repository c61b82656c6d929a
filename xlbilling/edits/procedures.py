"""Edits on what was done and why: the shape of the procedure code, the diagnosis pointers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from xlbilling.edits import pointers
from xlbilling.edits.columns import Positions
from xlbilling.edits.diagnosis import COLUMNS as DIAGNOSES
from xlbilling.edits.diagnosis import any_diagnosis
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing
from xlbilling.edits.lines import PROCEDURE, Lines, procedure_shown
from xlbilling.edits.registry import edit
from xlbilling.model.findings import ERROR

_JAMMED: Final = re.compile(r"([0-9]{4}[0-9AFTUM]|[A-V][0-9]{4})[ ,-]?([0-9A-Z]{2})")
_MOST_POINTERS: Final = 4
_UNREADABLE: Final = 1 << 20


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
