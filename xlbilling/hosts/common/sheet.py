"""What a sheet does by its ranges."""

from __future__ import annotations

from typing import Any, ClassVar

from xlwings import base_classes

from xlbilling.hosts.common.meaning import area_of, areas_of
from xlbilling.hosts.files.area_text import name_in_formula
from xlbilling.hosts.files.package.addresses import LAST_COLUMN, LAST_ROW, Area, parse_area


class Sheet(base_classes.Sheet):
    """A worksheet, so far as it is alike on every host.

    Attributes:
        takes_areas: an address may name several areas, divided by commas.
        one: the host's class of a range.
        several: the host's class of a range of several areas.
    """

    takes_areas = True
    one: ClassVar[type[Any]]
    several: ClassVar[type[Any]]

    def range(self, arg1: Any, arg2: Any = None) -> Any:
        """Return a range for an address, a name, a (row, column) pair or two corners.

        Raises:
            IndexError: a row or column 0; both count from 1.
            ValueError: the text is neither an address nor a name of this sheet.
        """
        if isinstance(arg1, str) and "," in arg1 and arg2 is None:
            area, *more = areas_of(arg1)
            return self.several(self, area, arg1, more)
        first = area_of(self, arg1)
        if first is None or arg2 is None:
            return self.one(self, first, arg1)
        second = area_of(self, arg2)
        assert second is not None
        return self.one(self, around(first, second), arg1)

    def quoted(self) -> str:
        """Return the name as formulas write it."""
        return name_in_formula(self.name)

    def select(self) -> None:
        """Do as `activate`."""
        self.activate()  # type: ignore[no-untyped-call]  # in xlwings' own class

    def clear(self) -> None:
        """Blank every cell and drop its format."""
        self.cells.clear()

    def clear_contents(self) -> None:
        """Blank every cell."""
        self.cells.clear_contents()

    def clear_formats(self) -> None:
        """Drop every cell's format."""
        self.cells.clear_formats()

    def autofit(self, axis: str | None = None) -> None:
        """Fit columns and rows to what they hold; ``axis`` is rows, r, columns, c or None."""
        self.used_range.autofit(axis)


def frozen(frozen_range: str) -> tuple[int, int]:
    """Return how many rows and columns a range freezes that starts at A1: ``1:1`` or ``A1:B2``.

    Raises:
        ValueError: the range does not start in the first row or column.
    """
    area = parse_area(frozen_range.replace("$", ""))
    rows = 0 if area.bottom == LAST_ROW else area.bottom
    columns = 0 if area.right == LAST_COLUMN else area.right
    if (area.top, area.left) != (1, 1) or not (rows or columns):
        raise ValueError(f"{frozen_range}: give the rows and columns to freeze, from A1 on")
    return rows, columns


def around(first: Area, second: Area) -> Area:
    """Return the smallest area that holds two others."""
    return Area(
        min(first.top, second.top),
        min(first.left, second.left),
        max(first.bottom, second.bottom),
        max(first.right, second.right),
    )
