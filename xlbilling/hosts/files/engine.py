"""The xlwings engine over files: applications, which here are just lists of open books."""

from __future__ import annotations

import atexit
import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from xlwings import base_classes

from xlbilling.hosts.files.values import clean, to_plain

if TYPE_CHECKING:
    from xlbilling.hosts.files.books import Book, Books
    from xlbilling.hosts.files.ranges import Range

ENGINE_NAME: Final = "xlbilling-files"


class Engine:
    """Runs xlwings' API over .xlsx and .xlsm files.

    Attributes:
        calls: how many times a range was read or written since the engine was made; tests bound it.
    """

    name = ENGINE_NAME
    type = "desktop"  # xlwings fills a scalar into a whole range in one call only for this type

    def __init__(self) -> None:
        self.calls = 0
        self.apps = Apps(self)
        atexit.register(self.apps.cleanup)

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
        self._pids = itertools.count(1)

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
        """Start an application; it becomes the active one."""
        app = App(self._engine, next(self._pids))
        app.visible = bool(visible)
        self._apps.insert(0, app)
        if add_book:
            app.books.add()
        return app

    def cleanup(self) -> None:  # type: ignore[override]  # there it is static: it looks for processes
        """End every application, so that no lock stays behind."""
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


class App(base_classes.App):
    """An application without a window: it holds books, a clipboard and a few settings."""

    visible = False
    screen_updating = True
    display_alerts = True
    enable_events = True
    interactive = True
    calculation = "manual"  # nothing is calculated in a file; Excel does it when it opens the book
    status_bar: Any = False
    startup_path = ""
    path = ""
    hwnd = None
    version = "16.0"  # the file format is that of Excel 2007 and later

    def __init__(self, engine: Engine, pid: int) -> None:
        from xlbilling.hosts.files.books import Books

        self.engine = engine
        self._pid = pid
        self.clipboard: Range | None = None
        self._books = Books(self)

    @property
    def pid(self) -> int:
        """The application's number; no process stands behind it."""
        return self._pid

    @property
    def api(self) -> App:
        """The application itself; there is no other object behind it."""
        return self

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
    def cut_copy_mode(self) -> str | None:
        """``copy`` while something lies on the clipboard."""
        return "copy" if self.clipboard is not None else None

    @cut_copy_mode.setter
    def cut_copy_mode(self, value: bool) -> None:
        if not value:
            self.clipboard = None

    def activate(self, steal_focus: bool = False) -> None:
        """Make this the active application."""
        self.engine.apps.front(self)

    def calculate(self) -> None:
        """Do nothing: Excel calculates when it next opens the book (the file says so)."""

    def quit(self) -> None:
        """Close every book without saving and end."""
        for book in list(self._books):
            book.close()
        self.engine.apps.drop(self)

    def kill(self) -> None:
        """Do as `quit`; there is no process to end."""
        self.quit()

    def alert(
        self, prompt: str, title: object, buttons: object, mode: object, callback: object
    ) -> None:
        """Keep the text in the status bar: nobody is there to press a button."""
        self.status_bar = prompt
