"""Which number formats show dates, and which dates get by themselves."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Final

GENERAL: Final = "General"
TEXT: Final = "@"
DATE: Final = "m/d/yyyy"
DATE_AND_TIME: Final = "m/d/yyyy h:mm"

_NOT_CODES: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ELAPSED: Final = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)


@lru_cache(maxsize=1024)
def shows_dates(number_format: str) -> bool:
    """Tell whether a cell of this format shows its number as a calendar date.

    Times of day (``h:mm``) and durations (``[h]:mm``) are numbers here: parts of a day.
    """
    first = number_format.split(";", 1)[0]
    codes = _NOT_CODES.sub("", first).lower()
    if codes in {"general", "@"} or _ELAPSED.search(codes):
        return False
    if "d" in codes or "y" in codes:
        return True
    return "m" in codes and "h" not in codes and "s" not in codes


def for_moment(moment: dt.datetime) -> str:
    """Return the format that Excel gives a General cell when a date is written to it."""
    return DATE if moment.time() == dt.time() else DATE_AND_TIME
