"""Writing a Plan into a live workbook, where a stop between two calls must not leave it half.

A batch's row reads POSTING until the ledger rows and all else are written. The next start
finishes what was noted, wherever a person has moved the rows since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

import pandas as pd

from xlbilling.book import (
    apply,
    forms,
    journal,
    making_room,
    misfits,
    names,
    obstacles,
    remains,
    sheets,
    standing,
    writing,
)
from xlbilling.book.binding import bind
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.errors import BookChangedError, BookError
from xlbilling.model.plan import Append, Plan, Rewrite, SetColumn

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
    noted = _placed(book, plan.changes)
    entry = journal.Entry(
        command,
        stamp,
        tuple(change for change, _ in noted),
        tuple(first for _, first in noted),
        names.constant(book, names.LEDGER_HEAD),
        plan.ledger_head,
        tuple(sheets.names_of(book)),
        standing.set_rows(book, plan.changes),
        standing.known(book, plan.changes),
        {c.table: writing.own_formulas(book, c) for c in plan.changes if isinstance(c, Rewrite)},
    )
    journal.keep(book, entry)
    making_room.make(book, noted)
    _write(book, entry, [standing.Piece(*each) for each in noted], advance)


def finish(book: xw.Book) -> journal.Entry | None:
    """Write what an earlier command noted and did not finish; None where there is nothing.

    Raises:
        BookError: the notes or the rows they speak of were changed since, or there is no room for
            them; nothing was written.
    """
    if not journal.is_kept(book):
        return None
    entry = journal.read(book)
    _demand_same_ledger(book, entry)
    noted = list(zip(entry.changes, entry.firsts, strict=True))
    try:
        pieces = standing.pieces(book, noted, entry.set_rows, entry.known)
    except BookChangedError as why:
        raise _moved(book, entry, f"{why.message} now") from None
    remains.remove(book, entry)
    try:
        obstacles.demand_none(book, [(piece.change, piece.first) for piece in pieces])
    except BookError as why:
        if why.id != misfits.ID:
            raise
        raise _moved(book, entry, why.message) from None
    making_room.make(book, [(each.change, each.first) for each in pieces if not each.is_whole])
    _write(book, entry, pieces, lambda: None)
    return entry


def _write(
    book: xw.Book,
    entry: journal.Entry,
    pieces: Iterable[standing.Piece],
    advance: Callable[[], None],
) -> None:
    for group in apply.together(pieces, lambda piece: piece.change):
        _write_group(book, entry, group, advance)
    if entry.head_after:
        names.set_constant(book, names.LEDGER_HEAD, entry.head_after)
    journal.drop(book)


def _write_group(
    book: xw.Book,
    entry: journal.Entry,
    group: Sequence[standing.Piece],
    advance: Callable[[], None],
) -> None:
    """Write a change, or several of one table's cells together."""
    cells = [piece.change for piece in group if isinstance(piece.change, SetColumn)]
    for at_once in apply.once_each(cells):
        writing.set_columns(book, at_once)
    forms.put(book, [piece.change for piece in group if apply.is_copy(piece.change)])
    for piece in group:
        if not isinstance(piece.change, SetColumn) and not apply.is_copy(piece.change):
            _write_piece(book, entry, piece)
        advance()


def _write_piece(book: xw.Book, entry: journal.Entry, piece: standing.Piece) -> None:
    match piece.change:
        case Append() if piece.is_whole:
            writing.write_live(book, piece.change, piece.first)
        case Append():
            writing.append(book, piece.change, piece.first)
        case Rewrite():
            writing.rewrite(book, piece.change, entry.own[piece.change.table])
        case _:
            apply.write(book, piece.change)


# What is noted


def _placed(book: xw.Book, changes: Sequence[Change]) -> list[tuple[Change, int]]:
    """Return the changes, each with the row where an Append begins; batches read POSTING between.

    Rows that are added to a table which is rewritten before stand below its new ones.
    """
    free: dict[str, int] = {}
    pairs: list[tuple[Change, int]] = []
    for change in changes:
        first = 0
        if isinstance(change, Rewrite):
            bound = bind(book, BY_NAME[change.table])
            free[change.table] = bound.first_row + len(change.rows)
        elif isinstance(change, Append) and not change.rows.empty:
            table = change.table
            first = free.get(table) or writing.first_free_row(bind(book, BY_NAME[table]))
            free[table] = first + len(change.rows)
        pairs.append((change, first))
    if any(isinstance(change, Append) and change.table == "ledger" for change in changes):
        return _posting(pairs)
    return pairs


def _posting(pairs: Iterable[tuple[Change, int]]) -> list[tuple[Change, int]]:
    """Return the changes with each batch's row POSTING before all others, its status after."""
    before: list[tuple[Change, int]] = []
    rest: list[tuple[Change, int]] = []
    after: list[tuple[Change, int]] = []
    last: list[tuple[Change, int]] = []
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
        elif isinstance(change, SetColumn) and change.table == "batches":
            last.append((change, 0))  # beside the status, so that both are written in one block
        else:
            rest.append((change, first))
    return [*before, *rest, *last, *_joined(after)]


def _joined(changes: Sequence[tuple[Change, int]]) -> list[tuple[Change, int]]:
    """Return what sets one column in different rows as one change."""
    parts = [change for change, _ in changes if isinstance(change, SetColumn)]
    rows = pd.concat([part.values for part in parts]) if parts else None
    if rows is None or len(parts) == 1 or rows.index.has_duplicates:
        return list(changes)
    return [(SetColumn("batches", "status", rows.sort_index()), 0)]


# What the next start looks at


def _demand_same_ledger(book: xw.Book, entry: journal.Entry) -> None:
    head = names.constant(book, names.LEDGER_HEAD)
    if head not in {entry.head_before, entry.head_after or entry.head_before}:
        raise _moved(book, entry, "the ledger went on since")


def _moved(book: xw.Book, entry: journal.Entry, what: str) -> BookError:
    return BookError(
        f"{book.name}: {entry.command} of {entry.stamp} stopped half-way, and {what}; nothing "
        "was written",
        id="BOOK-HALF-WRITTEN",
        fix=_FIX,
    )
