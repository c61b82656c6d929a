"""Cells of a payer's CSV or XLSX turned into cents, dates, ids and words.

A remittance sheet is the payer's, not ours: every form of money, date and id seen in
exports is taken, and what cannot be taken exactly is refused with the reason.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Final, TypeGuard

from xlbilling.model.cells import CellError, CellValue
from xlbilling.x12.numbers import NotANumberError, cents_of

_GROUPED: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d*\.?\d*", re.ASCII)
_CENTS_SHOWN: Final = re.compile(r"\$|\d?\.\d\d(?!\d)", re.ASCII)
_ZERO_MARKS: Final = frozenset({"-", "--", "\u2013", "\u2014"})
_SCIENTIFIC: Final = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_EXACT_FLOAT: Final = 10**15
_EXCEL_DAY_ZERO: Final = date(1899, 12, 30)
_SERIALS: Final = range(20_000, 80_000)
_DATE_FORMS: Final = (
    "%Y-%m-%d",
    "%m/%d/%Y",
    "%m/%d/%y",
    "%Y/%m/%d",
    "%m-%d-%Y",
    "%m-%d-%y",
    "%d-%b-%Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d %b %Y",
    "%d %B %Y",
    "%m.%d.%Y",
)
_DIGIT_FORMS: Final = {8: ("%Y%m%d", "%m%d%Y"), 6: ("%m%d%y",)}
_SERIAL_DIGITS: Final = 5
_CENTURIES: Final = range(1900, 2100)


def words_of(value: CellValue) -> str:
    """Return a cell as trimmed text in one spelling (NFKC).

    A blank cell is empty text, a whole number has no point.
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT_FLOAT:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return " ".join(unicodedata.normalize("NFKC", str(value)).split())


def money_of(value: CellValue) -> int | None:
    """Return the cents a cell shows, None for a blank cell.

    Takes ``$1,234.50``, ``(12.00)``, ``12.00-``, ``-12``, ``12.00CR`` (a credit, so
    negative), ``12.00DR``, and the dash that Excel's accounting format shows for zero.

    Raises:
        NotANumberError: the cell is an error, TRUE, a date, other text, or has a
            fraction of a cent.
    """
    if isinstance(value, CellError | bool | datetime):
        raise NotANumberError("is not an amount")
    if isinstance(value, int | float):
        return cents_of(f"{Decimal(_shown(value)):f}")
    text = words_of(value).upper().replace(" ", "").replace("\u2212", "-")
    if not text:
        return None
    bare = text.replace("$", "", 1)
    if bare in _ZERO_MARKS:
        return 0
    return _signed_cents(bare)


def looks_like_money(value: CellValue, *, is_amount: bool = False) -> bool:
    """Tell whether a cell holds an amount other than zero.

    Args:
        value: the cell.
        is_amount: the column's header speaks of money, so that whole numbers are amounts too.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return isfinite(value) and (bool(value) if is_amount else value != int(value))
    if not isinstance(value, str) or isinstance(value, CellError):
        return False
    if not is_amount and not _CENTS_SHOWN.search(value):
        return False
    try:
        return bool(money_of(value))
    except NotANumberError:
        return False


def _shown(value: float) -> str:
    """Return a number in the 15 digits that Excel shows: a computed 33.3 is stored a hair off."""
    return repr(value) if isinstance(value, int) else f"{value:.15g}"


def _signed_cents(text: str) -> int:
    """Return signed cents; two marks of a negative, as in ``(-5.00)``, leave it open."""
    if sum(text.count(mark) for mark in ("(", "-", "CR")) > 1:
        raise NotANumberError("has two signs")
    sign = 1
    if text.startswith("(") and text.endswith(")"):
        sign, text = -1, text[1:-1]
    if text.endswith("CR"):
        sign, text = -sign, text[:-2]
    text = text.removesuffix("DR").removesuffix("USD").removeprefix("USD").removeprefix("+")
    if text.endswith("-"):
        sign, text = -sign, text[:-1]
    if text.startswith("-"):
        sign, text = -sign, text[1:]
    if not text or not _GROUPED.fullmatch(text):
        raise NotANumberError("is not an amount")
    return sign * cents_of(text.replace(",", ""))


def id_trouble(value: CellValue) -> str:
    """Return what is wrong with an id cell, empty when nothing.

    Excel damages ids that look like numbers.
    """
    if isinstance(value, CellError):
        return "is an error cell"
    if isinstance(value, float) and abs(value) >= _EXACT_FLOAT:
        return "is a number of more than 15 digits, so its last digits are lost"
    if isinstance(value, str) and _SCIENTIFIC.fullmatch(value.strip()):
        return "is in scientific notation, so digits are lost"
    return ""


def days_of(value: CellValue) -> tuple[date, date] | None:
    """Return the first and last day a cell names, None for a blank cell.

    Takes dates, Excel serials, ISO, ``01/05/2024``, ``010524``, ``20240105``, ranges with
    a dash or ``to``, and the printed remittance's ``0105 010524`` (from month and day, to).

    Raises:
        ValueError: the cell names no day.
    """
    if isinstance(value, datetime):
        return value.date(), value.date()
    if _is_serial(value):
        day = _EXCEL_DAY_ZERO + timedelta(days=int(value))
        return day, day
    text = words_of(value)
    if not text:
        return None
    parts = re.split(
        r"\s+(?:-|to|thru|through)\s+|\s*\u2013\s*|(?<=\d{4})\s*-\s*(?=\d{1,2}/)", text
    )
    if len(parts) == 2:
        return _day(parts[0]), _day(parts[1])
    printed = re.fullmatch(r"(\d{4}) (\d{6})", text)
    if printed:
        last = _day(printed[2])
        first = _day(printed[1] + printed[2][4:])
        return first, last
    day = _day(re.split(r"[ T]", text)[0] if ":" in text else text)
    return day, day


def _is_serial(value: CellValue) -> TypeGuard[int | float]:
    """Tell a day as Excel counts it, with or without a time of day."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isfinite(value) and int(value) in _SERIALS


@lru_cache(maxsize=4096)
def _day(text: str) -> date:
    if len(text) == _SERIAL_DIGITS and text.isdecimal() and int(text) in _SERIALS:
        return _EXCEL_DAY_ZERO + timedelta(days=int(text))
    for form in _DIGIT_FORMS.get(len(text), ()) if text.isdecimal() else _DATE_FORMS:
        try:
            day = datetime.strptime(text, form).date()
        except ValueError:
            continue
        if day.year in _CENTURIES:
            return day
    raise ValueError("is no date")
