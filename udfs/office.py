"""The workbook that a worksheet function is called from, read once for each of its revisions.

Excel knows of no dependency but the arguments, so functions that look into tables take the named
cell ``xlb_rev`` as their last argument: every command raises it, and the cells are worked out
anew. Between two commands all cells share one reading.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from xlbilling import run
from xlbilling.book import names, reading

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.model.tables import Snapshot

_MOST_KEPT: Final = 16
_KEPT: Final[dict[tuple[object, ...], Snapshot]] = {}


def office(caller: xw.Range, tables: tuple[str, ...], codes: tuple[str, ...] = ()) -> Snapshot:
    """Return tables and code sets of the workbook that holds the calling cell.

    Args:
        caller: the calling cell.
        tables: code names of the tables wanted.
        codes: names of the code sets wanted.

    Raises:
        BookError: the workbook is not ours, or lacks one of the tables.
        InputFileError: a code set is damaged.
    """
    book = caller.sheet.book
    key = (book.fullname, names.revision(book), tables, codes)
    if key not in _KEPT:
        while len(_KEPT) >= _MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)))
        read = reading.read(book, tables)
        _KEPT[key] = replace(read, codes=run.code_sets(book, codes))
    return _KEPT[key]
