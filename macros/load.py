"""Button "Load": rows of a CSV file into a table, or an entry book's into all of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlbilling.layout.tables import TABLES, table_named
from xlbilling.macros.press import press
from xlbilling.model.errors import RefusedError

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome

_BOOKS: Final = (".xlsx", ".xlsm")
_ALL: Final = "all"


def load(
    book: xw.Book, table: str = "", files: Sequence[Path] = (), do: Do = press
) -> Outcome | None:
    """Append the rows of CSV files to a table, or of entry books to one table or ``all``.

    Without a table it is the one that the files are called after, such as claims.csv, else the
    one whose sheet is open; entry books go to all.
    """
    return do(book, "load", files=files, table=table or _table_for(book, files))


def _table_for(book: xw.Book, files: Sequence[Path]) -> str:
    """Return the table that files belong to.

    Raises:
        RefusedError: there are no files, they belong to several tables, or nothing tells.
    """
    if not files:
        raise RefusedError(
            "no file was chosen", id="LOAD-FILES", fix="press Load again and choose CSV files"
        )
    if all(file.suffix.lower() in _BOOKS for file in files):
        return _ALL
    named = {_named(file.stem) for file in files}
    if len(named) > 1:
        raise RefusedError(
            f"{files[0].name} and the other files belong to several tables",
            id="LOAD-TABLE",
            fix="choose the files of one table at a time",
        )
    return named.pop() or _open_table(book, files[0])


def _named(stem: str) -> str:
    """Return the table that a file is called after, "" for none: claims, Claims 2026-03."""
    for length in range(len(stem), 0, -1):
        try:
            return table_named(stem[:length]).name
        except KeyError:
            continue
    return ""


def _open_table(book: xw.Book, file: Path) -> str:
    sheet = book.sheets.active.name
    for table in TABLES:
        if table.sheet == sheet:
            return table.name
    raise RefusedError(
        f"{file.name}: nothing tells which table its rows belong to",
        id="LOAD-TABLE",
        fix="open that table's sheet first, or call the file after it, such as claims.csv",
    )
