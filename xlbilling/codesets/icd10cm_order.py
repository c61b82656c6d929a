"""The order file of ICD-10-CM that CMS publishes each year: every code, fixed width, with titles.

Columns: 1-5 order number, 7-13 code, 15 whether it is billable (1) or a header (0), 17-76 short
title, 78 on long title.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from xlbilling.codesets.icd10cm_release import merge, release_list
from xlbilling.model.codes import ICD10CM, About, CodeList
from xlbilling.model.errors import InputFileError
from xlbilling.model.tables import InputFile

__all__ = ["looks_like", "merge", "read"]

_ROW: Final = re.compile(r"(\d{5}) ([A-Z][0-9A-Z]{2}[0-9A-Z ]{4}) ([01]) (.*)")
_FIRST_ROW: Final = re.compile(rb"(?:\xef\xbb\xbf)?00001 A00 {4} 0 ")
_YEAR: Final = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_APRIL: Final = re.compile(r"apr", re.IGNORECASE)
_LONG_TITLE: Final = 61
"""Where the long title begins behind the billable flag and its blank."""


def looks_like(file: InputFile) -> bool:
    """Tell whether a file is an order file, by its first row."""
    return _FIRST_ROW.match(file.content) is not None


def read(file: InputFile) -> CodeList:
    """Return the codes of an order file, with the days of its release in ``about``.

    The release is told by the file's name, as CMS names it: ``icd10cm_order_2027.txt`` holds from
    October 1, 2026 to September 30, 2027; ``icd10cm-order-April-2027.txt`` from April 1, 2027.

    Raises:
        InputFileError: the name has no year, or a row has another shape.
    """
    first_day, last_day = _days(file.name)
    billable, titles = {}, {}
    for number, line in enumerate(file.content.decode("utf-8-sig").splitlines(), start=1):
        if not line.strip():
            continue
        row = _ROW.fullmatch(line.rstrip())
        if row is None:
            raise _refused(file.name, number)
        code = row[2].rstrip()
        billable[code] = row[3] == "1"
        titles[code] = row[4][_LONG_TITLE:].strip() or row[4].strip()
    release = f"FY{last_day.year}" + (" April" if first_day.month == 4 else "")
    days = first_day.isoformat(), last_day.isoformat()
    return release_list(About(ICD10CM, release, file.name, "", *days), billable, titles, ())


def _days(name: str) -> tuple[date, date]:
    """Return the first and the last day of a release, told by its file's name."""
    years = _YEAR.findall(name)
    if not years:
        raise InputFileError(
            f"{name}: the name does not say which year's ICD-10-CM this is",
            id="CODES-YEAR",
            fix="keep the name that CMS gave the file, such as icd10cm_order_2027.txt",
        )
    year = int(years[-1])
    first = date(year, 4, 1) if _APRIL.search(name) else date(year - 1, 10, 1)
    return first, date(year, 9, 30)


def _refused(name: str, number: int) -> InputFileError:
    return InputFileError(
        f"{name}: line {number} is no row of an order file: order number, code, 0 or 1, titles",
        id="CODES-SHAPE",
        fix="unzip the file again as CMS published it, and load it unchanged",
    )
