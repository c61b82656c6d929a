"""Notes on cells (what Excel called comments before it had threads)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlwings import base_classes

from xlbilling.hosts.files.package import notes
from xlbilling.hosts.files.package.addresses import Area

if TYPE_CHECKING:
    from xlbilling.hosts.files.ranges import Range
    from xlbilling.hosts.files.sheets import Sheet


class Note(base_classes.Note):
    """The note of a cell."""

    def __init__(self, sheet: Sheet, row: int, column: int) -> None:
        self._sheet = sheet
        self._cell = (row, column)

    @property
    def api(self) -> Note:
        """The note itself."""
        return self

    def _found(self) -> notes.Note:
        found = notes.notes_of(self._sheet.book.state.package, self._sheet.name)
        return found[self._cell]

    @property
    def text(self) -> str:
        """What it says."""
        return str(self._found().text)

    @text.setter
    def text(self, value: str) -> None:
        write_note(self._sheet, notes.Note(*self._cell, value, self._found().author))

    @property
    def author(self) -> str:
        """Who wrote it."""
        return str(self._found().author)

    @property
    def location(self) -> Range:
        """The cell it belongs to."""
        row, column = self._cell
        return self._sheet.cells.other(Area(row, column, row, column))

    def delete(self) -> None:
        """Take the note away."""
        with self._sheet.state.part_changes():
            notes.delete_note(self._sheet.book.state.package, self._sheet.name, *self._cell)


def write_note(sheet: Sheet, note: notes.Note) -> None:
    """Put a note on a sheet, or change the one that its cell has."""
    with sheet.state.part_changes():
        notes.set_note(sheet.book.state.package, sheet.name, note)


def notes_on(sheet: Sheet) -> list[Note]:
    """Return a sheet's notes, row after row; threaded comments are not among them."""
    found = notes.notes_of(sheet.book.state.package, sheet.name)
    return [Note(sheet, *cell) for cell in sorted(found) if not found[cell].threaded]


def note_at(sheet: Sheet, row: int, column: int) -> Note | None:
    """Return the note of a cell, None without one."""
    found = notes.note_on(sheet.book.state.package, sheet.name, row, column)
    return None if found is None or found.threaded else Note(sheet, row, column)
