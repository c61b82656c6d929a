"""What is in the way of a Plan, looked for before anything is written, on every host.

A live workbook is written call by call: what would be refused midway is refused here, whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from xlbilling.book import (
    making_room,
    misfits,
    names,
    pages,
    reading,
    room,
    sheets,
    template_sheet,
    writing,
)
from xlbilling.book.binding import Bound, bind
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.errors import BookError
from xlbilling.model.plan import Append, Page, RemoveSheet, Rewrite, SetColumn

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.model.plan import Change


def demand_none(book: xw.Book, changes: Iterable[tuple[Change, int]]) -> None:
    """Refuse changes that cannot all be written.

    Args:
        book: the workbook.
        changes: each with the sheet row where an Append begins; 0 for the first free one.

    Raises:
        BookError: a table, a column, a template or the room for rows is missing, a sheet is
            protected, or no cell can hold a value.
        RefusedError: a page would take a person's sheet.
    """
    names.demand_revision(book)
    there = {name.casefold() for name in sheets.names_of(book)}
    ends: dict[str, int] = {}
    bounds: dict[str, Bound] = {}
    every: list[Change] = []
    for change, first in changes:
        every.append(change)
        if isinstance(change, Page | RemoveSheet):
            _demand_page(book, change, there)
        elif isinstance(change, Append | SetColumn | Rewrite):
            table = change.table
            if table not in bounds:
                bounds[table] = bind(book, BY_NAME[table])
            bound = bounds[table]
            writing.need_columns(bound, change)
            top = _top(bound, change, first, ends.get(table, 0))
            misfits.demand_none(bound, change, top)
            ends[table] = _end(bound, change, top, ends.get(table, 0))
    for table in ends:
        _demand_unprotected(bounds[table])
    making_room.look(book, bounds, ends, every)
    for table, end in ends.items():
        bound = bounds[table]
        if end > bound.last_row:
            room.demand(bound, end)


def _demand_page(book: xw.Book, change: Page | RemoveSheet, there: Collection[str]) -> None:
    """Refuse a page that would take a person's sheet, or that lacks the sheet it is copied from."""
    if change.sheet.casefold() in there:
        pages.demand_ours(book, change.sheet)
    if isinstance(change, Page):
        misfits.demand_none_on(change)
    if isinstance(change, Page) and change.form:
        if change.template.casefold() in there:
            template_sheet.demand(book, change.template, change.form)
        elif template_sheet.is_to_be_made(book, change.template):
            return
    if (
        isinstance(change, Page)
        and change.sheet.casefold() not in there
        and change.template.casefold() not in {"", *there}
    ):
        raise BookError(
            f"{book.name}: no sheet '{change.template}', of which '{change.sheet}' is a copy",
            id="SHEET-TEMPLATE",
            fix=f"copy '{change.template}' back from a workbook made by 'xlbilling new'",
        )


def _top(bound: Bound, change: Append | SetColumn | Rewrite, first: int, end: int) -> int:
    """Return the sheet row where a change's rows begin; 0 for single cells and for no rows.

    Args:
        bound: the table.
        change: what is written.
        first: where an Append begins; 0 for below what is filled.
        end: the last row that changes before it fill; 0 for none of them.
    """
    if isinstance(change, Rewrite):
        return bound.first_row
    if isinstance(change, SetColumn) or change.rows.empty:
        return 0
    return first or (end + 1 if end else writing.first_free_row(bound))


def _end(bound: Bound, change: Append | SetColumn | Rewrite, top: int, end: int) -> int:
    """Return the last row that is filled after a change that begins at a row."""
    if isinstance(change, Rewrite):
        return max(end, writing.last_row_of(bound, change))
    return max(end, top + len(change.rows) - 1) if isinstance(change, Append) and top else end


def _demand_unprotected(bound: Bound) -> None:
    """Refuse a sheet that a live spreadsheet would not let us write; a file is written anyway."""
    if not reading.is_file(bound.sheet.book) and sheets.is_protected(bound.sheet):
        raise BookError(
            f"{bound.sheet.name}: the sheet is protected, so that its table cannot grow",
            id="BOOK-PROTECTED",
            fix="take the protection off (Review > Unprotect Sheet), then run the command again",
        )
