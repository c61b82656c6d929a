"""What a click says at its end: one sentence in the status bar and on the ribbon's status line."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Final

from xlbilling.hosts import log
from xlbilling.model.findings import need_a_person

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.model.errors import BillingError
    from xlbilling.run import Outcome

STATUS: Final = "xlb_status"
"""The hidden name that the ribbon's status line shows."""
LONGEST: Final = 250
"""Characters that both a status bar and a constant name can show."""
_LINES: Final = 3
_PREVIEW: Final = "insurance receivable: "
"""How the lines of a preview begin."""


def say(book: xw.Book, words: str) -> None:
    """Show a sentence in the status bar, and on the ribbon where the workbook is ours."""
    from xlbilling.book import names

    shown = shortened(words or "Done.")
    book.app.status_bar = shown
    if STATUS in book.names or names.constant(book, names.SCHEMA):
        names.set_constant(book, STATUS, shown)


def shortened(words: str) -> str:
    """Return words on one line, cut where a status bar would cut them."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def of_trouble(trouble: BillingError) -> str:
    """Return why a click could not go on, and the mend."""
    return f"{trouble.message} - {trouble.fix}"


def of_bug(bug: BaseException, button: str) -> str:
    """Write an unexpected error to the log, and return the sentence that says so."""
    where = log.note(bug, f"button {button}")
    return (
        f"'{button}' stopped at an error of the program itself; what was half written is finished "
        f"by the next button. Send the log {where} to whoever keeps xlbilling"
    )


def of_outcome(outcome: Outcome) -> str:
    """Return what came of a task, and where to look."""
    words = "; ".join(own_lines(outcome)[:_LINES])
    if not need_a_person(outcome.findings):
        return words
    first = outcome.findings[0]
    count = len(outcome.findings)
    many = f"{count:,} findings" if count > 1 else "1 finding"
    where = f"{first.where}: " if first.where else ""
    return f"{words}. {many}, first {where}{first.message}"


def own_lines(outcome: Outcome) -> list[str]:
    """Return what a task says of itself, without the preview that some tell in lines as well."""
    return list(takewhile(lambda line: not line.startswith(_PREVIEW), outcome.plan.lines))
