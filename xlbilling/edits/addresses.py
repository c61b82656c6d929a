"""Edits on addresses: the patient's, the biller's and the place's. No message tells one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from xlbilling.edits.examples import Examples, other_patient
from xlbilling.edits.failing import Failing
from xlbilling.edits.joins import Joined
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.findings import ERROR, WARNING


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


STATES: Final = _codes(
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ "
    "NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI FM MH PW AA AE AP"
)
"""USPS abbreviations: states, territories, freely associated states, armed forces."""

_PROVINCES: Final = _codes("AB BC MB NB NL NS NT NU ON PE QC SK YT")
"""Provinces and territories of Canada: no state has such a name, so a country is missing."""

_UNITED_STATES: Final = frozenset({"", "US", "USA"})
_ZIP: Final = re.compile(r"(?!00000)[0-9]{5}(-?[0-9]{4})?")
_NINE_DIGITS: Final = re.compile(r"(?!00000)[0-9]{5}-?[0-9]{4}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


def is_state(text: str) -> bool:
    """Tell whether a text is a state's abbreviation, in capitals or not."""
    return text.upper() in STATES


def is_zip(text: str) -> bool:
    """Tell whether a text is a ZIP code of five or nine digits."""
    return _ZIP.fullmatch(text) is not None


@edit(
    "CV-004",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2010BA/2010CA N3 and N4; common practice",
    fix="fill in street, city, state and ZIP in the Patients sheet; Country where it is another",
    examples=Examples(
        good={},
        bad={"patient_id": "P2"},
        office=other_patient(zip="6270"),
    ),
)
def patient_has_an_address(lines: Lines) -> Iterator[Failing]:
    """The patient has a street, a city, and in the United States a state and a ZIP code."""
    patients = lines.patients.keep(lines.patients.of_line(lines.billable))
    for field, words in (("address", "street address"), ("city", "city")):
        empty = patients.blank(field)
        yield patients.says(empty, field, f"patient's {words} is blank; expected it")
    at_home = patients.holds("country", lambda country: country.upper() in _UNITED_STATES)
    empty = patients.blank("state")
    province = patients.holds("state", _is_province)
    yield patients.says(
        at_home & empty, "state", "patient's state is blank; expected two letters such as OH"
    )
    yield patients.says(
        at_home & ~empty & ~province & ~patients.holds("state", is_state),
        "state",
        "patient's state is {state}; expected a USPS abbreviation such as OH",
        state=patients.codes_shown("state"),
    )
    empty = patients.blank("zip")
    yield patients.says(
        at_home & ~province & empty, "zip", "patient's ZIP is blank; expected five or nine digits"
    )
    yield patients.says(
        at_home & ~province & ~empty & ~patients.holds("zip", is_zip),
        "zip",
        "patient's ZIP has not its shape; expected five or nine digits",
    )


def _is_province(text: str) -> bool:
    return text.upper() in _PROVINCES


@edit(
    "CV-005",
    severity=WARNING,
    basis="837P 005010X222A1, loop 2010AA and 2310C N403; 277CA status 500",
    fix="look the ZIP+4 up at usps.com and type all nine digits",
    examples=Examples(
        good={},
        bad={"billing_npi": "1992999866"},
        office={"providers": ({"npi": "1992999866", "zip": "62701"},)},
    ),
)
def billing_addresses_have_nine_digit_zips(lines: Lines) -> Iterator[Failing]:
    """The billing provider's and the place's ZIP code has nine digits."""
    yield _short_zips(lines, lines.provider("billing"), "billing provider")
    yield _short_zips(lines, lines.locations, "location")


def _short_zips(lines: Lines, joined: Joined, whose: str) -> Failing:
    short = ~joined.holds("zip", _NINE_DIGITS.fullmatch) & joined.of_line(lines.billable)
    return joined.says(short, "zip", f"ZIP of the {whose} has not nine digits; expected ZIP+4")


@edit(
    "CV-006",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2010BA/2010CA N404; clearinghouses reject a state without it",
    fix="type the country's two letters into Country of the Patients sheet, such as CA for Canada",
    examples=Examples(
        good={},
        bad={"patient_id": "P2"},
        office=other_patient(state="ON", zip="K1A 0B1"),
    ),
)
def foreign_state_has_its_country(lines: Lines) -> Iterator[Failing]:
    """A patient who lives outside of the United States has a country code of two letters."""
    patients = lines.patients.keep(lines.patients.of_line(lines.billable))
    at_home = patients.holds("country", lambda country: country.upper() in _UNITED_STATES)
    yield patients.says(
        at_home & patients.holds("state", _is_province),
        "country",
        "country is none or US, but the state {state} is in Canada; expected CA",
        state=patients.codes_shown("state"),
    )
    coded = patients.holds("country", lambda country: _COUNTRY.fullmatch(country.upper()))
    yield patients.says(
        ~at_home & ~coded, "country", "country is no code of two letters; expected one such as CA"
    )
