"""Edits on where a service was given: the place's code, telehealth, stays in hospital."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from xlbilling.edits import services
from xlbilling.edits.code_rows import listed
from xlbilling.edits.columns import Mask
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model import codes
from xlbilling.model.findings import ERROR, WARNING

PLACES: Final = frozenset({
    *(f"{n:02d}" for n in range(1, 28)),
    *(f"{n}" for n in (31, 32, 33, 34, 41, 42, 49, *range(50, 59), 60, 61, 62, 65, 66)),
    *("71", "72", "81", "99"),
})
"""CMS's places as the sheet offers them, for where no list of places is loaded."""
_PLACES_SINCE: Final = {
    "10": "2022-01-01",
    "19": "2016-01-01",
    "27": "2023-10-01",
    "58": "2020-01-01",
    "66": "2024-08-01",
}
"""Places that payers know only from a day on."""

_TELEHEALTH: Final = frozenset({"02", "10"})
_BY_VIDEO: Final = "95"
_BY_SOUND: Final = "93"
_OLD_VIDEO: Final = "GT"
_SAYS_TELEHEALTH: Final = (_BY_VIDEO, _BY_SOUND, _OLD_VIDEO, "GQ", "G0", "FQ", "FR")
_HOSPITAL_OUTPATIENT: Final = frozenset({"19", "22"})
"""Where Medicare takes 95 since 2024: hospital staff who see a patient at home by video."""
_ANYWHERE_FROM: Final = np.datetime64("2020-03-01", "D")
_ANYWHERE_TO: Final = np.datetime64("2023-12-31", "D")
"""When payers took 95 with the place of a visit in person: the public health emergency."""
_REMOTE_ITSELF: Final = re.compile(
    r"980(0\d|1[0-6])|9896[678]|9897[0-2]|9942[123]|9944[123]|9944[6-9]|9945\d|99091|"
    r"G2010|G2012|G2025|G2061|G2062|G2063|G2250|G2251|G2252|G04(0[678]|2[567])|G0459|G050[89]|"
    r"G0546|Q3014|T1014"
)
"""Codes that say themselves that the patient was not in the room."""

_INPATIENT: Final = "21"
_DISCHARGE: Final = re.compile(r"9923[89]")


@edit(
    "CV-064",
    severity=ERROR,
    basis="CMS place of service code set; 837P 005010X222A1, loop 2300 CLM05-1; CPT appendices P "
    "and T (modifiers 95 and 93)",
    fix="choose the place from the list; telehealth is 02, or 10 for a patient at home, with 95 "
    "(video), 93 (sound only) or GT as the payer wants it",
    examples=Examples(good={"pos": "10", "mod1": "95"}, bad={"pos": "28"}),
)
def place_of_service_is_known_on_the_day(lines: Lines) -> Iterator[Failing]:
    """The place of service is in use on the day, and one for telehealth if the modifier says so.

    93 and GT go with 02 and 10 only; 95 too, except in hospital outpatient departments and from
    March 2020 to 2023, when payers wanted the place of a visit in person. That a telehealth place
    has no such modifier is a warning, and no matter for Medicare, to which the place says it.
    """
    found = listed(lines, codes.PLACES, "pos")
    known = lines.holds("pos", PLACES.__contains__) if found is None else found.known
    yield lines.says(
        ~known & lines.billable,
        "pos",
        "place of service is {place}; expected one of the list, such as 11",
        place=lines.codes_shown("pos"),
    )
    if found is None:
        yield from _not_yet(lines)
    else:
        yield lines.says(
            known & ~found.on_the_day & ~np.isnat(lines.first_day),
            "pos",
            "place of service {place} is in use{span}; expected one known on {day}",
            place=lines.codes_shown("pos"),
            span=found.held(),
            day=lines.days_shown("dos_from"),
        )
    yield from _telehealth(lines)


def _not_yet(lines: Lines) -> Iterator[Failing]:
    since = lines.each("pos", lambda place: _PLACES_SINCE.get(place, "1900-01-01"), "datetime64[D]")
    yield lines.says(
        since > lines.first_day,
        "pos",
        "place of service {place} is in use from {since}; expected one known on {day}",
        place=lines.codes_shown("pos"),
        since=lambda at: [str(day) for day in since[at]],
        day=lines.days_shown("dos_from"),
    )


def _telehealth(lines: Lines) -> Iterator[Failing]:
    remote = lines.holds("pos", _TELEHEALTH.__contains__)
    for modifier in (_BY_VIDEO, _BY_SOUND, _OLD_VIDEO):
        marked = services.modified(lines, (modifier,)) & lines.billable
        if marked.any():
            allowed = remote | (_video_allowed(lines) if modifier == _BY_VIDEO else False)
            yield lines.says(
                marked & ~allowed & ~lines.blank("pos"),
                "pos",
                f"place of service is {{place}} with modifier {modifier} (telehealth); expected 02 "
                "or 10",
                place=lines.codes_shown("pos"),
            )
    if not remote.any():
        return
    medicare = services.paid_by(lines, "MEDICARE")
    says_so = services.modified(lines, _SAYS_TELEHEALTH)
    itself = lines.holds("code", _REMOTE_ITSELF.fullmatch)
    yield lines.says(
        remote & ~says_so & ~itself & services.visits(lines) & lines.billable & ~medicare,
        "mod1",
        "place of service is {place} (telehealth) without modifier; expected 95, 93 or GT on "
        "{code}",
        WARNING,
        place=lines.codes_shown("pos"),
        code=lines.procedures_shown(),
    )


def _video_allowed(lines: Lines) -> Mask:
    """Return lines whose place goes with 95 though it is none of telehealth."""
    emergency = (lines.first_day >= _ANYWHERE_FROM) & (lines.first_day <= _ANYWHERE_TO)
    allowed: Mask = emergency | lines.holds("pos", _HOSPITAL_OUTPATIENT.__contains__)
    return allowed


@edit(
    "CV-065",
    severity=WARNING,
    basis="837P 005010X222A1, loop 2300 DTP*435 (admission) and DTP*096 (discharge)",
    fix="copy the dates of the stay from the hospital's record",
    examples=Examples(
        good={"pos": "21", "code": "99232", "admission_date": "2025-03-03"},
        bad={"pos": "21", "code": "99232"},
    ),
)
def stay_in_hospital_is_dated(lines: Lines) -> Iterator[Failing]:
    """A claim for an inpatient has an admission date, not after the service nor the discharge.

    One line of the claim that gives a date is enough. Codes of the day of discharge need the
    discharge date too.
    """
    inpatient = lines.holds("pos", lambda place: place == _INPATIENT) & lines.billable
    admitted, discharged = lines.days("admission_date"), lines.days("discharge_date")
    yield lines.claim_says(
        inpatient & ~_of_claim(lines, ~np.isnat(admitted)),
        "admission_date",
        "admission date is blank for an inpatient (place of service 21); expected the first day "
        "of the stay",
    )
    leaves = inpatient & lines.holds("code", _DISCHARGE.fullmatch)
    yield lines.claim_says(
        leaves & ~_of_claim(lines, ~np.isnat(discharged)),
        "discharge_date",
        "discharge date is blank for code {code}; expected the last day of the stay",
        code=lines.procedures_shown(),
    )
    yield lines.says(
        inpatient & (admitted > lines.first_day),
        "admission_date",
        "admission date is {admitted}, after the service on {day}; expected it on or before",
        admitted=lines.days_shown("admission_date"),
        day=lines.days_shown("dos_from"),
    )
    yield lines.says(
        admitted > discharged,
        "discharge_date",
        "discharge date is {discharged}, before the admission on {admitted}; expected it on or "
        "after",
        discharged=lines.days_shown("discharge_date"),
        admitted=lines.days_shown("admission_date"),
    )


def _of_claim(lines: Lines, mask: Mask) -> Mask:
    """Return the lines of claims that have any line in a mask."""
    has = np.bincount(lines.claim[mask], minlength=int(lines.claim.max(initial=0)) + 1) > 0
    return has[lines.claim]
