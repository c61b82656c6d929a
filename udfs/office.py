"""The workbook that a worksheet function is called from, read once for each of its revisions.

Excel knows of no dependency but the arguments, so functions that look into tables take the named
cell ``xlb_rev`` as their last argument: every command raises it, and the cells are worked out
anew. Between two commands all cells share one reading, for a minute at most, so that rows typed
since are seen too.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from time import monotonic
from typing import TYPE_CHECKING, Final

from xlbilling import run
from xlbilling.book import names, reading
from xlbilling.book.binding import bind
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.errors import RefusedError
from xlbilling.model.tables import Snapshot
from xlbilling.udfs.excel import Caller, Given

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.model.codes import CodeSets

LONGEST_KEPT: Final = 60.0
"""Seconds for which one reading is good."""

_MOST_BOOKS: Final = 4


@dataclass
class _Reading:
    """What was read of one workbook at one revision; it grows as functions ask for more."""

    revision: object
    since: float
    book: Snapshot | None = None
    codes: CodeSets = field(default_factory=dict)
    asked: frozenset[str] = frozenset()


KEPT: Final[dict[str, _Reading]] = {}


def office(
    caller: Caller, rev: Given, tables: tuple[str, ...] = (), codes: tuple[str, ...] = ()
) -> Snapshot:
    """Return settings, tables and code sets of the workbook that holds the calling cell.

    Args:
        caller: the calling cell.
        rev: the cell ``xlb_rev``; None where the formula leaves it out.
        tables: code names of the tables wanted.
        codes: names of the code sets wanted.

    Raises:
        BookError: the workbook is not ours, or lacks one of the tables.
        InputFileError: a code set is damaged.
        RefusedError: there is no calling cell.
    """
    kept = _reading(caller, rev)
    kept.book = _grown(kept.book, _book(caller), tables)
    return replace(kept.book, codes=code_sets(caller, rev, codes))


def code_sets(caller: Caller, rev: Given, wanted: tuple[str, ...]) -> CodeSets:
    """Return code sets of the calling cell's workbook, else shipped ones; any workbook will do.

    Raises:
        InputFileError: a code set is damaged.
        RefusedError: there is no calling cell.
    """
    kept = _reading(caller, rev)
    missing = tuple(name for name in wanted if name not in kept.asked)
    if missing:
        kept.codes = {**kept.codes, **run.code_sets(_book(caller), missing)}
        kept.asked |= frozenset(missing)
    return {name: kept.codes[name] for name in wanted if name in kept.codes}


def claim_headers(caller: Caller) -> tuple[str, ...]:
    """Return the headers of the Claims sheet as they stand.

    Raises:
        BookError: the workbook has no such table.
    """
    return bind(_book(caller), BY_NAME["claims"]).headers


def _grown(before: Snapshot | None, book: xw.Book, tables: tuple[str, ...]) -> Snapshot:
    """Return a snapshot with the tables that it lacked."""
    missing = [name for name in tables if before is None or name not in before.tables]
    if before is not None and not missing:
        return before
    read = reading.read(book, missing)
    return replace(read, tables={**(before.tables if before else {}), **read.tables})


def _reading(caller: Caller, rev: Given) -> _Reading:
    book = _book(caller)
    revision, now = rev[0][0] if rev else names.revision(book), monotonic()
    kept = KEPT.get(book.fullname)
    if kept is None or kept.revision != revision or now - kept.since > LONGEST_KEPT:
        kept = _Reading(revision, now)
        _keep(book.fullname, kept)
    return kept


def _keep(name: str, kept: _Reading) -> None:
    KEPT.pop(name, None)
    while len(KEPT) >= _MOST_BOOKS:
        KEPT.pop(next(iter(KEPT)))
    KEPT[name] = kept


def _book(caller: Caller) -> xw.Book:
    if caller is None:
        raise RefusedError(
            "no calling cell", id="UDF-CALLER", fix="use the function in a cell of the workbook"
        )
    return caller.sheet.book
