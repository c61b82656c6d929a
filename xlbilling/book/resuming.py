"""Writing a Plan into a live workbook, where a stop between two calls must not leave it half.

A batch's row reads POSTING until the ledger rows and all else are written. The next start
finishes what was noted, or refuses where a person moved the rows since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from xlbilling.book import apply, journal, names, writing
from xlbilling.book.binding import Bound, bind, two_d
from xlbilling.book.reading import is_blank_row
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.errors import BookError
from xlbilling.model.plan import Append, Page, Plan, RemoveSheet, SetColumn

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.model.plan import Change

POSTING: Final = "POSTING"
_DONE: Final = ("POSTED", "PARTIAL")
_FIX: Final = "close the workbook without saving, or go back to its last copy in 'backups'"


def write(
    book: xw.Book, plan: Plan, advance: Callable[[], None], *, command: str, stamp: str
) -> None:
    """Note a Plan's changes in the workbook, write them, and say that they are written."""
    changes, firsts = _placed(book, plan.changes)
    entry = journal.Entry(
        command,
        stamp,
        changes,
        firsts,
        names.constant(book, names.LEDGER_HEAD),
        plan.ledger_head,
        tuple(sheet.name for sheet in book.sheets),
        {table: (last, _keys(book, table, last)) for table, last in _set_up_to(plan)},
    )
    journal.keep(book, entry)
    _write(book, entry, advance)


def finish(book: xw.Book) -> journal.Entry | None:
    """Write what an earlier command noted and did not finish; None where there is nothing.

    Raises:
        BookError: the notes or the rows they speak of were changed since; nothing was written.
    """
    if not journal.is_kept(book):
        return None
    entry = journal.read(book)
    _demand_unmoved(book, entry)
    for change in entry.changes:
        if isinstance(change, Page | RemoveSheet):
            _remove_half_made(book, change.sheet, entry)
    _write(book, entry, lambda: None)
    return entry


def _write(book: xw.Book, entry: journal.Entry, advance: Callable[[], None]) -> None:
    for change, first in zip(entry.changes, entry.firsts, strict=True):
        if isinstance(change, Append):
            writing.append(book, change, first)
        else:
            apply.write(book, change)
        advance()
    if entry.head_after:
        names.set_constant(book, names.LEDGER_HEAD, entry.head_after)
    names.raise_revision(book)
    journal.drop(book)


# What is noted


def _placed(book: xw.Book, changes: Sequence[Change]) -> tuple[tuple[Change, ...], tuple[int, ...]]:
    """Return the changes and the row where each Append begins; batches read POSTING between."""
    free: dict[str, int] = {}
    firsts = []
    for change in changes:
        first = 0
        if isinstance(change, Append) and not change.rows.empty:
            table = change.table
            first = free.get(table) or writing.first_free_row(bind(book, BY_NAME[table]))
            free[table] = first + len(change.rows)
        firsts.append(first)
    pairs = list(zip(changes, firsts, strict=True))
    if any(isinstance(change, Append) and change.table == "ledger" for change in changes):
        pairs = _posting(pairs)
    return tuple(change for change, _ in pairs), tuple(first for _, first in pairs)


def _posting(pairs: Iterable[tuple[Change, int]]) -> list[tuple[Change, int]]:
    """Return the changes with each batch's row POSTING before all others, its status after."""
    before: list[tuple[Change, int]] = []
    rest: list[tuple[Change, int]] = []
    after: list[tuple[Change, int]] = []
    for change, first in pairs:
        if isinstance(change, Append) and change.table == "batches" and "status" in change.rows:
            status = change.rows["status"]
            begun = change.rows.assign(status=status.where(~status.isin(_DONE), POSTING))
            before.append((Append("batches", begun), first))
            rows = pd.Series(status.to_numpy(), range(first, first + len(status)), dtype=object)
            after.append((SetColumn("batches", "status", rows), 0))
        elif isinstance(change, SetColumn) and (change.table, change.column) == (
            "batches",
            "status",
        ):
            rows = change.values[change.values.isin(_DONE)]
            posting = pd.Series([POSTING] * len(rows), rows.index, dtype=object)
            before.append((SetColumn("batches", "status", posting), 0))
            after.append((change, 0))
        else:
            rest.append((change, first))
    return [*before, *rest, *after]


def _set_up_to(plan: Plan) -> list[tuple[str, int]]:
    """Return the tables of which cells are set, and the last row that is."""
    last: dict[str, int] = {}
    for change in plan.changes:
        if isinstance(change, SetColumn) and not change.values.empty:
            row = int(change.values.index.max())
            last[change.table] = max(last.get(change.table, 0), row)
    return list(last.items())


def _keys(book: xw.Book, table: str, last: int) -> str:
    """Return the digest of the keys of a table's rows down to one: it tells that none moved."""
    bound = bind(book, BY_NAME[table])
    total = hashlib.sha256()
    for name in bound.table.key:
        place = bound.places[name]
        cells = bound.sheet.range((bound.first_row, place), (last, place)).raw_value
        total.update(repr(two_d(cells, rows=last - bound.header_row)).encode())
    return total.hexdigest()


# What the next start looks at


def _demand_unmoved(book: xw.Book, entry: journal.Entry) -> None:
    head = names.constant(book, names.LEDGER_HEAD)
    if head not in {entry.head_before, entry.head_after or entry.head_before}:
        raise _moved(book, entry, "the ledger went on since")
    for table, (last, digest) in entry.keys.items():
        if _keys(book, table, last) != digest:
            raise _moved(book, entry, f"rows of {BY_NAME[table].sheet} were moved since")
    for change, first in zip(entry.changes, entry.firsts, strict=True):
        if isinstance(change, Append) and first:
            _demand_free(book, change, first, entry)


def _demand_free(book: xw.Book, change: Append, first: int, entry: journal.Entry) -> None:
    """Refuse where a row that is to be written holds another one than it."""
    bound = bind(book, BY_NAME[change.table])
    last = first + len(change.rows) - 1
    block = bound.sheet.range((first, bound.first_column), (last, bound.last_column))
    keys = [name for name in bound.table.key if bound.table.column(name).frame_name in change.rows]
    wanted = frames.to_cells(bound.table, change.rows, keys)
    there = two_d(block.raw_value, rows=len(change.rows))
    for row, (cells, mine) in enumerate(zip(there, wanted, strict=True), first):
        if not is_blank_row(bound, cells) and _of(bound, cells, keys) != mine:
            raise _moved(book, entry, f"{bound.sheet.name} row {row} was filled since")


def _of(bound: Bound, cells: Sequence[Any], keys: Sequence[str]) -> list[Any]:
    return [cells[bound.places[name] - bound.first_column] for name in keys]


def _moved(book: xw.Book, entry: journal.Entry, what: str) -> BookError:
    return BookError(
        f"{book.name}: {entry.command} of {entry.stamp} stopped half-way, and {what}; nothing "
        "was written",
        id="BOOK-HALF-WRITTEN",
        fix=_FIX,
    )


def _remove_half_made(book: xw.Book, name: str, entry: journal.Entry) -> None:
    """Delete a sheet that was being made when the command stopped, so that it is made anew."""
    before = {sheet.casefold() for sheet in entry.sheets}
    removed = {c.sheet.casefold() for c in entry.changes if isinstance(c, RemoveSheet)}
    if name.casefold() in before - removed:
        return
    for sheet in list(book.sheets):
        if sheet.name.casefold() == name.casefold() and not names.is_our_page(sheet):
            sheet.delete()
