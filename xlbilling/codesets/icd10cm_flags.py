"""What the list of ICD-10-CM's codes and titles tells of each code (icd10cm.FLAGS)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

_FULL_LENGTH: Final = 7
_MANIFESTATION: Final = re.compile(
    r"\bin\b(?!.*\bnot elsewhere\b).*\b(diseases|disorders|conditions) classified elsewhere"
)
_AS_THE_CAUSE: Final = "as the cause of diseases classified elsewhere"
_SIDES: Final = re.compile(r"\b(right|left|unspecified|bilateral)\b")
_HANDEDNESS: Final = re.compile(r"\b(non-?)?dominant\b")


def without_seventh(codes: Iterable[str]) -> set[str]:
    """Return what is left of each 7-character code when its 7th character is forgotten.

    X only fills the empty places before the 7th character (guideline I.A.4), so that T1500XA is
    forgotten as T1500X and as T1500.
    """
    return {base for code in codes if len(code) == _FULL_LENGTH for base in _bases(code)}


def _bases(code: str) -> Iterator[str]:
    base = code[:-1]
    yield base
    while base.endswith("X") and len(base) > 3:
        base = base[:-1]
        yield base


def manifestations(titles: Mapping[str, str]) -> set[str]:
    """Return the codes that are "in diseases classified elsewhere" by their title."""
    return {code for code, title in titles.items() if _MANIFESTATION.search(title)}


def causes(titles: Mapping[str, str]) -> set[str]:
    """Return the codes that only name the cause of a disease that another code tells (B95-B97)."""
    return {code for code, title in titles.items() if _AS_THE_CAUSE in title}


def unspecified_sides(titles: Mapping[str, str]) -> set[str]:
    """Return the codes that leave the side open where siblings say left and right.

    Siblings are told by their titles, which differ in the side only: ``unspecified eye`` beside
    ``right eye`` and ``left eye``.
    """
    families: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for code, title in titles.items():
        text = title.casefold()
        families[code[:-1], _without_side(text)][_side(text)].append(code)
    return {
        code
        for sides in families.values()
        if "right" in sides and "left" in sides
        for code in sides.get("unspecified", ())
    }


def _without_side(text: str) -> str:
    words = re.findall(r"[a-z0-9]+", _SIDES.sub(" ", _HANDEDNESS.sub(" ", text)))
    return " ".join(sorted(set(words)))


def _side(text: str) -> str:
    named = set(_SIDES.findall(text))
    for side in ("right", "left", "bilateral", "unspecified"):
        if side in named:
            return side
    return ""


def spread(heads: set[str], codes: Iterable[str]) -> set[str]:
    """Return the codes that are one of these heads or stand below one."""
    return {code for code in codes if any(code[:n] in heads for n in range(3, len(code) + 1))}
