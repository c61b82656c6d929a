"""The codes of provider-level adjustments (PLB03-1), and the words that payers' sheets use.

Source: X12 835 005010X221A1, data element 426; rules.md P-7.
"""

from __future__ import annotations

import re
from typing import Final

ALONE: Final = frozenset({
    "AH", "AM", "AP", "BD", "BN", "CS", "CT", "CV", "CW", "DM", "E3", "FB", "FC", "GO", "HM", "IP",
    "IR", "IS", "J1", "L3", "L6", "LE", "LS", "OB", "RA", "RE", "SL", "TL", "WO", "WU", "ZZ",
})  # fmt: skip
"""Codes that no adjustment of a claim has: a row with one is outside of any claim."""

SHARED: Final = frozenset({"50", "51", "72", "90", "B2", "B3", "C5"})
"""Codes that a claim's adjustments have as well."""

ALL: Final = ALONE | SHARED | {"CR", "PI", "PL"}
"""All codes; the last ones are groups of a claim's adjustments too."""

_CODE: Final = re.compile(
    r"(PLB[\s*:-]*)?([A-Z0-9]{2})(?:\s*[*:=-]\s*(\S.*)|\s+([-$(]*[\d,.]+\)?-?))?", re.IGNORECASE
)
_WORDS: Final = (
    (re.compile(r"\binterest\b", re.IGNORECASE), "L6"),
    (re.compile(r"\b(?:balance forward|forward(?:ing|ed)? balance)\b", re.IGNORECASE), "FB"),
    (re.compile(r"\b(?:over ?payment|recoup|take ?back|offset)", re.IGNORECASE), "WO"),
    (re.compile(r"\bauthorized return\b", re.IGNORECASE), "72"),
    (re.compile(r"\bnon-?\s?reimbursable\b", re.IGNORECASE), "J1"),
    (re.compile(r"\b(?:irs|tax) withholding\b", re.IGNORECASE), "IR"),
    (re.compile(r"\blevy\b", re.IGNORECASE), "LE"),
    (re.compile(r"\blate (?:filing|charge)\b", re.IGNORECASE), "50"),
)


def code_and_rest(text: str, among: frozenset[str] = ALL) -> tuple[str, str]:
    """Return the code that a cell begins with, and what follows it; two blanks for none."""
    match = _CODE.fullmatch(text.strip())
    code = match[2].upper() if match else ""
    if match is None or code not in (ALL if match[1] else among):
        return "", ""
    return code, match[3] or match[4] or ""


def code_of_words(text: str) -> str:
    """Return the code that words such as ``Overpayment recovery`` stand for, "" for none."""
    return next((code for pattern, code in _WORDS if pattern.search(text)), "")
