"""Applying a whole Plan to the workbook, in the Plan's order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeGuard, TypeVar

from xlbilling.book import forms, names, pages, writing
from xlbilling.model.plan import Append, Page, Plan, RemoveSheet, Rewrite, SetColumn

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.model.plan import Change

T = TypeVar("T")


def apply(book: xw.Book, plan: Plan, advance: Callable[[], None]) -> None:
    """Write every change of a Plan, then the ledger's head and the book's revision.

    Args:
        book: the workbook.
        plan: what to write.
        advance: called after each change, for a progress bar.
    """
    for changes in together(plan.changes, lambda change: change):
        cells = [change for change in changes if isinstance(change, SetColumn)]
        for at_once in once_each(cells):
            writing.set_columns(book, at_once)
        forms.put(book, [each for each in changes if is_copy(each)])
        for change in changes:
            if not isinstance(change, SetColumn) and not is_copy(change):
                write(book, change)
            advance()
    if plan.ledger_head:
        names.set_constant(book, names.LEDGER_HEAD, plan.ledger_head)
    names.raise_revision(book)


def together(pieces: Iterable[T], change_of: Callable[[T], Change]) -> list[list[T]]:
    """Return what sets cells of one table together, so that neighbouring columns are one block.

    What comes after another change of that table stays after it, and after ledger rows what comes
    after those: a batch reads POSTED once they stand. Copies of templates are made together, too.
    All else is a group of its own.

    Args:
        pieces: in the order in which they are written.
        change_of: gives the change that a piece is.
    """
    groups: list[list[T]] = []
    cells: dict[str, list[T]] = {}
    copies: list[T] = []
    for piece in pieces:
        change = change_of(piece)
        if isinstance(change, SetColumn):
            if change.table not in cells:
                cells[change.table] = []
                groups.append(cells[change.table])
            cells[change.table].append(piece)
            continue
        if is_copy(change):
            if not copies:
                groups.append(copies)
            copies.append(piece)
            continue
        if isinstance(change, Append | Rewrite):
            cells.pop(change.table, None)
            if change.table == "ledger":
                cells.clear()
        groups.append([piece])
    return groups


def is_copy(change: Change) -> TypeGuard[Page]:
    """Tell whether a change is a page that is a filled copy of a template."""
    return isinstance(change, Page) and change.form is not None


def once_each(changes: Iterable[SetColumn]) -> Iterator[list[SetColumn]]:
    """Give changes of one table's cells in groups in which no column stands twice."""
    group: list[SetColumn] = []
    for change in changes:
        if any(change.column == other.column for other in group):
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def write(book: xw.Book, change: Change) -> None:
    """Write one change."""
    match change:
        case Append():
            writing.append(book, change)
        case SetColumn():
            writing.set_column(book, change)
        case Rewrite():
            writing.rewrite(book, change)
        case Page():
            pages.put(book, change)
        case RemoveSheet():
            pages.remove(book, change)
