"""Edits on other providers that a payer wants to see: who referred, ordered or supervised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from xlbilling.edits import code_needs
from xlbilling.edits.code_needs import needed
from xlbilling.edits.columns import Mask
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing
from xlbilling.edits.joins import join_first
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.findings import WARNING

_ROLES: Final = {
    code_needs.REFERRING: ("DN", "who referred"),
    code_needs.ORDERING: ("DK", "who ordered"),
}
_ROLE_CODES: Final = frozenset({"DN", "DK", "DQ"})
_SUPERVISING: Final = "DQ"
_CLINIC: Final = {"npi": "1992999866", "name": "Example Referring Clinic"}


@edit(
    "CV-025",
    severity=WARNING,
    basis="837P 005010X222A1, loop 2310A; CMS-1500 item 17; which codes is the Code Needs sheet's",
    fix="fill in Referring NPI and Referring Role, with a row in the Providers sheet",
    examples=Examples(
        good={"referring_npi": "1992999866", "referring_role": "DK"},
        bad={"code": "99213"},
        office={
            "code_needs": ({"need": "ORDERING", "code_from": "99213"},),
            "providers": (_CLINIC,),
        },
    ),
)
def referring_provider_is_told(lines: Lines) -> Iterator[Failing]:
    """A code that needs a referring or ordering provider names one with NPI, role and name."""
    given = ~lines.blank("referring_npi")
    asked = {need: needed(lines, need).mask for need in _ROLES}
    for need, (_, who) in _ROLES.items():
        yield lines.says(
            asked[need] & ~given,
            "referring_npi",
            f"referring NPI is blank, and the payer wants it for code {{code}}; expected {who}",
            code=lines.procedures_shown(),
        )
    yield lines.says(
        given & ~lines.holds("referring_role", _ROLE_CODES.__contains__),
        "referring_role",
        "role of the referring NPI is {role}; expected DN, DK or DQ",
        role=lines.codes_shown("referring_role"),
    )
    yield from _other_role(lines, asked, given)
    yield lines.says(
        given & (asked[code_needs.REFERRING] | asked[code_needs.ORDERING]) & ~_is_named(lines),
        "referring_npi",
        "referring provider has no name; expected a row of the Providers sheet with one",
    )


def _other_role(lines: Lines, asked: dict[str, Mask], given: Mask) -> Iterator[Failing]:
    """Yield lines whose role is one of the list, but none that the payer wants for the code."""
    known = lines.holds("referring_role", _ROLE_CODES.__contains__)
    suits = np.zeros(lines.size, dtype=bool)
    for need, (role, _) in _ROLES.items():
        suits |= asked[need] & (lines.text("referring_role") == role)
    for need, (role, who) in _ROLES.items():
        yield lines.says(
            asked[need] & given & known & ~suits,
            "referring_role",
            f"role of the referring NPI is {{role}}; expected {role} ({who})",
            role=lines.codes_shown("referring_role"),
        )


def _is_named(lines: Lines) -> Mask:
    """Return lines whose referring provider stands in the Providers sheet with a name."""
    providers = join_first(lines, "referring_npi", lines.tables["providers"], "npi", lines.claim)
    named = np.zeros(lines.size, dtype=bool)
    named[providers.lines] = ~providers.blank("name")
    return named


@edit(
    "CV-029",
    severity=WARNING,
    basis="837P 005010X222A1, loop 2310D and 2300 DTP*304; which codes is the Code Needs sheet's",
    fix="fill in Supervising NPI, or the day on which the physician last saw the patient",
    examples=Examples(
        good={"last_seen": "2025-02-11"},
        bad={},
        office={"code_needs": ({"need": "LAST SEEN", "code_from": "99213"},)},
    ),
)
def supervision_is_told(lines: Lines) -> Iterator[Failing]:
    """A code that needs a supervising provider, or the day the patient was last seen, has it."""
    supervised = ~lines.blank("supervising_npi")
    supervised |= (lines.text("referring_role") == _SUPERVISING) & ~lines.blank("referring_npi")
    yield lines.says(
        needed(lines, code_needs.SUPERVISING).mask & ~supervised,
        "supervising_npi",
        "supervising NPI is blank, and the payer wants it for code {code}; expected who supervised",
        code=lines.procedures_shown(),
    )
    seen = lines.days("last_seen")
    yield lines.says(
        needed(lines, code_needs.LAST_SEEN).mask & np.isnat(seen),
        "last_seen",
        "Last Seen is blank, and the payer wants it for code {code}; expected a date",
        code=lines.procedures_shown(),
    )
    yield lines.says(
        seen > lines.first_day,
        "last_seen",
        "Last Seen {seen} is after the service; expected a day on or before it",
        seen=lines.days_shown("last_seen"),
    )
