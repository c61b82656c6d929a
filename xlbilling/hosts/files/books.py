"""Open books as xlwings sees them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xlwings import base_classes

from xlbilling.hosts.common import books as common
from xlbilling.hosts.files import copies
from xlbilling.hosts.files.book_state import BookState
from xlbilling.hosts.files.names import Names
from xlbilling.hosts.files.sheets import Sheets

if TYPE_CHECKING:
    from xlbilling.hosts.files.engine import App


class Books(common.Books):
    """The books of an application, in the order they were opened."""

    @property
    def api(self) -> Books:
        """The collection itself."""
        return self

    def add(self) -> Book:
        """Return a fresh book, ``Book1`` and so on."""
        return self.take(Book(self.app, BookState.new(), f"Book{next(self._numbers)}"))

    def open(
        self, fullname: str, update_links: object = None, read_only: bool | None = None, *_: object
    ) -> Book:
        """Open a book; further arguments that xlwings passes on mean nothing in a file."""
        path = Path(fullname)
        state = BookState.open(path, read_only=bool(read_only))
        return self.take(Book(self.app, state, path.name))


class Book(base_classes.Book):
    """An open book.

    Saving options stand on the object: ``backup_dir`` (where a dated copy goes before a save
    replaces the file; None for no copy) and ``read_only``.
    """

    _activations = itertools.count(1)

    def __init__(self, app: App, state: BookState, name: str) -> None:
        self._app = app
        self.state = state
        self.last_active = 0
        self._unsaved_name = name

    @property
    def app(self) -> App:
        """The application it is open in."""
        return self._app

    @property
    def api(self) -> Book:
        """The book itself."""
        return self

    @property
    def name(self) -> str:
        """The file's name; ``Book1`` and so on before the first save."""
        return self.state.path.name if self.state.path is not None else self._unsaved_name

    @property
    def fullname(self) -> str:
        """The file's path; the name alone before the first save."""
        return str(self.state.path) if self.state.path is not None else self._unsaved_name

    @property
    def sheets(self) -> Sheets:
        """The worksheets."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """The defined names, those of single sheets included."""
        return Names(self)

    @property
    def backup_dir(self) -> Path | None:
        """Where dated copies go before a save; None for no copies."""
        return self.state.backup_dir

    @backup_dir.setter
    def backup_dir(self, folder: Path | None) -> None:
        self.state.backup_dir = folder

    @property
    def read_only(self) -> bool:
        """Whether saving under its own name is refused."""
        return self.state.read_only

    @property
    def mark(self) -> object | None:
        """What is another one after any change of the book or its file; None with no file left.

        Reading 300,000 rows again to compare them took 19 s; the file's SHA-256 takes 0.1 s.
        """
        return self.state.mark()

    def fill_copies(
        self, template: str, filled: Sequence[copies.Filled], named: tuple[str, str]
    ) -> None:
        """Make sheets that are filled copies of a template, all of them in one go.

        Args:
            template: the sheet that they are copies of.
            filled: what they show; a sheet of that name is replaced where it stands.
            named: the sheet's own name by which a program knows its sheets, and how the names of
                the template's cells begin, which the copies do not have.
        """
        copies.fill(self.state, template, filled, named)

    def activate(self) -> None:
        """Bring the book to the front of its application."""
        self.last_active = next(self._activations)

    def close(self) -> None:
        """Close without saving."""
        self.state.close()
        self.app.books.drop(self)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save, under another name when a path is given.

        Raises:
            ValueError: a password is given; files are not encrypted here.
            BillingError: see `BookState.save`; the file is then what it was.
        """
        if password is not None:
            raise ValueError("a book cannot be saved with a password here; set it in Excel")
        if path is None and self.state.path is None:
            path = str(Path.cwd() / f"{self._unsaved_name}.xlsx")
        self.state.save(Path(path) if path is not None else None)
