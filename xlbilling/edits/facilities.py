"""Edits on where the service was given: the place's row, an ambulance's way, the laboratory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from xlbilling.edits import code_needs
from xlbilling.edits.code_needs import needed
from xlbilling.edits.columns import Mask
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing
from xlbilling.edits.joins import Joined
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.findings import ERROR, WARNING

_NO_FACILITY: Final = frozenset({"", "10", "11", "12"})
"""Places that need no service facility: the office itself, and the patient's home."""

_AMBULANCES: Final = frozenset({"41", "42"})
_TRANSPORT: Final = re.compile(r"A0(02[1-9]|0[3-9][0-9]|[1-9][0-9]{2})")
"""HCPCS A0021 to A0999."""

_CLIA: Final = re.compile(r"[0-9]{2}D[0-9]{7}")
_WANTED_CLIA: Final = "expected ten characters such as 05D1234567"


@edit(
    "CV-027",
    severity=WARNING,
    basis="837P 005010X222A1, loop 2310C (X12 RFI 1210, 423), 2310E and 2310F; common practice",
    fix="choose the place in Location; an ambulance has Pickup and Dropoff instead",
    examples=Examples(
        good={"pos": "22", "location": "HOSP"},
        bad={"pos": "22", "location": None},
        office={"locations": ({"location": "HOSP", "pos": "22", "facility_npi": "1992999866"},)},
    ),
)
def place_of_service_is_told(lines: Lines) -> Iterator[Failing]:
    """A service away from office and home names its place; an ambulance its way."""
    ambulance = _is_ambulance(lines)
    away = lines.holds("pos", lambda pos: pos not in _NO_FACILITY) & lines.billable & ~ambulance
    unknown = ~lines.blank("location")
    unknown[lines.locations.lines] = False
    yield lines.says(
        away & lines.blank("location"),
        "location",
        "location is blank for place of service {pos}; expected where the service was given",
        pos=lines.codes_shown("pos"),
    )
    yield lines.says(
        away & unknown,
        "location",
        "location is not in the Locations sheet; expected a row there",
    )
    yield from _incomplete(lines, away)
    for field, words in (("pickup", "Pickup"), ("dropoff", "Dropoff")):
        yield lines.says(
            ambulance & lines.billable & lines.blank(field),
            field,
            f"{words} is blank for an ambulance; expected where the patient was",
        )


def _is_ambulance(lines: Lines) -> Mask:
    by_place = lines.holds("pos", _AMBULANCES.__contains__)
    return by_place | lines.holds("code", lambda code: _TRANSPORT.fullmatch(code.upper()))


def _incomplete(lines: Lines, away: Mask) -> Iterator[Failing]:
    """Yield places that are another provider's, whose name or address is blank."""
    places = lines.locations
    own = places.text("facility_npi") == places.of_line(lines.text("billing_npi"))
    for field in ("name", "address", "city", "state"):
        yield places.says(
            places.of_line(away) & ~own & places.blank(field),
            field,
            f"{field} of the location is blank; expected it, as the claim names the place",
        )


@edit(
    "CV-028",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2300 REF*X4; payers deny laboratory tests without it; "
    "which codes is the Code Needs sheet's; common practice",
    fix="type the laboratory's CLIA number into the Locations sheet, or into the Providers sheet",
    examples=Examples(
        good={"location": "LAB"},
        bad={},
        office={
            "code_needs": ({"need": "CLIA", "code_from": "99213"},),
            "locations": ({"location": "LAB", "clia": "05D1234567"},),
        },
    ),
)
def laboratory_has_its_clia_number(lines: Lines) -> Iterator[Failing]:
    """A code that needs it has a CLIA number, of the place or else of who bills or gave it."""
    asked = needed(lines, code_needs.CLIA).mask
    places, biller = lines.locations, lines.provider("billing")
    lacking = asked.copy()
    for joined in (places, biller, lines.provider("rendering")):
        given = ~joined.blank("clia") & joined.of_line(lacking)
        yield joined.says(
            given & ~joined.holds("clia", _CLIA.fullmatch),
            "clia",
            f"CLIA number is {{clia}}; {_WANTED_CLIA}",
            clia=joined.codes_shown("clia"),
        )
        lacking[joined.lines[given]] = False
    for joined in (places, biller):
        yield _without(joined, lacking)
        lacking = lacking.copy()
        lacking[joined.lines] = False
    yield lines.says(
        lacking,
        "location",
        "location is blank for a laboratory test; expected one with a CLIA number",
    )


def _without(joined: Joined, lacking: Mask) -> Failing:
    return joined.says(
        np.asarray(joined.of_line(lacking), dtype=bool),
        "clia",
        f"CLIA number is blank, and a laboratory test was done; {_WANTED_CLIA}",
    )
