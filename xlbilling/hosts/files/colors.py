"""Colours as xlwings gives and takes them."""

from __future__ import annotations

from typing import Any

Rgb = tuple[int, int, int]


def to_rgb(color: Any) -> Rgb:
    """Return (red, green, blue) for a tuple, ``#RRGGBB`` or Excel's integer (blue highest).

    Raises:
        ValueError: the value is no colour.
    """
    if isinstance(color, str):
        digits = color.removeprefix("#")
        if len(digits) != 6:
            raise ValueError(f"{color!r} is no colour; give #RRGGBB")
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if isinstance(color, int):
        return color % 256, color // 256 % 256, color // 65_536 % 256
    red, green, blue = (int(one) for one in color)
    if not all(0 <= one <= 255 for one in (red, green, blue)):
        raise ValueError(f"{color!r} is no colour; each part lies between 0 and 255")
    return red, green, blue


def to_hex(color: Any) -> str | None:
    """Return a colour as styles hold it, ``RRGGBB``; None stays None."""
    return None if color is None else "{:02X}{:02X}{:02X}".format(*to_rgb(color))


def from_hex(color: str | None) -> Rgb | None:
    """Return a style's colour as xlwings gives it; None stays None."""
    return None if color is None else to_rgb(color)
