"""Notes on cells, which Calc calls annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlbilling.hosts.calc.areas import cell_address
from xlbilling.hosts.calc.refusals import told
from xlbilling.hosts.files.package.addresses import Area

if TYPE_CHECKING:
    from xlbilling.hosts.calc.ranges import Range
    from xlbilling.hosts.calc.sheets import Sheet


@told
class Note(base_classes.Note):
    """The note of a cell."""

    def __init__(self, sheet: Sheet, row: int, column: int) -> None:
        self._sheet = sheet
        self._cell = (row, column)

    @property
    def api(self) -> Any:
        """Calc's own annotation."""
        row, column = self._cell
        return self._sheet.api.getCellByPosition(column - 1, row - 1).Annotation

    @property
    def text(self) -> str:
        """What it says; of a note from a file Calc makes the text when it is first shown."""
        own = self.api
        text = str(own.String)
        if not text and not own.IsVisible:
            own.setIsVisible(True)
            text = str(self.api.String)
            own.setIsVisible(False)
        return text

    @text.setter
    def text(self, value: str) -> None:
        self.api.String = value

    @property
    def author(self) -> str:
        """Who wrote it."""
        return str(self.api.Author)

    @property
    def location(self) -> Range:
        """The cell it belongs to."""
        row, column = self._cell
        return self._sheet.cells.other(Area(row, column, row, column))

    def delete(self) -> None:
        """Take the note away."""
        notes = self._sheet.api.Annotations
        for place, cell in enumerate(_cells(notes)):
            if cell == self._cell:
                notes.removeByIndex(place)
                return


def write_note(sheet: Sheet, row: int, column: int, text: str) -> Note:
    """Put a note on a cell, or change the one that it has."""
    sheet.api.Annotations.insertNew(cell_address(sheet.index - 1, row, column), text)
    return Note(sheet, row, column)


def notes_on(sheet: Sheet) -> list[Note]:
    """Return a sheet's notes, row after row."""
    return [Note(sheet, *cell) for cell in sorted(_cells(sheet.api.Annotations))]


def note_at(sheet: Sheet, row: int, column: int) -> Note | None:
    """Return the note of a cell, None without one."""
    found = (row, column) in _cells(sheet.api.Annotations)
    return Note(sheet, row, column) if found else None


def _cells(notes: Any) -> list[tuple[int, int]]:
    positions = (notes.getByIndex(place).Position for place in range(notes.Count))
    return [(one.Row + 1, one.Column + 1) for one in positions]
