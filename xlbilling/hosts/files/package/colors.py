"""Colours as files name them (by value, by theme, by number) and as ``RRGGBB``."""

from __future__ import annotations

import colorsys
from typing import Final

from xlbilling.hosts.files.package.markup import Element, parse

_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

# Office's usual theme, in the order in which cells count its colours (light and dark swapped).
_USUAL_THEME: Final = (
    "FFFFFF", "000000", "E7E6E6", "44546A", "4472C4", "ED7D31",
    "A5A5A5", "FFC000", "5B9BD5", "70AD47", "0563C1", "954F72",
)  # fmt: skip
_THEME_ORDER: Final = (
    "lt1", "dk1", "lt2", "dk2", "accent1", "accent2",
    "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink",
)  # fmt: skip

# The palette of old Excel versions. Source: ECMA-376 part 1, 18.8.27.
_FIRST_EIGHT: Final = (
    "000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF",
)  # fmt: skip
_INDEXED: Final = (
    *_FIRST_EIGHT, *_FIRST_EIGHT,
    "800000", "008000", "000080", "808000", "800080", "008080", "C0C0C0", "808080",
    "9999FF", "993366", "FFFFCC", "CCFFFF", "660066", "FF8080", "0066CC", "CCCCFF",
    "000080", "FF00FF", "FFFF00", "00FFFF", "800080", "800000", "008080", "0000FF",
    "00CCFF", "CCFFFF", "CCFFCC", "FFFF99", "99CCFF", "FF99CC", "CC99FF", "FFCC99",
    "3366FF", "33CCCC", "99CC00", "FFCC00", "FF9900", "FF6600", "666699", "969696",
    "003366", "339966", "003300", "333300", "993300", "993366", "333399", "333333",
)  # fmt: skip


def theme_colors(theme: bytes | None) -> tuple[str, ...]:
    """Return the theme's twelve colours in the order in which cells count them."""
    if theme is None:
        return _USUAL_THEME
    scheme = parse(theme, "theme").find(f".//{_DRAWING}clrScheme")
    if scheme is None:
        return _USUAL_THEME
    colors = []
    for name, usual in zip(_THEME_ORDER, _USUAL_THEME, strict=True):
        holder = scheme.find(f"{_DRAWING}{name}")
        value = holder[0] if holder is not None and len(holder) else None
        text = None if value is None else value.get("lastClr") or value.get("val")
        colors.append(text.upper() if text and len(text) == 6 else usual)
    return tuple(colors)


def rgb_of(color: Element | None, theme: tuple[str, ...]) -> str | None:
    """Return a colour element's ``RRGGBB``; None for none or the automatic colour."""
    if color is None or color.get("auto") in {"1", "true"}:
        return None
    if (rgb := color.get("rgb")) is not None:
        base: str | None = rgb[-6:].upper()
    elif (number := color.get("theme")) is not None:
        base = theme[int(number)] if int(number) < len(theme) else None
    elif (number := color.get("indexed")) is not None:
        base = _INDEXED[int(number)] if int(number) < len(_INDEXED) else None
    else:
        base = None
    tint = float(color.get("tint", "0"))
    return _tinted(base, tint) if base is not None and tint else base


def _tinted(rgb: str, tint: float) -> str:
    """Return the colour made lighter (tint above 0) or darker, as ECMA-376 18.8.19 says."""
    red, green, blue = (int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    parts = colorsys.hls_to_rgb(hue, min(max(light, 0), 1), saturation)
    return "".join(f"{round(one * 255):02X}" for one in parts)
