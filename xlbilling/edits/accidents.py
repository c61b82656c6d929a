"""Edits on accidents: what the claim says of one, and what its diagnoses say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from xlbilling.edits import icd10
from xlbilling.edits.columns import Mask
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.findings import ERROR, WARNING

_ACCIDENTS: Final = frozenset({"AUTO", "WORK", "OTHER"})
_INJURY: Final = re.compile(r"(S\d\w|T[0-2]\d|T3[0-4]|T6[6-9]|T7[013-5])\w{3}[ABC]|T3[0-2]\w{0,3}")
"""Injuries, burns and other outward causes under active treatment (7th character A, B or C)."""
_POISONING: Final = re.compile(r"T(3[6-9]|[45]\d|6[0-5])\w(\w1|1X)A")
"""Poisonings by accident; not side effects, underdoses, harm meant, or complications of care."""
CAUSES: Final = "VWXY"
"""The first letters of external causes."""


@edit(
    "CV-039",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2300 CLM11 and DTP*439",
    fix="fill in Accident Date and, for an auto accident, Accident State",
    examples=Examples(
        good={"accident": "AUTO", "accident_date": "2025-03-01", "accident_state": "IL"},
        bad={"accident": "AUTO", "accident_date": "2025-03-01", "accident_state": None},
    ),
)
def accident_is_dated_and_placed(lines: Lines) -> Iterator[Failing]:
    """An accident has its date, not after the service; an auto accident has its state as well."""
    given = ~lines.blank("accident")
    on = lines.days("accident_date")
    kind = lines.codes_shown("accident")
    yield lines.says(
        lines.holds("accident", lambda kind: kind and kind not in _ACCIDENTS),
        "accident",
        "accident is {kind}; expected AUTO, WORK or OTHER",
        kind=kind,
    )
    yield lines.says(
        given & np.isnat(on), "accident_date", "accident date is blank; expected the accident's day"
    )
    yield lines.says(
        given & (on > lines.first_day),
        "accident_date",
        "accident date {on} is after the service of {served}; expected it on or before that day",
        on=lines.days_shown("accident_date"),
        served=lines.days_shown("dos_from"),
    )
    yield lines.says(
        (lines.text("accident") == "AUTO") & lines.blank("accident_state"),
        "accident_state",
        "accident state is blank for an auto accident; expected the two letters of the state",
    )


@edit(
    "CV-038",
    severity=WARNING,
    basis="837P 005010X222A1, loop 2300 CLM11 and DTP*439; common practice",
    fix="fill in Accident and Accident Date, or add the external cause behind the injury",
    examples=Examples(
        good={"dx1": "S52521A", "accident": "OTHER", "accident_date": "2025-03-01"},
        bad={"dx1": "S52521A"},
    ),
)
def injury_tells_its_accident(lines: Lines) -> Iterator[Failing]:
    """A fresh injury has an accident, its date or its external cause on the claim.

    Fresh is active treatment: later visits and late effects (7th character D, S and the like) do
    not ask for it.
    """
    named = lines.diagnoses
    injured = _any_of(lines, named.having(_is_fresh_injury))
    if not injured.any():
        return
    told = _any_of(lines, named.having(lambda code: code[0] in CAUSES))
    told |= ~lines.blank("accident") | ~np.isnat(lines.days("accident_date"))
    of_claim = np.zeros(int(lines.claim.max(initial=0)) + 1, dtype=bool)
    of_claim[lines.claim[told]] = True
    yield lines.claim_says(
        injured & ~of_claim[lines.claim] & ~(lines.first_day < icd10.SINCE),
        "accident_date",
        "accident date is blank on a claim for an injury; expected the accident, its date or its "
        "external cause",
    )


def _is_fresh_injury(code: str) -> bool:
    return bool(_INJURY.fullmatch(code) or _POISONING.fullmatch(code))


def _any_of(lines: Lines, chosen: Mask) -> Mask:
    """Return the lines that have one of the chosen codes in any column."""
    found = np.zeros(lines.size, dtype=bool)
    for _, at in lines.diagnoses.where(chosen):
        found[at] = True
    return found
