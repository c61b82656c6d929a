"""What every part of a range builds on: which cells it covers, and Calc's own object for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlbilling.hosts.calc.refusals import told
from xlbilling.hosts.common import range_base

if TYPE_CHECKING:
    from xlbilling.hosts.calc.sheets import Sheet
    from xlbilling.hosts.files.package.addresses import Area

_AMBIGUOUS = "AMBIGUOUS_VALUE"


@told
class RangeBase(range_base.RangeBase):
    """A rectangle of cells on a sheet of Calc; addresses are those of every host.

    Args:
        sheet: the sheet.
        area: its cells; None for a range without any (an empty slice).
        arg1: what the range was asked for with; xlwings looks at it to group rows or columns.
    """

    sheet: Sheet

    def __init__(self, sheet: Sheet, area: Area | None, arg1: Any = None) -> None:
        super().__init__(sheet, area, arg1)
        self._cells: Any = None
        self._moves = 0

    @property
    def cells(self) -> Any:
        """Calc's own range."""
        moves = self.sheet.book.moves
        if self._cells is None or self._moves != moves:
            self._cells, self._moves = self.sheet.cells_of(self.own), moves
        return self._cells

    @property
    def api(self) -> Any:
        """Calc's own range; None when it has no cells."""
        return self.cells if self.area is not None else None

    @property
    def every(self) -> Any:
        """Calc's own object for all cells that get the same looks."""
        return self.cells

    def shared(self, name: str) -> Any:
        """Return a property that all cells share, None where they differ."""
        self.counted()
        if self.own.size > 1 and self.cells.getPropertyState(name).value == _AMBIGUOUS:
            return None
        return self.cells.getPropertyValue(name)

    def change(self, **values: Any) -> None:
        """Set properties of every cell."""
        self.counted()
        every = self.every
        for name, value in values.items():
            every.setPropertyValue(name, value)

    def select(self) -> None:
        """Select the range: its sheet and book come to the front."""
        book = self.sheet.book
        book.app.activate()
        book.activate()
        self.sheet.activate()
        book.controller.select(self.every)
