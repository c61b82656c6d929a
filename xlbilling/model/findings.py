"""Findings: what is wrong with the user's data, as data. Nothing here raises."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Severity = Literal["E", "W", "I"]

ERROR: Final[Severity] = "E"
WARNING: Final[Severity] = "W"
INFO: Final[Severity] = "I"

SEVERITY_WORDS: Final[dict[str, str]] = {"E": "error", "W": "warning", "I": "information"}
GRAVITY: Final[dict[str, int]] = {"E": 0, "W": 1, "I": 2}
"""What sorts the gravest first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, where it is, and how to mend it.

    Attributes:
        id: stable name of the rule, such as ``CV-059`` or ``B-CLAIM``.
        severity: ``E`` blocks, ``W`` warns, ``I`` informs.
        message: what is, and what was expected, with both numbers. No patient data.
        where: a cell address such as ``Claims!F14``, or a file and segment.
        fix: one line that says how to mend it.
    """

    id: str
    severity: Severity
    message: str
    where: str = ""
    fix: str = ""

    def as_json(self) -> dict[str, str]:
        """Return the finding as the command contract's JSON shows it."""
        return {
            "id": self.id,
            "severity": SEVERITY_WORDS[self.severity],
            "message": self.message,
            "where": self.where,
            "fix": self.fix,
        }

    def as_line(self) -> str:
        """Return the finding as a person reads it on a terminal."""
        place = f"{self.where}: " if self.where else ""
        fix = f"\n  Fix: {self.fix}" if self.fix else ""
        return f"{place}{self.id} {self.severity}: {self.message}{fix}"


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings with the gravest first, then by id and place."""
    return sorted(findings, key=lambda one: (GRAVITY[one.severity], one.id, one.where))


def need_a_person(findings: Sequence[Finding]) -> bool:
    """Tell whether any finding asks somebody to act (errors and warnings do)."""
    return any(one.severity != INFO for one in findings)
