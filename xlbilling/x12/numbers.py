"""Exact numbers out of X12 text: cents and units, never by way of a float."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

_DIGITS_MAX: Final = 18
_REMEMBERED_MAX: Final = 50_000
_PLAIN: Final = re.compile(r"(-?)([0-9]*)(?:\.([0-9]*))?", re.ASCII)


class NotANumberError(ValueError):
    """A text that is no exact amount; its message says why, in words for a finding."""


def cents_of(text: str) -> int:
    """Return the cents that an X12 decimal number (type R) names; empty text is 0.

    A leading minus, digits and one decimal point are all that is taken. ``12.5`` is
    1250, ``.5`` is 50, ``12.`` is 1200. ``+5``, ``1E3``, ``1,000`` and ``$5`` are
    refused: X12 has no sign but minus, no grouping, and the 835 guide bars exponents.
    Decimals beyond the second must be zeros.

    Raises:
        NotANumberError: the text is no such number, has a fraction of a cent, or has
            more than 18 digits (X12's own limit).

    Source: X12 005010X221A1 appendix B.1.1.3.1.2.
    """
    if not text:
        return 0
    match = _PLAIN.fullmatch(text)
    if match is None or not (match[2] or match[3]):
        raise NotANumberError("is not a number")
    sign, whole, fraction = match.groups(default="")
    if len(whole) + len(fraction) > _DIGITS_MAX:
        raise NotANumberError(f"has more than {_DIGITS_MAX} digits")
    if fraction[2:].strip("0"):
        raise NotANumberError("has a fraction of a cent")
    return int(f"{sign}{whole}{fraction[:2]:0<2}")


def units_of(text: str) -> Decimal:
    """Return the quantity that an X12 decimal number names; empty text is 1 unit (R-6).

    Raises:
        NotANumberError: the text is no such number.
    """
    if not text:
        return Decimal(1)
    match = _PLAIN.fullmatch(text)
    if match is None or not (match[2] or match[3]) or len(text) > _DIGITS_MAX + 2:
        raise NotANumberError("is not a number")
    return Decimal(text)


class RememberedCents(dict[str, int]):
    """Cents by text, each text parsed once: amounts repeat within a file.

    Looking up a text that is no amount raises NotANumberError.
    """

    def __missing__(self, text: str) -> int:
        """Parse a text not met before."""
        digits = text.replace(".", "", 1)
        plain = digits.isdigit() and digits.isascii() and len(digits) < _DIGITS_MAX
        if plain and text[-3:-2] == ".":
            cents = self[text] = int(digits)  # 123.45, as most are: four times as fast
        else:
            cents = self[text] = cents_of(text)
        return cents

    def forget_if_full(self) -> None:
        """Forget all when so many are kept that memory would grow with the file."""
        if len(self) > _REMEMBERED_MAX:
            self.clear()
