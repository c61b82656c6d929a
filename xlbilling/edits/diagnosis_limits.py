"""Diagnoses that fit one sex or some ages only: the Code Limits sheet, rows of kind DX."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from xlbilling.edits import code_limits
from xlbilling.edits.columns import Columns, Mask, Positions
from xlbilling.edits.diagnoses import plain
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing, positions
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.findings import WARNING

_DIAGNOSIS: Final = "DX"
_LAST: Final = "\uffff"


@edit(
    "CV-037",
    severity=WARNING,
    basis="the office's Code Limits sheet (ICD-10-CM chapters 15 and 16 and others name sex or "
    "age); common practice",
    fix="check the diagnosis, and the patient's sex and birth date",
    examples=Examples(
        good={"dx2": "N400", "patient_id": "P2"},
        bad={"dx2": "N400"},
        office={
            "code_limits": (
                {"kind": "DX", "code_from": "N40", "code_to": "N53", "sex": "M"},
            ),
            "patients": ({"patient_id": "P2", "sex": "M"},),
            "coverage": ({"patient_id": "P2"},),
        },
    ),
)  # fmt: skip
def diagnosis_fits_age_and_sex(lines: Lines) -> Iterator[Failing]:
    """A diagnosis fits the patient's sex, and age on the day of service, as Code Limits says.

    Code To takes in all codes below it; a diagnosis that several rows name must fit each.
    """
    table = lines.tables["code_limits"]
    limits = positions(
        table.holds("kind", lambda kind: kind.upper() == _DIAGNOSIS) & ~table.blank("code_from")
    )
    taken = {int(row): _taken_in(lines, table, int(row)) for row in limits}
    limited = np.zeros(len(lines.diagnoses.codes), dtype=bool)
    for chosen in taken.values():
        limited |= chosen
    for column, at in lines.diagnoses.where(limited):
        wrong_sex, wrong_age = _misfits(lines, at, lines.diagnoses.of_line(column)[at], taken)
        for wrong, what in ((wrong_sex, "sex"), (wrong_age, "age on {day}")):
            said = np.zeros(lines.size, dtype=bool)
            said[at[wrong]] = True
            yield lines.says(
                said,
                column,
                f"{column.capitalize()} does not fit the patient's {what} by Code Limits; "
                "expected a diagnosis that does",
                day=lines.days_shown("dos_from"),
            )


def _taken_in(lines: Lines, table: Columns, row: int) -> Mask:
    """Return which diagnoses a row of Code Limits is about."""
    first, last = (plain(table.text(name)[row]) for name in ("code_from", "code_to"))
    end = (last or first) + _LAST
    return lines.diagnoses.having(lambda code: first <= code <= end)


def _misfits(
    lines: Lines, at: Positions, codes: Positions, taken: dict[int, Mask]
) -> tuple[Mask, Mask]:
    """Return which of some lines do not fit a limit of their diagnosis by sex, and which by age."""
    table = lines.tables["code_limits"]
    ages, sexes = code_limits.patients_at(lines, at)
    wrong_sex, wrong_age = np.zeros((2, len(at)), dtype=bool)
    known = np.isin(sexes, list(code_limits.SEXES))
    youngest, oldest = table.numbers("age_from"), table.numbers("age_to")
    for row, chosen in taken.items():
        mine = chosen[codes]
        sex = table.text("sex")[row]
        if sex in code_limits.SEXES:
            wrong_sex |= mine & known & (sexes != sex)
        wrong_age |= mine & ((ages < youngest[row]) | (ages > oldest[row]))
    return wrong_sex, wrong_age
