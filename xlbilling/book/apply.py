"""Applying a whole Plan to the workbook, in the Plan's order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from xlbilling.book import names, pages, writing
from xlbilling.model.plan import Append, Page, Plan, RemoveSheet, Rewrite, SetColumn

if TYPE_CHECKING:
    from collections.abc import Callable

    import xlwings as xw

    from xlbilling.model.plan import Change


def apply(book: xw.Book, plan: Plan, advance: Callable[[], None]) -> None:
    """Write every change of a Plan, then the ledger's head and the book's revision.

    Args:
        book: the workbook.
        plan: what to write.
        advance: called after each change, for a progress bar.
    """
    for _, group in groupby(plan.changes, cells_of):
        changes = list(group)
        cells = [change for change in changes if isinstance(change, SetColumn)]
        for at_once in once_each(cells):
            writing.set_columns(book, at_once)
        for change in changes:
            if not isinstance(change, SetColumn):
                write(book, change)
            advance()
    if plan.ledger_head:
        names.set_constant(book, names.LEDGER_HEAD, plan.ledger_head)
    names.raise_revision(book)


def cells_of(change: Change) -> str:
    """Return the table of which a change sets cells; "" for every other change."""
    return change.table if isinstance(change, SetColumn) else ""


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
