"""The file host: xlwings' API over .xlsx and .xlsm files, with no Excel on the machine.

Nothing heavy is imported until `register` or `open_book` is called.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xlwings as xw


@cache
def register() -> xw.Engine:
    """Return the engine ``xlbilling-files``, known to xlwings from the first call on.

    It is not made the active engine: a macro in Excel keeps working with Excel.
    """
    import xlwings as xw

    from xlbilling.hosts.files.engine import Engine

    engine = xw.Engine(impl=Engine())
    xw.engines.add(engine)
    return engine


def open_book(path: Path | str, *, read_only: bool = False) -> xw.Book:
    """Return an open book of a file, to be used in a ``with`` block or closed.

    ``book.impl.backup_dir`` says where a dated copy goes before a save replaces the file: beside
    the book in ``backups`` unless changed; None for no copy.

    Args:
        path: an .xlsx or .xlsm file.
        read_only: take no lock, and refuse to save under the same name.

    Raises:
        BookError: ``BOOK-MISSING`` or ``BOOK-UNREADABLE``.
        BookBusyError: ``BOOK-LOCKED``, another program of ours works on it.
    """
    import xlwings as xw

    book = Path(path).absolute()
    apps = register().apps
    app = apps.active or apps.add(add_book=False)
    impl = app.impl.books.open(str(book), read_only=read_only)
    impl.backup_dir = book.parent / "backups"
    return xw.Book(impl=impl)


def new_book() -> xw.Book:
    """Return a fresh book with one empty sheet; it has no file until it is saved."""
    apps = register().apps
    app = apps.active or apps.add(add_book=False)
    return app.books.add()
