"""The font of a range's cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlbilling.hosts.files.colors import Rgb, from_hex, to_hex
from xlbilling.hosts.files.package.style_types import CellFormat

if TYPE_CHECKING:
    from xlbilling.hosts.files.range_formats import RangeFormats

BLACK: Rgb = (0, 0, 0)


class Font(base_classes.Font):
    """The font of a range; None stands for cells that differ."""

    def __init__(self, owner: RangeFormats) -> None:
        self._range = owner

    @property
    def api(self) -> Font:
        """The font itself."""
        return self

    def _shared(self, field: Callable[[CellFormat], Any]) -> Any:
        return self._range.shared(field)

    @property
    def bold(self) -> bool | None:
        """Whether the text is bold."""
        bold: bool | None = self._shared(lambda one: one.bold)
        return bold

    @bold.setter
    def bold(self, value: bool) -> None:
        self._range.restyle(bold=bool(value))

    @property
    def italic(self) -> bool | None:
        """Whether the text is italic."""
        italic: bool | None = self._shared(lambda one: one.italic)
        return italic

    @italic.setter
    def italic(self, value: bool) -> None:
        self._range.restyle(italic=bool(value))

    @property
    def size(self) -> float | None:
        """The size in points."""
        size: float | None = self._shared(lambda one: one.font_size)
        return size

    @size.setter
    def size(self, value: float) -> None:
        self._range.restyle(font_size=float(value))

    @property
    def color(self) -> Rgb | None:
        """The colour; black where none is set."""
        color: Rgb | None = self._shared(lambda one: from_hex(one.font_color) or BLACK)
        return color

    @color.setter
    def color(self, color_or_rgb: Any) -> None:
        self._range.restyle(font_color=to_hex(color_or_rgb))

    @property
    def name(self) -> str | None:
        """The font's name, such as Calibri."""
        name: str | None = self._shared(lambda one: one.font_name)
        return name

    @name.setter
    def name(self, value: str) -> None:
        self._range.restyle(font_name=value)
