"""Worksheets as xlwings sees them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from xlwings import base_classes

from xlbilling.hosts.common import sheet as common
from xlbilling.hosts.files import sheet_copying
from xlbilling.hosts.files.charts import Charts
from xlbilling.hosts.files.names import Names
from xlbilling.hosts.files.notes import notes_on
from xlbilling.hosts.files.package import references
from xlbilling.hosts.files.package.addresses import LAST_COLUMN, LAST_ROW, Area
from xlbilling.hosts.files.package.layout_types import Freeze
from xlbilling.hosts.files.page_setup import PageSetup
from xlbilling.hosts.files.ranges import Areas, Range
from xlbilling.hosts.files.shapes import Shapes
from xlbilling.hosts.files.sheet_state import SheetState
from xlbilling.hosts.files.tables import Tables
from xlbilling.model.errors import BookError

if TYPE_CHECKING:
    from xlbilling.hosts.files.books import Book
    from xlbilling.hosts.files.notes import Note

WHOLE_SHEET: Final = Area(1, 1, LAST_ROW, LAST_COLUMN)
# "0" allows: what a person at a protected sheet may still do.
_PROTECTION: Final = (
    ("sheet", "1"), ("objects", "1"), ("scenarios", "1"), ("formatCells", "0"),
    ("formatColumns", "0"), ("formatRows", "0"), ("sort", "0"), ("autoFilter", "0"),
)  # fmt: skip


class Sheets(base_classes.Sheets):
    """The worksheets of a book in the order of their tabs; chart sheets are left alone."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def api(self) -> Sheets:
        """The collection itself."""
        return self

    @property
    def active(self) -> Sheet:
        """The sheet in front."""
        return Sheet(self.book, self.book.state.active)

    def add(
        self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None
    ) -> Sheet:
        """Add a sheet beside another, before the active one if none is given; it becomes active."""
        book = self.book.state
        index = tab_index(self.book, before or (None if after else self.active), after)
        entry = book.package.workbook.add_sheet(name or self._free_name(), index)
        book.settle()
        book.activate(book.sheet(entry.name))
        return Sheet(self.book, book.sheet(entry.name))

    def _free_name(self) -> str:
        workbook, number = self.book.state.package.workbook, len(self) + 1
        while workbook.has_sheet(f"Sheet{number}"):
            number += 1
        return f"Sheet{number}"

    def __call__(self, name_or_index: int | str) -> Sheet:
        """Return a sheet by its name or by its place from 1.

        Raises:
            KeyError: the book has no sheet of that name.
        """
        if isinstance(name_or_index, str):
            return Sheet(self.book, self.book.state.sheet(name_or_index))
        return Sheet(self.book, self.book.state.sheets[int(name_or_index) - 1])

    def __contains__(self, name: object) -> bool:
        return any(one.name == name for one in self.book.state.sheets)

    def __iter__(self) -> Iterator[Sheet]:
        return iter([Sheet(self.book, one) for one in self.book.state.sheets])

    def __len__(self) -> int:
        return len(self.book.state.sheets)


class Sheet(common.Sheet):
    """A worksheet."""

    one, several = Range, Areas

    def __init__(self, book: Book, state: SheetState) -> None:
        self._book = book
        self.state = state

    @property
    def book(self) -> Book:
        """The book it belongs to."""
        return self._book

    @property
    def api(self) -> Sheet:
        """The sheet itself; `protect`, `unprotect` and `protected` are asked of it."""
        return self

    @property
    def name(self) -> str:
        """What the tab shows."""
        return self.state.name

    @name.setter
    def name(self, value: str) -> None:
        if value != self.state.name:
            old = self.state.name
            self.book.state.restructure(
                lambda package: references.rename_sheet(package, old, value)
            )

    @property
    def names(self) -> Names:
        """The names that belong to this sheet."""
        return Names(self.book, self)

    @property
    def index(self) -> int:
        """The place among the tabs, from 1."""
        return self.book.state.sheets.index(self.state) + 1

    @property
    def visible(self) -> bool:
        """Whether the tab is shown."""
        return self.book.state.package.workbook.sheet(self.name).state == "visible"

    @visible.setter
    def visible(self, value: bool) -> None:
        self.book.state.package.workbook.set_state(self.name, "visible" if value else "hidden")

    @property
    def show_gridlines(self) -> bool:
        """Whether thin lines are drawn between the cells."""
        return bool(self.state.layout.gridlines)

    @show_gridlines.setter
    def show_gridlines(self, value: bool) -> None:
        self.state.change_layout(gridlines=value)

    @property
    def cells(self) -> Range:
        """Every cell of the sheet."""
        return Range(self, WHOLE_SHEET)

    @property
    def used_range(self) -> Range:
        """The smallest area that holds every value and formula; A1 on an empty sheet.

        Cells that are blank and merely formatted do not count, unlike in Excel.
        """
        return Range(self, self.state.used_area() or Area(1, 1, 1, 1))

    @property
    def selection(self) -> Range:
        """What was last selected here."""
        return Range(self, self.state.selection)

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
        """Bring the tab to the front."""
        self.book.state.activate(self.state)

    def delete(self) -> None:
        """Delete the sheet.

        Raises:
            BookError: it is the last one that is shown.
        """
        name, workbook = self.name, self.book.state.package.workbook
        shown = [one.name for one in workbook.sheets if one.state == "visible"]
        if shown == [name]:
            raise BookError(
                f"{name}: a book keeps at least one sheet that is shown",
                id="BOOK-SHEET",
                fix="add or show another sheet first",
            )
        self.book.state.restructure(lambda package: references.delete_sheet(package, name))

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        """Copy the sheet beside another, of this book or of another open one."""
        target = before or after
        assert target is not None
        index = tab_index(target.book, before, after)
        if target.book is self.book:
            sheet_copying.copy_within(self.state, index)
        else:
            sheet_copying.copy_across(self.state, target.book.state, index)

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        """Move the tab beside another of the same book."""
        book = self.book.state
        index = tab_index(self.book, before, after)
        own = tab_index(self.book, self, None)
        assert index is not None
        assert own is not None
        book.package.workbook.move_sheet(self.name, index - 1 if own < index else index)
        book.settle()

    @property
    def protected(self) -> bool:
        """Whether locked cells are protected (without a password)."""
        return self.state.layout.protection is not None

    def protect(self) -> None:
        """Protect locked cells; formats, filters and sorting stay allowed to the person."""
        self.state.change_layout(protection=_PROTECTION)

    def unprotect(self) -> None:
        """Lift the protection."""
        self.state.change_layout(protection=None)


class FreezePanes(base_classes.FreezePanes):
    """The rows and columns of a sheet that stay in view."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def freeze_at(self, frozen_range: str) -> None:
        """Freeze the rows and columns of a range that starts at A1, such as ``1:1`` or ``A1:B2``.

        Raises:
            ValueError: the range does not start in the first row or column.
        """
        rows, columns = common.frozen(frozen_range)
        self._sheet.state.change_layout(freeze=Freeze(rows, columns))

    def unfreeze(self) -> None:
        """Let everything scroll."""
        self._sheet.state.change_layout(freeze=None)


def tab_index(book: Book, before: Sheet | None, after: Sheet | None) -> int | None:
    """Return how many tabs stand before the place, chart sheets counted; None for the end."""
    beside = before or after
    if beside is None:
        return None
    tabs = [one.name for one in book.state.package.workbook.sheets]
    index = tabs.index(beside.name)
    return index if before is not None else index + 1
