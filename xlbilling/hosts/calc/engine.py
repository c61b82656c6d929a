"""The xlwings engine over live LibreOffice Calc, and its applications."""

from __future__ import annotations

import atexit
from typing import TYPE_CHECKING, Any, Final

from xlwings import base_classes

from xlbilling.hosts.calc.books import Books
from xlbilling.hosts.calc.office import Office, around, attached, start
from xlbilling.hosts.calc.refusals import told
from xlbilling.hosts.common import applications

if TYPE_CHECKING:
    from xlbilling.hosts.calc.books import Book
    from xlbilling.hosts.calc.ranges import Range

ENGINE_NAME: Final = "xlbilling-calc"
_BY_HAND: Final = "manual"


class Engine(applications.Engine):
    """Runs xlwings' API over LibreOffice.

    Attributes:
        calls: how many times a range was read or written since the engine was made; tests bound it.
    """

    name = ENGINE_NAME

    def __init__(self) -> None:
        self.calls = 0
        self.apps = Apps(self)
        self._office: Office | None = None
        atexit.register(self.stop)

    @property
    def office(self) -> Office:
        """The LibreOffice of this process, started when it is first needed.

        Raises:
            BillingError: there is none, or it does not answer.
        """
        if self._office is None:
            self._office = start()
        return self._office

    def stop(self) -> None:
        """End the applications and the LibreOffice that was started here."""
        self.apps.cleanup()
        if self._office is not None:
            self._office.stop()
            self._office = None


class Apps(applications.Apps):
    """The applications, the active one first."""

    def add(
        self,
        spec: str | None = None,
        add_book: bool | None = None,
        xl: object = None,
        visible: bool | None = None,
    ) -> App:
        """Return an application of this process's LibreOffice; it becomes the active one.

        Args:
            spec: the pipe of a LibreOffice that runs already; its open books come along.
            add_book: begin with a fresh book.
            xl: nothing here.
            visible: whether it shall be seen; a LibreOffice without windows cannot.
        """
        office = attached(spec) if spec else self._engine.office
        app = App(self._engine, office, next(self._numbers))
        app.visible = bool(visible)
        self._apps.insert(0, app)
        if spec:
            app.books.find()
        if add_book:
            app.books.add()
        return app

    def inside(self, context: Any, document: Any = None) -> App:
        """Return the application of the LibreOffice that runs this Python in its own process.

        Args:
            context: its component context.
            document: what shall be the active book; the one in front where none is given.
        """
        office = around(context)
        app = next((one for one in self._apps if not one.office.pipe), None)
        if app is None:
            app = App(self._engine, office, next(self._numbers))
            self._apps.insert(0, app)
        self.front(app)
        app.books.find()
        app.books.front(document or office.desktop.getCurrentComponent())
        return app


@told
class App(base_classes.App):
    """An application: some of the books that are open in one LibreOffice, and its settings."""

    visible = False
    display_alerts = True
    enable_events = True
    interactive = True
    startup_path = ""
    path = ""
    hwnd = None
    version = "16.0"  # the file format is that of Excel 2007 and later

    def __init__(self, engine: Engine, office: Office, number: int) -> None:
        self.engine = engine
        self.office = office
        self._number = number
        self.clipboard: Range | None = None
        self._books = Books(self)
        self._screen_updating = True
        self._calculation = "automatic"
        self._stopped: list[Book] = []
        self._status_bar: Any = False

    @property
    def pid(self) -> int:
        """The application's number; several of them share one process."""
        return self._number

    @property
    def api(self) -> Any:
        """LibreOffice's own desktop."""
        return self.office.desktop

    @property
    def books(self) -> Books:
        """The open books."""
        return self._books

    @property
    def selection(self) -> Range | None:
        """What is selected on the active sheet of the active book, None without a book."""
        if not len(self._books):
            return None
        book: Book = self._books.active
        return book.sheets.active.selection

    @property
    def screen_updating(self) -> bool:
        """Whether windows show at once what is written."""
        return self._screen_updating

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        if bool(value) == self._screen_updating:
            return
        self._screen_updating = bool(value)
        for book in self._books:
            if value:
                book.document.unlockControllers()
            else:
                book.document.lockControllers()

    @property
    def calculation(self) -> str:
        """``automatic`` or ``manual``, which Calc keeps for each book: that of the one in front."""
        is_by_hand = len(self._books) > 0 and not self._books.active.is_calculating
        return _BY_HAND if is_by_hand else self._calculation

    @calculation.setter
    def calculation(self, value: str) -> None:
        """Stop the books that calculate by themselves, or let those go on that were stopped here.

        A book whose user has stopped it stays stopped, unless it is the one in front.
        """
        if value == _BY_HAND:
            for book in self._books:
                if book.is_calculating:
                    book.settle()
                    book.document.enableAutomaticCalculation(False)
                    self._stopped.append(book)
            return
        self._calculation = value
        goes_on = [*self._stopped, self._books.active] if len(self._books) else []
        for book in self._books:
            if book in goes_on:
                book.document.enableAutomaticCalculation(True)
        self._stopped.clear()

    @property
    def status_bar(self) -> Any:
        """What the status bar says; False while LibreOffice has it to itself."""
        return self._status_bar

    @status_bar.setter
    def status_bar(self, value: Any) -> None:
        self._status_bar = value
        for book in self._books:
            indicator = book.controller.StatusIndicator
            if value is False or value is None:
                indicator.end()
            else:
                indicator.start(str(value), 0)

    @property
    def cut_copy_mode(self) -> str | None:
        """``copy`` while a copied range waits to be pasted."""
        return "copy" if self.clipboard is not None else None

    @cut_copy_mode.setter
    def cut_copy_mode(self, value: bool) -> None:
        if not value:
            self.clipboard = None

    def activate(self, steal_focus: bool = False) -> None:
        """Make this the active application."""
        self.engine.apps.front(self)

    def calculate(self) -> None:
        """Calculate every formula of every book anew."""
        for book in self._books:
            book.document.calculateAll()

    def quit(self) -> None:
        """Close the books without saving; in a LibreOffice of others they stay open."""
        for book in list(self._books) if self.office.is_ours else ():
            book.close()
        self.engine.apps.drop(self)

    def kill(self) -> None:
        """Do as `quit`; LibreOffice itself ends with this process."""
        self.quit()

    def alert(
        self, prompt: str, title: object, buttons: object, mode: object, callback: object
    ) -> None:
        """Keep the text in the status bar: nobody is there to press a button."""
        self.status_bar = prompt
