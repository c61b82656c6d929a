"""Open books of Calc as xlwings sees them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xlwings import base_classes

from xlbilling.hosts.calc import bridge, copies, locks
from xlbilling.hosts.calc.areas import area_at
from xlbilling.hosts.calc.describing import described
from xlbilling.hosts.calc.formats import Formats
from xlbilling.hosts.calc.names import Names
from xlbilling.hosts.calc.painting import paint
from xlbilling.hosts.calc.refusals import told
from xlbilling.hosts.calc.sheets import Sheet, Sheets
from xlbilling.hosts.common import books as common
from xlbilling.model.errors import BookError

if TYPE_CHECKING:
    from xlbilling.hosts.calc.engine import App
    from xlbilling.hosts.files.package.addresses import Area

_FILTERS: Final = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".ods": "calc8",
    ".xls": "MS Excel 97",
    ".csv": "Text - txt - csv (StarCalc)",
}
_SPREADSHEET: Final = "com.sun.star.sheet.SpreadsheetDocument"
_NO_MACROS: Final = 0  # com.sun.star.document.MacroExecMode.NEVER_EXECUTE


@told
class Books(common.Books):
    """The books of an application, in the order they were opened."""

    @property
    def api(self) -> Any:
        """LibreOffice's own desktop, which holds its documents."""
        return self.app.office.desktop

    def add(self) -> Book:
        """Return a fresh book with one sheet, ``Book1`` and so on."""
        document = self._load("private:factory/scalc")
        return self.take(Book(self.app, document, f"Book{next(self._numbers)}"))

    def open(
        self, fullname: str, update_links: object = None, read_only: bool | None = None, *_: object
    ) -> Book:
        """Open a book; further arguments that xlwings passes on mean nothing to Calc.

        Raises:
            BookError: ``BOOK-MISSING`` or ``BOOK-UNREADABLE``.
            BookBusyError: ``BOOK-OPEN``, another program has it open.
        """
        path = Path(fullname)
        if not path.is_file():
            raise BookError(
                f"{path.name}: there is no such file", id="BOOK-MISSING", fix="check its name"
            )
        if not read_only:
            locks.demand_free(path)
        # Calc lets nothing be changed in a book that is read-only: it gets a copy without a file.
        document = self._load(bridge.to_url(path), AsTemplate=bool(read_only))
        if document is None or not document.supportsService(_SPREADSHEET):
            if document is not None:
                document.close(True)
            raise BookError(
                f"{path.name}: Calc cannot read it",
                id="BOOK-UNREADABLE",
                fix="open it in Excel and save it as .xlsx, or use the last copy in 'backups'",
            )
        return self.take(Book(self.app, document, path.name, path if read_only else None))

    def _load(self, url: str, **settings: Any) -> Any:
        arguments = bridge.properties(MacroExecutionMode=_NO_MACROS, **settings)
        try:
            return self.api.loadComponentFromURL(url, "_blank", 0, arguments)
        except bridge.trouble("com.sun.star.lang.DisposedException"):
            raise  # LibreOffice itself is gone, whatever the file is
        except bridge.trouble():
            return None

    def find(self) -> None:
        """Take all books that are open in LibreOffice; those that are closed leave the list."""
        documents = self.api.Components.createEnumeration()
        found = []
        while documents.hasMoreElements():
            one = documents.nextElement()
            if one.supportsService(_SPREADSHEET):
                found.append(one)
        self._books = [book for book in self._books if book.document in found]
        known = [book.document for book in self._books]
        for number, one in enumerate(found, 1):
            if one not in known:
                self.take(Book(self.app, one, f"Book{number}"))

    def front(self, document: Any) -> None:
        """Make the book of a document the active one, if it is on the list."""
        for book in self._books:
            if book.document == document:
                book.activate()


@told
class Book(base_classes.Book):
    """An open book.

    Calc's own objects are asked for once and kept: each costs milliseconds to get.

    Attributes:
        document: Calc's own document.
        formats: its number formats.
        seen_tables: by a table's name, the place of its sheet when it was last looked at.
        last_active: the higher, the later it was brought to the front.
        moves: how often cells were inserted or deleted from here; Calc's ranges shift with them.
    """

    _activations = 0

    def __init__(self, app: App, document: Any, name: str, source: Path | None = None) -> None:
        self._app = app
        self.document: Any = document
        self.formats = Formats(document)
        self.seen_tables: dict[str, int] = {}
        self.last_active = 0
        self.moves = 0
        self.own_sheets: Any = document.Sheets
        self.named: Any = document.NamedRanges
        self.databases: Any = document.DatabaseRanges
        self._unsaved_name = name
        self._source = source
        self._sheets: dict[str, tuple[Any, str]] = {}
        self._names: dict[str, Any] = {}
        self._databases: dict[str, Any] = {}
        self._selections: dict[str, list[Area]] = {}

    @property
    def app(self) -> App:
        """The application it is open in."""
        return self._app

    @property
    def waits(self) -> bool:
        """Whether nobody changes the book while a macro works on it."""
        return self._app.office.waits

    @property
    def api(self) -> Any:
        """Calc's own document."""
        return self.document

    @property
    def controller(self) -> Any:
        """Calc's own view of the book: the sheet in front, the selection."""
        return self.document.CurrentController

    @property
    def is_calculating(self) -> bool:
        """Whether Calc calculates what depends on a cell that changes."""
        return bool(self.document.isAutomaticCalculationEnabled())

    def settle(self) -> None:
        """Have Calc calculate what waits for it.

        It leaves formulas that nobody looks at until they are asked for; once it does not calculate
        by itself, it gives what they were before, or 0.
        """
        self.document.calculate()

    def selected(self) -> list[Area]:
        """Return the areas selected on the sheet in front; none for a chart or a picture."""
        found = self.document.CurrentSelection
        one = getattr(found, "RangeAddress", None)
        places = getattr(found, "RangeAddresses", ()) if one is None else (one,)
        return [area_at(each) for each in places]

    def bring_to_front(self, sheet: Sheet) -> None:
        """Bring a tab to the front; what was selected there is selected again, as in Excel.

        Calc itself keeps one cell of what is selected on a tab that another one covers.
        """
        covered = self.controller.ActiveSheet.Name
        if covered == sheet.name:
            return
        self._selections[covered] = self.selected()
        self.controller.setActiveSheet(sheet.api)
        kept = self._selections.pop(sheet.name, [])
        if len(kept) > 1 or (kept and kept[0].size > 1):
            now = self.selected()  # another cell, where a person chose one meanwhile
            if len(now) == 1 and any(one.holds(now[0].top, now[0].left) for one in kept):
                self.controller.select(sheet.cells_of_all(kept))

    def own_sheet(self, name: str) -> Any:
        """Return Calc's own sheet of a name."""
        kept, place = self._sheets.get(name, (None, ""))
        if kept is None or kept.AbsoluteName != place:  # Calc shifts it when cells are inserted
            kept = self.own_sheets.getByName(name)
            self._sheets[name] = kept, kept.AbsoluteName
            self._names.pop(name, None)
        return kept

    def names_of(self, sheet: str) -> Any:
        """Return Calc's own collection of a sheet's names."""
        own = self.own_sheet(sheet)
        if sheet not in self._names:
            self._names[sheet] = own.NamedRanges
        return self._names[sheet]

    def database(self, name: str) -> Any:
        """Return Calc's own database range of a name."""
        if name not in self._databases:
            self._databases[name] = self.databases.getByName(name)
        return self._databases[name]

    def forget_databases(self) -> None:
        """Look database ranges up anew: one got another name."""
        self._databases.clear()

    @property
    def name(self) -> str:
        """The file's name; ``Book1`` and so on before the first save."""
        url: str = self.document.URL
        return Path(bridge.to_path(url)).name if url else self._unsaved_name

    @property
    def fullname(self) -> str:
        """The file's path; the name alone before the first save."""
        url: str = self.document.URL
        return bridge.to_path(url) if url else str(self._source or self._unsaved_name)

    @property
    def sheets(self) -> Sheets:
        """The worksheets."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """The defined names, those of single sheets included."""
        return Names(self)

    @property
    def read_only(self) -> bool:
        """Whether saving under its own name is refused."""
        return self._source is not None or bool(self.document.isReadonly())

    def describe_template(self, sheet_name: str, beginning: str) -> list[list[str]]:
        """Return what a template sheet is like, in lines of fields.

        Args:
            sheet_name: the template's.
            beginning: how the names of its cells begin.
        """
        return described(self, sheet_name, beginning)

    def fill_by_orders(self, orders: Sequence[Sequence[str]]) -> None:
        """Make sheets that are filled copies of a template, all of them in one call.

        Args:
            orders: lines of fields as xlbilling/book/form_orders.py gives them.

        Raises:
            BookError: Calc refused a change, as on a protected sheet; the sheets made so far stay.
        """
        copies.fill(self, orders)
        self.seen_tables.clear()

    def paint_by_orders(self, sheet_name: str, orders: Sequence[Sequence[str]]) -> None:
        """Give a sheet's cells their looks, all of them in one call.

        Args:
            sheet_name: where they stand.
            orders: lines of fields as xlbilling/book/paint_orders.py gives them.
        """
        paint(Sheet(self, sheet_name), orders)

    def marked_sheets(self, mark: str) -> list[str]:
        """Return the sheets that have a name of their own of this text."""
        names: Sequence[str] = self.own_sheets.ElementNames
        return [name for name in names if self.names_of(name).hasByName(mark)]

    def forget_sheet(self, name: str) -> None:
        """Look a sheet up anew: another one has its name by now."""
        self._sheets.pop(name, None)
        self._names.pop(name, None)

    def activate(self) -> None:
        """Bring the book to the front of its application."""
        Book._activations += 1
        self.last_active = Book._activations

    def close(self) -> None:
        """Close without saving."""
        self.document.close(True)
        self.app.books.drop(self)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save, under another name when a path is given.

        Raises:
            ValueError: a password is given, or the name's ending is none that Calc writes here.
            BookError: ``BOOK-READONLY``, it was opened so; ``BOOK-UNSAVED``, Calc cannot write it.
        """
        if password is not None:
            raise ValueError("a book cannot be saved with a password here; set it in Calc")
        if path is not None:
            self._store(Path(path).absolute(), as_new=True)
            self._source = None
        elif self.read_only:
            raise BookError(
                f"{self.name}: opened for reading only",
                id="BOOK-READONLY",
                fix="save it under another name",
            )
        elif self.document.hasLocation():
            self._store(Path(self.fullname), as_new=False)
        else:
            self._store(Path(f"{self._unsaved_name}.xlsx").absolute(), as_new=True)

    def _store(self, path: Path, *, as_new: bool) -> None:
        kind = _FILTERS.get(path.suffix.lower())
        if kind is None:
            raise ValueError(f"{path.name}: save it as one of {', '.join(_FILTERS)}")
        try:
            if as_new:
                url = bridge.to_url(path)
                self.document.storeAsURL(url, bridge.properties(FilterName=kind))
            else:
                self.document.store()
        except bridge.trouble() as why:
            raise BookError(
                f"{path.name}: Calc cannot write it",
                id="BOOK-UNSAVED",
                fix="close it elsewhere, or save it into a folder that you may write to",
            ) from why
