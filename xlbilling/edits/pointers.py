"""Diagnosis pointers as billers write them, read by one function."""

from __future__ import annotations

import re
from typing import Final

LAST_POINTER: Final = 12
_LETTERS: Final = "ABCDEFGHIJKL"
_SEPARATORS: Final = re.compile(r"[,:;/\s]+")
_LETTER_RUN: Final = re.compile(r"[A-L]+")
_NUMBERS: Final = re.compile(r"[0-9]{1,12}")


def parse(text: str) -> tuple[int, ...] | None:
    """Return the diagnoses pointed to, 1 to 12, in order; None where the text is no pointers.

    Read are ``1,2``, ``1:2``, ``1 2``, ``A,B``, ``AB`` (the paper form's letters A to L) and
    ``12`` or ``1234``, digits run together as on the older paper form. ``10`` and ``11``, which
    cannot be two diagnoses, are the tenth and the eleventh; the twelfth alone is written ``L``.
    """
    parts = [part for part in _SEPARATORS.split(text.upper()) if part]
    alone = len(parts) == 1
    found: list[int] = []
    for part in parts:
        numbers = _read_alone(part) if alone else _read_part(part)
        if numbers is None:
            return None
        found.extend(numbers)
    return tuple(found) if found else None


def _read_alone(part: str) -> list[int] | None:
    """Return the pointers of a text without separators."""
    if _NUMBERS.fullmatch(part) and "0" not in part and part != "11":
        return [int(digit) for digit in part]
    return _read_part(part)


def _read_part(part: str) -> list[int] | None:
    if _LETTER_RUN.fullmatch(part):
        return [_LETTERS.index(letter) + 1 for letter in part]
    if _NUMBERS.fullmatch(part) and 1 <= int(part) <= LAST_POINTER:
        return [int(part)]
    return None
