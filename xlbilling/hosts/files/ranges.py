"""Ranges as xlwings sees them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from xlbilling.hosts.files.range_edits import RangeEdits
from xlbilling.hosts.files.range_formats import RangeFormats
from xlbilling.hosts.files.range_lists import RangeLists
from xlbilling.hosts.files.range_values import RangeValues

if TYPE_CHECKING:
    from xlbilling.hosts.files.package.addresses import Area
    from xlbilling.hosts.files.sheets import Sheet


class Range(RangeValues, RangeFormats, RangeLists, RangeEdits):
    """A rectangle of cells: what it holds, how it looks, and what can be done with it."""


class Areas(Range):
    """Several rectangles: fonts, fills and formats go to all, all else to the first, as in Excel.

    Args:
        sheet: the sheet.
        areas: the rectangles, at least one.
    """

    def __init__(self, sheet: Sheet, areas: Sequence[Area]) -> None:
        super().__init__(sheet, areas[0])
        self._areas = tuple(areas)

    def restyle(self, **changes: Any) -> None:
        """Change fields of `CellFormat` in every cell of every area."""
        self.counted()
        for area in self._areas:
            self.state.restyle(area, **changes)
