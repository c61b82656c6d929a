"""Households with their patients, guarantors and coverage. Nobody here exists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from xlbilling.sample import office
from xlbilling.sample.draws import draw, happens, pick
from xlbilling.sample.staff import FRONT_DESK

HOUSEHOLDS: Final = 84


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LASTS: Final = _names(
    "Alder Aspen Bracken Bunting Cedar Chestnut Clover Condor Crane Curlew Dove Egret Elder Falcon "
    "Fennel Fernbrake Finchley Gorse Grebe Gull Hawthorn Hazel Heron Hornbeam Ibis Jay Juniper "
    "Kestrel Kite Larch Lark Linden Linnet Magpie Martin Merlin Nightjar Nuthatch Oriole Osprey "
    "Partridge Pine Pipit Plover Quail Raven Redwing Robin Rook Rowan Sandpiper Sedge Sorrel "
    "Sparrow Starling Swallow Swift Teal Tern Thistle Thrush Waxwing Willow Wren Yarrow Yew"
)
WOMEN: Final = _names(
    "Ada Bea Clara Dora Edie Fay Greta Hana Ines Jo Kaya Lena Mina Nora Opal Petra Quin Rosa Sara "
    "Tess Uma Vera Willa Xenia Yara Zoe"
)
MEN: Final = _names(
    "Abel Bram Cyrus Dov Emil Felix Gus Hugo Ivan Jon Karl Leo Milo Ned Omar Piet Quill Rene Sol "
    "Theo Uri Vito Wim Xavi Yves Zeno"
)
STREETS: Final = ("Acorn Lane", "Fern Court", "Meadow Street", "Mill Road", "Orchard Way")
CITIES: Final = ("Birch Hollow", "Elm Crossing", "Maple Bend")
SELF: Final = "18"
SPOUSE: Final = "01"
CHILD: Final = "19"
_MBI_LETTERS: Final = "ACDEFGHJKMNPQRTUVWXY"


@dataclass(frozen=True)
class Cover:
    """A patient's coverage with one payer."""

    level: str
    payer: office.Payer
    member_id: str
    relationship: str = SELF


@dataclass(frozen=True)
class Patient:
    """A patient of the sample.

    Attributes:
        guarantor_id: who gets the statement.
        covers: in order of level; none for who pays alone.
        household: the number of the household, which decides the address.
    """

    patient_id: str
    last: str
    first: str
    sex: str
    born: date
    guarantor_id: str
    financial_class: str
    household: int
    covers: tuple[Cover, ...] = ()

    def age_on(self, day: date) -> int:
        """Return the age in years on a day."""
        before = (day.month, day.day) < (self.born.month, self.born.day)
        return day.year - self.born.year - before


@cache
def households() -> tuple[tuple[Patient, ...], ...]:
    """Return the patients of each household; the first of each is its guarantor."""
    return tuple(tuple(_household(number)) for number in range(HOUSEHOLDS))


def patients() -> tuple[Patient, ...]:
    """Return all patients, household by household."""
    return tuple(patient for household in households() for patient in household)


def _household(number: int) -> Iterator[Patient]:
    lot = draw(100, "kind", number)
    if lot < 46:
        yield from _family(number, "COMMERCIAL", (SELF, SPOUSE, CHILD, CHILD)[: 1 + lot % 4])
    elif lot < 76:
        yield from _family(number, "MEDICARE", (SELF,))
    elif lot < 90:
        yield from _family(number, "MEDICAID", (SELF, CHILD, CHILD)[: 1 + lot % 3])
    else:
        yield from _family(number, "SELF PAY", (SELF,))


def _family(number: int, kind: str, roles: tuple[str, ...]) -> Iterator[Patient]:
    last = LASTS[(number * 7) % len(LASTS)]
    for place, role in enumerate(roles):
        key = f"{number}.{place}"
        sex = "F" if draw(2, "sex", key) else "M"
        yield Patient(
            patient_id=f"P{1001 + number * 4 + place}",
            last=last,
            first=pick(WOMEN if sex == "F" else MEN, "first", key),
            sex=sex,
            born=_born(role, kind, key),
            guarantor_id=f"G{1001 + number}",
            financial_class=kind,
            household=number,
            covers=tuple(_covers(kind, number, place, role)),
        )


def _born(role: str, kind: str, key: str) -> date:
    youngest, span = (2010, 13) if role == CHILD else (1966, 26)
    if kind == "MEDICARE":
        youngest, span = 1938, 21
    year = youngest + draw(span, "year", key)
    return date(year, 1 + draw(12, "month", key), 1 + draw(28, "day", key))


def _covers(kind: str, number: int, place: int, role: str) -> Iterator[Cover]:
    match kind:
        case "COMMERCIAL":
            yield Cover("1", office.NORTHLIGHT, f"NLX{900100 + number}", role)
        case "MEDICARE":
            yield Cover("1", office.MEDICARE, _medicare_id(number))
            yield from _after_medicare(number)
        case "MEDICAID":
            yield Cover("1", office.MEDICAID, _medicaid_id(number, place))


def _after_medicare(number: int) -> Iterator[Cover]:
    """Yield the second coverage that two of three have: a supplement, or Medicaid (QMB)."""
    if happens(45, "supplement", number):
        yield Cover("2", office.NORTHLIGHT, f"NLS{700100 + number}")
    elif happens(35, "qmb", number):
        yield Cover("2", office.MEDICAID, _medicaid_id(number, 0))


def _medicare_id(number: int) -> str:
    """Return an invented id in the form of a Medicare Beneficiary Identifier."""
    letter = pick(_MBI_LETTERS, "mbi", number)
    return f"9XX0XX0X{letter}{number:02d}"


def _medicaid_id(number: int, place: int) -> str:
    return f"9000000{number:03d}{place:02d}"


def _address(household: int) -> dict[str, Any]:
    return {
        "address": f"{10 + household * 3} {pick(STREETS, 'street', household)}",
        "city": pick(CITIES, "city", household),
        "state": "OH",
        "zip": "43999",
        "phone": f"(614) 555-01{household % 100:02d}",
    }


def patient_rows() -> list[dict[str, Any]]:
    """Return the rows of the Patients table."""
    return [
        {
            "patient_id": one.patient_id,
            "last": one.last,
            "first": one.first,
            "dob": one.born,
            "sex": one.sex,
            **_address(one.household),
            "guarantor_id": one.guarantor_id,
            "financial_class": one.financial_class,
            "release_of_info": "Y",
            "benefits_assigned": "Y",
            "signature_on_file": "Y",
            "no_statement": "Y" if one.household == 31 else "",
            "bad_address": "Y" if one.household == 47 else "",
        }
        for one in patients()
    ]


def guarantor_rows() -> list[dict[str, Any]]:
    """Return the rows of the Guarantors table: the first of each household."""
    return [
        {
            "guarantor_id": first.guarantor_id,
            "last": first.last,
            "first": first.first,
            **_address(first.household),
            "language": "EN",
        }
        for first, *_ in households()
    ]


def coverage_rows() -> list[dict[str, Any]]:
    """Return the rows of the Coverage table."""
    return [
        _coverage_row(one, cover, household[0])
        for household in households()
        for one in household
        for cover in one.covers
    ]


def _coverage_row(patient: Patient, cover: Cover, subscriber: Patient) -> dict[str, Any]:
    person = patient if cover.relationship == SELF else subscriber
    is_commercial = cover.payer is office.NORTHLIGHT and cover.level == "1"
    return {
        "patient_id": patient.patient_id,
        "level": cover.level,
        "payer_id": cover.payer.payer_id,
        "member_id": cover.member_id,
        "group": f"EX{100 + patient.household}" if is_commercial else "",
        "relationship": cover.relationship,
        "subscriber_last": person.last,
        "subscriber_first": person.first,
        **_subscriber_address(person),
        "subscriber_dob": person.born,
        "subscriber_sex": person.sex,
        "from": date(2025, 1, 1),
        "copay_cents": office.COPAY_CENTS if is_commercial else None,
        "qmb": "Y" if patient.financial_class == "MEDICARE" and _is_qmb(patient) else "",
        "verified_on": date(2025, 11, 3),
        "verified_by": FRONT_DESK,
    }


def _subscriber_address(person: Patient) -> dict[str, Any]:
    own = _address(person.household)
    return {f"subscriber_{name}": own[name] for name in ("address", "city", "state", "zip")}


def _is_qmb(patient: Patient) -> bool:
    return any(cover.payer is office.MEDICAID for cover in patient.covers)
