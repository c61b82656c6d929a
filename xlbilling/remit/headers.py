"""Which field of a remittance a header names: exactly, by a synonym, or by a telling word.

Headers were seen in real exports; see the remittance column notes in the documentation.
"""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple

from xlbilling.remit.synonyms import ABBREVIATIONS, AMBIGUOUS, NOT_OURS, SYNONYMS, WEAK, WORDS

MONEY_FIELDS: Final = (
    "billed",
    "allowed",
    "paid",
    "patient_resp",
    "deductible",
    "coinsurance",
    "copay",
    "other_pr",
    "contractual",
    "sequestration",
    "prior",
    "denied",
    "other_adj",
    "adjustment",
    "plb_amount",
)
"""The fields of a row that hold amounts; the check's total is the check's, not the row's."""

REPEATED: Final = frozenset({"modifiers", "adj_codes", "adj_amounts", "remarks"})
"""The fields that several columns may feed."""

_NUMBERED: Final = re.compile(r"(\D*[^\d ]) ?(\d{1,2})( \D+)?")
_CODED: Final = re.compile(r"(co|pr|oa|pi|cr) ?([a-z]{0,2}\d{1,3})(?: amount)?")
_PARTS: Final = {
    "adj_group": "group", "adj_codes": "code", "adjustment": "amount", "adj_amounts": "amount",
}  # fmt: skip
"""What a numbered column holds of its adjustment, by the field that its header names without it."""
_PUNCTUATION: Final = re.compile(r"[._\-#/():$*,&]")
_JOINED: Final = re.compile(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_SHORT_AND_NUMBER: Final = re.compile(r"([a-z]+)(\d{1,2})")


class Strength(IntEnum):
    """How surely a header names its field."""

    WORD = 1
    WEAK = 2
    EXACT = 3


class Match(NamedTuple):
    """The field that a header names.

    Attributes:
        field: its name.
        strength: how surely.
        otherwise: the field it may feed where another column names this one more clearly.
    """

    field: str
    strength: Strength
    otherwise: str = ""


def plain(header: str) -> str:
    """Return a header as headers are compared.

    Lower case, one spelling (NFKC), no punctuation, single blanks, joined words parted
    (``PaidAmount``), short forms written out.
    """
    parted = _JOINED.sub(" ", unicodedata.normalize("NFKC", header))
    return " ".join(map(_written_out, _PUNCTUATION.sub(" ", parted).lower().split()))


def _written_out(word: str) -> str:
    match = _SHORT_AND_NUMBER.fullmatch(word)
    if match and match[1] in ABBREVIATIONS:  # Adj1
        return f"{ABBREVIATIONS[match[1]]} {match[2]}"
    return ABBREVIATIONS.get(word, word)


_FIELD_BY_HEADER: Final = {plain(field): field for field in SYNONYMS} | {
    plain(one): field for field, all_ in SYNONYMS.items() for one in all_.split("|")
}
_WEAK: Final = {plain(one): field for one, field in WEAK.items()}
_AMBIGUOUS: Final = frozenset(map(plain, AMBIGUOUS))


@lru_cache(maxsize=4096)
def match_of(header: str) -> Match | None:
    """Return the field that a header names, None for none."""
    name = plain(header)
    coded = _CODED.fullmatch(name)
    if coded:  # one column for each reason, headed CO-45
        return Match(f"{coded[1]}_{coded[2]}", Strength.EXACT)
    field = _numbered(name)
    if field:
        return Match(field, Strength.EXACT)
    for one in (name, name.removesuffix(" amount"), f"{name} amount"):
        if one in _FIELD_BY_HEADER and (one == name or _FIELD_BY_HEADER[one] in MONEY_FIELDS):
            strength = Strength.WEAK if one in _WEAK else Strength.EXACT
            return Match(_FIELD_BY_HEADER[one], strength, _WEAK.get(one, ""))
    return _by_word(name)


def _numbered(name: str) -> str:
    """Return the field of a header such as ``adj_2_code``, ``CARC 1`` or ``Mod 2``; "" for none."""
    match = _NUMBERED.fullmatch(name)
    if match is None:
        return ""
    field = _FIELD_BY_HEADER.get(match[1] + (match[3] or ""), "")
    if field in _PARTS:
        return f"adj_{int(match[2])}_{_PARTS[field]}"
    return field if field in {"modifiers", "remarks"} else ""


def _by_word(name: str) -> Match | None:
    words = name.split()
    fields = {WORDS[word] for word in words if word in WORDS}
    if len(fields) != 1 or not NOT_OURS.isdisjoint(words):
        return None
    return Match(fields.pop(), Strength.WORD)


def is_ambiguous(header: str, match: Match) -> bool:
    """Tell whether a header of an amount may mean another amount as well."""
    if match.field not in MONEY_FIELDS:
        return False
    return match.strength is Strength.WORD or plain(header) in _AMBIGUOUS
