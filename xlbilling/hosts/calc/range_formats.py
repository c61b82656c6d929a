"""How a range looks: number format, colours, font, alignment, widths and heights."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from xlbilling.hosts.calc import bridge
from xlbilling.hosts.calc.borders import Borders
from xlbilling.hosts.calc.cells_in import CONTENTS
from xlbilling.hosts.calc.fonts import Font, color_of, number_of
from xlbilling.hosts.calc.formats import BOOLEAN
from xlbilling.hosts.calc.range_base import RangeBase
from xlbilling.hosts.calc.refusals import told
from xlbilling.hosts.common.alike import alike
from xlbilling.hosts.files import columns
from xlbilling.hosts.files.colors import Rgb
from xlbilling.hosts.files.number_formats import GENERAL
from xlbilling.hosts.files.package.addresses import Area

_JUSTIFY: Final = "com.sun.star.table.CellHoriJustify"
_HORIZONTAL: Final = {
    "general": "STANDARD", "left": "LEFT", "center": "CENTER", "right": "RIGHT",
    "justify": "BLOCK", "fill": "REPEAT", "center_across_selection": "CENTER",
    "distributed": "BLOCK",
}  # fmt: skip
_VERTICAL: Final = {"bottom": 3, "top": 1, "center": 2, "justify": 4, "distributed": 4}
_HUNDREDTHS_A_POINT: Final = 2540 / 72  # of a millimetre
_POINTS_A_PIXEL: Final = 0.75
_PIXELS_A_DIGIT: Final = 7
_INDENT: Final = 353  # one step: 10 points
_FORMATS: Final = 32 | 512 | 1024  # CellFlags: HARDATTR, EDITATTR, FORMATTED


@told
class RangeFormats(RangeBase):
    """The looks of a range. Where its cells differ, a property gives None."""

    @property
    def number_format(self) -> str | None:
        """Excel's format code, such as ``0.00``, ``m/d/yyyy`` or ``@``."""
        key = self.shared("NumberFormat")
        code = None if key is None else self.sheet.book.formats.code(key)
        return GENERAL if code == BOOLEAN else code

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.change(NumberFormat=self.sheet.book.formats.key(value))

    @property
    def color(self) -> Rgb | None:
        """The colour behind the cells, None for none."""
        return color_of(self.shared("CellBackColor"))

    @color.setter
    def color(self, color_or_rgb: Any) -> None:
        self.change(CellBackColor=number_of(color_or_rgb))

    def set_colors(self, colors: Iterable[Iterable[Any]]) -> None:
        """Give each cell its own colour; ``...`` leaves a cell as it is."""
        for row, line in enumerate(colors, self.own.top):
            for column, color in enumerate(line, self.own.left):
                if color is not ...:
                    self.other(Area(row, column, row, column)).color = color

    @property
    def font(self) -> Font:
        """The cells' font."""
        return Font(self)

    @property
    def borders(self) -> Borders:
        """The cells' borders."""
        return Borders(self)

    @property
    def wrap_text(self) -> bool | None:
        """Whether long text runs over several lines."""
        wrap: bool | None = self.shared("IsTextWrapped")
        return wrap

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.change(IsTextWrapped=bool(value))

    @property
    def horizontal_alignment(self) -> str | None:
        """Left, center and so on; ``general`` for the usual."""
        found = self.shared("HoriJustify")
        named = (word for word, name in _HORIZONTAL.items() if found and found.value == name)
        return next(named, None)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        self.change(HoriJustify=bridge.enum(_JUSTIFY, _HORIZONTAL[value]))

    @property
    def vertical_alignment(self) -> str | None:
        """Top, center, bottom or justify."""
        found = self.shared("VertJustify")
        if found is None:
            return None
        return next((word for word, number in _VERTICAL.items() if number == found), "bottom")

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self.change(VertJustify=_VERTICAL[value])

    def adjust_indent(self, amount: int) -> None:
        """Indent the cells by so many steps more, or fewer."""
        now: int = self.shared("ParaIndent") or 0
        self.change(ParaIndent=max(0, now + amount * _INDENT))

    def clear_formats(self) -> None:
        """Drop the cells' formats; their values stay."""
        self.counted()
        if self.area is not None:
            self.cells.clearContents(_FORMATS)

    def clear(self) -> None:
        """Blank the cells and drop their formats."""
        self.counted()
        if self.area is not None:
            self.cells.clearContents(_FORMATS | CONTENTS)

    # Widths and heights

    @property
    def column_width(self) -> float | None:
        """The columns' width in characters, 0 for hidden ones as in Excel; None when they differ.

        Set, it shows hidden columns, and 0 hides them.
        """
        shared: float | None = alike(shown_width(one) for one in self._lines("Columns"))
        return shared

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.counted()
        own = self.cells.Columns
        if value:
            own.setPropertyValue("Width", round(columns.points(value) * _HUNDREDTHS_A_POINT))
        own.setPropertyValue("IsVisible", bool(value))

    @property
    def column_hidden(self) -> bool | None:
        """Whether the columns are hidden, None when they differ."""
        shared: bool | None = alike(not one.IsVisible for one in self._lines("Columns"))
        return shared

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self.cells.Columns.setPropertyValue("IsVisible", not value)

    @property
    def row_height(self) -> float | None:
        """The rows' height in points, 0 for hidden ones as in Excel; None when they differ.

        Set, it shows hidden rows, and 0 hides them.
        """
        shared: float | None = alike(shown_height(one) for one in self._lines("Rows"))
        return shared

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.counted()
        set_height(self.cells.Rows, value)

    @property
    def row_hidden(self) -> bool | None:
        """Whether the rows are hidden, None when they differ."""
        shared: bool | None = alike(not one.IsVisible for one in self._lines("Rows"))
        return shared

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.cells.Rows.setPropertyValue("IsVisible", not value)

    def _lines(self, name: str) -> list[Any]:
        """Return Calc's rows or columns; of very many only those that are used, and one more."""
        lines, used = getattr(self.cells, name), self.sheet.used_area()
        last = (used.bottom if name == "Rows" else used.right) if used else 1
        first = self.own.top if name == "Rows" else self.own.left
        count = min(lines.Count, max(last - first + 2, 1))
        return [lines.getByIndex(place) for place in range(count)]

    @property
    def width(self) -> float:
        """How wide the range is, in points."""
        return _points(self.cells.Size.Width)

    @property
    def height(self) -> float:
        """How high the range is, in points."""
        return _points(self.cells.Size.Height)

    @property
    def left(self) -> float:
        """How far its left edge is from the sheet's, in points."""
        return _points(self.cells.Position.X)

    @property
    def top(self) -> float:
        """How far its upper edge is from the sheet's, in points."""
        return _points(self.cells.Position.Y)

    def autofit(self, axis: str | None = None) -> None:
        """Fit columns to what they hold and let rows take the height they need.

        Args:
            axis: ``columns`` or ``c``, ``rows`` or ``r``, None for both.
        """
        self.counted()
        if axis in {None, "rows", "r"}:
            self.cells.Rows.setPropertyValue("OptimalHeight", True)
        if axis in {None, "columns", "c"}:
            self.cells.Columns.setPropertyValue("OptimalWidth", True)


def shown_width(column: Any) -> float:
    """Return the characters that Excel shows for one of Calc's columns; 0 for a hidden one.

    Excel's ColumnWidth and RowHeight, which xlwings gives, are 0 for what is hidden.
    """
    return _characters(column.Width) if column.IsVisible else 0.0


def shown_height(row: Any) -> float:
    """Return the points of one of Calc's rows; 0 for a hidden one."""
    return _points(row.Height) if row.IsVisible else 0.0


def set_height(rows: Any, points: float) -> None:
    """Give Calc's rows a height and show them; hide them where it is 0."""
    if points:
        rows.setPropertyValue("Height", round(points * _HUNDREDTHS_A_POINT))
    rows.setPropertyValue("IsVisible", bool(points))


def _points(hundredths: float) -> float:
    """Return points of hundredths of a millimetre, to a quarter: a pixel has three of them."""
    return round(hundredths / _HUNDREDTHS_A_POINT * 4) / 4


def _characters(hundredths: int) -> float:
    pixels = round(hundredths / _HUNDREDTHS_A_POINT / _POINTS_A_PIXEL)
    return columns.shown_width(pixels / _PIXELS_A_DIGIT)
