"""Worksheets of Calc as xlwings sees them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from xlwings import base_classes

from xlbilling.hosts.calc.areas import area_at, bounds, range_address
from xlbilling.hosts.calc.cells_in import CONTENTS
from xlbilling.hosts.calc.charts import Charts
from xlbilling.hosts.calc.names import Names
from xlbilling.hosts.calc.notes import notes_on
from xlbilling.hosts.calc.page_setup import PageSetup
from xlbilling.hosts.calc.ranges import Areas, Range
from xlbilling.hosts.calc.refusals import told
from xlbilling.hosts.calc.shapes import Shapes
from xlbilling.hosts.calc.tables import Tables
from xlbilling.hosts.common import sheet as common
from xlbilling.hosts.files.package.addresses import LAST_COLUMN, LAST_ROW, Area
from xlbilling.model.errors import BookError

if TYPE_CHECKING:
    from xlbilling.hosts.calc.books import Book
    from xlbilling.hosts.calc.notes import Note

WHOLE_SHEET: Final = Area(1, 1, LAST_ROW, LAST_COLUMN)


@told
class Sheets(base_classes.Sheets):
    """The worksheets of a book in the order of their tabs."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def api(self) -> Any:
        """Calc's own collection."""
        return self.book.own_sheets

    @property
    def active(self) -> Sheet:
        """The sheet in front."""
        return Sheet(self.book, self.book.controller.ActiveSheet.Name)

    def add(
        self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None
    ) -> Sheet:
        """Add a sheet beside another, before the active one if none is given; it becomes active."""
        place = tab_index(before or (None if after else self.active), after)
        made = Sheet(self.book, name or self._free_name())
        self.api.insertNewByName(made.name, place)
        made.activate()
        return made

    def _free_name(self) -> str:
        taken = {one.casefold() for one in self.api.ElementNames}
        number = len(taken) + 1
        while f"sheet{number}" in taken:
            number += 1
        return f"Sheet{number}"

    def __call__(self, name_or_index: int | str) -> Sheet:
        """Return a sheet by its name or by its place from 1.

        Raises:
            KeyError: the book has no sheet of that name.
        """
        names = self.api.ElementNames
        if not isinstance(name_or_index, str):
            return Sheet(self.book, names[int(name_or_index) - 1])
        for name in names:
            if name.casefold() == name_or_index.casefold():
                return Sheet(self.book, name)
        raise KeyError(
            f"{self.book.name} has no sheet {name_or_index!r}; it has {', '.join(names)}"
        )

    def __contains__(self, name: object) -> bool:
        return name in self.api.ElementNames

    def __iter__(self) -> Iterator[Sheet]:
        return iter([Sheet(self.book, name) for name in self.api.ElementNames])

    def __len__(self) -> int:
        return len(self.api.ElementNames)


@told
class Sheet(common.Sheet):
    """A worksheet, known by its name."""

    one, several = Range, Areas

    def __init__(self, book: Book, name: str) -> None:
        self._book = book
        self._name = name

    @property
    def book(self) -> Book:
        """The book it belongs to."""
        return self._book

    @property
    def api(self) -> Any:
        """Calc's own sheet."""
        return self._book.own_sheet(self._name)

    @property
    def named(self) -> Any:
        """Calc's own collection of the names that belong to this sheet."""
        return self._book.names_of(self._name)

    def cells_of(self, area: Area) -> Any:
        """Return Calc's own range of an area."""
        return self.api.getCellRangeByPosition(*bounds(area))

    def cells_of_all(self, areas: Iterable[Area]) -> Any:
        """Return Calc's own collection of several areas."""
        cells = self._book.document.createInstance("com.sun.star.sheet.SheetCellRanges")
        index = self.index - 1
        cells.addRangeAddresses(tuple(range_address(index, area) for area in areas), False)
        return cells

    @property
    def name(self) -> str:
        """What the tab shows."""
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        if value != self._name:
            self.api.setName(value)
            self._name = value

    @property
    def names(self) -> Names:
        """The names that belong to this sheet."""
        return Names(self.book, self)

    @property
    def index(self) -> int:
        """The place among the tabs, from 1."""
        place: int = self._book.own_sheets.ElementNames.index(self._name)
        return place + 1

    @property
    def visible(self) -> bool:
        """Whether the tab is shown."""
        return bool(self.api.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.api.IsVisible = bool(value)

    @property
    def show_gridlines(self) -> bool:
        """Whether thin lines are drawn between the cells; Calc keeps that for the tab in front."""
        return bool(self._in_front().ShowGrid)

    @show_gridlines.setter
    def show_gridlines(self, value: bool) -> None:
        self._in_front().ShowGrid = bool(value)

    def _in_front(self) -> Any:
        self.activate()
        return self._book.controller

    @property
    def cells(self) -> Range:
        """Every cell of the sheet."""
        return Range(self, WHOLE_SHEET)

    def used_area(self) -> Area | None:
        """Return the smallest area that holds every value and formula, None on an empty sheet."""
        cursor = self.api.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        reach = Area(1, 1, end.EndRow + 1, end.EndColumn + 1)
        found = self.cells_of(reach).queryContentCells(CONTENTS).getRangeAddresses()
        if not found:
            return None
        areas = [area_at(one) for one in found]
        return Area(
            min(one.top for one in areas),
            min(one.left for one in areas),
            max(one.bottom for one in areas),
            max(one.right for one in areas),
        )

    @property
    def used_range(self) -> Range:
        """The smallest area that holds every value and formula; A1 on an empty sheet."""
        return Range(self, self.used_area() or Area(1, 1, 1, 1))

    @property
    def selection(self) -> Range | None:
        """What is selected in the book's window; None for a chart or a picture."""
        areas = self._book.selected()
        if len(areas) > 1:
            return Areas(self, areas[0], None, areas[1:])
        return Range(self, areas[0]) if areas else None

    @property
    def tables(self) -> Tables:
        """The sheet's tables."""
        return Tables(self)

    @property
    def shapes(self) -> Shapes:
        """What is drawn on the sheet: their names, text and letters."""
        return Shapes(self)

    @property
    def charts(self) -> Charts:
        """The charts that are drawn on it."""
        return Charts(self)

    @property
    def notes(self) -> list[Note]:
        """The sheet's notes, row after row."""
        return notes_on(self)

    @property
    def page_setup(self) -> PageSetup:
        """How the sheet prints."""
        return PageSetup(self)

    @property
    def freeze_panes(self) -> FreezePanes:
        """The rows and columns that stay in view."""
        return FreezePanes(self)

    def activate(self) -> None:
        """Bring the tab to the front, with what was selected there."""
        self._book.bring_to_front(self)

    def delete(self) -> None:
        """Delete the sheet.

        Raises:
            BookError: it is the last one that is shown.
        """
        shown = [one.name for one in self._book.sheets if one.visible]
        if shown == [self._name]:
            raise BookError(
                f"{self._name}: a book keeps at least one sheet that is shown",
                id="BOOK-SHEET",
                fix="add or show another sheet first",
            )
        self._book.own_sheets.removeByName(self._name)

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        """Copy the sheet beside another, of this book or of another open one."""
        target = before or after
        assert target is not None
        place, book = tab_index(before, after), target.book
        if book is self._book:
            self._book.own_sheets.copyByName(self._name, self._free_name(book), place)
        else:
            book.own_sheets.importSheet(self._book.document, self._name, place)

    def _free_name(self, book: Book) -> str:
        taken, number = {one.casefold() for one in book.own_sheets.ElementNames}, 2
        while f"{self._name} ({number})".casefold() in taken:
            number += 1
        return f"{self._name} ({number})"

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        """Move the tab beside another of the same book."""
        self._book.own_sheets.moveByName(self._name, tab_index(before, after))

    @property
    def protected(self) -> bool:
        """Whether locked cells are protected (without a password)."""
        return bool(self.api.isProtected())

    def protect(self) -> None:
        """Protect locked cells."""
        self.api.protect("")

    def unprotect(self) -> None:
        """Lift the protection."""
        self.api.unprotect("")


@told
class FreezePanes(base_classes.FreezePanes):
    """The rows and columns of a sheet that stay in view; Calc keeps them for the tab in front."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def freeze_at(self, frozen_range: str) -> None:
        """Freeze the rows and columns of a range that starts at A1, such as ``1:1`` or ``A1:B2``.

        Raises:
            ValueError: the range does not start in the first row or column.
        """
        rows, columns = common.frozen(frozen_range)
        self._freeze(columns, rows)

    def unfreeze(self) -> None:
        """Let everything scroll."""
        self._freeze(0, 0)

    def _freeze(self, columns: int, rows: int) -> None:
        book = self._sheet.book
        in_front = book.sheets.active
        self._sheet.activate()
        book.controller.freezeAtPosition(columns, rows)
        in_front.activate()


def tab_index(before: Sheet | None, after: Sheet | None) -> int:
    """Return how many tabs stand before the place."""
    beside = before or after
    assert beside is not None
    return beside.index - 1 if before is not None else beside.index
