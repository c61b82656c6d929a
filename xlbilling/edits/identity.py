"""Edits on who the patient is and what they signed. No message tells name, birth or sex."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xlbilling.edits.columns import Days
from xlbilling.edits.examples import Examples, other_patient
from xlbilling.edits.failing import Failing
from xlbilling.edits.lines import BLANK_CONSENTS, Lines
from xlbilling.edits.registry import edit
from xlbilling.model.findings import ERROR

_LONGEST: Final = {"last": 60, "first": 35}
_OLDEST_YEARS: Final = 125
_MONTHS_IN_YEAR: Final = 12
_DIGIT: Final = re.compile(r"[0-9]")


@edit(
    "CV-001",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2010BA/2010CA NM103 and NM104; common practice",
    fix="type the name as it stands on the insurance card",
    examples=Examples(
        good={},
        bad={"patient_id": "P2"},
        office=other_patient(first=None),
    ),
)
def patient_is_named(lines: Lines) -> Iterator[Failing]:
    """The patient is known, with last and first name, without digits, at most 60 and 35 long."""
    unknown = np.ones(lines.size, dtype=bool)
    unknown[lines.patients.lines] = False
    given = ~lines.blank("patient_id")
    yield lines.says(
        ~given, "patient_id", "patient id is blank; expected one of the Patients sheet"
    )
    yield lines.says(
        unknown & given,
        "patient_id",
        "patient id is not in the Patients sheet; expected a row there",
    )
    for field, longest in _LONGEST.items():
        yield from _name_troubles(lines, field, longest)


def _name_troubles(lines: Lines, field: str, longest: int) -> Iterator[Failing]:
    patients = lines.patients
    if patients.holds(
        field, lambda name: 0 < len(name) <= longest and not _DIGIT.search(name)
    ).all():
        return
    words = f"{field} name"
    yield patients.says(patients.blank(field), field, f"{words} is blank; expected a name")
    yield patients.says(
        patients.holds(field, _DIGIT.search), field, f"{words} has a digit; expected letters only"
    )
    yield patients.says(
        patients.holds(field, lambda name: len(name) > longest),
        field,
        f"{words} is too long; expected at most {longest} characters",
    )


@edit(
    "CV-002",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2010BA/2010CA DMG02; common practice",
    fix="type the date of birth of the insurance card as a real date, or mend the date of service",
    examples=Examples(
        good={},
        bad={"patient_id": "P2"},
        office=other_patient(dob=None),
    ),
)
def birth_date_is_real(lines: Lines) -> Iterator[Failing]:
    """The patient's date of birth is a date, on or before the service, by at most 125 years."""
    patients = lines.patients
    born, served = patients.days("dob"), patients.of_line(lines.first_day)
    yield patients.says(
        np.isnat(born), "dob", "date of birth is blank or no date; expected a real date"
    )
    yield patients.says(
        born > served,
        "dob",
        "date of birth is after the first day of service; expected it on or before {served}",
        served=lambda at: [str(day) for day in served[at]],
    )
    yield patients.says(
        years_between(born, served) > _OLDEST_YEARS,
        "dob",
        f"age at the service is over {_OLDEST_YEARS} years; expected at most {_OLDEST_YEARS}",
    )


def years_between(born: Days, day: Days) -> NDArray[np.float64]:
    """Return the age in full years on a day, by the calendar; NaN where either is unknown."""
    months = [each.astype("datetime64[M]") for each in (born, day)]
    of_month = [each - month for each, month in zip((born, day), months, strict=True)]
    full = np.subtract(months[1], months[0]) - (of_month[1] < of_month[0])
    return np.where(np.isnat(full), np.nan, full.astype(np.int64) // _MONTHS_IN_YEAR)


@edit(
    "CV-003",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2010BA/2010CA DMG03; payers reject a missing sex",
    fix="choose M, F or U (unknown) from the list",
    examples=Examples(
        good={},
        bad={"patient_id": "P2"},
        office=other_patient(sex=None),
    ),
)
def sex_is_told(lines: Lines) -> Iterator[Failing]:
    """The patient's sex is M, F or U."""
    patients = lines.patients
    wrong = patients.holds("sex", lambda sex: sex not in {"M", "F", "U"})
    empty = patients.blank("sex")
    yield patients.says(empty, "sex", "sex is blank; expected M, F or U")
    yield patients.says(wrong & ~empty, "sex", "sex is not on the list; expected M, F or U")


@edit(
    "CV-017",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2300 CLM08 and CLM09; CMS-1500 items 12 and 13",
    fix="have the patient sign the forms, and say so in the Patients sheet",
    examples=Examples(
        good={},
        bad={"patient_id": "P2"},
        office=other_patient(release_of_info="N"),
    ),
)
def consents_are_told(lines: Lines) -> Iterator[Failing]:
    """An insured patient's release of information, assignment of benefits and signature are told.

    A signature on file is what a release of Y says; one by law (I) needs none. An office that
    has everybody sign leaves the columns blank: what a blank means is a setting.
    """
    patients = lines.patients.keep(lines.patients.of_line(lines.insured))
    blank = {""} if lines.setting(BLANK_CONSENTS).upper() == "Y" else set()
    yield patients.says(
        patients.holds("release_of_info", lambda told: told.upper() not in {"Y", "I"} | blank),
        "release_of_info",
        "release of information is {told}; expected Y (signed) or I (by law)",
        told=patients.codes_shown("release_of_info"),
    )
    yield patients.says(
        patients.holds(
            "benefits_assigned", lambda told: told.upper() not in {"Y", "N", "W"} | blank
        ),
        "benefits_assigned",
        "assignment of benefits is {told}; expected Y, N or W",
        told=patients.codes_shown("benefits_assigned"),
    )
    signed = patients.holds("signature_on_file", lambda told: told.upper() in {"Y"} | blank)
    yield patients.says(
        patients.holds("release_of_info", lambda told: told.upper() == "Y") & ~signed,
        "signature_on_file",
        "signature on file is not Y, though a signed release is told; expected Y",
    )
