"""Which quarter's release a published file is, told by its name as CMS names its files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from xlbilling.model.codes import About

_MONTHS: Final = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
# NCCI's version 32.0 is the first quarter of 2026: its major number counts the years since 1994.
_VERSION: Final = re.compile(r"-v(\d\d)([0-3])r(\d)")
_FIRST_NCCI_YEAR: Final = 1994
_QUARTER: Final = re.compile(r"(20\d\d)[-_ ]?q([1-4])")
_EFFECTIVE: Final = re.compile(r"eff[-_ ]?(0[1-9]|1[0-2])-\d\d-(20\d\d)")
_YEAR_MONTH: Final = re.compile(rf"(?:hcpc|pprrvu)(20\d\d|\d\d)[-_ ]?({_MONTHS})")
_LETTER: Final = re.compile(r"rvu(20\d\d|\d\d)([a-d])(?![a-z])")


@dataclass(frozen=True, slots=True)
class Release:
    """A quarter's release.

    Attributes:
        version: as it is shown, such as ``2026 Q1``; "" where the name does not say.
        first_day: the quarter's first day, ISO; "" where unknown.
        last_day: its last day, ISO; "" where unknown.
    """

    version: str = ""
    first_day: str = ""
    last_day: str = ""

    def about(self, name: str, source: str) -> About:
        """Return what a set of this release is."""
        return About(name, self.version, source, "", self.first_day, self.last_day)


UNKNOWN: Final = Release()


def of_name(name: str) -> Release:
    """Return the release that a file's name tells: ``ccipra-v320r0-f1`` is 2026 Q1."""
    words = name.lower()
    if found := _VERSION.search(words):
        revision = f" r{found[3]}" if found[3] != "0" else ""
        return quarter(_FIRST_NCCI_YEAR + int(found[1]), int(found[2]) + 1, revision)
    if found := _QUARTER.search(words):
        return quarter(int(found[1]), int(found[2]))
    if found := _EFFECTIVE.search(words):
        return quarter(int(found[2]), (int(found[1]) + 2) // 3)
    if found := _YEAR_MONTH.search(words):
        return quarter(_year(found[1]), _MONTHS.split("|").index(found[2]) // 3 + 1)
    if found := _LETTER.search(words):
        return quarter(_year(found[1]), "abcd".index(found[2]) + 1)
    return UNKNOWN


def of_day(iso: str) -> Release:
    """Return the release of the quarter that a day lies in; unknown for ""."""
    return quarter(int(iso[:4]), (int(iso[5:7]) + 2) // 3) if iso else UNKNOWN


def quarter(year: int, number: int, revision: str = "") -> Release:
    """Return the release of a quarter, 1 to 4."""
    first = date(year, 3 * number - 2, 1)
    following = date(year + number // 4, 3 * number % 12 + 1, 1)
    last = following - timedelta(days=1)
    return Release(f"{year} Q{number}{revision}", first.isoformat(), last.isoformat())


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)
