"""Which way cells move, and copying by way of what was copied before."""

from __future__ import annotations

from typing import Any

from xlbilling.hosts.common.names import name_of
from xlbilling.hosts.common.range_base import RangeBase


class RangeEdits(RangeBase):
    """Changes to where cells are; each host says how it pastes and names."""

    def direction(self, shift: str | None, words: tuple[str, str], *, tall_first: bool) -> str:
        """Return the way to move: as asked, else sideways for what is higher than wide."""
        if shift is not None:
            if shift not in words:
                raise ValueError(f"{shift!r} is no way to shift; give {' or '.join(words)}")
            return shift
        rows, columns = self.shape
        tall = rows >= columns if tall_first else rows > columns
        return words[0] if tall else words[1]

    def copy(self, destination: Any = None) -> None:
        """Copy to another range, or keep it for `paste` when none is given."""
        self.counted()
        if destination is None:
            self.sheet.book.app.clipboard = self.sheet.cells.other(self.own)
        else:
            destination.impl.paste_from(self, None, None, skip_blanks=False, transpose=False)

    def paste(
        self,
        paste: str | None = None,
        operation: str | None = None,
        skip_blanks: bool = False,
        transpose: bool = False,
    ) -> None:
        """Paste what was copied.

        Raises:
            ValueError: nothing was copied, or the kind of pasting is not known.
        """
        self.counted()
        source = self.sheet.book.app.clipboard
        if source is None:
            raise ValueError("nothing was copied; copy a range first")
        self.paste_from(source, paste, operation, skip_blanks=skip_blanks, transpose=transpose)

    def copy_from(
        self,
        source_range: Any,
        copy_type: str = "all",
        skip_blanks: bool = False,
        transpose: bool = False,
    ) -> None:
        """Copy another range here: ``all``, ``values``, ``formulas`` or ``formats``."""
        self.counted()
        source = source_range.impl
        self.paste_from(source, copy_type, None, skip_blanks=skip_blanks, transpose=transpose)

    def paste_from(
        self,
        source: Any,
        kind: str | None,
        operation: str | None,
        *,
        skip_blanks: bool,
        transpose: bool,
    ) -> None:
        """Paste another range here; each host has its own way."""
        raise AssertionError(type(self))

    @property
    def name(self) -> Any:
        """The defined name that stands for exactly this range, None without one."""
        return name_of(self.sheet, self.own)

    @name.setter
    def name(self, value: str) -> None:
        self.sheet.book.names.add(value, f"={self.sheet.quoted()}!{self.address}")

    @property
    def table(self) -> Any:
        """The table that holds the first cell, None outside tables."""
        own = self.own
        return next((one for one in self.sheet.tables if one.area.holds(own.top, own.left)), None)
