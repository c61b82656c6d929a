"""Edits on modifiers: their shape, whether they are in use, and whether they fit the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from xlbilling.edits import global_period, ncci, services
from xlbilling.edits.code_rows import fee_schedule, listed
from xlbilling.edits.columns import Mask
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing
from xlbilling.edits.lines import PROCEDURE, Lines
from xlbilling.edits.registry import edit
from xlbilling.model.codes import MODIFIERS, CodeList
from xlbilling.model.findings import ERROR, WARNING

COLUMNS: Final = ("mod1", "mod2", "mod3", "mod4")

_BETWEEN: Final = re.compile(r"[\s,]+")
_SHAPE: Final = re.compile(r"[0-9A-Z]{2}")
_SIDES: Final = ("LT", "RT")
_BOTH_SIDES: Final = "50"
_SITES: Final = (ncci.ALLOWED - ncci.APART) - {"24", "25", "27", "57", "58", "78", "79", "91"}
"""Modifiers that say where: the sides, fingers, toes, eyelids and coronary vessels."""
_TELLS_SIDE: Final = _SITES | {_BOTH_SIDES}
_OF_VISITS: Final = ("24", "25", "57")
_AFTER_SURGERY: Final = ("24", "79")
_SPLIT: Final = "1"
_INTERPRETED_LABORATORY: Final = "6"
_ONE_SIDE_OR_BOTH: Final = "1"
_NEVER_BOTH: Final = ("0", "2", "9")


def parted(text: str) -> list[str]:
    """Return the modifiers of a text such as ``25 LT`` or ``25,LT``, "" for none."""
    return [part for part in _BETWEEN.split(text) if part]


@edit(
    "CV-053",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2400 SV101-3 to SV101-6; common practice",
    fix="type one modifier of two characters into each column, none twice",
    examples=Examples(good={"mod1": "25", "mod2": "LT"}, bad={"mod1": "25", "mod2": "25"}),
)
def modifiers_are_two_characters_and_differ(lines: Lines) -> Iterator[Failing]:
    """A modifier is two letters or digits, in use on the day, and none stands twice on a line.

    Those of figures (CPT's) are looked up only where the loaded list has any of figures, and those
    with a letter first only where it has any such.
    """
    for n, column in enumerate(COLUMNS):
        if lines.blank(column).all():
            continue
        name = column.capitalize()
        yield lines.says(
            lines.holds(column, lambda code: code and not _SHAPE.fullmatch(code)),
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
        yield from _in_use(lines, column)


def _in_use(lines: Lines, column: str) -> Iterator[Failing]:
    """Yield the modifiers of a column that are not on the loaded list on their day."""
    found = listed(lines, MODIFIERS, column)
    if found is None:
        return
    kinds = _kinds(found.codes)
    judged = lines.holds(
        column, lambda code: _SHAPE.fullmatch(code) and code[0].isdecimal() in kinds
    )
    name = column.capitalize()
    yield lines.says(
        judged & ~found.known & ~found.outside & lines.billable,
        column,
        f"{name} is {{code}}, which is not on the loaded list; expected a modifier of the list",
        code=lines.codes_shown(column),
    )
    yield lines.says(
        judged & found.known & ~found.on_the_day & lines.billable,
        column,
        f"{name} is {{code}}, not in use on {{day}}; expected one of that day (this one is in use"
        "{span})",
        code=lines.codes_shown(column),
        day=lines.days_shown("dos_from"),
        span=found.held(),
    )


def _kinds(codes: CodeList) -> set[bool]:
    """Return which kinds of modifiers a list has: True for those that begin with a figure."""
    return {str(code)[:1].isdecimal() for code in codes.codes}


@edit(
    "CV-054",
    severity=WARNING,
    basis="NCCI Policy Manual chapter I, section E; CMS physician fee schedule indicators; "
    "common practice",
    fix="drop the modifier, or choose the one that says what was done",
    examples=Examples(
        good={"mod1": "25"},
        bad={"code": "85025", "mod1": "25"},
    ),
)
def modifier_fits_the_code(lines: Lines) -> Iterator[Failing]:
    """A modifier is one that goes with the code and with what else was done.

    24, 25 and 57 go with visits only; 26 and TC with codes that have the two parts; 50 not with a
    side, nor with a code that cannot be bilateral; 59 and X{EPSU} only where a pair is to be
    parted or a service repeated; 24 and 79 only after a surgery. What needs the fee schedule or
    the NCCI pairs is not judged where the office has not loaded them.
    """
    yield from unlike_the_code(lines)
    yield from _unlike_other_services(lines)


def unlike_the_code(lines: Lines) -> Iterator[Failing]:
    """Yield the modifiers that do not go with the code or with those beside them on its line."""
    no_visit = ~services.visits(lines) & lines.holds("code", PROCEDURE.fullmatch)
    yield from _says(
        lines, _OF_VISITS, no_visit, "goes with visits only; expected it on a visit, not on {code}"
    )
    yield from _says(
        lines,
        (_BOTH_SIDES,),
        services.modified(lines, _SIDES),
        "stands beside LT or RT on {code}; expected 50 for both sides, or the one side",
    )
    yield from _unlike_the_fee_schedule(lines)


def _unlike_the_fee_schedule(lines: Lines) -> Iterator[Failing]:
    """Yield the modifiers that the national fee schedule knows not to go with the code."""
    schedule = lines.once(fee_schedule)
    if schedule is None:
        return
    known = schedule.on_the_day
    whole = known & ~schedule.has("pctc", _SPLIT)
    text = "goes with codes of two parts only, which {code} is not; expected the code without it"
    yield from _says(lines, ("26",), whole & ~schedule.has("pctc", _INTERPRETED_LABORATORY), text)
    yield from _says(lines, ("TC",), whole, text)
    never = schedule.has("bilateral", *_NEVER_BOTH)
    yield from _says(
        lines,
        (_BOTH_SIDES,),
        never & ~services.modified(lines, _SIDES),
        "is not paid for {code}, which is of no side or of both already; expected none",
    )


def _unlike_other_services(lines: Lines) -> Iterator[Failing]:
    """Yield the modifiers that tell of another service where there is none."""
    if services.modified(lines, ncci.APART).any():
        yield from _says(
            lines,
            tuple(ncci.APART),
            ncci.without_pair(lines),
            "parts nothing: {code} is in no NCCI pair of {day} and stands once; expected it only "
            "where a pair is to be parted",
        )
    if services.modified(lines, _AFTER_SURGERY).any() and lines.once(fee_schedule) is not None:
        yield from _says(
            lines,
            _AFTER_SURGERY,
            ~global_period.after_a_surgery(lines),
            "says that {code} came after a surgery; expected one of the group and specialty among "
            "the claims in the 10 or 90 days before {day}",
        )


def _says(lines: Lines, modifiers: tuple[str, ...], wrong: Mask, text: str) -> Iterator[Failing]:
    """Yield the wrong lines that carry one of some modifiers, at the cell where it stands."""
    for column in COLUMNS:
        if lines.blank(column).all():
            continue
        yield lines.says(
            wrong & lines.billable & lines.holds(column, lambda code: code.upper() in modifiers),
            column,
            "modifier {modifier} " + text,
            modifier=lines.codes_shown(column),
            code=lines.procedures_shown(),
            day=lines.days_shown("dos_from"),
        )


@edit(
    "CV-055",
    severity=WARNING,
    basis="CMS physician fee schedule, bilateral surgery indicator 1; common practice",
    fix="say which side: LT, RT, or 50 for both; a finger, toe or eyelid by its own modifier",
    examples=Examples(
        good={"code": "20610", "mod1": "RT"},
        bad={"code": "20610"},
        codes={"rvu": ({"code": "20610", "global_days": "000", "pctc": "0", "bilateral": "1"},)},
    ),
)
def side_is_told(lines: Lines) -> Iterator[Failing]:
    """A code that can be done on either side, or on both, says on which."""
    schedule = lines.once(fee_schedule)
    if schedule is None:
        return
    sided = schedule.has("bilateral", _ONE_SIDE_OR_BOTH) & lines.billable
    yield lines.says(
        sided & ~services.modified(lines, _TELLS_SIDE),
        "mod1",
        "code {code} can be of either side and carries no modifier for it; expected LT, RT or 50",
        code=lines.procedures_shown(),
    )
