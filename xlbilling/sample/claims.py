"""The office's claims: about three visits a working day, each with one to three service lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from xlbilling.sample import office, people
from xlbilling.sample.draws import draw, happens, pick
from xlbilling.sample.people import Patient

VISITS_A_DAY: Final = 3
FIRST_NUMBER: Final = 1001
_DAYS_BETWEEN: Final = 9
_ADULT: Final = 18


@dataclass(frozen=True)
class Line:
    """One service line of a claim."""

    number: str
    code: str
    charge_cents: int
    mods: tuple[str, ...] = ()
    pointers: str = "1"
    units: int = 1


@dataclass(frozen=True)
class Claim:
    """One claim of the sample: a visit with its diagnoses and services."""

    claim_id: str
    patient: Patient
    day: date
    rendering: str
    location: str
    diagnoses: tuple[str, ...]
    lines: tuple[Line, ...]
    pos: str = "11"

    @property
    def charge_cents(self) -> int:
        """The claim's total charge."""
        return sum(line.charge_cents for line in self.lines)

    @property
    def sent(self) -> date:
        """The day it went to its first payer."""
        return self.day + timedelta(days=1 + draw(3, "sent", self.claim_id))


# A visit is written as its diagnoses and its services, each with modifiers and pointers:
# "M1711 | 99213-25 20610-RT".
_CHILD: Final = (
    "J069 | 99213",
    "J029 | 99213-25 87880-QW",
    "H6691 | 99213",
    "L309 | 99212",
    "B079 | 17110",
    "J0190 J309 | 99213:1,2",
)
_GROWN: Final = (
    "I10 | 99213",
    "E119 I10 | 99214-25:1,2 83036-QW:1 36415:1",
    "M1711 | 99213-25 20610-RT",
    "K219 | 99213",
    "F411 | 99214",
    "R0789 | 99214-25 93000",
    "E785 I10 | 99213:1,2 80053:1 36415:1",
    "J209 | 99213-25 71046",
    "N390 | 99213-25 81002",
    "L309 | 99212",
    "B079 | 17110",
    "Z23 | 90471 90686",
)
_OLD: Final = (
    "I10 E785 | 99214:1,2",
    "E119 I10 | 99214-25:1,2 83036-QW:1 36415:1",
    "M1711 M1712 | 99213-25:1,2 20610-RT:1",
    "J449 | 99214-25 71046",
    "I4891 | 99214-25 93000",
    "Z0000 I10 | G0439:1 99213-25:2",
    "E039 | 99213 36415",
    "R5383 | 99213-25 85025 36415",
)
_BY_VIDEO: Final = "F411 | 99213-95"
MUCH_MORE_DONE: Final = "C1125"
"""The claim of a patient who pays alone, and who was told of a yearly visit only."""
_ODD: Final = {MUCH_MORE_DONE: "D171 | 99213-25 11406"}
"""Visits that are not drawn by lot."""


def _wellness(patient: Patient, day: date) -> str:
    """Return the yearly visit that fits the patient's age."""
    age = patient.age_on(day)
    if age < _ADULT:
        code = "99392" if age < 5 else "99393" if age < 12 else "99394"
        return f"Z00129 | {code}"
    return f"Z0000 | {'99395' if age < 40 else '99396'}"


@cache
def claims() -> tuple[Claim, ...]:
    """Return all claims in the order of their days."""
    return tuple(_claims())


def _claims() -> Iterator[Claim]:
    last_seen: dict[str, date] = {}
    number = FIRST_NUMBER
    for day in working_days():
        for visit in range(VISITS_A_DAY):
            patient = _someone(day, visit, last_seen)
            yield _claim(f"C{number}", patient, day)
            last_seen[patient.patient_id] = day
            number += 1


def working_days() -> Iterator[date]:
    """Yield the days on which the practice is open."""
    day = office.FIRST_DAY
    while day <= office.LAST_DAY:
        if day.weekday() < 5 and day not in office.CLOSED_DAYS:
            yield day
        day += timedelta(days=1)


def _someone(day: date, visit: int, last_seen: dict[str, date]) -> Patient:
    """Return a patient who was not here within the last days, of any household alike."""
    attempt = 0
    while True:
        household = pick(people.households(), "whose", day, visit, attempt)
        found = pick(household, "who", day, visit, attempt)
        seen = last_seen.get(found.patient_id)
        if seen is None or (day - seen).days > _DAYS_BETWEEN:
            return found
        attempt += 1


def _claim(claim_id: str, patient: Patient, day: date) -> Claim:
    text = _visit(claim_id, patient, day)
    diagnoses, _, services = text.partition(" | ")
    physicians = tuple(office.PHYSICIANS)
    usual = physicians[patient.household % len(physicians)]
    return Claim(
        claim_id=claim_id,
        patient=patient,
        day=day,
        rendering=usual if happens(80, "usual", claim_id) else pick(physicians, "md", claim_id),
        location="NORTH" if patient.household % 3 == 2 else "MAIN",
        diagnoses=tuple(diagnoses.split()),
        lines=tuple(_line(n, one) for n, one in enumerate(services.split(), start=1)),
        pos="10" if text == _BY_VIDEO else "11",
    )


def _visit(claim_id: str, patient: Patient, day: date) -> str:
    if claim_id in _ODD:
        return _ODD[claim_id]
    if patient.financial_class == "MEDICARE":
        return pick(_OLD, "visit", claim_id)
    if happens(12, "wellness", claim_id):
        return _wellness(patient, day)
    if patient.age_on(day) < _ADULT:
        return pick(_CHILD, "visit", claim_id)
    if happens(5, "video", claim_id):
        return _BY_VIDEO
    return pick(_GROWN, "visit", claim_id)


def _line(number: int, text: str) -> Line:
    service, _, pointers = text.partition(":")
    code, *mods = service.split("-")
    return Line(str(number), code, office.FEES[code], tuple(mods), pointers or "1")


def claim_rows(of: tuple[Claim, ...]) -> list[dict[str, Any]]:
    """Return claims as rows of the Claims table, one a service line."""
    return [_claim_row(claim, line) for claim in of for line in claim.lines]


def _claim_row(claim: Claim, line: Line) -> dict[str, Any]:
    row = {
        "claim_id": claim.claim_id,
        "line": line.number,
        "encounter": f"V{claim.claim_id[1:]}",
        "patient_id": claim.patient.patient_id,
        "dos_from": claim.day,
        "dos_to": claim.day,
        "pos": claim.pos,
        "rendering_npi": claim.rendering,
        "billing_npi": office.GROUP_NPI,
        "location": claim.location,
        "code": line.code,
        "pointers": line.pointers,
        "units": line.units,
        "unit_type": "UN",
        "charge_cents": line.charge_cents,
        "assignment": "Y",
        "signed": "Y",
    }
    row |= {f"dx{n}": code for n, code in enumerate(claim.diagnoses, start=1)}
    row |= {f"mod{n}": mod for n, mod in enumerate(line.mods, start=1)}
    return row
