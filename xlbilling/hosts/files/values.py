"""Cell values between xlwings' converters and the sheet in memory."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import chain
from math import isfinite
from numbers import Integral, Real
from typing import Any, Final

from xlbilling.hosts.files.typed_text import TypedText
from xlbilling.model.cells import PLAIN_KINDS, CellError, CellValue, first_unfit, unfit

_PLAIN: Final = PLAIN_KINDS | {TypedText}
_DAY_ZERO: Final = dt.datetime(1899, 12, 30)
DAYS_BEFORE_1904: Final = 1462
"""What a day's number in an ordinary book is above that in a book that counts from 1904."""

_FALSE_LEAP_DAY: Final = 60  # Excel counts 29 February 1900, which never was


def check_block(block: Sequence[Sequence[object]]) -> None:
    """Refuse what a cell cannot hold, before anything is written.

    Raises:
        TypeError: a value is none of text, number, truth value, datetime, cell error or None.
        ValueError: a number is not finite, a text is longer than Excel's 32,767 characters, or the
            rows differ in length.
    """
    width = len(block[0]) if block else 0
    if any(len(row) != width for row in block):
        raise ValueError("all rows of a block must have the same length")
    cells = list(chain.from_iterable(block))
    place = first_unfit(cells, _PLAIN)
    if place is None:
        return
    kind = type(cells[place])
    if kind not in _PLAIN:
        raise TypeError(f"a cell cannot hold a {kind.__name__}; convert it to plain Python first")
    raise ValueError(f"a cell cannot hold {unfit(cells[place], _PLAIN)}; a blank is None")


def to_plain(value: Any) -> CellValue:
    """Return what a cell shall hold for a value that a macro writes through ``Range.value``.

    Text comes back marked as typed, so that the cell's format decides whether "001" stays text, as
    in Excel. numpy and pandas values become plain Python; NaN, NaT and NA become a blank; times of
    day and durations become parts of a day.
    """
    kind = type(value)
    if kind is str:
        return TypedText(value) if value else None
    if kind is float:
        return value if isfinite(value) else None
    if value is None or (kind in _PLAIN and kind is not dt.datetime):
        return value  # type: ignore[no-any-return]
    return _from_library(value)


def _from_library(value: Any) -> CellValue:
    if _is_missing(value):
        return None
    if type(value).__name__ == "datetime64":
        value = value.astype("datetime64[us]").item()
    if isinstance(value, (dt.date, dt.time, dt.timedelta)):
        return _from_moment(value)
    if type(value).__name__ in {"bool_", "bool"}:
        return bool(value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, (Real, Decimal)):
        return float(value)
    return TypedText(value)


def _from_moment(value: Any) -> CellValue:
    if isinstance(value, dt.datetime):
        moment = value.to_pydatetime(warn=False) if hasattr(value, "to_pydatetime") else value
        return dt.datetime.combine(moment.date(), moment.time())  # a zone cannot be kept
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    return part_of_day(value)


def _is_missing(value: Any) -> bool:
    pandas = sys.modules.get("pandas")
    if pandas is not None and (value is pandas.NaT or value is pandas.NA):
        return True
    try:
        return bool(value != value)  # noqa: PLR0124  how NaN and NaT of every library tell
    except (TypeError, ValueError):
        return False


def part_of_day(value: dt.time | dt.timedelta) -> float:
    """Return a time of day or a duration as days, the way a sheet counts them."""
    if isinstance(value, dt.time):
        value = dt.timedelta(
            hours=value.hour,
            minutes=value.minute,
            seconds=value.second,
            microseconds=value.microsecond,
        )
    return value / dt.timedelta(days=1)


def to_serial(moment: dt.datetime) -> float:
    """Return the day number that a sheet shows when a date cell gets a number format."""
    days = (moment - _DAY_ZERO) / dt.timedelta(days=1)
    return days - 1 if days <= _FALSE_LEAP_DAY else days


def from_serial(days: float) -> dt.datetime | float:
    """Return the date of a day number; a number that is no date comes back as it is."""
    if not 1 <= days < 2_958_466:  # 31 December 9999 is the last
        return days
    shown = days + 1 if days < _FALSE_LEAP_DAY else days
    return _DAY_ZERO + dt.timedelta(days=int(shown), milliseconds=round(shown % 1 * 86_400_000))


def clean(
    block: Sequence[Sequence[Any]],
    dates: Callable[..., Any],
    empty: Any,
    numbers: Callable[[float], Any] | None,
    *,
    errors_as_text: bool,
) -> list[list[Any]]:
    """Return a block as ``Range.value`` gives it: numbers as float, errors as None or text.

    Args:
        block: rows as the sheet holds them.
        dates: builds a date from year, month and so on (``options(dates=...)``).
        empty: stands for a blank cell.
        numbers: turns a float into what the caller wants, None for float itself.
        errors_as_text: give ``#REF!`` rather than None.
    """

    def one(value: Any) -> Any:
        if value is None:
            return empty
        kind = type(value)
        if kind is str or kind is bool:
            return value
        if kind is float or kind is int:
            return float(value) if numbers is None else numbers(float(value))
        if kind is CellError:
            return str(value) if errors_as_text else None
        return _built(value, dates)

    return [[one(value) for value in row] for row in block]


def _built(value: dt.datetime, dates: Callable[..., Any]) -> Any:
    if dates is dt.datetime:
        return value
    return dates(
        year=value.year,
        month=value.month,
        day=value.day,
        hour=value.hour,
        minute=value.minute,
        second=value.second,
        microsecond=value.microsecond,
        tzinfo=None,
    )


def shown_text(value: CellValue) -> str:
    """Return a constant as the formula bar shows it; a blank is empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        value = to_serial(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
