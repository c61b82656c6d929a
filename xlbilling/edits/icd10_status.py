"""How diagnoses stand on a day, in words that a biller understands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import pandas as pd

from xlbilling.edits import icd10
from xlbilling.edits.code_rows import outside
from xlbilling.edits.columns import Days, Texts
from xlbilling.edits.diagnoses import plain
from xlbilling.edits.icd10 import Standing
from xlbilling.model.codes import CodeList

BILLABLE: Final = "billable"
TOO_EARLY: Final = f"no ICD-10-CM before {icd10.SINCE}"

_WORDS: Final[Mapping[Standing, Callable[[CodeList, str], str]]] = {
    Standing.VALID: lambda _, __: BILLABLE,
    Standing.UNKNOWN: lambda _, __: "unknown",
    Standing.HEADER: lambda known, code: f"header: {_characters(icd10.missing(known, code))}",
    Standing.NOT_YET: lambda known, code: f"valid from {icd10.days_of(known, code)[0]}",
    Standing.DELETED: lambda known, code: f"ended {_last_day(known, code)}",
    Standing.LACKS_SEVENTH: lambda known, code: (
        "lacks the 7th character: "
        f"{icd10.fill(code)}one of {', '.join(icd10.sevenths(known, code))}"
    ),
    Standing.LACKS_PLACEHOLDER: lambda _, code: (
        f"lacks X before the 7th character: {icd10.with_placeholders(code)}"
    ),
}
_CERTAIN: Final = frozenset({Standing.VALID, Standing.NOT_YET, Standing.DELETED})
"""What holds whatever releases are at hand."""


def statuses(known: CodeList, codes: Texts, days: Days) -> list[str]:
    """Return how each diagnosis stands on its day.

    ``billable``, ``header: 1 to 3 more characters``, ``unknown``, ``valid from …``, ``ended …`` or
    what its 7th character lacks; each code and day is looked up once.

    Args:
        known: the list of ICD-10-CM.
        codes: as typed, with the dot or without.
        days: the day of service of each; NaT asks whether the code ever was valid.
    """
    code_number, distinct = pd.factorize(codes, use_na_sentinel=False)
    day_number, on_days = pd.factorize(days.astype("datetime64[s]"), use_na_sentinel=False)
    pairs, back = np.unique(code_number * len(on_days) + day_number, return_inverse=True)
    which, when = np.divmod(pairs, max(len(on_days), 1))
    named = [plain(code) for code in distinct[which].tolist()]
    words = np.empty(len(pairs), dtype=object)
    words[:] = _worded(known, named, on_days[when].astype("datetime64[D]"))
    of_each: list[str] = words[back].tolist()
    return of_each


def _worded(known: CodeList, codes: list[str], days: Days) -> list[str]:
    standing = [Standing(one) for one in icd10.standings(known, codes, days).tolist()]
    unsure = outside(known.about, days).tolist()
    told = [
        _WORDS[one](known, code) + ("" if one in _CERTAIN or not out else _releases(known))
        for one, code, out in zip(standing, codes, unsure, strict=True)
    ]
    early = (days < icd10.SINCE).tolist()
    return [TOO_EARLY if before else words for before, words in zip(early, told, strict=True)]


def _characters(count: str) -> str:
    return f"{count} more character{'' if count == '1' else 's'}"


def _last_day(known: CodeList, code: str) -> str:
    _, after = icd10.days_of(known, code)
    return str(np.datetime64(after, "D") - 1) if after else ""


def _releases(known: CodeList) -> str:
    return f" (the releases loaded are of {known.about.first_day} to {known.about.last_day})"
