"""Ranges as xlwings sees them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from xlbilling.hosts.calc.range_edits import RangeEdits
from xlbilling.hosts.calc.range_formats import RangeFormats
from xlbilling.hosts.calc.range_lists import RangeLists
from xlbilling.hosts.calc.range_values import RangeValues
from xlbilling.hosts.calc.refusals import told

if TYPE_CHECKING:
    from xlbilling.hosts.calc.sheets import Sheet
    from xlbilling.hosts.files.package.addresses import Area


class Range(RangeValues, RangeFormats, RangeLists, RangeEdits):
    """A rectangle of cells: what it holds, how it looks, and what can be done with it."""


@told
class Areas(Range):
    """Several rectangles: fonts, fills and formats go to all, all else to the first, as in Excel.

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

    @property
    def every(self) -> Any:
        """Calc's own object for all the rectangles."""
        return self.sheet.cells_of_all((self.own, *self._more))
