"""Money as whole cents: one gate in from a cell, one gate out. Never binary float arithmetic."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from xlbilling.model.cells import CellError, CellValue

CENTS_IN_DOLLAR: Final = 100
_PLAIN: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
LARGEST_CENTS: Final = 10**15
"""Ten trillion dollars: beyond it a float no longer holds every cent."""


class NotMoneyError(ValueError):
    """A cell or a text does not show an amount of money; the message says why."""


def from_cell(value: CellValue | Decimal) -> int:
    """Return the whole cents that a spreadsheet cell shows.

    Args:
        value: what the host gave: float, int, or Decimal (currency cells on Windows). Dollars.

    Raises:
        NotMoneyError: the cell is blank, TRUE or FALSE, text, a date, an error such as
            ``#REF!``, or carries a fraction of a cent. A blank is never zero.

    Source: xlwings gives Decimal for currency cells on Windows and float for the rest.
    """
    if value is None:
        raise NotMoneyError("is blank")
    if isinstance(value, CellError):
        raise NotMoneyError(f"is the error {value}")
    if isinstance(value, bool):
        raise NotMoneyError(f"is {str(value).upper()}")
    if isinstance(value, str):
        raise NotMoneyError("is text, not a number")
    if not isinstance(value, int | float | Decimal):
        raise NotMoneyError("is a date, not an amount")
    return _whole_cents(Decimal(str(value)) if not isinstance(value, Decimal) else value)


def from_text(text: str) -> int:
    """Return the whole cents of a plain decimal such as ``-12.5``; no signs, commas or exponents.

    Raises:
        NotMoneyError: the text is not a plain decimal, or carries a fraction of a cent.
    """
    stripped = text.strip()
    if not _PLAIN.fullmatch(stripped):
        raise NotMoneyError(f"is {stripped[:20]!r}, not a plain amount such as 1234.50")
    return _whole_cents(Decimal(stripped))


def _whole_cents(dollars: Decimal) -> int:
    try:
        cents = dollars * CENTS_IN_DOLLAR
        whole = cents.to_integral_value()
    except InvalidOperation:
        raise NotMoneyError("is not a number") from None
    if not cents.is_finite() or abs(cents) > LARGEST_CENTS:
        raise NotMoneyError(f"is {dollars}, outside of what money can be")
    if cents != whole:
        raise NotMoneyError(f"is {dollars}, a fraction of a cent")
    return int(whole)


def to_cell(cents: int) -> float:
    """Return the dollars to write into a cell; exact to the cent for any amount we accept."""
    return cents / CENTS_IN_DOLLAR


def to_text(cents: int) -> str:
    """Return dollars with two places, as JSON and CSV carry them: ``-1234.50``."""
    sign = "-" if cents < 0 else ""
    dollars, rest = divmod(abs(int(cents)), CENTS_IN_DOLLAR)
    return f"{sign}{dollars}.{rest:02d}"


def show(cents: int) -> str:
    """Return dollars as a person reads them in a message: ``-$1,234.50``."""
    sign = "-" if cents < 0 else ""
    dollars, rest = divmod(abs(int(cents)), CENTS_IN_DOLLAR)
    return f"{sign}${dollars:,}.{rest:02d}"


def difference(actual: int, expected: int) -> str:
    """Return the difference of two amounts in words: ``$20.00 too little``."""
    if actual == expected:
        return "no difference"
    direction = "too much" if actual > expected else "too little"
    return f"{show(abs(actual - expected))} {direction}"
