"""Number formats of a Calc document by Excel's codes."""

from __future__ import annotations

import re
from typing import Any, Final

from xlbilling.hosts.calc import bridge
from xlbilling.hosts.files.number_formats import GENERAL, shows_dates

_LOGICAL: Final = 1024  # com.sun.star.util.NumberFormat.LOGICAL
_TEXT: Final = 256
_KEPT: Final = re.compile(r'("[^"]*"|\\.|\[[^\]]*\])')
_COLORS: Final = re.compile(r"\[(BLACK|BLUE|CYAN|GREEN|MAGENTA|RED|WHITE|YELLOW)\]")
_CLOCK: Final = re.compile(r"^\[[HMS]+\]$")


class Formats:
    """The number formats of one document; each is asked for once.

    Args:
        document: the Calc document.
    """

    def __init__(self, document: Any) -> None:
        self._formats = document.NumberFormats
        self._locale = bridge.struct("com.sun.star.lang.Locale", Language="en", Country="US")
        self._keys: dict[str, int] = {GENERAL: 0}
        self._codes: dict[int, str] = {0: GENERAL}

    def key(self, code: str) -> int:
        """Return the number that Calc knows a format by; a new one is added.

        Raises:
            ValueError: Calc does not understand the code.
        """
        if code not in self._keys:
            found: int = self._formats.queryKey(code, self._locale, False)
            if found == -1:
                found = self._added(code)
            self._keys[code] = found
            self._codes[found] = code
        return self._keys[code]

    def _added(self, code: str) -> int:
        try:
            added: int = self._formats.addNew(code, self._locale)
        except bridge.trouble("com.sun.star.util.MalformedNumberFormatException") as why:
            raise ValueError(f"{code!r} is no number format") from why
        return added

    def code(self, key: int) -> str:
        """Return Excel's code of a format, such as ``yyyy-mm-dd``."""
        if key not in self._codes:
            entry = self._formats.getByKey(key)
            self._codes[key] = _excels(entry.FormatString, entry.Type)
        return self._codes[key]

    def is_date(self, key: int) -> bool:
        """Tell whether numbers of this format show as calendar dates."""
        return shows_dates(self.code(key))

    def is_logical(self, key: int) -> bool:
        """Tell whether numbers of this format are truth values."""
        return self.code(key) == BOOLEAN


BOOLEAN: Final = "BOOLEAN"
"""Calc's format of a truth value; Excel needs none for it."""


def _excels(code: str, kind: int) -> str:
    """Return a code as Excel writes it: Calc shows letters and colours in capitals."""
    if kind & _LOGICAL:
        return BOOLEAN
    if code == "General" or kind & _TEXT:
        return GENERAL if code == "General" else code
    pieces = _KEPT.split(_COLORS.sub(lambda found: f"[{found[1].title()}]", code))
    return "".join(
        piece if place % 2 and not _CLOCK.match(piece) else _letters(piece)
        for place, piece in enumerate(pieces)
    )


def _letters(piece: str) -> str:
    """Lower the letters of dates and times; AM/PM, E and General are written as they are."""
    return re.sub(
        r"AM/PM|A/P|General|E[+-]|[DMYHS]+",
        lambda found: found[0].lower() if set(found[0]) <= set("DMYHS") else found[0],
        piece,
    )
