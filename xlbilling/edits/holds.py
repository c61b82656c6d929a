"""Lines that a person holds back, and the edit that says so."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from xlbilling.edits.columns import Mask, Positions, shown_day
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.findings import ERROR


def on_hold(lines: Lines) -> Mask:
    """Return the lines that are held back today: a hold whose day has not passed, or no signature.

    The one rule for the edit and for the status column: such a line is not ready to send, and
    nothing is wrong with it.
    """
    return _held(lines) | _unsigned(lines)


def _held(lines: Lines) -> Mask:
    until = lines.days("hold_until")
    held: Mask = ~lines.blank("hold") & (np.isnat(until) | (until >= lines.today))
    return held


def _unsigned(lines: Lines) -> Mask:
    return lines.holds("signed", lambda answer: answer.upper() == "N")


@edit(
    "CV-092",
    severity=ERROR,
    basis="the office's own hold; a claim for a visit whose note is unsigned is common practice's "
    "first reason for one",
    fix="clear Hold when its reason is settled, or have the note signed and set Signed to Y",
    examples=Examples(
        good={"hold": "CODING", "hold_until": "2026-03-30", "signed": "Y"},
        bad={"hold": "CODING"},
    ),
)
def line_is_not_held_back(lines: Lines) -> Iterator[Failing]:
    """No hold is on the line, and the visit's note is signed."""
    until = lines.days("hold_until")

    def end(at: Positions) -> list[str]:
        return [f" until {shown_day(day)}" if day else "" for day in until[at].tolist()]

    yield lines.says(
        _held(lines),
        "hold",
        "the line is on hold{until} ({reason}); expected no hold",
        until=end,
        reason=lambda at: [_reason(text) for text in lines.text_at("hold", at)],
    )
    yield lines.says(
        _unsigned(lines), "signed", "the note of the visit is not signed; expected it signed"
    )


_REASONS = frozenset({"BILLER", "CODING", "DOCUMENTATION", "PROVIDER", "MANAGER"})


def _reason(text: str) -> str:
    """Return who or what holds the line; a text that is not on the list may tell of a patient."""
    return text.lower() if text.upper() in _REASONS else "own reason"
