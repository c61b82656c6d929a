"""Elements of several parts: the procedure of a service line, on a claim or a remittance."""

from __future__ import annotations

from xlbilling.model.segments import Procedure


def procedure_of(text: str, component: str) -> Procedure:
    """Return the code of SV101, SVC01 or SVC06; any qualifier is taken (R-3), no code is empty."""
    parts = text.split(component)
    return Procedure(
        parts[0], parts[1] if len(parts) > 1 else "", tuple(filter(None, parts[2:6])), text
    )


def other_separator(text: str, declared: str) -> str:
    """Return the separator that a composite uses instead of the one declared, "" for none (R-4)."""
    if len(text) < 3 or declared in text or not text[:2].isalnum():
        return ""
    return "" if text[2].isalnum() or text[2] in " -./" else text[2]
