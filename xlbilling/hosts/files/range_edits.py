"""What can be done with a range: insert, delete, copy, merge, name, annotate."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Self

from xlbilling.hosts.common import range_edits
from xlbilling.hosts.files import shifting
from xlbilling.hosts.files.notes import Note, note_at, write_note
from xlbilling.hosts.files.package import notes
from xlbilling.hosts.files.package.addresses import LAST_COLUMN, LAST_ROW, Area, parse_area
from xlbilling.hosts.files.pasting import paste
from xlbilling.hosts.files.range_base import RangeBase


class RangeEdits(range_edits.RangeEdits, RangeBase):
    """Changes to where cells are and what belongs to them."""

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        """Insert blank cells; what is there moves ``down`` or ``right``.

        Raises:
            BookError: something refers to the cells and cannot be adjusted; it is named.
        """
        self.counted()
        own = self.own
        if own.left == 1 and own.right == LAST_COLUMN:
            shifting.insert_rows(self.state, own.top, own.bottom - own.top + 1)
        elif (own.top == 1 and own.bottom == LAST_ROW) or self.direction(
            shift, ("right", "down"), tall_first=False
        ) == "right":
            shifting.shift_right(self.state, own)
        else:
            shifting.shift_down(self.state, own)

    def delete(self, shift: str | None = None) -> None:
        """Delete the cells; others move ``up`` or ``left`` over them.

        Raises:
            BookError: something refers to the cells and cannot be adjusted; it is named.
        """
        self.counted()
        own = self.own
        if own.left == 1 and own.right == LAST_COLUMN:
            shifting.delete_rows(self.state, own.top, own.bottom - own.top + 1)
        elif (own.top == 1 and own.bottom == LAST_ROW) or self.direction(
            shift, ("left", "up"), tall_first=True
        ) == "left":
            shifting.shift_left(self.state, own)
        else:
            shifting.shift_up(self.state, own)

    def paste_from(
        self,
        source: Any,
        kind: str | None,
        operation: str | None,
        *,
        skip_blanks: bool,
        transpose: bool,
    ) -> None:
        """Paste another range here."""
        paste(
            (source.state, source.own),
            (self.state, self.own),
            kind,
            operation=operation,
            skip_blanks=skip_blanks,
            transpose=transpose,
        )

    @property
    def merge_area(self) -> Self:
        """The merged cells that hold the first cell; the cell itself when it is not merged."""
        own = self.own
        for one in map(parse_area, self.state.layout.merges):
            if one.holds(own.top, own.left):
                return self.other(one)
        return self.other(Area(own.top, own.left, own.top, own.left))

    @property
    def merge_cells(self) -> bool | None:
        """Whether the cells are merged; None when some are."""
        merges = [one for one in map(parse_area, self.state.layout.merges) if one.meets(self.own)]
        if not merges:
            return False
        own = self.own
        inside = sum(
            (min(one.bottom, own.bottom) - max(one.top, own.top) + 1)
            * (min(one.right, own.right) - max(one.left, own.left) + 1)
            for one in merges
        )
        return True if inside == own.size else None

    def merge(self, across: bool = False) -> None:
        """Merge the cells, or those of each row; only the upper left value stays."""
        self.counted()
        self.unmerge()
        own = self.own
        rows = range(own.top, own.bottom + 1)
        areas = [replace(own, top=row, bottom=row) for row in rows] if across else [own]
        merged = tuple(one.name for one in areas if one.size > 1)
        self.state.change_layout(merges=(*self.state.layout.merges, *merged))
        for one in areas:
            if one.bottom > one.top:
                self.state.clear_contents(replace(one, top=one.top + 1))
            if one.right > one.left:
                self.state.clear_contents(replace(one, bottom=one.top, left=one.left + 1))

    def unmerge(self) -> None:
        """Take every merge apart that touches the range."""
        self.counted()
        kept = tuple(one for one in self.state.layout.merges if not parse_area(one).meets(self.own))
        if kept != self.state.layout.merges:
            self.state.change_layout(merges=kept)

    @property
    def note(self) -> Note | None:
        """The first cell's note, None without one."""
        return note_at(self.sheet, self.own.top, self.own.left)

    def add_note(self, text: str) -> Note:
        """Put a note on the first cell."""
        self.counted()
        own = self.own
        write_note(self.sheet, notes.Note(own.top, own.left, text))
        made = self.note
        assert made is not None
        return made
