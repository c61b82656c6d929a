"""What each adjustment reason does to the receivable: the default CARC map, and the office's own.

Source: the classes are rules.md 2c, the denial categories rules.md section 11. The table
``CARC Map`` holds these rows to begin with; the office edits them there, and its rows win.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from xlbilling.tasks.statements.words import PLAIN_WORDS

if TYPE_CHECKING:
    import pandas as pd

ANY: Final = "*"


class Class(StrEnum):
    """What an adjustment does."""

    CONTRACT = "CONTRACT"
    SEQUESTRATION = "SEQUESTRATION"
    PENALTY = "PENALTY"
    WITHHOLD = "WITHHOLD"
    CAPITATION = "CAPITATION"
    PATIENT = "PATIENT"
    PATIENT_HOLD = "PATIENT-HOLD"
    DENIAL = "DENIAL"
    PRIOR = "PRIOR"
    INFO = "INFO"
    HOLD = "HOLD"
    DISPUTE = "DISPUTE"
    CORRECTION = "CORRECTION"


_CLASSES: Final[tuple[tuple[str, str, Class], ...]] = (
    ("CO", "45 59 42 A2 131 44 144 223 246 303 P12", Class.CONTRACT),
    ("CO", "253", Class.SEQUESTRATION),
    ("CO", "237", Class.PENALTY),
    ("CO", "104 105 143", Class.WITHHOLD),
    ("CO", "24", Class.CAPITATION),
    ("PR", "1 2 3 66 142 178", Class.PATIENT),
    ("CO", "23", Class.PRIOR),
    ("OA", "23", Class.PRIOR),
    ("PI", "23", Class.PRIOR),
    ("OA", "18", Class.INFO),
    ("OA", "100", Class.PATIENT_HOLD),
    ("PR", ANY, Class.PATIENT_HOLD),
    ("CO", ANY, Class.DENIAL),
    ("OA", ANY, Class.HOLD),
    ("PI", ANY, Class.DISPUTE),
    ("CR", ANY, Class.CORRECTION),
)

_DENIALS: Final[tuple[tuple[str, str, str], ...]] = (
    ("16", "missing or invalid information", "correct the field the remark names, corrected claim"),
    ("18", "duplicate", "check the first claim's status, do not resubmit"),
    ("22", "coordination of benefits", "get the primary's EOB or update the order of coverage"),
    ("24", "wrong plan", "bill the patient's managed care plan"),
    ("26 27 31", "eligibility", "verify coverage, find another, else the patient"),
    ("29", "timely filing", "appeal with proof of timely filing"),
    ("11 50 167", "medical necessity", "check the diagnosis link, appeal with records"),
    ("4 97 234 236", "coding or bundling", "review modifiers, corrected claim or accept"),
    ("15 197 198", "authorization", "ask for a retroactive authorization or appeal"),
    ("96 204", "not covered", "bill the patient only where the payer said PR"),
    ("109", "wrong payer", "bill the right payer"),
    ("226 227 252", "documentation requested", "send the records"),
    ("100", "payer paid the patient", "ask the patient for the payer's check"),
)
_OTHER: Final = ("other", "review")
ZERO_ALLOWED: Final = (
    "zero allowed",
    "ask the payer why nothing was allowed; nothing is written off",
)

_PLAIN_WORDS: Final[Mapping[tuple[str, str], str]] = {
    ("CO", "45"): "discount under your plan's contract",
    ("CO", "253"): "federal payment reduction",
    ("OA", "23"): "paid or adjusted by your other insurance",
    **PLAIN_WORDS,
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an adjustment reason means.

    Attributes:
        class_: what it does to the receivable.
        category: of a denial, in the office's words.
        action: what to do about it.
        days: within how many days; None where nobody said.
    """

    class_: Class
    category: str = ""
    action: str = ""
    days: int | None = None


def default_rows() -> list[dict[str, Any]]:
    """Return the rows a fresh CARC Map begins with, by the table's code names."""
    return [
        {
            "group": group,
            "code": code,
            "class": meaning.class_.value,
            "category": meaning.category,
            "action": meaning.action,
            "plain_words": _PLAIN_WORDS.get((group, code), ""),
        }
        for (group, code), meaning in _defaults().items()
    ]


def _defaults() -> dict[tuple[str, str], Meaning]:
    categories = {
        code: (category, action) for codes, category, action in _DENIALS for code in codes.split()
    }
    rows: dict[tuple[str, str], Meaning] = {}
    for group, codes, class_ in _CLASSES:
        for code in codes.split():
            rows[group, code] = Meaning(class_, *categories.get(code, ("", "")))
    for group in ("CO", "PR", "OA", "PI"):
        for code, words in categories.items():
            rows.setdefault((group, code), Meaning(rows[group, ANY].class_, *words))
    return rows


@dataclass(frozen=True)
class CarcMap:
    """The office's CARC map over the default one.

    Attributes:
        rows: meaning by group and code; ``*`` stands for all others.
    """

    rows: Mapping[tuple[str, str], Meaning]

    def meaning(self, group: str, code: str) -> Meaning:
        """Return what a group and reason code mean; the most exact row wins.

        A reason that no row names is a denial: money stays owed until a person decides.
        """
        for key in ((group, code), (ANY, code), (group, ANY), (ANY, ANY)):
            if key in self.rows:
                return self.rows[key]
        return Meaning(Class.DENIAL, *_OTHER)

    def words(self, group: str, code: str) -> tuple[str, str]:
        """Return a denial's category and action; ``other`` and ``review`` where none is known."""
        meaning = self.meaning(group, code)
        return (meaning.category or _OTHER[0], meaning.action or _OTHER[1])


def read(frame: pd.DataFrame) -> CarcMap:
    """Return the map of the CARC Map sheet; a row with an unknown class counts as not there."""
    rows = _defaults()
    known = {each.value for each in Class}
    names = ("group", "code", "class", "category", "action", "days")
    for group, code, class_, category, action, days in zip(
        *(frame[name] for name in names), strict=True
    ):
        key = (group.upper() or ANY, bare_code(code) or ANY)
        if class_.upper() in known:
            old = rows.get(key, Meaning(Class.DENIAL))
            limit = None if days != days else int(days)  # noqa: PLR0124  NaN
            rows[key] = Meaning(
                Class(class_.upper()), category or old.category, action or old.action, limit
            )
    return CarcMap(rows)


def bare_code(code: str) -> str:
    """Return a reason code as it is compared: upper case, no leading zeros (``045`` is ``45``)."""
    return code.strip().upper().lstrip("0") or code.strip()
