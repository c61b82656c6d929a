"""Edits on who insures the patient: member id, relationship, subscriber, payer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from xlbilling.edits.addresses import is_state, is_zip
from xlbilling.edits.columns import Mask
from xlbilling.edits.examples import Examples, other_patient
from xlbilling.edits.failing import Failing, positions
from xlbilling.edits.joins import Joined
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.codes import NOWHERE
from xlbilling.model.findings import ERROR, WARNING

_MEMBER_ID: Final = re.compile(r"[A-Za-z0-9](.*[A-Za-z0-9])?")
_SHORTEST, _LONGEST = 2, 80
_ADVANTAGE: Final = "16"
"""Filing indicator of a Medicare Advantage plan, which has member ids and rules of its own."""
_UNINSURED: Final = ("", "SELF PAY")

_ALPHA: Final = "AC-HJKMNP-RT-Y"
"""Letters of a Medicare beneficiary id: never S, L, O, I, B, Z."""
_MBI: Final = re.compile(
    "[1-9]{a}{an}[0-9]{a}{an}[0-9]{a}{a}[0-9]{{2}}".format(a=f"[{_ALPHA}]", an=f"[{_ALPHA}0-9]")
)
_MBI_LENGTH: Final = 11
_MBI_SINCE: Final = np.datetime64("2020-01-01", "D")
"""Claims sent from then on carry the new number, whenever the service was; older ones the HICN."""
_SELF: Final = "18"
_OTHER_PERSON: Final = (
    "relationship is 18 (self), but the subscriber differs from the patient; expected the same "
    "person, or another relationship"
)
_DESCRIBED: Final = {
    "subscriber_last": ("last name", None),
    "subscriber_first": ("first name", None),
    "subscriber_address": ("address", WARNING),
    "subscriber_city": ("city", WARNING),
    "subscriber_state": ("state", WARNING),
    "subscriber_zip": ("ZIP", WARNING),
    "subscriber_sex": ("sex", WARNING),
}
"""What a subscriber who is not the patient must have, and how grave its lack is."""
_OTHER_SUBSCRIBER: Final = {
    "relationship": "19",
    "subscriber_last": "Sample",
    "subscriber_first": "Morgan",
    "subscriber_address": "12 Main St",
    "subscriber_city": "Springfield",
    "subscriber_state": "IL",
    "subscriber_zip": "62701",
    "subscriber_dob": "1955-02-03",
    "subscriber_sex": "M",
}
_RELATIONSHIPS: Final = frozenset({"18", "01", "19", "20", "21", "39", "40", "53", "G8"})
_MSP_TYPES: Final = frozenset({"12", "13", "14", "15", "16", "41", "42", "43", "47"})
_INDICATORS: Final = frozenset(
    {
        "11", "12", "13", "14", "15", "16", "17", "AM", "BL", "CH", "CI", "DS", "FI", "HM",
        "MA", "MB", "MC", "OF", "TV", "VA", "WC", "ZZ",
    }
)  # fmt: skip
"""SBR09 without the retired 09, 10 and LI."""


@edit(
    "CV-007",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2010BA NM109; payers reject an id they cannot find",
    fix="copy the member id from the insurance card, without spaces or dashes at its ends",
    examples=Examples(
        good={},
        bad={"patient_id": "P2"},
        office=other_patient(coverage={"member_id": "000000000"}),
    ),
)
def member_id_is_usable(lines: Lines) -> Iterator[Failing]:
    """An insured patient has a member id of 2 to 80 characters, not all zeros, with clean ends."""
    if not lines.coverage.holds("member_id", _is_usable).all():
        yield from _member_id_troubles(lines.coverage)
    yield from _insured_without_coverage(lines)


def _is_usable(own: str) -> bool:
    fits = _SHORTEST <= len(own) <= _LONGEST and _MEMBER_ID.fullmatch(own) is not None
    return fits and bool(own.strip("0"))


def _member_id_troubles(coverage: Joined) -> Iterator[Failing]:
    empty = coverage.blank("member_id")
    yield coverage.says(empty, "member_id", "member id is blank; expected the id of the card")
    yield coverage.says(
        coverage.holds("member_id", lambda own: not _SHORTEST <= len(own) <= _LONGEST) & ~empty,
        "member_id",
        f"member id is too short or too long; expected {_SHORTEST} to {_LONGEST} characters",
    )
    yield coverage.says(
        coverage.holds("member_id", lambda own: own and not own.strip("0")),
        "member_id",
        "member id is all zeros; expected the id of the card",
    )
    yield coverage.says(
        coverage.holds("member_id", lambda own: own and not _MEMBER_ID.fullmatch(own)),
        "member_id",
        "member id begins or ends with punctuation; expected a letter or digit at both ends",
    )


def _insured_without_coverage(lines: Lines) -> Iterator[Failing]:
    """Yield claims of patients of an insured class of whom no coverage is known at all."""
    patients = lines.patients
    has_coverage = np.zeros(lines.size, dtype=bool)
    has_coverage[lines.all_coverage.lines] = True
    insured = patients.holds("financial_class", lambda name: name not in _UNINSURED)
    alone = insured & ~patients.of_line(has_coverage) & patients.of_line(lines.billable)
    yield patients.says(
        alone,
        "financial_class",
        "financial class says insured, but there is no coverage; expected a Coverage row with a "
        "member id, or SELF PAY",
    )


@edit(
    "CV-008",
    severity=ERROR,
    basis="CMS, Medicare Beneficiary Identifier format; common practice",
    fix="copy the number from the red, white and blue Medicare card, without dashes",
    examples=Examples(
        good={"patient_id": "P2", "dos_from": "2026-03-04", "dos_to": "2026-03-04"},
        bad={"patient_id": "P3", "dos_from": "2026-03-04", "dos_to": "2026-03-04"},
        office={
            "patients": ({"patient_id": "P2"}, {"patient_id": "P3"}),
            "coverage": (
                {
                    "patient_id": "P2",
                    "payer_id": "MCARE",
                    "member_id": "1EG4TE5MK73",
                    "verified_on": "2026-03-01",
                },
                {
                    "patient_id": "P3",
                    "payer_id": "MCARE",
                    "member_id": "1SG4TE5MK73",
                    "verified_on": "2026-03-01",
                },
            ),
        },
    ),
)
def medicare_id_has_its_format(lines: Lines) -> Iterator[Failing]:
    """A Medicare patient's member id has the 11 characters of a Medicare Beneficiary Identifier."""
    if lines.today < _MBI_SINCE:
        return
    coverage = lines.coverage
    medicare = _is_medicare(lines)
    empty = coverage.blank("member_id")
    long = coverage.holds("member_id", lambda own: len(own) != _MBI_LENGTH)
    shaped = coverage.holds("member_id", is_mbi)
    yield coverage.says(
        medicare & ~empty & long,
        "member_id",
        f"Medicare id is not {_MBI_LENGTH} characters long; expected {_MBI_LENGTH}, no dashes",
    )
    yield coverage.says(
        medicare & ~empty & ~long & ~shaped,
        "member_id",
        "Medicare id has a letter or digit in the wrong place; expected C A AN N A AN N A A N N "
        "(A never S, L, O, I, B or Z)",
    )


def is_mbi(member_id: str) -> bool:
    """Tell whether an id has the format of a Medicare Beneficiary Identifier, without dashes.

    Source: CMS, Understanding the MBI: C A AN N A AN N A A N N.
    """
    return _MBI.fullmatch(member_id) is not None


def _is_medicare(lines: Lines) -> Mask:
    """Return coverages by Medicare itself; an Advantage plan is another insurer."""
    coverage, payers = lines.coverage, lines.tables["payers"]
    medicare = coverage.named("payer_id", payers, "payer_id", "type") == "MEDICARE"
    indicator = coverage.named("payer_id", payers, "payer_id", "filing_indicator")
    own: Mask = medicare & (indicator != _ADVANTAGE)
    return own


@edit(
    "CV-009",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2000B SBR02 and loop 2000C PAT01",
    fix="choose the relationship from the list; 18 only where the patient is the subscriber",
    examples=Examples(
        good={},
        bad={"patient_id": "P2"},
        office=other_patient(coverage={"relationship": None}),
    ),
)
def relationship_is_told(lines: Lines) -> Iterator[Failing]:
    """The patient's relationship to the subscriber is told, and 18 (self) names no other person."""
    coverage = lines.coverage
    empty = coverage.blank("relationship")
    unknown = coverage.holds("relationship", lambda code: code not in _RELATIONSHIPS)
    yield coverage.says(
        empty, "relationship", "relationship to the subscriber is blank; expected 18 for self"
    )
    yield coverage.says(
        unknown & ~empty, "relationship", "relationship is not on the list; expected one of it"
    )
    yield from _self_is_another(lines)


def _self_is_another(lines: Lines) -> Iterator[Failing]:
    """Yield coverages of relationship self whose subscriber differs from the patient."""
    coverage, patients = lines.coverage.columns, lines.tables["patients"]
    if not patients.size:
        return
    row = coverage.match("patient_id", patients, "patient_id")
    self_ = (row != NOWHERE) & (coverage.text("relationship") == _SELF)
    for own in ("last", "first", "sex"):
        field = f"subscriber_{own}"
        differs = np.zeros(coverage.size, dtype=bool)
        at = positions(self_ & ~coverage.blank(field) & ~patients.blank(own)[row])
        differs[at] = (
            coverage.each(field, str.upper, object)[at]
            != (patients.each(own, str.upper, object)[row[at]])
        )
        yield lines.coverage.says(differs[lines.coverage.rows], field, _OTHER_PERSON)
    born, told = patients.days("dob")[row], coverage.days("subscriber_dob")
    differs = self_ & ~np.isnat(told) & ~np.isnat(born) & (told != born)
    yield lines.coverage.says(differs[lines.coverage.rows], "subscriber_dob", _OTHER_PERSON)


@edit(
    "CV-010",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2010BA NM1; CMS-1500 items 4, 7 and 11a. An 837P leaves out "
    "address, birth and sex of a subscriber who is not the patient: their lack warns only",
    fix="fill in the subscriber's name, address, date of birth and sex in the Coverage sheet",
    examples=Examples(
        good={},
        bad={"patient_id": "P2"},
        office=other_patient(coverage={**_OTHER_SUBSCRIBER, "subscriber_last": None}),
    ),
)
def subscriber_is_described(lines: Lines) -> Iterator[Failing]:
    """A subscriber who is not the patient has name, address, date of birth and sex."""
    coverage = lines.coverage
    other = coverage.holds("relationship", lambda code: code in _RELATIONSHIPS - {_SELF})
    for field, (words, severity) in _DESCRIBED.items():
        yield coverage.says(
            other & coverage.blank(field),
            field,
            f"subscriber's {words} is blank; expected it, as the patient is not the subscriber",
            severity,
        )
    yield coverage.says(
        other & np.isnat(coverage.days("subscriber_dob")),
        "subscriber_dob",
        "subscriber's date of birth is blank or no date; expected a real date",
        WARNING,
    )
    yield from _subscriber_addresses(coverage)


def _subscriber_addresses(coverage: Joined) -> Iterator[Failing]:
    """Yield subscribers' states and ZIP codes that are told, but have not their shape."""
    yield coverage.says(
        ~coverage.blank("subscriber_state") & ~coverage.holds("subscriber_state", is_state),
        "subscriber_state",
        "subscriber's state is no USPS abbreviation; expected one such as OH",
        WARNING,
    )
    yield coverage.says(
        ~coverage.blank("subscriber_zip") & ~coverage.holds("subscriber_zip", is_zip),
        "subscriber_zip",
        "subscriber's ZIP has not its shape; expected five or nine digits",
        WARNING,
    )


@edit(
    "CV-011",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2010BB NM109; common practice",
    fix="choose the payer from the list, or add it to the Payers sheet",
    examples=Examples(
        good={},
        bad={"patient_id": "P2"},
        office=other_patient(coverage={"payer_id": "PAY9"}),
    ),
)
def payer_is_known(lines: Lines) -> Iterator[Failing]:
    """The payer of a coverage is one of the Payers sheet."""
    coverage = lines.coverage
    known = coverage.known("payer_id", lines.tables["payers"], "payer_id")
    empty = coverage.blank("payer_id")
    yield coverage.says(empty, "payer_id", "payer id is blank; expected one of the Payers sheet")
    yield coverage.says(
        ~known & ~empty,
        "payer_id",
        "payer id is not in the Payers sheet; expected a row there",
    )


@edit(
    "CV-015",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2000B SBR05; Medicare rejects a missing insurance type code",
    fix="choose the reason why Medicare pays second in MSP Type of the Coverage sheet",
    examples=Examples(
        good={},
        bad={"patient_id": "P2"},
        office={
            "patients": ({"patient_id": "P2"},),
            "coverage": (
                {"patient_id": "P2"},
                {"patient_id": "P2", "level": "2", "payer_id": "MCARE", "member_id": "1EG4TE5MK73"},
            ),
        },
    ),
)
def medicare_second_says_why(lines: Lines) -> Iterator[Failing]:
    """Medicare after another insurer carries the insurance type that says why it is second."""
    coverage = lines.coverage
    medicare = _is_medicare(lines)
    second = coverage.holds("level", lambda level: level in {"2", "3"})
    wrong = coverage.holds("msp_type", lambda code: code not in _MSP_TYPES)
    yield coverage.says(
        medicare & second & wrong,
        "msp_type",
        "MSP type is {code}, with Medicare not first; expected 12 to 16, 41 to 43 or 47",
        code=coverage.codes_shown("msp_type"),
    )


@edit(
    "CV-016",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2000B SBR09; 09, 10 and LI were retired with 5010",
    fix="choose the filing indicator from the list in the Payers sheet",
    examples=Examples(
        good={},
        bad={"patient_id": "P2"},
        office={
            **other_patient(coverage={"payer_id": "PAY2"}),
            "payers": ({"payer_id": "PAY2", "filing_indicator": "09"},),
        },
    ),
)
def filing_indicator_is_current(lines: Lines) -> Iterator[Failing]:
    """The payer has a claim filing indicator that is still in use."""
    payers = lines.payers
    yield payers.says(
        payers.holds("filing_indicator", lambda code: code not in _INDICATORS),
        "filing_indicator",
        "filing indicator is {code}; expected a current one, such as CI, MB or MC",
        code=payers.codes_shown("filing_indicator"),
    )
