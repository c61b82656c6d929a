"""Draws by lot that always come out alike: decided by what is drawn, never by order or version."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final, TypeVar

SEED: Final = "sample office 1"

T = TypeVar("T")


def draw(sides: int, *about: object) -> int:
    """Return a number from 0 to ``sides - 1``; the same words give the same number."""
    words = "\x1f".join((SEED, *(str(part) for part in about)))
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:8]) % sides


def pick(options: Sequence[T], *about: object) -> T:
    """Return one of the options."""
    return options[draw(len(options), *about)]


def happens(percent: int, *about: object) -> bool:
    """Tell whether something that happens so often happens here."""
    return draw(100, *about) < percent
