"""Ranges as xlwings sees them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from xlbilling.hosts.files.range_edits import RangeEdits
from xlbilling.hosts.files.range_formats import RangeFormats
from xlbilling.hosts.files.range_lists import RangeLists
from xlbilling.hosts.files.range_values import RangeValues

if TYPE_CHECKING:
    from xlbilling.hosts.files.package.addresses import Area
    from xlbilling.hosts.files.package.style_types import CellFormat
    from xlbilling.hosts.files.sheets import Sheet


class Range(RangeValues, RangeFormats, RangeLists, RangeEdits):
    """A rectangle of cells: what it holds, how it looks, and what can be done with it."""


class Areas(Range):
    """Several rectangles: looks, widths and merges go to all, all else to the first, as in Excel.

    Args:
        sheet: the sheet.
        area: the first.
        arg1: what the range was asked for with.
        more: the others.
    """

    def __init__(
        self, sheet: Sheet, area: Area | None, arg1: Any = None, more: Sequence[Area] = ()
    ) -> None:
        super().__init__(sheet, area, arg1)
        self._more = tuple(more)

    def shared(self, field: Callable[[CellFormat], Any]) -> Any:
        """Return what a field has in every cell of every area, None when cells differ."""
        found = super().shared(field)
        others = (field(one) for area in self._more for one in self.state.formats_within(area))
        return found if all(each == found for each in others) else None

    def restyle(self, **changes: Any) -> None:
        """Change fields of `CellFormat` in every cell of every area."""
        super().restyle(**changes)
        for area in self._more:
            self.state.restyle(area, **changes)

    def merge(self, across: bool) -> None:
        """Merge the cells of each area."""
        super().merge(across)
        for area in self._more:
            Range(self.sheet, area).merge(across)

    @property
    def column_width(self) -> float | None:
        """The width of the first area's columns in characters, None when they differ."""
        return super().column_width

    @column_width.setter
    def column_width(self, value: float) -> None:
        for area in (self.own, *self._more):
            Range(self.sheet, area).column_width = value
