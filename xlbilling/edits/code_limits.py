"""Procedure codes that fit one sex or some ages only: the Code Limits sheet."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xlbilling.edits import ranges
from xlbilling.edits.columns import Columns, Days, Mask, Positions, Words
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing, positions
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.codes import NOWHERE
from xlbilling.model.findings import WARNING

_PROCEDURE: Final = "PROC"
SEXES: Final = {"F": "female", "M": "male"}


@edit(
    "CV-067",
    severity=WARNING,
    basis="the office's Code Limits sheet (CPT descriptions name ages and sex); common practice",
    fix="check code, birth date and sex; a code of another age band may be right",
    examples=Examples(
        good={"code": "99396"},
        bad={"code": "99395"},
        office={"code_limits": (
            {"kind": "PROC", "code_from": "99395", "age_from": 18.0, "age_to": 39.0},
            {"kind": "PROC", "code_from": "99396", "age_from": 40.0, "age_to": 64.0},
        )},
    ),
)  # fmt: skip
def procedure_fits_age_and_sex(lines: Lines) -> Iterator[Failing]:
    """A procedure code fits the patient's age on the day of service and sex, as Code Limits says.

    A code that several rows name must fit each of them. Age is in full years.
    """
    table = lines.tables["code_limits"]
    limits = positions(
        table.holds("kind", lambda kind: kind.upper() == _PROCEDURE) & ~table.blank("code_from")
    )
    if not len(limits):
        return
    codes = lines.distinct("code")
    code, row = ranges.taken_in(codes.values, table, limits)
    limited = np.zeros(len(codes.values), dtype=bool)
    limited[code] = True
    at = positions(limited[codes.codes] & lines.billable)
    ages, sexes = patients_at(lines, at)
    wrong_age, wrong_sex = np.full((2, lines.size), NOWHERE, dtype=np.intp)
    youngest, oldest = table.numbers("age_from"), table.numbers("age_to")
    sex = table.text("sex")
    for own, limit in zip(code.tolist(), row.tolist(), strict=True):
        mine = codes.codes[at] == own
        years = ages[mine]
        outside = (years < youngest[limit]) | (years > oldest[limit])
        wrong_age[at[mine][outside]] = limit
        if sex[limit] in SEXES:
            other = np.isin(sexes[mine], list(SEXES)) & (sexes[mine] != sex[limit])
            wrong_sex[at[mine][other]] = limit
    yield _told(lines, wrong_age, "age", _ages(table, wrong_age))
    yield _told(lines, wrong_sex, "sex", lambda rows: [SEXES[one] for one in sex[wrong_sex[rows]]])


def _told(lines: Lines, limit: Positions, what: str, fits: Words) -> Failing:
    return lines.says(
        limit != NOWHERE,
        "code",
        f"code {{code}} does not fit the patient's {what}; expected a patient who is {{fits}}, as "
        "{row} says",
        code=lines.procedures_shown(),
        fits=fits,
        row=lines.tables["code_limits"].addresses("code_from", limit),
    )


def patients_at(lines: Lines, at: Positions) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    """Return age in full years on the day of service, NaN where unknown, and sex of some lines."""
    patient = np.full(lines.size, NOWHERE, dtype=np.intp)
    patient[lines.patients.lines] = lines.patients.rows
    patient = patient[at]
    born = np.append(lines.tables["patients"].days("dob"), np.datetime64("NaT", "D"))[patient]
    sexes = np.append(lines.tables["patients"].text("sex"), np.array([""], dtype=object))
    return years_old(born, lines.first_day[at]), sexes[patient]


def years_old(born: Days, day: Days) -> NDArray[np.float64]:
    """Return full years of age on a day, NaN where a date is not known.

    Who was born on 29 February has the birthday on 1 March in other years.
    """
    unknown: Mask = np.isnat(born) | np.isnat(day)
    birth, on = (np.where(unknown, np.datetime64(0, "D"), days) for days in (born, day))
    years = on.astype("datetime64[Y]").astype(np.int64) - birth.astype("datetime64[Y]").astype(int)
    before = _day_of_year(on) < _day_of_year(birth)
    return np.where(unknown, np.nan, years - before)


def _day_of_year(days: Days) -> NDArray[np.int64]:
    """Return month and day as one number that sorts as they do."""
    month = days.astype("datetime64[M]")
    number: NDArray[np.int64] = month.astype(np.int64) % 12 * 32 + (days - month).astype(np.int64)
    return number


def _ages(table: Columns, limit: Positions) -> Words:
    def words(at: Positions) -> list[str]:
        first, last = table.numbers("age_from")[limit[at]], table.numbers("age_to")[limit[at]]
        return [_age_words(*span) for span in zip(first.tolist(), last.tolist(), strict=True)]

    return words


def _age_words(low: float, high: float) -> str:
    if math.isnan(high):
        return f"{low:g} or older"
    if math.isnan(low) or low <= 0:
        return f"under {high + 1:g}"
    return f"{low:g} to {high:g} years old"
