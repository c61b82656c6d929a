"""Ranges as xlwings sees them."""

from __future__ import annotations

from typing import Any

from xlbilling.hosts.calc.range_edits import RangeEdits
from xlbilling.hosts.calc.range_formats import RangeFormats
from xlbilling.hosts.calc.range_lists import RangeLists
from xlbilling.hosts.calc.range_values import RangeValues
from xlbilling.hosts.calc.refusals import told
from xlbilling.hosts.common import several


class Range(RangeValues, RangeFormats, RangeLists, RangeEdits):
    """A rectangle of cells: what it holds, how it looks, and what can be done with it."""


@told
class Areas(several.Areas, Range):
    """Several rectangles of cells."""

    @property
    def every(self) -> Any:
        """Calc's own object for all of them."""
        return self.sheet.cells_of_all(self.areas)

    def shared(self, name: str) -> Any:
        """Return a property that all cells of all areas share, None where they differ."""
        first, *others = (one.shared(name) for one in self._each())
        return first if all(one == first for one in others) else None
