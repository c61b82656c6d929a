"""What can be done with a range: insert, delete, copy, merge, name, annotate."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, Self

from xlbilling.hosts.calc import bridge
from xlbilling.hosts.calc.areas import area_at, range_address
from xlbilling.hosts.calc.cells_in import CONTENTS
from xlbilling.hosts.calc.notes import Note, note_at, write_note
from xlbilling.hosts.calc.pasting import paste
from xlbilling.hosts.calc.range_base import RangeBase
from xlbilling.hosts.calc.refusals import told
from xlbilling.hosts.common import range_edits
from xlbilling.hosts.files.package.addresses import LAST_COLUMN, LAST_ROW, Area

_INSERTS: Final = {"down": "DOWN", "right": "RIGHT"}
_DELETES: Final = {"up": "UP", "left": "LEFT"}


@told
class RangeEdits(range_edits.RangeEdits, RangeBase):
    """Changes to where cells are and what belongs to them."""

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        """Insert blank cells; what is there moves ``down`` or ``right``; Calc moves references."""
        self.counted()
        mode = (
            self._whole("ROWS", "COLUMNS")
            or _INSERTS[self.direction(shift, ("right", "down"), tall_first=False)]
        )
        address = range_address(self.sheet.index - 1, self.own)
        how = bridge.enum("com.sun.star.sheet.CellInsertMode", mode)
        self.sheet.api.insertCells(address, how)
        self.sheet.book.moves += 1

    def delete(self, shift: str | None = None) -> None:
        """Delete the cells; others move ``up`` or ``left`` over them; Calc moves references."""
        self.counted()
        mode = (
            self._whole("ROWS", "COLUMNS")
            or _DELETES[self.direction(shift, ("left", "up"), tall_first=True)]
        )
        address = range_address(self.sheet.index - 1, self.own)
        how = bridge.enum("com.sun.star.sheet.CellDeleteMode", mode)
        self.sheet.api.removeRange(address, how)
        self.sheet.book.moves += 1

    def _whole(self, rows: str, columns: str) -> str:
        """Return the word for whole rows or whole columns, "" for neither."""
        own = self.own
        if own.left == 1 and own.right == LAST_COLUMN:
            return rows
        return columns if own.top == 1 and own.bottom == LAST_ROW else ""

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
        paste(source, self, kind, operation=operation, skip_blanks=skip_blanks, transpose=transpose)

    @property
    def merge_area(self) -> Self:
        """The merged cells that hold the first cell; the cell itself when it is not merged."""
        own = self.own
        return self.other(self._merge_at(own.top, own.left))

    def _merge_at(self, row: int, column: int) -> Area:
        cell = self.sheet.api.getCellRangeByPosition(column - 1, row - 1, column - 1, row - 1)
        cursor = self.sheet.api.createCursorByRange(cell)
        cursor.collapseToMergedArea()
        return area_at(cursor.RangeAddress)

    @property
    def merge_cells(self) -> bool | None:
        """Whether the cells are merged; None when some are."""
        if not self.cells.getIsMerged():
            return False
        own = self.own
        row = own.top
        while row <= own.bottom:
            column, lowest = own.left, LAST_ROW
            while column <= own.right:
                area = self._merge_at(row, column)
                if area.size == 1:
                    return None
                column, lowest = area.right + 1, min(lowest, area.bottom)
            row = lowest + 1
        return True

    def merge(self, across: bool = False) -> None:
        """Merge the cells, or those of each row; only the upper left value stays."""
        self.counted()
        self.unmerge()
        own = self.own
        rows = range(own.top, own.bottom + 1)
        for area in [replace(own, top=row, bottom=row) for row in rows] if across else [own]:
            if area.size > 1:
                self._blank_but_first(area)
                self.other(area).cells.merge(True)

    def _blank_but_first(self, area: Area) -> None:
        if area.bottom > area.top:
            self.other(replace(area, top=area.top + 1)).cells.clearContents(CONTENTS)
        if area.right > area.left:
            rest = replace(area, bottom=area.top, left=area.left + 1)
            self.other(rest).cells.clearContents(CONTENTS)

    def unmerge(self) -> None:
        """Take every merge apart that touches the range."""
        self.counted()
        self.cells.merge(False)

    @property
    def note(self) -> Note | None:
        """The first cell's note, None without one."""
        return note_at(self.sheet, self.own.top, self.own.left)

    def add_note(self, text: str) -> Note:
        """Put a note on the first cell."""
        self.counted()
        return write_note(self.sheet, self.own.top, self.own.left, text)
