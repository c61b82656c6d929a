"""What a statement says, as hashes: of all of it, and of each part, figures and words apart.

Only what a patient reads counts, not where it stands nor how it looks, so that an office may
restyle its template. What is blank is not hashed: a part that a later version of this program adds
leaves the hashes of older statements as they are.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

FIGURES, WORDS = "figures", "words"
_NOT_READ: Final = frozenset({"sheet"})
"""Fields that no patient reads."""
_SHORT: Final = 10
"""Hexadecimal digits of a part's hash: enough to see that it differs."""


@dataclass(frozen=True)
class Fingerprint:
    """The hashes of a statement.

    Attributes:
        whole: the SHA-256 of all that it says.
        parts: short hashes by part, such as ``visits.figures``.
    """

    whole: str
    parts: Mapping[str, str]

    @property
    def text(self) -> str:
        """The parts as the register keeps them."""
        return " ".join(f"{name}:{short}" for name, short in self.parts.items())


def fingerprint(content: Any) -> Fingerprint:
    """Return the hashes of what a statement says.

    Args:
        content: a dataclass of texts, cents, dates, and sequences and dataclasses of these.
    """
    said: dict[str, Any] = {}
    for name, value in _fields(content):
        for kind, types in ((FIGURES, (int, date)), (WORDS, (str,))):
            part = _only(value, types)
            if part:
                said[f"{name}.{kind}"] = part
    parts = {name: _sha256(said[name])[:_SHORT] for name in sorted(said)}
    return Fingerprint(_sha256(said), parts)


def parts_of(text: str) -> dict[str, str]:
    """Return the parts that a register's cell holds; what is no part is left out."""
    pairs = (word.partition(":") for word in text.split())
    return {name: short for name, _, short in pairs if short}


def differing(now: Mapping[str, str], then: Mapping[str, str]) -> list[str]:
    """Return the parts that are not alike, those that only one of the two has included, sorted."""
    return sorted(name for name in {*now, *then} if now.get(name) != then.get(name))


def _fields(content: Any) -> list[tuple[str, Any]]:
    found = [(one.name, getattr(content, one.name)) for one in dataclasses.fields(content)]
    return [(name, value) for name, value in found if name not in _NOT_READ]


def _only(value: Any, types: tuple[type, ...]) -> Any:
    """Return what of a value is of some types, in the places where it is; None for nothing."""
    if isinstance(value, str | int | date):
        return str(value) if value and isinstance(value, types) else None
    if dataclasses.is_dataclass(value):
        named = {name: _only(each, types) for name, each in _fields(value)}
        return {name: each for name, each in named.items() if each} or None
    if isinstance(value, Sequence):
        items = [_only(each, types) for each in value]
        return items if any(items) else None
    return None


def _sha256(said: Any) -> str:
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
