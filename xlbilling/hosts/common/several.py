"""A range of several areas, as ``A1:B2,D4`` names one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlbilling.hosts.common.range_base import RangeBase
from xlbilling.hosts.files.area_text import address
from xlbilling.hosts.files.package.addresses import Area


class Areas(RangeBase):
    """Several rectangles: fonts, fills, formats, merges and widths go to all, as in Excel.

    All else goes to the first. Each host adds how it looks at all of them at once.

    Args:
        sheet: the sheet.
        area: the first.
        arg1: what the range was asked for with.
        more: the others.
    """

    def __init__(
        self, sheet: Any, area: Area | None, arg1: Any = None, more: Sequence[Area] = ()
    ) -> None:
        super().__init__(sheet, area, arg1)
        self.areas: tuple[Area, ...] = (self.own, *more)

    def _each(self) -> list[Any]:
        return [self.sheet.one(self.sheet, area) for area in self.areas]

    @property
    def address(self) -> str:
        """The absolute addresses of all areas, divided by commas."""
        return ",".join(map(address, self.areas))

    def merge(self, across: bool = False) -> None:
        """Merge the cells of each area, or those of each row."""
        for one in self._each():
            one.merge(across)

    @property
    def column_width(self) -> float | None:
        """The width of the first area's columns in characters, None when they differ."""
        width: float | None = self._each()[0].column_width
        return width

    @column_width.setter
    def column_width(self, value: float) -> None:
        for one in self._each():
            one.column_width = value
