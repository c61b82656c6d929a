"""The borders of a range's cells, between Excel's words (line style, weight) and Calc's lines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from xlwings import base_classes
from xlwings.base_classes import _UNSET as NOT_GIVEN

from xlbilling.hosts.calc import bridge
from xlbilling.hosts.calc.fonts import color_of, number_of
from xlbilling.hosts.calc.refusals import told
from xlbilling.hosts.common import borders
from xlbilling.hosts.files.colors import Rgb

if TYPE_CHECKING:
    from xlbilling.hosts.calc.range_formats import RangeFormats
    from xlbilling.hosts.files.package.addresses import Area

_LINE: Final = "com.sun.star.table.BorderLine2"
_STYLES: Final = {
    "continuous": 0, "dot": 1, "dash": 2, "double": 3, "dash_dot": 16, "dash_dot_dot": 17,
    "slant_dash_dot": 16,
}  # fmt: skip
"""com.sun.star.table.BorderLineStyle"""
_WEIGHTS: Final = {"hairline": 2, "thin": 26, "medium": 62, "thick": 88}
"""Hundredths of a millimetre"""
_NONE: Final = 0x7FFF


@told
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
        """How the line is drawn; None for no line."""
        line = self._line()
        if line is None:
            return None
        return next((word for word, one in _STYLES.items() if one == line.LineStyle), "continuous")

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        self.change(line_style=value)

    @property
    def weight(self) -> str | None:
        """How thick the line is."""
        line = self._line()
        if line is None:
            return None
        return min(_WEIGHTS, key=lambda word: abs(_WEIGHTS[word] - line.LineWidth))

    @weight.setter
    def weight(self, value: str) -> None:
        self.change(weight=value)

    @property
    def color(self) -> Rgb | None:
        """The line's colour."""
        line = self._line()
        return None if line is None else color_of(line.Color)

    @color.setter
    def color(self, color_or_rgb: Any) -> None:
        self.change(color=color_or_rgb)

    def change(
        self, *, line_style: Any = NOT_GIVEN, weight: Any = NOT_GIVEN, color: Any = NOT_GIVEN
    ) -> None:
        """Change the side in every cell it touches."""
        for area, name in _cells_of(self._range.own, self._side):
            cells = self._range.other(area).cells
            cells.setPropertyValue(name, self._changed(line_style, weight, color))

    def _changed(self, line_style: Any, weight: Any, color: Any) -> Any:
        old = self._line()
        line = bridge.struct(_LINE)
        if line_style is None:
            return line
        kept = old or bridge.struct(_LINE, LineWidth=_WEIGHTS["thin"], LineStyle=0)
        line.LineStyle = kept.LineStyle if line_style is NOT_GIVEN else _STYLES[line_style]
        line.LineWidth = kept.LineWidth if weight is NOT_GIVEN else _WEIGHTS[weight]
        line.OuterLineWidth = line.LineWidth
        line.Color = kept.Color if color is NOT_GIVEN else number_of(color)
        return line

    def _line(self) -> Any:
        """Return Calc's line of the first cell that has this side, None for no line."""
        for area, name in _cells_of(self._range.own, self._side)[:1]:
            first = replace(area, bottom=area.top, right=area.left)
            line = self._range.other(first).cells.getPropertyValue(name)
            if line.LineWidth or line.OuterLineWidth:
                return line
        return None


class Borders(borders.Borders):
    """The borders of a range."""

    side = Border


def _cells_of(own: Area, side: str) -> list[tuple[Area, str]]:
    """Return which cells carry a side, and Calc's word for that side of them."""
    cells = {
        "edge_top": [(replace(own, bottom=own.top), "TopBorder2")],
        "edge_bottom": [(replace(own, top=own.bottom), "BottomBorder2")],
        "edge_left": [(replace(own, right=own.left), "LeftBorder2")],
        "edge_right": [(replace(own, left=own.right), "RightBorder2")],
        "diagonal_down": [(own, "DiagonalTLBR2")],
        "diagonal_up": [(own, "DiagonalBLTR2")],
    }
    if own.right > own.left:
        cells["inside_vertical"] = [
            (replace(own, right=column, left=column), "RightBorder2")
            for column in range(own.left, own.right)
        ]
    if own.bottom > own.top:
        cells["inside_horizontal"] = [
            (replace(own, top=row, bottom=row), "BottomBorder2")
            for row in range(own.top, own.bottom)
        ]
    return cells.get(side, [])
