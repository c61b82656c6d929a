"""A task on a workbook file from the command line: open, run, save, tell."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from xlbilling import run
from xlbilling.commands import console
from xlbilling.hosts import files as file_host
from xlbilling.hosts import inputs, interrupts
from xlbilling.model.findings import Finding
from xlbilling.model.tables import Request
from xlbilling.template import older_books

if TYPE_CHECKING:
    import xlwings as xw

Confirm = Callable[[run.Outcome], bool]

SHOWN_FINDINGS: Final = 20
"""So many findings are told on a terminal; all of them are on the sheets and in the JSON."""


def do(parsed: argparse.Namespace) -> int:
    """Do the task that the command line names, and return its exit code.

    Raises:
        BillingError: it cannot proceed; nothing was written.
    """
    request = _request(parsed)
    with interrupts.holding(_too_late) as hold:
        outcome = _done(parsed, request, hold)
        _tell(parsed, outcome)
    return outcome.exit_code


def _done(parsed: argparse.Namespace, request: Request, hold: Callable[[], None]) -> run.Outcome:
    with file_host.open_book(parsed.book, read_only=parsed.dry_run) as book:
        if parsed.no_backup:
            book.impl.backup_dir = None
        _bring_up(book, request)
        with _progress(is_shown=not parsed.json) as advance:
            manner = run.Manner(parsed.dry_run, _then(hold, _confirmation(parsed)), advance)
            outcome = run.run(book, parsed.task.name, request, manner)
        if outcome.was_applied or outcome.has_finished:
            hold()
            _save(book, outcome)
    return outcome


def _then(hold: Callable[[], None], ask: Confirm) -> Confirm:
    """Return the question; after its yes, Ctrl+C waits until all is written and told."""

    def confirm(outcome: run.Outcome) -> bool:
        is_wanted = ask(outcome)
        if is_wanted:
            hold()
        return is_wanted

    return confirm


def _too_late() -> None:
    console.err("it is being written: Ctrl+C comes too late\n")


def _bring_up(book: xw.Book, request: Request) -> None:
    """Add in memory what an older workbook lacks; it is saved with what the task writes."""
    done = older_books.bring_up(book, request)
    if done is not None:
        console.err(f"{book.name}: {done.words}; kept when the command writes\n")


def _save(book: xw.Book, outcome: run.Outcome) -> None:
    try:
        book.save()
    except BaseException:
        outcome.take_back()  # what says "nothing was written" holds for the code sets too
        raise
    outcome.settle()


def _request(parsed: argparse.Namespace) -> Request:
    named = (*parsed.task.options, *parsed.task.flags)
    own = {"table", "batch", "entry", "statement", *(name.replace("-", "_") for name, _ in named)}
    options = {name: getattr(parsed, name) for name in own if getattr(parsed, name, None)}
    given = (inputs.read_inputs(path) for path in getattr(parsed, "files", ()))
    files = tuple(file for held in given for file in held)
    return Request(parsed.as_of or datetime.now().astimezone().date(), user_name(), files, options)


def user_name() -> str:
    """Return who is logged in; "unknown" where the machine does not say."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"


def _confirmation(parsed: argparse.Namespace) -> Confirm:
    is_asked = not (parsed.yes or parsed.json) and sys.stdin.isatty() and sys.stderr.isatty()
    return _ask if is_asked else (lambda _: True)


def _ask(outcome: run.Outcome) -> bool:
    sys.stderr.write("".join(f"{line}\n" for line in outcome.plan.lines))
    sys.stderr.write("Write this into the workbook? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


@contextmanager
def _progress(*, is_shown: bool) -> Iterator[Any]:
    """Give a function that moves a bar on stderr; nothing is drawn where no person looks."""
    if not (is_shown and sys.stderr.isatty()):
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        job = bar.add_task("Writing")
        yield lambda done, whole: bar.update(job, completed=done, total=whole)


def _tell(parsed: argparse.Namespace, outcome: run.Outcome) -> None:
    if parsed.json:
        console.out(json.dumps(outcome.as_json(), separators=(",", ":")) + "\n")
        return
    console.out("".join(f"{line}\n" for line in outcome.plan.lines))
    if parsed.dry_run:
        console.out("Dry run: nothing was written.\n")
    elif not outcome.was_applied:
        console.out("Nothing was written.\n")
    console.err("".join(f"{line}\n" for line in finding_lines(outcome.findings)))


def finding_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """Return the first findings for a terminal, and how many more there are."""
    for finding in findings[:SHOWN_FINDINGS]:
        yield finding.as_line()
    more = len(findings) - SHOWN_FINDINGS
    if more > 0:
        yield f"... and {more} more; --json shows all of them"
