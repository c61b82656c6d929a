"""Edits on how much: units and charges of a line, the total of a claim."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xlbilling.edits.columns import numbers_shown
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model import money
from xlbilling.model.findings import ERROR, WARNING

_MOST_UNITS: Final = 9999.999
_ANESTHESIA: Final = re.compile(r"0[01][0-9]{3}")
_NOT_TIMED: Final = frozenset({"01953", "01996"})
"""Anesthesia codes billed by area or day: CMS, Claims Processing Manual ch. 12, 50."""
_FRACTIONS: Final = re.compile(r"[ACJPQS][0-9]{4}")
"""HCPCS families whose units are amounts (drugs, blood, supplies, miles), parts of one too."""
_DAILY: Final = re.compile(r"9923[1-3]|9930[7-9]|99310|99469|9947[268]|99479|99480|01996")
"""Codes of care a day: inpatient and nursing visits, intensive care of children, epidural care."""


@edit(
    "CV-058",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2400 SV103 and SV104; anesthesia in minutes is common practice",
    fix="type the units; for anesthesia the minutes, with unit type MJ",
    examples=Examples(
        good={"code": "00100", "units": 45.0, "unit_type": "MJ"},
        bad={"code": "00100", "units": 3.0, "unit_type": "UN"},
    ),
)
def units_are_counted_rightly(lines: Lines) -> Iterator[Failing]:
    """Units are above 0, at most 9999.999, whole unless measured, and minutes for anesthesia."""
    units = lines.numbers("units")
    shown = numbers_shown(units)
    yield lines.says(
        np.isnan(units),
        "units",
        "units {what}; expected a number above 0",
        what=lines.blank_or_refused("units"),
    )
    yield lines.says(units <= 0, "units", "units are {units}; expected more than 0", units=shown)
    yield lines.says(
        units > _MOST_UNITS, "units", "units are {units}; expected at most 9999.999", units=shown
    )
    yield from _fractions(lines, units)
    yield from _unit_types(lines)


def _fractions(lines: Lines, units: NDArray[np.float64]) -> Iterator[Failing]:
    measured = lines.holds("code", _FRACTIONS.fullmatch) | (lines.text("unit_type") == "MJ")
    sane = (units > 0) & (units <= _MOST_UNITS)
    counted = np.where(sane, units, 0)
    thousandths = counted * 1000
    yield lines.says(
        ~measured & (counted != np.rint(counted)),
        "units",
        "units are {units}; expected a whole number for this code",
        units=numbers_shown(units),
    )
    yield lines.says(
        measured & (np.abs(thousandths - np.rint(thousandths)) > 1e-6),
        "units",
        "units are {units}; expected at most three decimals",
        units=numbers_shown(units),
    )


def _unit_types(lines: Lines) -> Iterator[Failing]:
    timed = lines.holds("code", _is_timed_anesthesia)
    minutes = lines.text("unit_type") == "MJ"
    yield lines.says(
        lines.holds("unit_type", lambda kind: kind not in {"", "UN", "MJ"}),
        "unit_type",
        "unit type is {kind}; expected UN or MJ",
        kind=lines.codes_shown("unit_type"),
    )
    yield lines.says(
        timed & ~minutes,
        "unit_type",
        "unit type is {kind} for anesthesia code {code}; expected MJ, with units in minutes",
        kind=lines.codes_shown("unit_type"),
        code=lines.procedures_shown(),
    )
    yield lines.says(
        minutes & ~timed,
        "unit_type",
        "unit type is MJ (minutes) for code {code}; expected UN, as it is no timed anesthesia",
        code=lines.procedures_shown(),
    )


def _is_timed_anesthesia(code: str) -> bool:
    in_range = _ANESTHESIA.fullmatch(code) is not None and "00100" <= code <= "01999"
    return in_range and code not in _NOT_TIMED


@edit(
    "CV-059",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2400 SV102",
    fix="enter the full fee of the code; a void is sent as frequency code 8, not as a minus",
    examples=Examples(good={"charge": 125.0}, bad={"charge": -75.0}),
)
def charge_is_zero_or_more(lines: Lines) -> Iterator[Failing]:
    """A service line's charge is a number, zero or more, and zero only for codes that report."""
    cents, empty = lines.cents("charge")
    yield lines.says(
        empty,
        "charge",
        "charge {what}; expected $0.00 or more",
        what=lines.blank_or_refused("charge"),
    )
    yield lines.says(
        cents < 0,
        "charge",
        "charge is {charge}; expected $0.00 or more",
        charge=lines.amounts("charge"),
    )
    yield lines.says(
        (cents == 0) & ~empty & ~lines.may_be_free,
        "charge",
        "charge is $0.00; expected more for code {code}, which does not only report",
        code=lines.procedures_shown(),
    )


@edit(
    "CV-061",
    severity=ERROR,
    basis="clearinghouses reject a claim whose total is zero; common practice",
    fix="enter the fees, or put the reporting codes on the claim of the visit",
    examples=Examples(
        good=({"code": "99213"}, {"line": "2", "code": "0001F", "charge": 0.0}),
        bad={"code": "0001F", "charge": 0.0},
    ),
)
def claim_total_is_above_zero(lines: Lines) -> Iterator[Failing]:
    """The charges of a claim that goes to a payer add up to more than zero.

    A claim with a charge that is blank or below zero has no total yet: CV-059 names that line.
    """
    cents, empty = lines.cents("charge")
    size = int(lines.claim.max(initial=0)) + 1
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, lines.claim, cents)
    unknown = np.bincount(lines.claim[empty | (cents < 0)], minlength=size) > 0
    chargeable = np.bincount(lines.claim[lines.billable], minlength=size) > 0
    worthless = (total == 0) & ~unknown & chargeable
    yield lines.claim_says(
        worthless[lines.claim],
        "charge",
        "charges of the claim add up to {total}; expected more than $0.00",
        total=lambda at: [money.show(int(cents)) for cents in total[lines.claim[at]]],
    )


@edit(
    "CV-063",
    severity=WARNING,
    basis="837P 005010X222A1, loop 2400 DTP*472 and SV104; common practice",
    fix="bill one unit a day, or one line a day",
    examples=Examples(
        good={"code": "99232", "dos_to": "2025-03-06", "units": 3.0},
        bad={"code": "99232", "dos_to": "2025-03-06", "units": 2.0},
    ),
)
def daily_codes_have_a_unit_a_day(lines: Lines) -> Iterator[Failing]:
    """A code that is billed once a day has as many units as its dates have days."""
    span = (lines.last_day - lines.first_day).astype("timedelta64[D]")
    known = ~np.isnat(span)
    days = np.where(known, span, np.timedelta64(0, "D")).astype(np.int64) + 1
    units = lines.numbers("units")
    daily = lines.holds("code", _DAILY.fullmatch)
    yield lines.says(
        daily & known & (days > 0) & (units > 0) & (units != days),
        "units",
        "units are {units} for {days} days of service; expected one a day",
        units=numbers_shown(units),
        days=lambda at: [str(n) for n in days[at]],
    )
