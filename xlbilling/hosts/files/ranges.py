"""Ranges as xlwings sees them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from xlbilling.hosts.common import several
from xlbilling.hosts.common.alike import alike
from xlbilling.hosts.files.range_edits import RangeEdits
from xlbilling.hosts.files.range_formats import RangeFormats
from xlbilling.hosts.files.range_lists import RangeLists
from xlbilling.hosts.files.range_values import RangeValues

if TYPE_CHECKING:
    from xlbilling.hosts.files.package.style_types import CellFormat


class Range(RangeValues, RangeFormats, RangeLists, RangeEdits):
    """A rectangle of cells: what it holds, how it looks, and what can be done with it."""


class Areas(several.Areas, Range):
    """Several rectangles of cells."""

    def shared(self, field: Callable[[CellFormat], Any]) -> Any:
        """Return what a field has in every cell of every area, None when cells differ."""
        self.counted()
        return alike(field(one) for area in self.areas for one in self.state.formats_within(area))

    def restyle(self, **changes: Any) -> None:
        """Change fields of `CellFormat` in every cell of every area."""
        self.counted()
        for area in self.areas:
            self.state.restyle(area, **changes)
