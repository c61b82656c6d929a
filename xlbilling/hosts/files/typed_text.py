"""What Excel makes of text that is typed into a cell: numbers, dates, truth values or text.

A macro that writes "001" into a cell of format General gets the number 1 in Excel, and keeps the
text in a cell of format ``@``. The file host does the same for what comes through ``Range.value``
and ``Range.formula``. ``Range.raw_value`` is the exact way in: text stays text there.

Source: Excel's data entry with US settings, observed behaviour; English names only.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from xlbilling.model.cells import ERROR_TEXTS, CellError, CellValue


class TypedText(str):
    """Text that came the way typing comes in; the cell's format decides what it becomes."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What typed text becomes.

    Attributes:
        value: the cell's value; None with a formula.
        number_format: the format that Excel gives a General cell with it, None to leave it.
        formula: the formula, with its equals sign.
    """

    value: CellValue
    number_format: str | None = None
    formula: str | None = None


_NUMBER: Final = re.compile(
    r"(?P<sign>[+-]?)(?P<money>\$?)(?P<digits>\d{1,3}(?:,\d{3})+|\d+)?(?P<part>\.\d*)?"
    r"(?P<power>[eE][+-]?\d{1,3})?(?P<percent>%?)",
    re.ASCII,
)
_US_DATE: Final = re.compile(r"(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}|\d{2}))?", re.ASCII)
_ISO_DATE: Final = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})", re.ASCII)
_TIME: Final = re.compile(
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?: ?(?P<half>[AaPp])[Mm]?)?",
    re.ASCII,
)
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_MONTH_NAME: Final = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_MONTH_YEAR: Final = re.compile(_MONTH_NAME + r"[ -](\d{4})", re.IGNORECASE | re.ASCII)
_MONTH_DAY: Final = re.compile(_MONTH_NAME + r" (\d{1,2})(?:, ?(\d{4}))?", re.IGNORECASE | re.ASCII)
_DAY_MONTH: Final = re.compile(
    r"(\d{1,2})[ -]" + _MONTH_NAME + r"(?:[ -](\d{4}|\d{2}))?", re.IGNORECASE | re.ASCII
)
_STARTS: Final = frozenset("0123456789+-.$(=@'#TtFf JjMmAaSsOoNnDd")
_PIVOT_YEAR: Final = 30  # two digits below mean 20xx


def entered(text: str, *, today: dt.date) -> Entry:
    """Return what a General cell holds after the text was typed into it.

    Args:
        text: the text; never empty.
        today: gives a date without a year its year.
    """
    if text[0] not in _STARTS:
        return Entry(str(text))
    if text[0] == "'":
        return Entry(str(text[1:]) or None)
    if text[0] == "=" and len(text) > 1:
        return Entry(None, formula=str(text))
    if text in ERROR_TEXTS:
        return Entry(CellError(text))
    word = text.strip()
    if word.upper() in {"TRUE", "FALSE"}:
        return Entry(word.upper() == "TRUE")
    return _number(word) or _moment(word, today) or Entry(str(text))


def _number(word: str) -> Entry | None:
    negative = word.startswith("(") and word.endswith(")")
    inner = word[1:-1] if negative else word
    found = _NUMBER.fullmatch(inner)
    if found is None or (negative and found["sign"]):
        return None
    digits, part = found["digits"] or "", found["part"] or ""
    if not digits and len(part) < 2:
        return None
    value = float(digits.replace(",", "") + part + (found["power"] or ""))
    if found["sign"] == "-" or negative:
        value = -value
    if found["percent"]:
        return Entry(value / 100, "0.00%" if part else "0%")
    if found["money"]:
        return Entry(value, '"$"#,##0.00_);[Red]("$"#,##0.00)' if part else '"$"#,##0')
    if found["power"]:
        return Entry(value, "0.00E+00")
    return Entry(value, ("#,##0.00" if part else "#,##0") if "," in digits else None)


def _moment(word: str, today: dt.date) -> Entry | None:
    day, _, clock = word.partition(" ")
    date = _date(word, today)
    if date is not None:
        return date
    if (found := _TIME.fullmatch(word)) is not None:
        return _time_alone(found)
    date, found = _date(day, today), _TIME.fullmatch(clock)
    if date is None or found is None or not isinstance(date.value, dt.datetime):
        return None
    seconds = _seconds(found)
    if seconds is None:
        return None
    return Entry(date.value + dt.timedelta(seconds=seconds), "m/d/yyyy h:mm")


def _time_alone(found: re.Match[str]) -> Entry | None:
    seconds = _seconds(found)
    if seconds is None:
        return None
    shown = "h:mm:ss" if found["second"] else "h:mm"
    return Entry(seconds / 86_400, shown + " AM/PM" if found["half"] else shown)


def _seconds(found: re.Match[str]) -> int | None:
    hour, minute = int(found["hour"]), int(found["minute"])
    second = int(found["second"] or 0)
    if minute > 59 or second > 59 or hour > (12 if found["half"] else 23):
        return None
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] in "pP" else 0)
    return hour * 3600 + minute * 60 + second


def _date(word: str, today: dt.date) -> Entry | None:
    if found := _ISO_DATE.fullmatch(word):
        return _day(int(found[1]), int(found[2]), int(found[3]), "m/d/yyyy")
    if found := _US_DATE.fullmatch(word):
        shown = "m/d/yyyy" if found[3] else "d-mmm"
        return _day(_year(found[3], today), int(found[1]), int(found[2]), shown)
    if found := _MONTH_YEAR.fullmatch(word):
        return _day(int(found[2]), _MONTHS[found[1][:3].lower()], 1, "mmm-yy")
    if found := _MONTH_DAY.fullmatch(word):
        shown = "d-mmm-yy" if found[3] else "d-mmm"
        return _day(_year(found[3], today), _MONTHS[found[1][:3].lower()], int(found[2]), shown)
    if found := _DAY_MONTH.fullmatch(word):
        shown = "d-mmm-yy" if found[3] else "d-mmm"
        return _day(_year(found[3], today), _MONTHS[found[2][:3].lower()], int(found[1]), shown)
    return None


def _year(text: str | None, today: dt.date) -> int:
    if text is None:
        return today.year
    year = int(text)
    if len(text) == 4:
        return year
    return 2000 + year if year < _PIVOT_YEAR else 1900 + year


def _day(year: int, month: int, day: int, shown: str) -> Entry | None:
    if year < 1900:
        return None
    try:
        return Entry(dt.datetime(year, month, day), shown)
    except ValueError:
        return None
