"""What every button does: run its task on the open workbook and say in one line what came of it."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xlbilling import run
from xlbilling.hosts import inputs
from xlbilling.model import gates
from xlbilling.model.errors import BillingError
from xlbilling.model.tables import Request

if TYPE_CHECKING:
    import xlwings as xw


def press(
    book: xw.Book,
    task: str,
    *,
    as_of: date | None = None,
    files: Sequence[Path] = (),
    **options: str,
) -> run.Outcome | None:
    """Run a task and show its outcome in the status bar.

    Args:
        book: the open billing workbook, on any host.
        task: the task's name.
        as_of: the day it counts as; today where none is given.
        files: what to read, for tasks that read files.
        options: the task's own options.

    Returns:
        The outcome, or None where the task could not proceed; the status bar then says why.
    """
    day = as_of or datetime.now().astimezone().date()
    try:
        given = tuple(file for path in files for file in inputs.read_inputs(path))
        request = Request(day, getpass.getuser(), given, options)
        _bring_up(book, request)
        outcome = run.run(book, task, request)
    except BillingError as trouble:
        _say(book, f"{trouble.message} - {trouble.fix}")
        return None
    _say(book, "; ".join(outcome.plan.lines[:3]))
    return outcome


def _bring_up(book: xw.Book, request: Request) -> None:
    """Add what an older workbook lacks; of its file as saved a dated copy is kept first."""
    from xlbilling.book import migrating

    if migrating.is_older(book):
        from xlbilling.hosts import live_copies
        from xlbilling.template import older_books

        live_copies.keep(book)
        older_books.bring_up(book, request)


def chosen(book: xw.Book, table: str, column: str) -> str:
    """Return what stands in a column of our table in the row that the user has selected."""
    from xlbilling.book.binding import bind
    from xlbilling.layout.tables import BY_NAME

    bound = bind(book, BY_NAME[table])
    cell = book.selection
    if cell is None or cell.sheet.name != bound.sheet.name or cell.row <= bound.header_row:
        return ""
    raw = bound.sheet.range((cell.row, bound.places[column])).raw_value
    return str(gates.id_column([raw]).values[0])


def _say(book: xw.Book, words: str) -> None:
    book.app.status_bar = words or "Done."
