"""Edits on coverage and days: what holds on the day of service, in which order, checked when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xlbilling.edits.columns import Columns, Days, Mask, Positions, shown_day
from xlbilling.edits.examples import Examples, other_patient
from xlbilling.edits.failing import Failing, Value, first_of_each, positions, taken
from xlbilling.edits.joins import Joined, Pairs, alike
from xlbilling.edits.lines import ELIGIBILITY_DAYS, Lines
from xlbilling.edits.registry import edit
from xlbilling.model.codes import NOWHERE
from xlbilling.model.findings import ERROR, WARNING

_LEVELS: Final = {1: "primary", 2: "secondary", 3: "tertiary"}
_CHECKED: Final = ("patient_id", "payer_id")
Levels = NDArray[np.int8]

_EARLIEST: Final = np.datetime64("0001-01-01", "D")
_LATEST: Final = np.datetime64("9999-12-31", "D")
_NEVER: Final = -(2**31)
"""A day before every other, counted from 1970."""


@edit(
    "CV-012",
    severity=ERROR,
    basis="payers deny services outside of the coverage (CO-26, CO-27); common practice",
    fix="ask for the insurance of that day, and add or mend its row in the Coverage sheet",
    examples=Examples(
        good={},
        bad={"patient_id": "P2"},
        office=other_patient(coverage={"to": "2025-02-28"}),
    ),
)
def coverage_holds_on_the_day(lines: Lines) -> Iterator[Failing]:
    """A patient with coverage has one that holds on the first and on the last day of service."""
    then = np.zeros(lines.size, dtype=bool)
    then[lines.coverage.lines] = True
    yield lines.says(
        lines.insured & ~then & ~np.isnat(lines.first_day),
        "dos_from",
        "the patient has coverage, but none on {day}; expected a Coverage row that holds then",
        day=lines.days_shown("dos_from"),
    )
    every = lines.all_coverage
    last = every.of_line(lines.last_day)
    still = np.zeros(lines.size, dtype=bool)
    still[every.lines[(_starts(every) <= last) & (last <= _ends(every))]] = True
    yield lines.says(
        then & ~still & (lines.first_day < lines.last_day),
        "dos_to",
        "the patient's coverage ends before {day}; expected a Coverage row that holds then",
        day=lines.days_shown("dos_to"),
    )


def _starts(coverage: Joined | Columns) -> Days:
    days = coverage.days("from")
    return np.where(np.isnat(days), _EARLIEST, days)


def _ends(coverage: Joined | Columns) -> Days:
    days = coverage.days("to")
    return np.where(np.isnat(days), _LATEST, days)


@edit(
    "CV-013",
    severity=WARNING,
    basis="payers deny when another insurer is first in line (CO-22); common practice",
    fix="set Level and the dates in the Coverage sheet so that each day has one row a level",
    examples=Examples(
        good={},
        bad={"patient_id": "P2"},
        office={
            "patients": ({"patient_id": "P2"},),
            "coverage": ({"patient_id": "P2"}, {"patient_id": "P2", "payer_id": "MCAID"}),
        },
    ),
)
def coverage_has_one_row_a_level(lines: Lines) -> Iterator[Failing]:
    """A patient's coverage has one row a level on each day, none without the level before it.

    What concerns the day of service is told for each claim; two rows that overlap on other days,
    or that end before they begin, once for the patient.
    """
    which = lines.coverage.each("level", _level, np.int8)
    again = _repeated(lines.tables["coverage"])
    told: list[Failing] = []
    for level in _LEVELS:
        told.append(_alone(lines, level, which))
        if again.any():
            told += [_twice(lines, level, which, again), _gap(lines, level, which, again)]
    yield from told
    already = np.zeros(lines.tables["coverage"].size, dtype=bool)
    for one in told:
        if one.table is lines.tables["coverage"]:
            already[one.rows] = True
    yield from _on_other_days(lines, already)


def _level(text: str) -> int:
    return int(text) if text in {"1", "2", "3"} else 0


def _repeated(table: Columns) -> Mask:
    """Return the rows whose patient has another row of the same level: few, in most offices."""
    whole = ~table.blank("patient_id") & ~table.blank("level")
    level = table.distinct("level")
    group = table.distinct("patient_id").codes * len(level.values) + level.codes
    repeated: Mask = whole & (
        np.bincount(group[whole], minlength=group.max(initial=0) + 1)[group] > 1
    )
    return repeated


def _twice(lines: Lines, level: int, which: Levels, again: Mask) -> Failing:
    """Return the second and further coverages of a level on the day of service."""
    coverage = lines.coverage
    own = positions((which == level) & again[coverage.rows])
    count = np.bincount(coverage.lines[own], minlength=lines.size)
    more = own[count[coverage.lines[own]] > 1]
    twice = np.zeros(len(which), dtype=bool)
    twice[more] = True
    twice[more[first_of_each(coverage.lines[more])]] = False
    return coverage.says(
        twice,
        "level",
        f"a second {_LEVELS[level]} coverage holds on the day of service; expected one with level "
        f"{level}",
    )


def _alone(lines: Lines, level: int, which: Levels) -> Failing:
    """Return coverages of a level on the day of service without one of the level before it."""
    before = level - 1
    own = which == level if before else np.zeros(len(which), dtype=bool)
    return lines.coverage.says(
        own & ~_held(lines, which == before)[lines.coverage.lines],
        "level",
        f"{_LEVELS[level]} coverage without a {_LEVELS.get(before)} on the day of service; "
        f"expected one with level {before}",
    )


def _gap(lines: Lines, level: int, which: Levels, again: Mask) -> Failing:
    """Return lines on whose day a level has no row, between two that have ended and begin again.

    Where no coverage at all holds, CV-012 says so; where a later level holds, it stands alone.
    """
    every = lines.all_coverage.keep(again[lines.all_coverage.rows])
    own = every.each("level", _level, np.int8) == level
    day = every.of_line(lines.first_day)
    gap = _held(lines, which < level) & ~_held(lines, which >= level)
    for side in (_ends(every) < day, day < _starts(every)):
        some = np.zeros(lines.size, dtype=bool)
        some[every.lines[own & side]] = True
        gap &= some
    return lines.claim_says(
        gap,
        "dos_from",
        f"{{day}} is in a gap of the {_LEVELS[level]} coverage; expected rows without a gap",
        day=lines.days_shown("dos_from"),
    )


def _held(lines: Lines, mask: Mask) -> Mask:
    """Return the lines that have a coverage on the day in a mask."""
    held = np.zeros(lines.size, dtype=bool)
    held[lines.coverage.lines[mask]] = True
    return held


def _on_other_days(lines: Lines, told: Mask) -> Iterator[Failing]:
    table = lines.tables["coverage"]
    backward = np.asarray(table.days("to") < table.days("from"), dtype=bool)
    yield _once_a_row(
        lines, backward, "to", "coverage ends before it begins; expected To on or after From"
    )
    before = _overlapped(table, _repeated(table) & ~backward)
    yield _once_a_row(
        lines,
        (before != NOWHERE) & ~told,
        "from",
        "coverage overlaps {other} of the same level; expected it to begin after that one ends",
        other=table.addresses("from", before),
    )


def _overlapped(table: Columns, among: Mask) -> Positions:
    """Return for each row an earlier one of the patient's level that reaches into it, or NOWHERE.

    Earlier is what begins earlier, of two that begin together what stands higher on the sheet.
    """
    at = positions(among)
    starts, ends = _starts(table), _ends(table)
    patient, level = table.distinct("patient_id").codes[at], table.distinct("level").codes[at]
    order = np.lexsort((starts[at], level, patient))
    at, group = at[order], (patient * (int(level.max(initial=0)) + 1) + level)[order]
    count = max(len(at), 1)
    end = pd.Series(ends[at].astype(np.int64) * count + np.arange(len(at)))
    farthest = end.groupby(group).cummax().groupby(group).shift(fill_value=_NEVER * count)
    reach, holder = np.divmod(farthest.to_numpy(), count)
    overlaps = positions(reach >= starts[at].astype(np.int64))
    found = np.full(table.size, NOWHERE, dtype=np.intp)
    found[at[overlaps]] = at[holder[overlaps]]
    return found


def _once_a_row(lines: Lines, mask: Mask, field: str, text: str, **values: Value) -> Failing:
    """Return rows of the Coverage sheet, each at the first line that goes to a payer of it."""
    every = lines.all_coverage
    found = positions(mask[every.rows] & every.of_line(lines.billable))
    at = found[first_of_each(every.rows[found])]
    return Failing(
        lines=every.lines[at],
        whole_claim=True,
        table=every.columns,
        rows=every.rows[at],
        field=field,
        text=text,
        values=taken(values, every.rows[at]),
    )


@edit(
    "CV-014",
    severity=WARNING,
    basis="the office's setting 'Eligibility Days'; common practice",
    fix="ask the payer, then set Verified On in the Coverage sheet or add a row to Verifications",
    examples=Examples(
        good={"patient_id": "P3"},
        bad={"patient_id": "P2"},
        office={
            "patients": ({"patient_id": "P2"}, {"patient_id": "P3"}),
            "coverage": (
                {"patient_id": "P2", "verified_on": "2025-02-01"},
                {"patient_id": "P3", "verified_on": None},
            ),
            "verifications": (
                {
                    "verification": "V1",
                    "patient_id": "P3",
                    "payer_id": "PAY1",
                    "verified_on": "2025-02-15",
                },
            ),
        },
    ),
)
def coverage_was_verified_in_time(lines: Lines) -> Iterator[Failing]:
    """Coverage was verified at most so many days before the service as the office has set.

    The latest counts of Verified On and of the payer's rows in the Verifications sheet, unless a
    row says that it is good for other days; one that was asked after the service counts too.
    """
    days = lines.count_setting(ELIGIBILITY_DAYS)
    wanted = f"expected a check at most {days} days before it"
    since: Days = lines.coverage.of_line(lines.first_day - np.timedelta64(days, "D"))
    own = lines.coverage.days("verified_on")
    coverage = lines.coverage.keep(~(own >= since))
    day = coverage.of_line(lines.first_day)
    latest = np.fmax(coverage.days("verified_on"), _logged(lines, coverage))
    yield coverage.says(
        np.isnat(latest),
        "verified_on",
        f"coverage was not verified for the day of service; {wanted}",
    )
    yield coverage.says(
        day - latest > np.timedelta64(days, "D"),
        "verified_on",
        f"coverage was verified on {{on}}, the service is on {{day}}; {wanted}",
        on=lambda at: [shown_day(one) for one in latest[at].tolist()],
        day=lambda at: [shown_day(one) for one in day[at].tolist()],
    )


def _logged(lines: Lines, coverage: Joined) -> Days:
    """Return for each coverage on its day the last check in the Verifications sheet, or NaT."""
    log = lines.tables["verifications"]
    latest = np.full(len(coverage.lines), np.datetime64("NaT"), dtype="datetime64[D]")
    if not log.size:
        return latest
    pair, row = _pairs(coverage, log)
    day = coverage.of_line(lines.first_day)[pair]
    begins, ends = log.days("good_from")[row], log.days("good_to")[row]
    good = ~((begins > day) | (day > ends))
    np.fmax.at(latest, pair[good], log.days("verified_on")[row[good]])
    return latest


def _pairs(coverage: Joined, log: Columns) -> Pairs:
    """Return pairs of a coverage on its day and a check of the same patient and payer."""
    number: dict[str, int] = {}

    def numbered(table: Joined | Columns, field: str) -> NDArray[np.int64]:
        return table.each(field, lambda text: number.setdefault(text, len(number)), np.int64)

    patient, payer = ([numbered(each, field) for each in (coverage, log)] for field in _CHECKED)
    wanted, have = (a * (len(number) + 1) + b for a, b in zip(patient, payer, strict=True))
    return alike(wanted, have)
