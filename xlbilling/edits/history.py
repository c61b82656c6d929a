"""Edits that compare a line with the other claims of the patient."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from xlbilling.edits import services
from xlbilling.edits.answers import LEVELS, level_number
from xlbilling.edits.columns import Mask, Positions
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.codes import NOWHERE
from xlbilling.model.findings import ERROR

_REPEATS: Final = frozenset({"76", "77", "59", "91", "XE", "XP", "XS", "XU"})
"""Modifiers that say: done again, or done apart, on the same day."""
_NOT_OPEN: Final = "DENIED"
_ORIGINAL: Final = "1"
_MODIFIERS: Final = ("mod1", "mod2", "mod3", "mod4")
_VISIT: Final = re.compile(r"99(20[2-9]|[234][0-9]{2})")
_LABORATORY: Final = re.compile(r"8[0-9]{4}|0[0-9]{3}U")


@edit(
    "CV-083",
    severity=ERROR,
    basis="payers deny an exact duplicate (OA-18, CO-18); which modifier tells a second service "
    "apart is common practice",
    fix="delete the repeated line; a service done again carries 76, 77, 59, 91 or X{EPSU}",
    examples=Examples(
        good=({}, {"claim_id": "C1002", "mod1": "76"}),
        bad=({}, {"claim_id": "C1002"}),
    ),
)
def service_is_claimed_once(lines: Lines) -> Iterator[Failing]:
    """No other line, open or paid, has the same patient, provider, day, code and modifiers.

    Only original claims to the same payer level are compared: a corrected claim, and the claim to
    the next payer, repeat what was sent and are no duplicates.
    """
    original = np.full(lines.size, NOWHERE, dtype=np.intp)
    can_be, sent = _can_be_duplicates(lines), services.sent(lines)
    for at_level in _original_claims(lines):
        rows = np.flatnonzero(can_be & at_level & (original == NOWHERE))
        rows, group = _same_service(lines, rows[np.argsort(~sent[rows], kind="stable")])
        _, first, member = np.unique(group, return_index=True, return_inverse=True)
        original[rows] = rows[first[member]]
        original[rows[first]] = NOWHERE
    yield lines.says(
        original != NOWHERE,
        "code",
        "code {code} of {day} for the same patient and provider stands already in {other}"
        " ({claim}); expected it once, or with {modifier}",
        code=lines.procedures_shown(),
        day=lines.days_shown("dos_from"),
        other=lines.addresses("code", original),
        claim=lambda at: _names(lines, original[at]),
        modifier=lambda at: [_apart(code) for code in lines.text_at("code", at)],
    )


def _original_claims(lines: Lines) -> Iterator[Mask]:
    """Yield for each payer level the lines of claims that go there as originals.

    A claim of which nothing was sent goes to the first payer.
    """
    sent = lines.submissions
    frequency, level = sent.text("frequency"), sent.each("level", level_number, np.int8)
    nothing = np.ones(lines.size, dtype=bool)
    nothing[sent.lines] = False
    for n in LEVELS:
        there = nothing & (n == 1)
        there[sent.lines[np.isin(frequency, ["", _ORIGINAL]) & (level == n)]] = True
        yield there


def _apart(code: str) -> str:
    """Return the modifiers that tell a second service of the day from a repeated line."""
    if _VISIT.fullmatch(code):
        return "25 where it was a visit of its own"
    if _LABORATORY.fullmatch(code):
        return "91 where the test was repeated, 59 where it was another specimen"
    return "76 where it was done again, 59 or X{EPSU} where it was done apart"


def _names(lines: Lines, at: Positions) -> list[str]:
    pairs = zip(lines.text_at("claim_id", at), lines.text_at("line", at), strict=True)
    return [f"claim {claim_id} line {line}" for claim_id, line in pairs]


def _can_be_duplicates(lines: Lines) -> Mask:
    """Lines that are open or paid, whole enough to compare, and not marked as done again."""
    again = services.modified(lines, _REPEATS)
    whole = ~lines.blank("patient_id") & ~lines.blank("code") & ~np.isnat(lines.first_day)
    open_or_paid = lines.holds("status", lambda status: status != _NOT_OPEN)
    return whole & open_or_paid & ~again & ~lines.once(services.voided)


def _same_service(lines: Lines, rows: Positions) -> tuple[Positions, Positions]:
    """Return the rows of services that stand more than once, and the number of the service of each.

    Rows that already stand alone are dropped after each comparison, so that few remain to sort.
    """
    days = lines.first_day.astype(np.int64)
    group = np.zeros(len(rows), dtype=np.intp)
    parts = (
        lines.distinct("patient_id").codes,
        days,
        *lines.numbered("code"),
        lines.once(services.provider),
    )
    for part in parts:
        rows, group = _shared(rows, group, part[rows])
    modifiers = np.stack([part[rows] for part in lines.numbered(*_MODIFIERS)], axis=1)
    place = np.full(lines.size, NOWHERE, dtype=np.intp)
    place[rows] = np.arange(len(rows))
    for part in np.sort(modifiers, axis=1).T:
        rows, group = _shared(rows, group, part[place[rows]])
    return rows, group


def _shared(rows: Positions, group: Positions, part: Positions) -> tuple[Positions, Positions]:
    """Return the rows that still share their group when one more part of it is told apart."""
    code, _ = pd.factorize(part)
    group, _ = pd.factorize(group * (len(rows) + 1) + code)
    kept = np.bincount(group, minlength=1)[group] > 1
    return rows[kept], group[kept]
