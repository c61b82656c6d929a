"""Code sets with the days they hold for: single codes, and pairs of codes; looked up in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

NOWHERE: Final = -1
"""The position of a row that is not there."""

_DIGITS: Final = {
    character: n for n, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
}
_CODE_LENGTH: Final = 5
_CODES: Final = 36**_CODE_LENGTH

ICD10CM: Final = "icd10cm"
HCPCS: Final = "hcpcs"
CPT: Final = "cpt"
MODIFIERS: Final = "modifiers"
PLACES: Final = "pos"
PTP: Final = "ncci-ptp"
MUE: Final = "ncci-mue"
ADD_ONS: Final = "ncci-addons"
RVU: Final = "rvu"
EXCLUDES1: Final = "icd10cm-excludes1"

FROM_EVER: Final = -(2**31)
FOR_EVER: Final = 2**31 - 1
"""The days of a pair that holds from ever, or goes on, as days since 1970."""

Days = NDArray[np.datetime64]
Positions = NDArray[np.intp]


@dataclass(frozen=True)
class About:
    """What a code set is and where it comes from.

    Attributes:
        name: one of this module's names, such as ``hcpcs``.
        version: the release as its publisher names it, such as ``2026 Q1``.
        source: the file it was read from, or the package that carries it.
        loaded_on: the day it was loaded, ISO; "" for one that is shipped.
        first_day: the first day the release speaks for, ISO; "" where the file does not say.
        last_day: the last such day, ISO; "" where it does not say.
    """

    name: str
    version: str
    source: str
    loaded_on: str = ""
    first_day: str = ""
    last_day: str = ""


@dataclass(frozen=True)
class CodeList:
    """Codes, each with the days it holds for; a code may stand in several rows, side by side.

    Attributes:
        about: what it is.
        codes: text, sorted; equal codes stand together in the order of their first days.
        starts: the first day of each row; NaT where it holds from ever.
        ends: the last day of each row; NaT where it goes on.
        values: what else is known of each row, an array for each name.
    """

    about: About
    codes: NDArray[np.object_]
    starts: Days
    ends: Days
    values: Mapping[str, NDArray[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def _first(self) -> dict[str, int]:
        return {
            code: n for n, code in zip(range(len(self) - 1, -1, -1), self.codes[::-1], strict=True)
        }

    def first(self, codes: Iterable[str]) -> Positions:
        """Return the first row of each code, NOWHERE for one that the set never had."""
        found = self._first
        return np.array([found.get(code, NOWHERE) for code in codes], dtype=np.intp)

    def on(self, first: Positions, days: Days) -> Positions:
        """Return the row that holds on a day, NOWHERE where none does.

        Args:
            first: the first row of each code, as ``first`` tells it.
            days: a day for each; NaT asks whether the code is known at all.
        """
        row = first.astype(np.intp, copy=True)
        held = np.full(len(row), NOWHERE, dtype=np.intp)
        here = np.flatnonzero(row != NOWHERE)
        while len(here):
            at = row[here]
            begun = (
                np.isnat(self.starts[at]) | np.isnat(days[here]) | (self.starts[at] <= days[here])
            )
            goes_on = np.isnat(self.ends[at]) | np.isnat(days[here]) | (days[here] <= self.ends[at])
            held[here[begun & goes_on]] = at[begun & goes_on]
            here = here[~(begun & goes_on)]
            following = row[here] + 1
            more = following < len(self)
            here, following = here[more], following[more]
            more = self.codes[following] == self.codes[row[here]]
            here, following = here[more], following[more]
            row[here] = following
        return held


@dataclass(frozen=True)
class PairList:
    """Pairs of five-character codes with the days they hold for, such as NCCI's column 1 and 2.

    Attributes:
        about: what it is.
        keys: each pair as one number (``pair_keys``), sorted; the same pair may repeat.
        starts: the first day of each row, as days since 1970.
        ends: the last day of each row, as days since 1970; FOR_EVER where it goes on.
        values: what else is known of each row, an array for each name.
    """

    about: About
    keys: NDArray[np.int64]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    values: Mapping[str, NDArray[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.keys)

    def on(self, keys: NDArray[np.int64], days: Days) -> Positions:
        """Return the row of each pair that holds on its day, NOWHERE where none does."""
        day = days.astype("datetime64[D]").astype(np.int64)
        held = np.full(len(keys), NOWHERE, dtype=np.intp)
        if not len(self.keys):
            return held
        at = np.searchsorted(self.keys, keys, side="left")
        here = np.flatnonzero(at < len(self.keys))
        while len(here):
            here = here[self.keys[at[here]] == keys[here]]
            row = at[here]
            holds = (self.starts[row] <= day[here]) & (day[here] <= self.ends[row])
            held[here[holds]] = row[holds]
            here = here[~holds]
            at[here] += 1
            here = here[at[here] < len(self.keys)]
        return held


CodeSets = Mapping[str, CodeList | PairList]
"""The sets at hand by name; one that nobody loaded is not there, and its edits stay silent."""


def code_list(
    about: About,
    codes: Sequence[str],
    starts: Sequence[str | None],
    ends: Sequence[str | None],
    values: Mapping[str, NDArray[Any]],
) -> CodeList:
    """Return a code list out of rows in any order; days are ISO text, None for open."""
    names = np.array(codes, dtype=object)
    first = np.array([day or "NaT" for day in starts], dtype="datetime64[D]")
    last = np.array([day or "NaT" for day in ends], dtype="datetime64[D]")
    from_ever = np.where(np.isnat(first), np.datetime64("0001-01-01", "D"), first)
    order = np.lexsort((from_ever, names.astype("U")))
    kept = {name: column[order] for name, column in values.items()}
    return CodeList(about, names[order], first[order], last[order], kept)


def pair_list(
    about: About,
    pairs: Sequence[tuple[str, str]],
    starts: Sequence[str | None],
    ends: Sequence[str | None],
    values: Mapping[str, NDArray[Any]],
) -> PairList:
    """Return a pair list out of rows in any order; days are ISO text, None for open."""
    first = np.array([code_number(one) for one, _ in pairs], dtype=np.int64)
    second = np.array([code_number(other) for _, other in pairs], dtype=np.int64)
    begin = np.array([_day_number(day, FROM_EVER) for day in starts], dtype=np.int32)
    end = np.array([_day_number(day, FOR_EVER) for day in ends], dtype=np.int32)
    keys = pair_keys(first, second)
    order = np.lexsort((begin, keys))
    kept = {name: column[order] for name, column in values.items()}
    return PairList(about, keys[order], begin[order], end[order], kept)


def _day_number(day: str | None, otherwise: int) -> int:
    return int(np.datetime64(day, "D").astype(np.int64)) if day else otherwise


def code_number(code: str) -> int:
    """Return a five-character code as a number, NOWHERE for text of another shape."""
    if len(code) != _CODE_LENGTH:
        return NOWHERE
    number = 0
    for character in code:
        digit = _DIGITS.get(character)
        if digit is None:
            return NOWHERE
        number = number * 36 + digit
    return number


def number_code(number: int) -> str:
    """Return the code that ``code_number`` made a number of."""
    characters = []
    for _ in range(_CODE_LENGTH):
        number, digit = divmod(number, 36)
        characters.append("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit])
    return "".join(reversed(characters))


def pair_keys(first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return pairs of code numbers as one number each; NOWHERE where either is."""
    keys = first * _CODES + second
    return np.where((first == NOWHERE) | (second == NOWHERE), NOWHERE, keys)
