"""What the Claims sheet shows of a check: each line's status, findings, gravest one and key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xlbilling.edits.catalogue import ClaimFinding
from xlbilling.edits.columns import Mask, Texts
from xlbilling.edits.holds import on_hold
from xlbilling.edits.lines import Lines
from xlbilling.model.findings import ERROR, GRAVITY
from xlbilling.model.plan import SetColumn
from xlbilling.tasks.validating.changed_cells import changed_cells
from xlbilling.tasks.validating.row_keys import row_keys

NEW: Final = "NEW"
IN_ERROR: Final = "ERROR"
READY: Final = "READY"
OURS: Final = frozenset({"", NEW, IN_ERROR, READY})
"""Statuses that a check may change; SENT, PAID and the like belong to later tasks."""
_HOLD: Final = "CV-092"


def columns(lines: Lines, findings: Sequence[ClaimFinding]) -> Iterator[SetColumn]:
    """Yield the changed cells of Findings, First Finding, Status and Row Key.

    A line counts its own findings and those of its claim as a whole. A claim goes out whole, so
    an error on one line makes ERROR of every line of the claim, and a hold on one line keeps all
    of them NEW.
    """
    yield from changed_cells(lines, "findings", _counts(lines, findings), lines.numbers("findings"))
    first = _first_findings(lines, findings)
    yield from changed_cells(lines, "first_finding", first, lines.text("first_finding"))
    yield from changed_cells(lines, "row_key", lines.once(row_keys), lines.text("row_key"))
    before = lines.text("status")
    ours = lines.holds("status", lambda status: status in OURS)
    after = np.where(of_claims(lines, on_hold(lines)), NEW, READY).astype(object)
    after[in_error(lines, findings)] = IN_ERROR
    yield from changed_cells(lines, "status", np.where(ours, after, before), before)


def in_error(lines: Lines, findings: Sequence[ClaimFinding]) -> Mask:
    """Return the lines of claims that an error stops."""
    stopped = np.zeros(lines.size, dtype=bool)
    stopped[[one.position for one in findings if is_error(one)]] = True
    return of_claims(lines, stopped)


def is_error(one: ClaimFinding) -> bool:
    """Tell whether a finding stops its claim; a hold is listed, but is no error to mend."""
    return one.severity == ERROR and one.edit.id != _HOLD


def of_claims(lines: Lines, mask: Mask) -> Mask:
    """Return every line of the claims that have a line in a mask."""
    claims = np.zeros(int(lines.claim.max(initial=0)) + 1, dtype=bool)
    claims[lines.claim[mask]] = True
    of_claims: Mask = claims[lines.claim]
    return of_claims


def _counts(lines: Lines, findings: Sequence[ClaimFinding]) -> NDArray[np.float64]:
    own = [one.position for one in findings if not one.whole_claim]
    shared = [one.position for one in findings if one.whole_claim]
    of_line = np.bincount(np.array(own, dtype=np.intp), minlength=lines.size)
    claims = lines.claim[np.array(shared, dtype=np.intp)]
    of_claim = np.bincount(claims, minlength=int(lines.claim.max(initial=0)) + 1)
    return (of_line + of_claim[lines.claim]).astype("float64")


def _first_findings(lines: Lines, findings: Sequence[ClaimFinding]) -> Texts:
    """Return the words of each line's gravest finding, those of its claim as a whole counted."""
    own: dict[int, ClaimFinding] = {}
    shared: dict[int, ClaimFinding] = {}
    for one in sorted(findings, key=gravity):
        if one.whole_claim:
            shared.setdefault(int(lines.claim[one.position]), one)
        else:
            own.setdefault(one.position, one)
    shown = np.full(lines.size, "", dtype=object)
    for position, one in own.items():
        shown[position] = _words(one)
    for position in np.flatnonzero(np.isin(lines.claim, list(shared))).tolist():
        both = (shared[int(lines.claim[position])], own.get(position))
        shown[position] = _words(min((one for one in both if one), key=gravity))
    return shown


def gravity(one: ClaimFinding) -> tuple[int, str]:
    """Return what sorts findings with the gravest first, then by edit."""
    return GRAVITY[one.severity], one.edit.id


def _words(one: ClaimFinding) -> str:
    return f"{one.edit.id} {one.severity}: {one.words}"
