"""The font of a range's cells, or of another thing of Calc's that has letters."""

from __future__ import annotations

from typing import Any, Final, Protocol

from xlwings import base_classes

from xlbilling.hosts.calc import bridge
from xlbilling.hosts.files.colors import Rgb, to_rgb

_NORMAL: Final = 100.0  # com.sun.star.awt.FontWeight
_BOLD: Final = 150.0
_SLANT: Final = "com.sun.star.awt.FontSlant"
NO_COLOR: Final = -1
BLACK: Final = (0, 0, 0)


class Lettered(Protocol):
    """What has letters: a range or a shape."""

    def shared(self, name: str) -> Any:
        """Return a property that all letters share, None where they differ."""

    def change(self, **values: Any) -> None:
        """Set properties of all letters."""


class Font(base_classes.Font):
    """A font; None stands for letters that differ."""

    def __init__(self, owner: Lettered) -> None:
        self._owner = owner

    @property
    def api(self) -> Font:
        """The font itself."""
        return self

    @property
    def bold(self) -> bool | None:
        """Whether the text is bold."""
        weight: float | None = self._owner.shared("CharWeight")
        return None if weight is None else weight > _NORMAL

    @bold.setter
    def bold(self, value: bool) -> None:
        weight = _BOLD if value else _NORMAL
        self._owner.change(CharWeight=weight)

    @property
    def italic(self) -> bool | None:
        """Whether the text is italic."""
        posture = self._owner.shared("CharPosture")
        return None if posture is None else posture.value != "NONE"

    @italic.setter
    def italic(self, value: bool) -> None:
        self._owner.change(CharPosture=bridge.enum(_SLANT, "ITALIC" if value else "NONE"))

    @property
    def size(self) -> float | None:
        """The size in points."""
        size: float | None = self._owner.shared("CharHeight")
        return size

    @size.setter
    def size(self, value: float) -> None:
        self._owner.change(CharHeight=float(value))

    @property
    def color(self) -> Rgb | None:
        """The colour; black where none is set."""
        number: int | None = self._owner.shared("CharColor")
        return None if number is None else color_of(number) or BLACK

    @color.setter
    def color(self, color_or_rgb: Any) -> None:
        self._owner.change(CharColor=number_of(color_or_rgb))

    @property
    def name(self) -> str | None:
        """The font's name, such as Calibri."""
        name: str | None = self._owner.shared("CharFontName")
        return name

    @name.setter
    def name(self, value: str) -> None:
        self._owner.change(CharFontName=value)


def color_of(number: int | None) -> Rgb | None:
    """Return a colour of Calc's as xlwings gives it; None for none, and for cells that differ."""
    if number is None or number == NO_COLOR:
        return None
    return number >> 16 & 255, number >> 8 & 255, number & 255


def number_of(color: Any) -> int:
    """Return Calc's number of a colour; None takes it away."""
    if color is None:
        return NO_COLOR
    red, green, blue = to_rgb(color)
    return red << 16 | green << 8 | blue
