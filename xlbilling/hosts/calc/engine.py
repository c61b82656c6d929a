"""The xlwings engine over live LibreOffice Calc, and its applications."""

from __future__ import annotations

import atexit
import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from xlwings import base_classes

from xlbilling.hosts.calc.books import Books
from xlbilling.hosts.calc.office import Office, around, attached, start
from xlbilling.hosts.calc.refusals import told
from xlbilling.hosts.files.values import clean, to_plain

if TYPE_CHECKING:
    from xlbilling.hosts.calc.ranges import Range

ENGINE_NAME: Final = "xlbilling-calc"


class Engine:
    """Runs xlwings' API over LibreOffice.

    Attributes:
        calls: how many times a range was read or written since the engine was made; tests bound it.
    """

    name = ENGINE_NAME
    type = "desktop"  # xlwings fills a scalar into a whole range in one call only for this type

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

    @staticmethod
    def prepare_xl_data_element(x: Any, options: object) -> Any:  # noqa: ARG004  xlwings passes it
        """Return what a cell shall hold for a value that a macro writes."""
        return to_plain(x)

    @staticmethod
    def clean_value_data(
        data: Sequence[Sequence[Any]],
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Any]]:
        """Return a block of cells as ``Range.value`` gives it."""
        return clean(data, datetime_builder, empty_as, number_builder, errors_as_text=err_to_str)


class Apps(base_classes.Apps):
    """The applications, the active one first."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._apps: list[App] = []
        self._numbers = itertools.count(1)

    def keys(self) -> list[int]:
        """Return the applications' numbers, the active one's first."""
        return [one.pid for one in self._apps]

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

    def cleanup(self) -> None:  # type: ignore[override]  # there it is static: it looks for processes
        """End every application of a LibreOffice that was started here."""
        for app in list(self._apps):
            app.quit()

    def front(self, app: App) -> None:
        """Make an application the active one."""
        self._apps.remove(app)
        self._apps.insert(0, app)

    def drop(self, app: App) -> None:
        """Take an ended application off the list."""
        if app in self._apps:
            self._apps.remove(app)

    def __iter__(self) -> Iterator[App]:
        return iter(list(self._apps))

    def __len__(self) -> int:
        return len(self._apps)

    def __getitem__(self, pid: int) -> App:
        for one in self._apps:
            if one.pid == pid:
                return one
        raise KeyError(f"there is no application {pid}; there are {self.keys()}")


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
        return self._books.active.sheets.active.selection

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
        """``automatic`` or ``manual``."""
        return self._calculation

    @calculation.setter
    def calculation(self, value: str) -> None:
        self._calculation = value
        for book in self._books:
            book.document.enableAutomaticCalculation(value != "manual")

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
