"""The Calc host: xlwings' API over a live LibreOffice Calc, which calculates.

Nothing heavy is imported until one of these functions is called.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xlwings as xw


@cache
def register() -> xw.Engine:
    """Return the engine ``xlbilling-calc``, known to xlwings from the first call on.

    It is not made the active engine. LibreOffice starts with the first application.
    """
    import xlwings as xw

    from xlbilling.hosts.calc.engine import Engine

    engine = xw.Engine(impl=Engine())
    xw.engines.add(engine)
    return engine


def open_book(path: Path | str, *, read_only: bool = False) -> xw.Book:
    """Return an open book of a file, to be used in a ``with`` block or closed.

    Args:
        path: any file that Calc opens; .xlsx and .xlsm are saved as what they are.
        read_only: refuse to save under the same name.

    Raises:
        BillingError: there is no LibreOffice.
        BookError: ``BOOK-MISSING`` or ``BOOK-UNREADABLE``.
    """
    import xlwings as xw

    app = _app()
    return xw.Book(impl=app.impl.books.open(str(Path(path).absolute()), read_only=read_only))


def new_book() -> xw.Book:
    """Return a fresh book with one empty sheet; it has no file until it is saved.

    Raises:
        BillingError: there is no LibreOffice.
    """
    return _app().books.add()


def start() -> str:
    """Start this process's LibreOffice, if it does not run yet; return the name of its pipe.

    Raises:
        BillingError: there is none, or it does not answer.
    """
    pipe: str = register().impl.office.pipe
    return pipe


def attach(pipe: str) -> xw.App:
    """Return the application of a LibreOffice that runs already, with the books open in it.

    Args:
        pipe: the name of the pipe that it was told to accept, ``--accept=pipe,name=…;urp;``.

    Raises:
        BillingError: none answers on that pipe.
    """
    return register().apps.add(spec=pipe, add_book=False)


def inside(context: Any, document: Any = None) -> xw.App:
    """Return the application of the LibreOffice that runs this Python in its own process.

    Args:
        context: the component context that LibreOffice hands to its extensions.
        document: what shall be the active book; the one in front where none is given.
    """
    import xlwings as xw

    return xw.App(impl=register().impl.apps.inside(context, document))


def path_of(url: str) -> str:
    """Return the path of a file's address."""
    from xlbilling.hosts.calc import bridge

    return bridge.to_path(url)


def _app() -> xw.App:
    apps = register().apps
    return apps.active or apps.add(add_book=False)
