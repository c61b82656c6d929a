"""What a spreadsheet cell can hold, in plain Python, whichever host it came from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import accumulate
from math import isfinite
from types import NoneType
from typing import Final

LONGEST_TEXT: Final = 32_767
"""So many characters a text may have, as Excel counts them."""

LONGEST_FORMULA: Final = 8_192
"""So many characters a formula may have."""

MOST_ARGUMENTS: Final = 255
"""So many arguments a formula's function may have."""

ERROR_TEXTS: Final = frozenset(
    {
        "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A",
        "#GETTING_DATA", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!",
    }
)  # fmt: skip


class CellError(str):
    """An error cell such as ``#REF!``; text for reading, never a blank or a number."""

    __slots__ = ()


CellValue = str | float | int | bool | datetime | CellError | None

PLAIN_KINDS: Final[frozenset[type]] = frozenset({
    str,
    float,
    int,
    bool,
    NoneType,
    datetime,
    CellError,
})
"""The very types of `CellValue`: nothing of numpy's or pandas' is written into a cell."""


def length(text: str) -> int:
    """Return a text's characters as Excel counts them: those beyond Unicode's first plane twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fitting(texts: Iterable[str], between: str = " ", room: int = LONGEST_TEXT) -> int:
    """Return how many of the first texts one cell can hold, put together.

    Args:
        texts: in order.
        between: what stands between two of them.
        room: so many characters they may take.
    """
    ends = accumulate(length(text) + len(between) for text in texts)
    return bisect_right(list(ends), room + len(between))


def listed(texts: Sequence[str], between: str = ", ") -> str:
    """Return texts as one for people to read; what no cell can hold ends with how many more."""
    shown = fitting(texts, between, LONGEST_TEXT - _ROOM_FOR_WORDS)
    more = [f"and {len(texts) - shown:,} more"] if shown < len(texts) else []
    return between.join([*texts[:shown], *more])


_ROOM_FOR_WORDS: Final = 1_000
"""Characters that are left for the words around a list."""


def first_unfit(values: Sequence[object], kinds: frozenset[type] = PLAIN_KINDS) -> int | None:
    """Return the place of the first value that no cell can hold; None where each can be held.

    Args:
        values: those of many cells.
        kinds: the types that the writer knows.
    """
    there = set(map(type, values))
    floats = [one for one in values if type(one) is float] if float in there else ()
    texts = [one for one in values if isinstance(one, str)]
    longest = max(map(len, texts), default=0)
    if there <= kinds and all(map(isfinite, floats)) and longest <= LONGEST_TEXT // 2:
        return None  # nearly always, and quickly seen; however characters are counted
    return next((n for n, one in enumerate(values) if unfit(one, kinds)), None)


def unfit(value: object, kinds: frozenset[type] = PLAIN_KINDS) -> str:
    """Return in words what a value is that no cell can hold; "" for one that a cell can hold."""
    if type(value) not in kinds:
        return f"a {type(value).__name__}"
    if isinstance(value, str):
        count = length(value)
        return f"a text of {count:,} characters" if count > LONGEST_TEXT else ""
    return f"the number {value}" if isinstance(value, float) and not isfinite(value) else ""
