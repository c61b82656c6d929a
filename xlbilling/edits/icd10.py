"""How a diagnosis stands in ICD-10-CM on a day: valid, unknown, only a header, not yet, no more."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xlbilling.edits.columns import Days, Mask, Positions
from xlbilling.model.codes import ICD10CM, NOWHERE, CodeList, CodeSets

SINCE: Final = np.datetime64("2015-10-01", "D")
"""The first day of service whose diagnoses are ICD-10-CM (45 CFR 162.1002)."""

_LENGTH: Final = 7
_LAST: Final = "\uffff"
"""A character behind every other: what a code and it enclose are the codes below."""


class Standing(IntEnum):
    """How a code stands on a day."""

    VALID = 0
    UNKNOWN = 1
    HEADER = 2
    """It is divided further, and only what is below it may stand on a claim."""
    NOT_YET = 3
    DELETED = 4
    LACKS_SEVENTH = 5
    """Nothing but the 7th character is missing, and X in the empty places before it."""
    LACKS_PLACEHOLDER = 6
    """Its 7th character stands too far in front: X is missing in the empty places before it."""


def loaded(codes: CodeSets) -> CodeList | None:
    """Return the list of ICD-10-CM, None where it is not at hand."""
    known = codes.get(ICD10CM)
    return known if isinstance(known, CodeList) and len(known) else None


def standings(known: CodeList, codes: Sequence[str], days: Days) -> NDArray[np.int8]:
    """Return how codes stand, each on its day.

    Args:
        known: the list of ICD-10-CM.
        codes: in capitals, without the dot.
        days: a day for each; NaT asks whether the code ever was valid.
    """
    first = known.first(codes)
    row = known.on(first, days)
    standing = np.full(len(first), Standing.VALID, dtype=np.int8)
    standing[(row != NOWHERE) & ~_billable(known, row)] = Standing.HEADER
    out = row == NOWHERE
    before = out & (first != NOWHERE) & (days < known.starts[first])
    standing[out] = Standing.DELETED
    standing[before] = Standing.NOT_YET
    standing[first == NOWHERE] = Standing.UNKNOWN
    unclear = (standing == Standing.UNKNOWN) | (standing == Standing.HEADER)
    for n in np.flatnonzero(unclear).tolist():
        standing[n] = _closer(known, codes[n], Standing(standing[n]))
    return standing


def _billable(known: CodeList, row: Positions) -> Mask:
    answer: Mask = np.asarray(known.values["billable"], dtype=bool)[row]
    return answer


def _closer(known: CodeList, code: str, standing: Standing) -> Standing:
    """Return what is wrong with a code that may not stand on a claim, as close as can be told."""
    if sevenths(known, code):
        return Standing.LACKS_SEVENTH
    if standing is Standing.UNKNOWN and _billable_ever(known, with_placeholders(code)):
        return Standing.LACKS_PLACEHOLDER
    return standing


def sevenths(known: CodeList, code: str) -> str:
    """Return the 7th characters that would make a code whole, "" where that is not what it lacks.

    X fills the empty places before the 7th character (guideline I.A.4).
    """
    if len(code) >= _LENGTH:
        return ""
    below = _below(known, code.ljust(_LENGTH - 1, "X"))
    return "".join(sorted({whole[-1] for whole in below if len(whole) == _LENGTH}))


def with_placeholders(code: str) -> str:
    """Return a code with X put before its last character until it has seven, "" for one whole."""
    if not code or len(code) >= _LENGTH:
        return ""
    return code[:-1].ljust(_LENGTH - 1, "X") + code[-1]


def fill(code: str) -> str:
    """Return what stands between a code and its 7th character: ``XX, then ``, "" for nothing."""
    return f"{'X' * (_LENGTH - 1 - len(code))}, then " if len(code) < _LENGTH - 1 else ""


def missing(known: CodeList, code: str) -> str:
    """Return how many characters the billable codes below a header have more: ``1 to 3``."""
    lengths = {len(whole) for whole in _below(known, code)} - {len(code)}
    least, most = min(lengths) - len(code), max(lengths) - len(code)
    return f"{least}" if least == most else f"{least} to {most}"


def _below(known: CodeList, head: str) -> list[str]:
    """Return the billable codes that begin with a head."""
    start, end = (bisect_left(known.codes, text) for text in (head, head + _LAST))
    kept = np.asarray(known.values["billable"], dtype=bool)[start:end]
    codes: list[str] = known.codes[start:end][kept].tolist()
    return codes


def _billable_ever(known: CodeList, code: str) -> bool:
    return bool(code) and code in _below(known, code)


def days_of(known: CodeList, code: str) -> tuple[str, str]:
    """Return the first day of a code and the first day after it, ISO; "" where it is open."""
    first, after = (bisect_left(known.codes, text) for text in (code, code + chr(0)))
    start, end = known.starts[first], known.ends[after - 1]
    return (
        "" if np.isnat(start) else str(start),
        "" if np.isnat(end) else str(end + np.timedelta64(1, "D")),
    )
