"""Edits on a claim as a whole: its number, its lines, its dates, what was sent of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from xlbilling.edits.columns import Days, Mask, Positions
from xlbilling.edits.diagnosis import COLUMNS as DIAGNOSES
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing, first_of_each, positions
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.codes import NOWHERE
from xlbilling.model.findings import ERROR

_LONGEST_ID: Final = 20
_MOST_LINES: Final = 50
_UNSAFE: Final = re.compile(r"[\s*~:^]")
_MUST_AGREE: Final = ("billing_npi", *DIAGNOSES)
"""Every row of a claim carries these."""
_MUST_NOT_CLASH: Final = ("auth", "accident", "accident_state", "assignment")
"""Often typed on one row only: a blank says nothing, two different values clash."""


@edit(
    "CV-060",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2300 CLM02 is the sum of SV102 of one claim; 277CA A6>178",
    fix="give all lines of the claim the same value, or give the other visit a claim id of its own",
    examples=Examples(
        good=({}, {"line": "2", "code": "85025"}),
        bad=({}, {"line": "2", "code": "85025", "billing_npi": "1234567893"}),
    ),
)
def lines_add_up_to_one_claim(lines: Lines) -> Iterator[Failing]:
    """The lines of a claim agree on what is the claim's own, so that their charges have one total.

    The workbook holds no claim total that could differ from the sum of its lines: the total is
    that sum. What can go wrong is what it is a sum of: rows under one claim id that are not one
    claim, as they differ in biller, diagnoses, authorization or accident. A charge that cannot be
    added is CV-059's, another patient under the claim id is CV-080's.
    """
    for field in _MUST_AGREE:
        yield _clash(lines, field, np.ones(lines.size, dtype=bool))
    for field in _MUST_NOT_CLASH:
        yield _clash(lines, field, ~lines.blank(field))
    on = lines.days("accident_date")
    first = _first_with(lines, ~np.isnat(on))
    differs = (first != NOWHERE) & ~np.isnat(on) & (on[first] != on)
    yield _disagreement(lines, differs, "accident_date", first)


def _clash(lines: Lines, field: str, given: Mask) -> Failing:
    """Return the lines whose value is not that of the claim's first line that gives one."""
    codes = lines.distinct(field).codes
    first = _first_with(lines, given)
    differs = (first != NOWHERE) & given & (codes[first] != codes)
    return _disagreement(lines, differs, field, first)


def _disagreement(lines: Lines, differs: Mask, field: str, first: Positions) -> Failing:
    name = _NAMES.get(field, field.capitalize())
    return lines.says(
        differs & ~_other_patient(lines),
        field,
        f"{name} differs from {{other}} of the same claim; expected the same",
        other=lines.addresses(field, first),
    )


_NAMES: Final = {
    "billing_npi": "billing NPI",
    "auth": "authorization",
    "accident": "accident",
    "accident_state": "accident state",
    "accident_date": "accident date",
    "assignment": "assignment",
}


def _first_with(lines: Lines, given: Mask) -> Positions:
    """Return for each line its claim's first line in a mask, or NOWHERE."""
    at = positions(given)
    at = at[first_of_each(lines.claim[at])]
    first = np.full(int(lines.claim.max(initial=0)) + 1, NOWHERE, dtype=np.intp)
    first[lines.claim[at]] = at
    return first[lines.claim]


def _other_patient(lines: Lines) -> Mask:
    """Return lines whose patient is not that of their claim's first line."""
    codes = lines.distinct("patient_id").codes
    other: Mask = codes[lines.first_line] != codes
    return other


@edit(
    "CV-062",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2400 DTP*472; payers reject a From date after the To date",
    fix="mend the date of service; the year is wrong most often",
    examples=Examples(good={"dos_to": None}, bad={"dos_to": "2025-03-03"}),
)
def service_dates_are_possible(lines: Lines) -> Iterator[Failing]:
    """The service ends on or after its start, not in the future, within the patient's life."""
    first, last = lines.first_day, lines.last_day
    day, to = lines.days_shown("dos_from"), lines.days_shown("dos_to")
    what = lines.blank_or_refused("dos_from")
    yield lines.says(np.isnat(first), "dos_from", "DOS From {what}; expected a date", what=what)
    yield lines.says(
        first > last,
        "dos_to",
        "DOS To {to} is before DOS From {day}; expected it on or after",
        to=to,
        day=day,
    )
    for field, days, words in (("dos_from", first, day), ("dos_to", lines.days("dos_to"), to)):
        name = "DOS " + field[4:].capitalize()
        yield lines.says(
            days > lines.today,
            field,
            f"{name} {{day}} is in the future; expected it on or before {lines.today}",
            day=words,
        )
    born, died = (_of_patient(lines, field) for field in ("dob", "deceased"))
    yield lines.says(
        first < born,
        "dos_from",
        "DOS From {day} is before the patient's birth; expected a day of the patient's life",
        day=day,
    )
    yield lines.says(
        last > died,
        "dos_to",
        "the service ends after the patient's death; expected a day of the patient's life",
    )


def _of_patient(lines: Lines, field: str) -> Days:
    """Return a date of each line's patient, NaT where none is known."""
    days = np.full(lines.size, np.datetime64("NaT"), dtype="datetime64[D]")
    days[lines.patients.lines] = lines.patients.days(field)
    return days


@edit(
    "CV-075",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2400 REF*6R must be unique in the claim; X12 RFI 1917",
    fix="number the lines of the claim 1, 2, 3",
    examples=Examples(
        good=({}, {"line": "2", "code": "85025"}),
        bad=({}, {"line": "1", "code": "85025"}),
    ),
)
def line_numbers_are_unique_in_the_claim(lines: Lines) -> Iterator[Failing]:
    """Every line has a number, and no two lines of a claim have the same.

    Another patient's line under the claim id is CV-080's.
    """
    given = ~lines.blank("line")
    yield lines.says(~given, "line", "line number is blank; expected a number of its own")
    number = lines.distinct("line")
    patient = lines.distinct("patient_id").codes
    first = _first_of_group(lines.claim, patient, number.codes)
    yield lines.says(
        given & (first != np.arange(lines.size)),
        "line",
        "line number stands also in {other} of the same claim; expected a number of its own",
        other=lines.addresses("line", first),
    )


def _first_of_group(*groups: Positions) -> Positions:
    """Return for each row the first row of its group."""
    number = groups[0].astype(np.int64)
    for part in groups[1:]:
        number = number * (int(part.max(initial=0)) + 1) + part
    _, first, group = np.unique(number, return_index=True, return_inverse=True)
    return first[group].astype(np.intp)


@edit(
    "CV-080",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2300 CLM01: payers must return 20 characters; common practice",
    fix="give each claim a short id of letters and digits that no other claim has",
    examples=Examples(
        good={"claim_id": "C-1001"},
        bad={"claim_id": "C1001 MARCH"},
    ),
)
def claim_id_comes_back_unharmed(lines: Lines) -> Iterator[Failing]:
    """A claim id has 1 to 20 characters, no blank or X12 sign in it, and stands for one claim."""
    yield lines.says(
        lines.blank("claim_id"), "claim_id", "claim id is blank; expected 1 to 20 characters"
    )
    length = lines.each("claim_id", len, np.int64)
    yield lines.says(
        length > _LONGEST_ID,
        "claim_id",
        "claim id has {length} characters; expected at most 20",
        length=lambda at: [str(n) for n in length[at]],
    )
    yield lines.says(
        lines.holds("claim_id", _UNSAFE.search),
        "claim_id",
        "claim id has a blank or one of * ~ : ^ in it; expected letters, digits or dashes",
    )
    yield lines.says(
        _other_patient(lines),
        "claim_id",
        "claim id stands for another patient in {other}; expected an id of its own",
        other=lines.addresses("claim_id", lines.first_line),
    )
    first = _first_of_group(*lines.numbered("claim_id"))
    yield lines.says(
        lines.distinct("claim_id").codes[first] != lines.distinct("claim_id").codes,
        "claim_id",
        "claim id differs from {other} in capitals only; expected ids that payers can tell apart",
        other=lines.addresses("claim_id", first),
    )


@edit(
    "CV-086",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2400 repeats at most 50 times; common practice",
    fix="put the lines from the 51st on into a second claim",
    examples=Examples(
        good=tuple({"line": str(n), "code": f"8500{n}"} for n in range(1, 3)),
        bad=tuple(
            {"line": str(n), "code": "99213" if n == 1 else f"{80000 + n}"} for n in range(1, 52)
        ),
    ),
)
def claim_has_at_most_fifty_lines(lines: Lines) -> Iterator[Failing]:
    """A claim has at most fifty lines."""
    count = np.bincount(lines.claim, minlength=1)[lines.claim]
    yield lines.claim_says(
        count > _MOST_LINES,
        "claim_id",
        "claim has {count} lines; expected at most 50",
        count=lambda at: [str(n) for n in count[at]],
    )
