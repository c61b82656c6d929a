"""Names and addresses in the letters that an agency's computer knows: A to Z, without marks."""

from __future__ import annotations

import unicodedata
from typing import Final

_SPELLED: Final = str.maketrans({
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O",
    "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ł": "l", "Ł": "L", "þ": "th", "Þ": "Th", "\u0131": "i",
    "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-",
    "\u00a0": " ",
})  # fmt: skip
_FORMULA_STARTS: Final = frozenset("=+-@\t\r")
UNKNOWN: Final = "?"


def ascii_of(text: str) -> str:
    """Return a text in ASCII on one line: marks dropped, ``?`` for a letter without a likeness."""
    spelled = unicodedata.normalize("NFKD", text.translate(_SPELLED))
    kept = "".join(one for one in spelled if not unicodedata.combining(one))
    line = "".join(" " if one in "\t\r\n" else one for one in kept)
    return "".join(one if " " <= one <= "~" else UNKNOWN for one in line)


def has_unknown(text: str) -> bool:
    """Tell whether a text has a letter that its ASCII form only shows as ``?``."""
    return ascii_of(text).count(UNKNOWN) > text.count(UNKNOWN)


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula when it opens a CSV file."""
    return f"'{text}" if text[:1] in _FORMULA_STARTS else text
