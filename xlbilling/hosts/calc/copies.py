"""Many sheets at once that are filled copies of a template sheet, made in Calc's own bulk ways.

The orders are those that the add-in's VBA carries out in Excel; xlbilling/book/form_orders.py and
xlbilling/layout/forms/steps.py say which there are. A sheet that looks like one made before is a
copy of that one, and only what differs is written: blocks of values, and formulas that are others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from xlbilling.hosts.calc import bridge
from xlbilling.hosts.calc.areas import bounds, cell_address, range_address
from xlbilling.hosts.calc.cells_out import runs
from xlbilling.hosts.calc.filled import Places
from xlbilling.hosts.calc.formula_text import to_calc
from xlbilling.hosts.calc.page_setup import drop_names_of_files
from xlbilling.hosts.calc.range_formats import set_height
from xlbilling.hosts.files.number_formats import TEXT
from xlbilling.hosts.files.package.addresses import LAST_COLUMN, Area, parse_area, parse_cell

if TYPE_CHECKING:
    from xlbilling.hosts.calc.books import Book

_BELOW: Final = 200
"""Rows below the printed ones in which the office may have written something."""
_HIDDEN: Final = 16  # com.sun.star.sheet.NamedRangeFlag.HIDDEN
_ALL_BUT_DRAWN: Final = 1 | 2 | 4 | 8 | 16 | 32  # com.sun.star.sheet.CellFlags


def fill(book: Book, orders: Iterable[Sequence[str]]) -> None:
    """Carry out the orders; a sheet that is there is replaced where it stands."""
    maker = _Maker(book)
    with _at_rest(book.document):
        try:
            for word, *more in orders:
                maker.orders[word](*more)
        finally:
            maker.clear_up()


@contextmanager
def _at_rest(document: Any) -> Iterator[None]:
    """Keep Calc from drawing, calculating and measuring rows while sheets are made."""
    calculates = document.isAutomaticCalculationEnabled()
    document.lockControllers()
    document.addActionLock()
    document.enableAutomaticCalculation(False)
    document.IsAdjustHeightEnabled = False  # each row has the height that it is ordered to have
    try:
        yield
    finally:
        document.IsAdjustHeightEnabled = True
        document.enableAutomaticCalculation(calculates)
        document.removeActionLock()
        document.unlockControllers()


class _Maker:
    """Carries out orders.

    Attributes:
        orders: by its first word, what carries out an order; it gets the other fields.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._sheets = book.own_sheets
        self._template: Any = None
        self._width = 1
        self._bare = ""
        self._made: Any = None
        self._index = 0
        self._places: dict[str, Places] = {}
        self.orders: dict[str, Callable[..., None]] = {
            "template": self._begin,
            "sheet": self._place,
            "insert": self._insert,
            "delete": self._delete,
            "clear": self._clear,
            "copy": self._copy_rows,
            "height": self._set_heights,
            "text": self._make_texts,
            "formula": self._put_formula,
            "print": self._print_only,
            "break": self._break_after,
            "places": self._note_places,
            "fill": self._fill,
            "done": self.clear_up,
        }

    # Which sheet is made

    def _begin(self, name: str, rows: str, mark: str, beginning: str) -> None:
        """Make the copy that others come from: without the template's names and rows below."""
        self._template = self._sheets.getByName(name)
        cursor = self._template.createCursor()
        cursor.gotoEndOfUsedArea(False)
        self._width = cursor.RangeAddress.EndColumn + 1
        self._bare = self._free_name(name)
        self._copy(name, self._bare, len(self._sheets.ElementNames))
        self._made.IsVisible = True
        names = self._made.NamedRanges
        for each in names.ElementNames:
            if each.startswith(beginning):
                names.removeByName(each)
        drop_names_of_files(names)
        if not names.hasByName(mark):
            names.addNewByName(mark, '"1"', cell_address(0, 1, 1), _HIDDEN)
        self._delete(f"{int(rows) + 1}:{int(rows) + _BELOW}")

    def _free_name(self, name: str) -> str:
        taken, number = {each.casefold() for each in self._sheets.ElementNames}, 2
        while f"{name} ({number})".casefold() in taken:
            number += 1
        return f"{name} ({number})"

    def _copy(self, source: str, name: str, place: int) -> None:
        self._sheets.copyByName(source, name, place)
        self._index, self._made = place, self._sheets.getByIndex(place)

    def _place(self, name: str, source: str) -> None:
        """Make a copy of the bare one, or of one of this run; one of this name gives its place."""
        there: Sequence[str] = self._sheets.ElementNames
        old = next((each for each in there if each.casefold() == name.casefold()), "")
        if not old:
            self._copy(source or self._bare, name, len(there))
            return
        place = there.index(old)
        self._copy(source or self._bare, self._free_name(name), place + 1)
        self._sheets.removeByName(old)
        self._index = place
        self._made.setName(name)
        for each in {old, name}:
            self._book.forget_sheet(each)

    def clear_up(self) -> None:
        """Delete the bare copy, if it is still there."""
        if self._bare:
            self._sheets.removeByName(self._bare)
            self._bare = ""

    # Its rows

    def _insert(self, rows: str) -> None:
        how = bridge.enum("com.sun.star.sheet.CellInsertMode", "ROWS")
        self._made.insertCells(range_address(self._index, _whole(rows)), how)
        self._book.moves += 1

    def _delete(self, rows: str) -> None:
        how = bridge.enum("com.sun.star.sheet.CellDeleteMode", "ROWS")
        self._made.removeRange(range_address(self._index, _whole(rows)), how)
        self._book.moves += 1

    def _clear(self, rows: str) -> None:
        """Clear rows; what is drawn on them goes, for it comes again with the template's rows."""
        area = self._narrow(_whole(rows))
        cells = self._cells(area)
        cells.merge(False)
        cells.clearContents(_ALL_BUT_DRAWN)
        page = self._made.DrawPage
        for place in reversed(range(page.Count)):
            drawn = page.getByIndex(place)
            address = getattr(drawn.Anchor, "CellAddress", None)  # a sheet's own has none
            if address is not None and area.top <= address.Row + 1 <= area.bottom:
                page.remove(drawn)

    def _copy_rows(self, rows: str, into: str) -> None:
        """Copy rows of the template as often as there is room; ever more of them at once."""
        source, target = self._narrow(_whole(rows)), _whole(into)
        home, at = self._template.RangeAddress.Sheet, target.top
        while at <= target.bottom:
            self._made.copyRange(cell_address(self._index, at, 1), range_address(home, source))
            at += source.bottom - source.top + 1
            length = min(at - target.top, target.bottom - at + 1)
            home = self._index
            source = self._narrow(Area(target.top, 1, target.top + length - 1, 1))

    def _narrow(self, area: Area) -> Area:
        """Return rows as far as the template is used: whole ones make a sheet slow to copy."""
        return Area(area.top, 1, area.bottom, self._width)

    def _set_heights(self, rows: str, points: str) -> None:
        for each in rows.split(","):
            set_height(self._cells(self._narrow(_whole(each))).Rows, float(points))

    # Its cells

    def _cells(self, area: Area) -> Any:
        return self._made.getCellRangeByPosition(*bounds(area))

    def _make_texts(self, cells: str) -> None:
        every = self._book.document.createInstance("com.sun.star.sheet.SheetCellRanges")
        areas = runs(parse_cell(each) for each in cells.split(","))
        every.addRangeAddresses(tuple(range_address(self._index, area) for area in areas), False)
        every.NumberFormat = self._book.formats.key(TEXT)

    def _put_formula(self, cell: str, text: str) -> None:
        self._cells(parse_area(cell)).setFormulaArray(((to_calc(text),),))

    def _print_only(self, address: str) -> None:
        self._made.setPrintAreas((range_address(self._index, parse_area(address)),))

    def _break_after(self, row: str) -> None:
        self._made.Rows.getByIndex(int(row)).IsStartOfNewPage = True

    def _note_places(self, look: str, *cells: str) -> None:
        self._places[look] = Places([parse_cell(each) for each in cells])

    def _fill(self, look: str, *contents: str) -> None:
        for area, values in self._places[look].values(contents):
            self._cells(area).setDataArray(values)
        for area, formulas in self._places[look].formulas(contents):
            self._cells(area).setFormulaArray(formulas)


def _whole(rows: str) -> Area:
    first, _, last = rows.partition(":")
    return Area(int(first), 1, int(last), LAST_COLUMN)
