"""New-patient codes, which a group may bill for a patient it has not seen for three years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from xlbilling.edits import services
from xlbilling.edits.columns import Days
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing, positions
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.codes import NOWHERE
from xlbilling.model.findings import WARNING

_YEARS: Final = 3
_DAYS: Final = 1 << 23
"""More days than any two dates lie apart."""

_NEW_PATIENT: Final = re.compile(r"9920[2-5]|9932[4-8]|9934[1-5]|9938[1-7]|9200[24]")
_AT_A_DISTANCE: Final = re.compile(
    r"99339|99340|9935[89]|9936[678]|9937[4-9]|99380|9942[123]|9944[1-9]|9945[0-9]|99484|"
    r"9948[79]|9949[0-9]|3641[56]"
)
"""Evaluation codes of work without the patient: by phone, portal or conference, care by the month;
and blood draws, which need no physician."""
_FACE_TO_FACE: Final = re.compile(r"99024|9079[12]|908[0-4][0-9]|989[2-4][0-9]")
"""The visit after a surgery, psychiatry, manipulation."""


def is_face_to_face(code: str) -> bool:
    """Tell whether a code is a professional service given to the patient in person or by video."""
    if _AT_A_DISTANCE.fullmatch(code):
        return False
    surgery = len(code) == 5 and code.isdecimal() and "10004" <= code <= "69990"
    return surgery or services.is_visit(code) or _FACE_TO_FACE.fullmatch(code) is not None


@edit(
    "CV-068",
    severity=WARNING,
    basis="CPT: new patient is who got no face-to-face service of the group and specialty within "
    "three years; common practice",
    fix="choose the code of an established patient",
    examples=Examples(
        good=(
            {"dos_from": "2022-03-04", "dos_to": "2022-03-04", "code": "99213"},
            {"claim_id": "C1002", "code": "99203"},
        ),
        bad=(
            {"dos_from": "2022-03-05", "dos_to": "2022-03-05", "code": "99213"},
            {"claim_id": "C1002", "code": "99203"},
        ),
        office={
            "coverage": ({"from": "2022-01-01", "to": "2023-12-31", "verified_on": "2022-03-01"},)
        },
    ),
)
def new_patient_was_not_seen_for_three_years(lines: Lines) -> Iterator[Failing]:
    """A patient with a new-patient code was not seen by the group's specialty for three years.

    Seen means any face-to-face line of the same patient, billing NPI and taxonomy among the claims,
    less than three years before; what a payer denied was seen too, a claim taken back was not.
    """
    new = positions(lines.holds("code", _NEW_PATIENT.fullmatch) & lines.billable)
    if not len(new):
        return
    seen = lines.holds("code", is_face_to_face) & lines.billable & ~lines.once(services.voided)
    whole = ~lines.blank("patient_id") & ~np.isnat(lines.first_day)
    new, before = new[whole[new]], positions(seen & whole)
    who = services.together(lines.distinct("patient_id").codes, lines.once(services.specialty))
    key = who.astype(np.int64) * _DAYS + lines.first_day.astype(np.int64)
    before = before[np.argsort(key[before], kind="stable")]
    found = np.searchsorted(key[before], key[new], side="left") - 1
    visit = np.where(found >= 0, before[found], NOWHERE) if len(before) else found
    recent = (visit != NOWHERE) & (who[visit] == who[new])
    recent &= lines.first_day[visit] > _years_before(lines.first_day[new])
    last_seen = np.full(lines.size, NOWHERE, dtype=np.intp)
    last_seen[new[recent]] = visit[recent]
    yield lines.says(
        last_seen != NOWHERE,
        "code",
        "code {code} is for a new patient, but the patient was seen on {seen}: {visit}; expected "
        "no such service of the group and specialty for three years",
        code=lines.procedures_shown(),
        seen=lambda at: lines.days_shown("dos_from")(last_seen[at]),
        visit=services.places_shown(lines, last_seen),
    )


def _years_before(days: Days) -> Days:
    """Return the same dates three years before; 28 February for the 29th."""
    month = days.astype("datetime64[M]")
    earlier = month - 12 * _YEARS
    last = (earlier + 1).astype("datetime64[D]") - 1
    before: Days = np.minimum(earlier.astype("datetime64[D]") + (days - month), last)
    return before
