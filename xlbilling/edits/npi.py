"""National Provider Identifiers: ten digits of which the last checks the others."""

from __future__ import annotations

import re
from typing import Final

_SHAPE: Final = re.compile(r"[0-9]{10}")
_PREFIX_SUM: Final = 24
"""What the prefix 80840 of a health card adds to the sum of an NPI's digits."""
_DOUBLED: Final = str.maketrans("0123456789", "0246813579")
"""Each digit doubled, the two digits of a product added up."""


def trouble(npi: str) -> str:
    """Return what is wrong with an NPI and what was expected; "" for a valid one.

    Source: CMS, Requirements for NPI check digit: Luhn over 80840 and the first nine digits;
    the first digit is 1 or 2.
    """
    if not _SHAPE.fullmatch(npi):
        shape = (
            f"{len(npi)} digits"
            if npi.isascii() and npi.isdigit()
            else f"text of {len(npi)} characters"
        )
        return f"is {shape}; expected 10 digits"
    if npi[0] not in "12":
        return f"starts with {npi[0]}; expected 1 or 2"
    expected = check_digit(npi[:9])
    return "" if npi[9] == expected else f"ends in {npi[9]}; expected check digit {expected}"


def is_valid(npi: str) -> bool:
    """Tell whether a text is a valid NPI."""
    return not trouble(npi)


def check_digit(first_nine: str) -> str:
    """Return the tenth digit that belongs to nine digits."""
    doubled = first_nine[::2].translate(_DOUBLED)
    digits = sum((doubled + first_nine[1::2]).encode("ascii")) - 9 * ord("0")
    return str(-(_PREFIX_SUM + digits) % 10)
