"""How a range looks: number format, colours, font, borders, alignment, widths and heights."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final

from xlbilling.hosts.common.alike import alike
from xlbilling.hosts.files import columns
from xlbilling.hosts.files.borders import Borders
from xlbilling.hosts.files.colors import Rgb, from_hex, to_hex
from xlbilling.hosts.files.fonts import Font
from xlbilling.hosts.files.package.addresses import LAST_COLUMN, LAST_ROW, Area
from xlbilling.hosts.files.package.sheet_xml import RowFormat
from xlbilling.hosts.files.package.style_types import CellFormat, Edge
from xlbilling.hosts.files.range_base import RangeBase
from xlbilling.hosts.files.values import shown_text

_HORIZONTAL: Final = {"center_across_selection": "centerContinuous"}
_HORIZONTAL_SHOWN: Final = {file: shown for shown, file in _HORIZONTAL.items()}
_WIDEST: Final = 255.0  # characters, Excel's limit


class RangeFormats(RangeBase):
    """The looks of a range. Where its cells differ, a property gives None."""

    def shared(self, field: Callable[[CellFormat], Any]) -> Any:
        """Return what a field has in every cell of the range, None when cells differ."""
        self.counted()
        return alike(field(one) for one in self.state.formats_within(self.own))

    def restyle(self, **changes: Any) -> None:
        """Change fields of `CellFormat` in every cell."""
        self.counted()
        self.state.restyle(self.own, **changes)

    def restyle_edges(
        self, area: Area, field: str, new: Callable[[Edge | None], Edge | None]
    ) -> None:
        """Change one side of the borders in every cell of an area."""
        self.counted()
        styles = self.sheet.book.state.package.styles

        def restyle(old: int) -> int:
            borders = styles.format_of(old).borders
            changed = replace(borders, **{field: new(getattr(borders, field))})
            return styles.with_format(old, borders=changed)

        self.state.set_styles(area, restyle)

    @property
    def number_format(self) -> str | None:
        """Excel's format code, such as ``0.00``, ``m/d/yyyy`` or ``@``."""
        code: str | None = self.shared(lambda one: one.number_format)
        return code

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.restyle(number_format=value)

    @property
    def color(self) -> Rgb | None:
        """The colour behind the cells, None for none."""
        color: Rgb | None = self.shared(lambda one: from_hex(one.fill_color))
        return color

    @color.setter
    def color(self, color_or_rgb: Any) -> None:
        self.restyle(fill_color=to_hex(color_or_rgb))

    def set_colors(self, colors: Iterable[Iterable[Any]]) -> None:
        """Give each cell its own colour; ``...`` leaves a cell as it is."""
        for row, line in enumerate(colors, self.own.top):
            for column, color in enumerate(line, self.own.left):
                if color is not ...:
                    self.other(Area(row, column, row, column)).restyle(fill_color=to_hex(color))

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
        wrap: bool | None = self.shared(lambda one: one.wrap)
        return wrap

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.restyle(wrap=bool(value))

    @property
    def horizontal_alignment(self) -> str | None:
        """Left, center and so on; ``general`` for the usual."""
        word: str | None = self.shared(lambda one: one.horizontal or "general")
        return _HORIZONTAL_SHOWN.get(word or "", word)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        self.restyle(horizontal=None if value == "general" else _HORIZONTAL.get(value, value))

    @property
    def vertical_alignment(self) -> str | None:
        """Top, center, bottom, justify or distributed."""
        word: str | None = self.shared(lambda one: one.vertical or "bottom")
        return word

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self.restyle(vertical=value)

    def adjust_indent(self, amount: int) -> None:
        """Indent the cells by so many steps more, or fewer."""
        styles = self.sheet.book.state.package.styles
        self.state.set_styles(
            self.own,
            lambda old: styles.with_format(
                old, indent=max(0, styles.format_of(old).indent + amount)
            ),
        )

    def clear_formats(self) -> None:
        """Drop the cells' formats; their values stay."""
        self.counted()
        if self.area is not None:
            self.state.set_styles(self._worth_restyling(), lambda _: 0)

    def clear(self) -> None:
        """Blank the cells and drop their formats."""
        self.counted()
        if self.area is not None:
            self.state.clear_contents(self.area)
            self.clear_formats()

    def _worth_restyling(self) -> Area:
        """Return the range; of the whole sheet only what anything was ever written to."""
        own = self.own
        if own.bottom - own.top + 1 < LAST_ROW or own.right - own.left + 1 < LAST_COLUMN:
            return own
        formats, held = self.state.formats, self.state.grid.held()
        styled = [column for row in formats.changed.values() for column in row]
        bottom = max([held.bottom if held else 1, *formats.changed])
        return Area(1, 1, bottom, max([held.right if held else 1, *styled]))

    # Widths and heights

    @property
    def column_width(self) -> float | None:
        """The columns' width in characters, 0 for hidden ones as in Excel; None when they differ.

        Set, it shows hidden columns, and 0 hides them.
        """
        shared: float | None = alike(self._widths())
        return shared

    @column_width.setter
    def column_width(self, value: float) -> None:
        if value:
            self._change_columns(width=columns.file_width(value), hidden=False)
        else:
            self._change_columns(hidden=True)

    def _change_columns(self, **changes: Any) -> None:
        self.counted()
        layout, own = self.state.layout, self.own
        self.state.change_layout(
            columns=columns.changed(layout.columns, own.left, own.right, **changes)
        )

    def _widths(self, first: int | None = None, last: int | None = None) -> list[float]:
        layout = self.state.layout
        usual = layout.default_column_width
        ordinary = columns.DEFAULT_WIDTH if usual is None else columns.shown_width(usual)
        widths = []
        for column in range(first or self.own.left, (last or self.own.right) + 1):
            one = columns.column_at(layout.columns, column)
            if one is None or one.width is None:
                widths.append(ordinary)
            else:
                widths.append(0.0 if one.hidden else columns.shown_width(one.width))
        return widths

    @property
    def column_hidden(self) -> bool | None:
        """Whether the columns are hidden, None when they differ."""
        layout, own = self.state.layout, self.own
        found = [
            columns.column_at(layout.columns, column) for column in range(own.left, own.right + 1)
        ]
        shared: bool | None = alike(one is not None and one.hidden for one in found)
        return shared

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self._change_columns(hidden=value)

    @property
    def row_height(self) -> float | None:
        """The rows' height in points, 0 for hidden ones as in Excel; None when they differ.

        Set, it shows hidden rows, and 0 hides them.
        """
        own = self.own
        known = [row for row in self.state.rows_with_formats() if own.top <= row <= own.bottom]
        heights = [self._height_of(self.state.row_format(row)) for row in known]
        if len(known) < own.bottom - own.top + 1:
            heights.append(self._usual_height())
        shared: float | None = alike(heights)
        return shared

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.counted()
        for row in range(self.own.top, self.own.bottom + 1):
            if value:
                self.state.change_row(row, height=float(value), auto_height=False, hidden=False)
            else:
                self.state.change_row(row, hidden=True)

    def _usual_height(self) -> float:
        return self.state.layout.default_row_height or columns.DEFAULT_HEIGHT

    def _height_of(self, row: RowFormat) -> float:
        if row.hidden:
            return 0.0
        return self._usual_height() if row.height is None else row.height

    def _height_between(self, first: int, last: int) -> float:
        known = [row for row in self.state.rows_with_formats() if first <= row <= last]
        ordinary = (last - first + 1 - len(known)) * self._usual_height()
        return ordinary + sum(self._height_of(self.state.row_format(row)) for row in known)

    @property
    def row_hidden(self) -> bool | None:
        """Whether the rows are hidden, None when they differ."""
        rows = range(self.own.top, self.own.bottom + 1)
        shared: bool | None = alike(bool(self.state.row_format(row).hidden) for row in rows)
        return shared

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.counted()
        for row in range(self.own.top, self.own.bottom + 1):
            self.state.change_row(row, hidden=value)

    @property
    def width(self) -> float:
        """How wide the range is, in points."""
        return sum(map(columns.points, self._widths()))

    @property
    def height(self) -> float:
        """How high the range is, in points."""
        return self._height_between(self.own.top, self.own.bottom)

    @property
    def left(self) -> float:
        """How far its left edge is from the sheet's, in points."""
        if self.own.left == 1:
            return 0.0
        return sum(map(columns.points, self._widths(1, self.own.left - 1)))

    @property
    def top(self) -> float:
        """How far its upper edge is from the sheet's, in points."""
        return self._height_between(1, self.own.top - 1)

    def autofit(self, axis: str | None = None) -> None:
        """Fit columns to their longest text and let rows take the height they need.

        Args:
            axis: ``columns`` or ``c``, ``rows`` or ``r``, None for both. Widths come from the
                number of characters, for there is no screen to measure letters on.
        """
        self.counted()
        if axis in {None, "rows", "r"}:
            for row in self.state.rows_with_formats():
                if self.own.top <= row <= self.own.bottom:
                    self.state.change_row(row, height=None, auto_height=True)
        if axis in {None, "columns", "c"}:
            self._fit_columns()

    def _fit_columns(self) -> None:
        held = self.state.reach(self.own)
        if held is None:
            return
        longest = [0] * (held.right - held.left + 1)
        for row in self.state.grid.block(held):
            for index, value in enumerate(row):
                if value is not None:
                    text = shown_text(value)
                    length = max(map(len, text.split("\n")))
                    longest[index] = max(longest[index], length)
        layout = self.state.layout.columns
        for column, length in enumerate(longest, held.left):
            if length:
                width = columns.file_width(min(length + 1.0, _WIDEST))
                layout = columns.changed(layout, column, column, width=width)
        self.state.change_layout(columns=layout)
