"""What every part of a range builds on: the sheet in memory, and being selected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from xlbilling.hosts.common import range_base

if TYPE_CHECKING:
    from xlbilling.hosts.files.sheet_state import SheetState
    from xlbilling.hosts.files.sheets import Sheet


class RangeBase(range_base.RangeBase):
    """A rectangle of cells on a sheet."""

    sheet: Sheet

    @property
    def state(self) -> SheetState:
        """The sheet in memory."""
        return self.sheet.state

    @property
    def api(self) -> Self | None:
        """The range itself; None when it has no cells."""
        return self if self.area is not None else None

    def select(self) -> None:
        """Select the range: its sheet and book come to the front."""
        book = self.sheet.book
        book.app.activate()
        book.activate()
        book.state.activate(self.state)
        self.state.selection = self.own
