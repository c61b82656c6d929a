"""The conductor: read, plan, show, confirm, apply, audit. Only here is a Plan written."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import pandas as pd

from xlbilling.book import apply, journal, known, obstacles, pasted, reading, resuming
from xlbilling.codesets import shipped
from xlbilling.hosts import code_loading, code_store, file_saving, outside
from xlbilling.hosts.files.collecting import collector_paused
from xlbilling.hosts.outside import Apart, Outside
from xlbilling.model import money
from xlbilling.model.errors import BookChangedError, RefusedError
from xlbilling.model.findings import ERROR, INFO, Finding, in_order, need_a_person
from xlbilling.model.plan import (
    Append,
    Page,
    Plan,
    PrintSheets,
    RemoveSheet,
    Rewrite,
    SaveFile,
    SetColumn,
    StoreCodes,
)
from xlbilling.model.tables import frame_digest
from xlbilling.tasks import registry
from xlbilling.tasks.money.unread import Unread

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.model.codes import CodeSets
    from xlbilling.model.plan import Change
    from xlbilling.model.tables import Request, Snapshot

DONE: Final = 0
NEEDS_A_PERSON: Final = 1
VERIFY: Final = "verify-ledger"
_DAYS: Final = (date(1900, 1, 1), date(2199, 12, 31))
"""A sheet holds no earlier day; of a later one, due dates and terms would leave the calendar."""


class Task(Protocol):
    """What a file in xlbilling/tasks offers."""

    READS: tuple[str, ...]
    """The tables it reads; a task whose tables depend on the request has ``reads`` beside it.

    A task that looks codes up has ``CODES`` beside it, the names of the code sets; the one that
    loads them has ``MENDS_CODES = True``, so that a damaged set does not stop it.
    """

    def plan(self, book: Snapshot, request: Request) -> Plan:
        """Return what to write."""


@dataclass(frozen=True)
class Outcome:
    """What became of a command.

    Attributes:
        command: the task's name.
        as_of: the day it was done for, ISO.
        plan: what was planned.
        findings: the Plan's and the gates', gravest first.
        was_applied: False for a dry run, a refusal at the prompt, or nothing to write.
        has_finished: it finished first what an earlier command had left half written; the book is
            then to be saved even where this command itself wrote nothing.
        before: what was read, so that a preview can tell what the Plan changes.
        take_back: puts the code sets that were stored back to what they were, and takes files
            away; for a shell that then cannot save the workbook.
        settle: says that the workbook is saved, so that the code sets stay and files get their
            names.
    """

    command: str
    as_of: str
    plan: Plan
    findings: Sequence[Finding]
    was_applied: bool
    has_finished: bool = False
    before: Snapshot | None = field(default=None, repr=False, compare=False)
    take_back: Callable[[], None] = field(default=lambda: None, repr=False)
    settle: Callable[[], None] = field(default=lambda: None, repr=False)

    @property
    def saves_files(self) -> bool:
        """Whether files wait for the workbook to be saved; a live one is saved for them."""
        files = any(isinstance(change, SaveFile | PrintSheets) for change in self.plan.changes)
        return self.was_applied and files

    @property
    def exit_code(self) -> int:
        """0 for done, 1 where a finding needs a person."""
        return NEEDS_A_PERSON if need_a_person(self.findings) else DONE

    def as_json(self) -> dict[str, Any]:
        """Return the command's one JSON object."""
        return {
            "command": self.command,
            "as_of": self.as_of,
            **self.plan.result,
            "applied": self.was_applied,
            "findings": [finding.as_json() for finding in self.findings],
        }


@dataclass(frozen=True)
class Manner:
    """How a shell wants a task done.

    Attributes:
        is_dry_run: show the Plan, write nothing.
        confirm: asked with the outcome before anything is written.
        advance: called with (done, all) as changes are written.
        tells_more: the Plan tells in full what it would do, as that of a dry run does; for a
            shell whose ``confirm`` shows it.
        is_waited_for: the spreadsheet does nothing else until the command is done, so that nobody
            can change what was read; without it all is read again before it is written.
    """

    is_dry_run: bool = False
    confirm: Callable[[Outcome], bool] = field(default=lambda _: True)
    advance: Callable[[int, int], None] = field(default=lambda *_: None)
    tells_more: bool = False
    is_waited_for: bool = False


def run(book: xw.Book, name: str, request: Request, manner: Manner | None = None) -> Outcome:
    """Do one task on an open workbook; saving it is the shell's own step.

    Args:
        book: the workbook, on any host.
        name: the task, such as ``post-payments``.
        request: the day, the user, files and options.
        manner: dry run, prompt and progress; the default writes without asking.

    Raises:
        BillingError: it cannot proceed; nothing was written.
    """
    _demand_day(request.as_of)
    with collector_paused(), known.kept(book):
        how = manner or Manner()
        tells_more = how.is_dry_run or how.tells_more
        asked = replace(request, is_dry_run=tells_more, stamp=request.stamp or _now())
        return _run(book, name, asked, how)


def _run(book: xw.Book, name: str, request: Request, how: Manner) -> Outcome:
    task = _task(name)
    request = pasted.with_sheet(book, request)
    reads = _reads(task, request)
    finished = _finish(book, how)
    mark = reading.mark(book)
    before = replace(reading.read(book, reads), codes=_codes(book, task))
    if mark is None and not how.is_waited_for:
        _fingerprint(before)
    _check_ledger(before, name)
    plan = task.plan(before, request)
    _check_kept(before, plan)
    findings = in_order([*finished, *_together(before, plan)])
    outcome = Outcome(name, request.as_of.isoformat(), plan, findings, was_applied=False)
    outcome = replace(outcome, has_finished=bool(finished), before=before)
    if how.is_dry_run or plan.is_empty or not how.confirm(outcome):
        return outcome
    if not how.is_waited_for and not reading.is_as(mark, book):
        _check_unchanged(before, book, reads)
    writes = _writer(book, name, request)
    outside = _apply(book, _audited(plan, name, request), how, writes, request)
    return replace(outcome, was_applied=True, take_back=outside.take_back, settle=outside.settle)


def _demand_day(day: date) -> None:
    """Refuse a day that nobody works on.

    Raises:
        RefusedError: a sheet cannot hold it, or the days counted from it.
    """
    first, last = _DAYS
    if not first <= day <= last:
        raise RefusedError(
            f"the day {day.isoformat()} is not one of {first.isoformat()} to {last.isoformat()}",
            id="DAYS",
            fix="give the day that it is to count as, such as the last of a month",
        )


def finish_earlier(book: xw.Book) -> None:
    """Finish what an earlier command left half done in a live workbook, or put it back.

    Every task does so itself; this is for a shell that looks at the workbook before it.

    Raises:
        BookError: what was left half in a live workbook can no longer be finished.
    """
    _finish(book, Manner())


def _finish(book: xw.Book, how: Manner) -> list[Finding]:
    """Finish what an earlier command left half done, or put it back, and say so.

    Raises:
        RefusedError: a dry run, which writes nothing.
        BookError: what was left half in a live workbook can no longer be finished.
    """
    folder, file = code_store.folder_of(book.fullname), Path(book.fullname).name
    notes = (code_loading.note_of(folder, file), file_saving.note_of(book.fullname))
    if how.is_dry_run and (journal.is_kept(book) or any(note.exists() for note in notes)):
        raise RefusedError(
            f"{book.name}: a command stopped half-way; a dry run cannot finish it",
            id="BOOK-HALF-WRITTEN",
            fix="run any command without --dry-run first; it finishes what was left",
        )
    found = []
    done = resuming.finish(book)
    if done is not None:
        what = f"{done.command} of {done.stamp} had stopped half-way"
        words = f"{what}; all that it writes is written now"
        found.append(Finding("HALF-WRITTEN", INFO, words, book.name))
    if code_loading.resume(folder, file, partial(_tells_of, book)):
        words = "load-codes had stopped half-way; the code sets are again what they were"
        found.append(Finding("HALF-LOADED", INFO, words, book.name))
    is_told = file_saving.resume(notes[1], partial(_tells_of, book))
    if is_told is not None:
        became = "were taken away, for the workbook has none of it"
        if is_told:
            became = "are there now, those that were whole"
        words = f"a command had stopped before its files had their names; they {became}"
        found.append(Finding("HALF-SAVED", INFO, words, book.name))
    return found


def _tells_of(book: xw.Book, stamp: str) -> bool:
    """Tell whether the audit trail has a command of this stamp."""
    return stamp in set(reading.read(book, ["audit"]).frame("audit")["stamp"])


def code_sets(book: xw.Book, names: Sequence[str], *, skips_damaged: bool = False) -> CodeSets:
    """Return code sets by name: the office's own where it loaded one, else the shipped one.

    Args:
        book: the workbook; the office's own sets lie beside it.
        names: names of ``model/codes.py``; a set that is nowhere is left out.
        skips_damaged: leave out what is damaged instead of refusing it.

    Raises:
        InputFileError: a file of the office's store is damaged, or may not be read.
    """
    folder = code_store.folder_of(book.fullname)
    return shipped.gather(
        names,
        lambda name: code_store.stored(folder, name),
        code_store.packaged,
        skips_damaged=skips_damaged,
    )


def _task(name: str) -> Task:
    if name not in registry.BY_NAME:
        raise RefusedError(
            f"no task '{name}'", id="TASK-UNKNOWN", fix="see 'xlbilling --help' for the commands"
        )
    module: Any = importlib.import_module(registry.BY_NAME[name].module)
    task: Task = module
    return task


def _reads(task: Task, request: Request) -> tuple[str, ...]:
    chosen = getattr(task, "reads", None)
    return chosen(request) if chosen is not None else task.READS


def _codes(book: xw.Book, task: Task) -> CodeSets:
    names: tuple[str, ...] = getattr(task, "CODES", ())
    mends: bool = getattr(task, "MENDS_CODES", False)
    return code_sets(book, names, skips_damaged=mends) if names else {}


def _check_ledger(before: Snapshot, name: str) -> None:
    """Refuse to build on a ledger with cells that cannot be read; verify-ledger shows them all."""
    if "ledger" not in before.tables or name == VERIFY:
        return
    wrong = [finding for finding in before["ledger"].findings if finding.severity == ERROR]
    if wrong:
        raise RefusedError(
            f"{wrong[0].where}: {wrong[0].message}; the ledger was changed by hand",
            id="LEDGER-DAMAGED",
            fix="run 'verify-ledger' to see all changes, and go back to the last good copy",
        )


def _check_kept(before: Snapshot, plan: Plan) -> None:
    """Refuse to write a table anew over what a person typed into it and nothing here can read."""
    for change in plan.changes:
        table = before.tables.get(change.table) if isinstance(change, Rewrite) else None
        if table is None or not table.findings:
            continue
        unread = Unread(table)
        for row in map(int, table.frame.index):
            column, why = unread.of_row(row)
            if column:
                raise RefusedError(
                    f"{table.where(column, row)}: {why}; it would be lost",
                    id="CELL-UNREAD",
                    fix="correct the cell, or clear it, and run the command again",
                )


def _together(before: Snapshot, plan: Plan) -> list[Finding]:
    """Return the Plan's findings and those of the gates that the Plan says nothing of."""
    told = {finding.where for finding in plan.findings if finding.where}
    return [*(each for each in before.findings if each.where not in told), *plan.findings]


def _fingerprint(before: Snapshot) -> None:
    """Work out the digests of what was read, before a task gets to see it; they are kept."""
    for table in before.tables.values():
        _ = table.digest


def _check_unchanged(before: Snapshot, book: xw.Book, reads: tuple[str, ...]) -> None:
    """Read again and compare: what was planned on must still stand."""
    known.forget_all(book)
    now = reading.read(book, reads)
    changed = [name for name, table in before.tables.items() if now[name].digest != table.digest]
    if changed or now.ledger_head != before.ledger_head:
        sheets = ", ".join(before[name].sheet for name in changed) or "Ledger"
        raise BookChangedError(
            f"{book.name}: {sheets} changed while the task was being planned",
            id="BOOK-CHANGED",
            fix="run the command again; nothing was written",
        )


_Writer = Callable[["xw.Book", Plan, Callable[[], None]], None]


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="milliseconds")


def _writer(book: xw.Book, command: str, request: Request) -> _Writer:
    """Return what writes a Plan: a file is replaced whole, a live workbook notes it first."""
    if reading.is_file(book):
        return apply.apply
    return partial(resuming.write, command=command, stamp=request.stamp)


def _apply(book: xw.Book, plan: Plan, how: Manner, write: _Writer, request: Request) -> Outside:
    """Write what goes outside, then the workbook; return how to settle the former.

    Where a live workbook stops half-way, the next start decides what becomes of the former: its
    journal may be complete by then.

    Raises:
        BillingError: something is in the way; nothing was written.
    """
    done = 0

    def advance() -> None:
        nonlocal done
        done += 1
        how.advance(done, len(plan.changes))

    apart = [each for each in plan.changes if isinstance(each, Apart)]
    in_book = tuple(each for each in plan.changes if not isinstance(each, Apart))
    obstacles.demand_none(book, [(each, 0) for each in in_book])
    kept = outside.keep(book, apart, request)
    for _ in apart:
        advance()
    try:
        write(book, replace(plan, changes=in_book), advance)
    except BaseException:
        if reading.is_file(book):
            kept.take_back()
        raise
    kept.print_from(book)
    return kept


def _audited(plan: Plan, command: str, request: Request) -> Plan:
    """Return the Plan with its row of the audit trail: counts and ids, never a patient's data."""
    row = {
        "stamp": request.stamp,
        "user": request.user,
        "command": command,
        "as_of": pd.Timestamp(request.as_of),
        "batch": plan.batch,
        "counts": "; ".join(_count(change) for change in plan.changes)[:500],
        "totals": "; ".join(f"{k} {money.to_text(v)}" for k, v in plan.totals.items()),
        "plan_digest": digest(plan),
        "keys": plan.keys,
    }
    audit = Append("audit", pd.DataFrame([row]))
    return replace(plan, changes=(*plan.changes, audit))


def _count(change: Change) -> str:
    match change:
        case Append():
            return f"{change.table} +{len(change.rows)}"
        case SetColumn():
            return f"{change.table}.{change.column} {len(change.values)}"
        case Rewrite():
            return f"{change.table} ={len(change.rows)}"
        case Page() | RemoveSheet():
            return f"sheet {change.sheet}{' removed' * isinstance(change, RemoveSheet)}"
        case StoreCodes() | SaveFile() | PrintSheets():
            return _count_apart(change)


def _count_apart(change: StoreCodes | SaveFile | PrintSheets) -> str:
    match change:
        case StoreCodes():
            return f"codes {change.name}"
        case SaveFile():
            return f"file {change.name} SHA-256 {change.sha256}"
        case PrintSheets():
            return f"PDF files {len(change.files)}"


def digest(plan: Plan) -> str:
    """Return the SHA-256 of all that a Plan writes: two equal Plans have one digest."""
    total = hashlib.sha256(plan.ledger_head.encode())
    for change in plan.changes:
        total.update(_bytes_of(change))
    return total.hexdigest()


def _bytes_of(change: Change) -> bytes:
    match change:
        case Append():
            return repr((change.table, frame_digest(change.rows))).encode()
        case Rewrite():
            written = (change.table, frame_digest(change.rows), dict(change.formulas))
            return repr(written).encode()
        case SetColumn():
            return repr((
                change.table,
                frame_digest(change.values.to_frame(change.column)),
            )).encode()
        case StoreCodes():
            return repr((change.name, hashlib.sha256(change.content).hexdigest())).encode()
        case SaveFile():
            return repr((change.name, change.sha256)).encode()
        case _:
            return repr(change).encode()
