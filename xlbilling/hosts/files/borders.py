"""The borders of a range's cells, between Excel's words (line style, weight) and the file's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from xlwings import base_classes
from xlwings.base_classes import _UNSET as NOT_GIVEN

from xlbilling.hosts.common import borders
from xlbilling.hosts.common.alike import alike
from xlbilling.hosts.files.colors import Rgb, from_hex, to_hex
from xlbilling.hosts.files.fonts import BLACK
from xlbilling.hosts.files.package.addresses import Area
from xlbilling.hosts.files.package.style_types import Edge

if TYPE_CHECKING:
    from xlbilling.hosts.files.range_formats import RangeFormats

# File style -> (line style, weight), and back by the same table.
_WORDS: Final = {
    "hair": ("continuous", "hairline"),
    "thin": ("continuous", "thin"),
    "medium": ("continuous", "medium"),
    "thick": ("continuous", "thick"),
    "dashed": ("dash", "thin"),
    "mediumDashed": ("dash", "medium"),
    "dashDot": ("dash_dot", "thin"),
    "mediumDashDot": ("dash_dot", "medium"),
    "dashDotDot": ("dash_dot_dot", "thin"),
    "mediumDashDotDot": ("dash_dot_dot", "medium"),
    "dotted": ("dot", "thin"),
    "double": ("double", "thick"),
    "slantDashDot": ("slant_dash_dot", "medium"),
}
_STYLES: Final = {words: style for style, words in _WORDS.items()}


def file_style(line_style: str, weight: str) -> str:
    """Return the file's word for a line; a pair that Excel does not have becomes its nearest."""
    exact = _STYLES.get((line_style, weight))
    if exact is not None:
        return exact
    return next(style for style, (line, _) in reversed(_WORDS.items()) if line == line_style)


class Border(base_classes.Border):
    """One side of a range: an edge, the lines inside, or a diagonal."""

    def __init__(self, owner: RangeFormats, side: str) -> None:
        self._range = owner
        self._side = side

    @property
    def api(self) -> Border:
        """The border itself."""
        return self

    @property
    def line_style(self) -> str | None:
        """How the line is drawn; None for no line, or cells that differ."""
        style: str | None = self._read(lambda edge: _WORDS[edge.style][0])
        return style

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        self.change(line_style=value)

    @property
    def weight(self) -> str | None:
        """How thick the line is."""
        weight: str | None = self._read(lambda edge: _WORDS[edge.style][1])
        return weight

    @weight.setter
    def weight(self, value: str) -> None:
        self.change(weight=value)

    @property
    def color(self) -> Rgb | None:
        """The line's colour."""
        color: Rgb | None = self._read(lambda edge: from_hex(edge.color) or BLACK)
        return color

    @color.setter
    def color(self, color_or_rgb: Any) -> None:
        self.change(color=color_or_rgb)

    def change(
        self, *, line_style: Any = NOT_GIVEN, weight: Any = NOT_GIVEN, color: Any = NOT_GIVEN
    ) -> None:
        """Change the side in every cell it touches.

        Raises:
            ValueError: a diagonal is to be drawn; only removing one is possible here.
        """
        if self._side.startswith("diagonal") and line_style is not None:
            raise ValueError("diagonal borders can be removed but not drawn in a file")

        def new(old: Edge | None) -> Edge | None:
            if line_style is None:
                return None
            line, thick = _WORDS[old.style] if old else ("continuous", "thin")
            style = file_style(
                line if line_style is NOT_GIVEN else line_style,
                thick if weight is NOT_GIVEN else weight,
            )
            kept = old.color if old else None
            return Edge(style, kept if color is NOT_GIVEN else to_hex(color))

        for area, field in _cells_of(self._range.own, self._side):
            self._range.restyle_edges(area, field, new)

    def _read(self, word: Callable[[Edge], Any]) -> Any:
        found = []
        for area, field in _cells_of(self._range.own, self._side)[:1]:
            for one in self._range.state.formats_within(area):
                edge: Edge | None = getattr(one.borders, field)
                found.append(None if edge is None else word(edge))
        return alike(found)


class Borders(borders.Borders):
    """The borders of a range."""

    side = Border


def _cells_of(own: Area, side: str) -> list[tuple[Area, str]]:
    """Return which cells carry a side, and on which of their own sides."""
    cells = {
        "edge_top": [(replace(own, bottom=own.top), "top")],
        "edge_bottom": [(replace(own, top=own.bottom), "bottom")],
        "edge_left": [(replace(own, right=own.left), "left")],
        "edge_right": [(replace(own, left=own.right), "right")],
        "diagonal_down": [(own, "diagonal")],
        "diagonal_up": [(own, "diagonal")],
    }
    if own.right > own.left:
        cells["inside_vertical"] = [
            (replace(own, right=own.right - 1), "right"),
            (replace(own, left=own.left + 1), "left"),
        ]
    if own.bottom > own.top:
        cells["inside_horizontal"] = [
            (replace(own, bottom=own.bottom - 1), "bottom"),
            (replace(own, top=own.top + 1), "top"),
        ]
    return cells.get(side, [])
