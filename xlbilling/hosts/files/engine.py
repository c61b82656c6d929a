"""The xlwings engine over files: applications, which here are just lists of open books."""

from __future__ import annotations

import atexit
from typing import TYPE_CHECKING, Any, Final

from xlwings import base_classes

from xlbilling.hosts.common import applications

if TYPE_CHECKING:
    from xlbilling.hosts.files.books import Book, Books
    from xlbilling.hosts.files.ranges import Range

ENGINE_NAME: Final = "xlbilling-files"


class Engine(applications.Engine):
    """Runs xlwings' API over .xlsx and .xlsm files.

    Attributes:
        calls: how many times a range was read or written since the engine was made; tests bound it.
    """

    name = ENGINE_NAME

    def __init__(self) -> None:
        self.calls = 0
        self.apps = Apps(self)
        atexit.register(self.apps.cleanup)


class Apps(applications.Apps):
    """The applications, the active one first."""

    def add(
        self,
        spec: str | None = None,
        add_book: bool | None = None,
        xl: object = None,
        visible: bool | None = None,
    ) -> App:
        """Start an application; it becomes the active one."""
        app = App(self._engine, next(self._numbers))
        app.visible = bool(visible)
        self._apps.insert(0, app)
        if add_book:
            app.books.add()
        return app


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
