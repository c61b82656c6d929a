"""What every button does: its task on the open workbook, and one sentence of what came of it.

The ribbon calls `button`; the macro of a task says what is asked for, and is told how to do it:
with a preview first, or at once where nothing but the program's own sheets is written.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xlbilling import run
from xlbilling.macros import asking, last_batch, previewing, screen, telling
from xlbilling.macros.asking import Asked
from xlbilling.macros.caller import calling_book
from xlbilling.model import gates
from xlbilling.model.errors import BillingError, RefusedError
from xlbilling.tasks import registry

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.screen import Screen
    from xlbilling.model.tables import Request

AT_ONCE: Final = frozenset({
    "age-receivables", "check-estimates", "explain-row", "list-credits", "log-call", "log-inquiry",
    "mail-statements", "missing-charges", "print-statements", "refresh-dashboard",
    "refresh-worklist", "report-productivity", "report-profit", "reprint-statement",
    "review-plans", "show-account", "validate-claims", "verify-ledger", "work-collections",
})  # fmt: skip
"""Tasks that write reports, marks, files for others or a row to type into: without a preview."""
_PAGES: Final = {
    "age-receivables": "Aging",
    "refresh-dashboard": "Dashboard",
    "explain-row": "Explain",
    "show-account": "Account Card",
    "refresh-worklist": "Worklist",
    "report-productivity": "Productivity",
    "report-profit": "Profit",
    "review-plans": "Payment Plans",
    "list-credits": "Credit Balances",
    "check-estimates": "Estimates",
}
"""Tasks that show a page or a table: it is opened."""
_ROWS: Final = {
    "log-call": ("calls", "representative"),
    "log-inquiry": ("inquiries", "subject"),
}
"""Tasks that add a row for a person to go on with: its table, and the column to type into."""


def button(name: str, vba: str = "") -> None:
    """Do what a ribbon's button does, as ``xlb_post_payments`` does ``post_payments``.

    Whatever happens, the screen comes back as it was, and one sentence says what came of it.

    Args:
        name: a task's function name, ``apply``, ``cancel``, ``undo_last``, ``open_denials`` or
            ``values``.
        vba: the workbook or add-in whose VBA asks for it; "" where none can be called.
    """
    from xlbilling.book import known

    book = calling_book()
    try:
        with known.kept(book, vba, screen.guarded), screen.still(book) as shown:
            words = _do(shown, name)
    except BillingError as trouble:
        words = telling.of_trouble(trouble)
    except Exception as bug:
        words = telling.of_bug(bug, name)
    telling.say(book, words)


def press(
    book: xw.Book, task: str, /, *, files: Sequence[Path] = (), **options: str
) -> run.Outcome | None:
    """Do a task at once, as of the ribbon's day, for whoever calls a macro from Python.

    Args:
        book: the open billing workbook, on any host.
        task: the task's name.
        files: what to read, for tasks that read files.
        options: the task's own options.

    Returns:
        The outcome, or None where the task could not proceed; the status bar then says why.
    """
    try:
        day = asking.today(book).isoformat()
        request = Asked(task, day, tuple(map(str, files)), options).request()
        _bring_up(book, request)
        outcome = run.run(book, task, request)
        previewing.save_for_files(book, outcome)
    except BillingError as trouble:
        telling.say(book, telling.of_trouble(trouble))
        return None
    telling.say(book, telling.of_outcome(outcome))
    return outcome


def chosen(book: xw.Book, table: str, column: str) -> str:
    """Return what stands in a column of our table in the row that the user has selected."""
    from xlbilling.book.binding import bind
    from xlbilling.layout.tables import BY_NAME

    cell = book.selection
    if cell is None:
        return ""
    bound = bind(book, BY_NAME[table])
    if cell.sheet.name != bound.sheet.name or cell.row <= bound.header_row:
        return ""
    raw: Any = None
    if bound.cells is None:
        raw = bound.sheet.range((cell.row, bound.places[column])).raw_value
    elif cell.row - bound.first_row < len(bound.cells):
        raw = bound.cells[cell.row - bound.first_row][bound.places[column] - bound.first_column]
    return str(gates.id_column([raw]).values[0])


# A click


def _do(shown: Screen, name: str) -> str:
    """Do what a button's name says; return the sentence."""
    others: dict[str, Callable[[Screen], str]] = {
        "apply": previewing.apply,
        "cancel": previewing.cancel,
        "undo_last": _undo_last,
        "open_denials": _open_denials,
        "values": _values,
    }
    if name in others:
        return others[name](shown)
    if not any(task.function == name for task in registry.TASKS):
        raise RefusedError(
            f"this program has no button '{name}'",
            id="BUTTON",
            fix="install the add-in and the program of one version: xlbilling install",
        )
    return _task(shown, name)


def _task(shown: Screen, name: str) -> str:
    """Let a task's macro say what it asks for; do that."""
    said: list[str] = []

    def do(
        book: xw.Book, task: str, /, *, files: Sequence[Path] = (), **options: str
    ) -> run.Outcome | None:
        day = asking.today(book).isoformat()
        asked = Asked(task, day, tuple(map(str, files)), options)
        _bring_up(book, Asked(task, day).request())
        said.append(_at_once(shown, asked) if task in AT_ONCE else previewing.show(shown, asked))
        return None

    macro: Any = getattr(importlib.import_module(f"xlbilling.macros.{name}"), name)
    given: dict[str, Any] = {"do": do}
    files = asking.picked(shown.book)
    if "files" in inspect.signature(macro).parameters:
        given["files"] = files
    macro(shown.book, **given)
    return said[0]


def _at_once(shown: Screen, asked: Asked) -> str:
    """Do a task that only reports; its page is opened."""
    shown.tells(f"Working: {previewing.label(asked)}")
    manner = run.Manner(is_waited_for=shown.is_waiting)
    outcome = run.run(shown.book, asked.task, asked.request(), manner)
    previewing.save_for_files(shown.book, outcome)
    shown.shown = _page_of(outcome) or shown.shown
    if outcome.was_applied and asked.task in _ROWS:
        shown.shown, shown.selected = _new_row(shown.book, asked.task)
    return telling.of_outcome(outcome)


def _page_of(outcome: run.Outcome) -> str:
    """Return the sheet to open: a task's own page, or the first of the copies that it made."""
    copies: Sequence[str] = outcome.plan.result.get("sheets", ())
    return _PAGES.get(outcome.command, "") or next(iter(copies), "")


def _new_row(book: xw.Book, task: str) -> tuple[str, str]:
    """Return the sheet of a task's new row, and the cell in which a person goes on typing."""
    from xlbilling.book.binding import bind
    from xlbilling.book.writing import first_free_row
    from xlbilling.layout.frames import column_letter
    from xlbilling.layout.tables import BY_NAME

    table, column = _ROWS[task]
    bound = bind(book, BY_NAME[table])
    row = first_free_row(bound) - 1
    # Not as absolute as what was selected before, so that the same cell of two sheets differs.
    return bound.sheet.name, f"{column_letter(bound.places[column])}{row}"


def _undo_last(shown: Screen) -> str:
    """Preview the undo of the batch that was posted last, one that had stopped half-way too."""
    book, day = shown.book, asking.today(shown.book).isoformat()
    _bring_up(book, Asked("undo-batch", day).request())
    run.finish_earlier(book)
    asked = Asked("undo-batch", day, options={"batch": last_batch.last_posted(book)})
    return previewing.show(shown, asked)


def _open_denials(shown: Screen) -> str:
    from xlbilling.macros import open_denials

    return open_denials.show(shown, asking.today(shown.book))


def _values(shown: Screen) -> str:
    from xlbilling.macros import values

    return values.write(shown.book)


def _bring_up(book: xw.Book, request: Request) -> None:
    """Add what an older workbook lacks; of its file as saved a dated copy is kept first."""
    from xlbilling.book import known, migrating

    if migrating.is_older(book):
        from xlbilling.hosts import live_copies
        from xlbilling.template import older_books

        live_copies.keep(book)
        with known.nothing_kept(book):
            older_books.bring_up(book, request)
