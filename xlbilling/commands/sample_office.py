"""The sample office at work: its files on disk, and its months done one task after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlbilling import run
from xlbilling.book import apply, reading
from xlbilling.hosts import files as file_host
from xlbilling.model.plan import Plan
from xlbilling.model.tables import InputFile, Request
from xlbilling.sample import calendar, claims, office, people, staff
from xlbilling.sample import files as sample
from xlbilling.sample.calendar import Job, Step, Typed
from xlbilling.tasks.posting.sheet_values import set_columns, sheet_rows
from xlbilling.template import workbook

if TYPE_CHECKING:
    import xlwings as xw

_EVENING: Final = "{day}T17:{minute:02d}:00.000-05:00"
"""The sample's own clock, so that two makings are alike: every step takes a minute."""


@dataclass(frozen=True)
class Month:
    """A month's work: its last day, the tables keyed and the remittances received."""

    end: date
    tables: dict[str, Path]
    remittances: tuple[Path, ...]


@dataclass(frozen=True)
class SampleFiles:
    """The sample's input files on disk: what stands from the start, and month by month."""

    office: dict[str, Path]
    months: tuple[Month, ...]


@dataclass(frozen=True)
class Done:
    """One task that was done: for which day, with what outcome."""

    day: date
    outcome: run.Outcome


def write_files(folder: Path) -> SampleFiles:
    """Write the sample's CSV tables and remittances into a folder and return where they are."""
    tables, remittances = folder / "tables", folder / "remittances"
    for each in (tables, remittances):
        each.mkdir(exist_ok=True)
    own = {name: _written(tables / f"{name}.csv", b) for name, b in sample.office_tables().items()}
    months = tuple(_month(end, tables, remittances) for end in sample.MONTH_ENDS)
    return SampleFiles(own, months)


def _month(end: date, tables: Path, remittances: Path) -> Month:
    keyed = {
        name: _written(tables / f"{name}-{end:%Y-%m}.csv", content)
        for name, content in sample.month_tables(end).items()
    }
    received = tuple(
        _written(remittances / name, content)
        for name, content in sample.month_remittances(end).items()
    )
    return Month(end, keyed, received)


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def make(path: Path, files: SampleFiles) -> Iterator[Done]:
    """Make the sample's workbook and do the office's work in it, month by month.

    Yields:
        Each task once it is done; the workbook is saved after the last one.

    Raises:
        BillingError: a task cannot proceed.
    """
    path.write_bytes(workbook.workbook_bytes())
    made = []
    with file_host.open_book(path) as book:
        book.impl.backup_dir = None
        for done in _months(_Office(book), files):
            made.append(done)
            yield done
        book.save()
        for done in made:
            done.outcome.settle()


@dataclass
class _Office:
    """Does tasks on one workbook; each step of a day takes a minute."""

    book: xw.Book
    minutes: dict[date, int] = field(default_factory=dict)

    def load(self, day: date, table: str, file: Path) -> Done:
        return self.do(day, Job("load", {"table": table}), [file])

    def do(self, day: date, job: Job, inputs: Sequence[Path] = ()) -> Done:
        minute = self.minutes[day] = self.minutes.get(day, -1) + 1
        given = tuple(InputFile(path.name, path.read_bytes()) for path in inputs)
        stamp = _EVENING.format(day=day.isoformat(), minute=minute)
        request = Request(day, staff.who_does(job.command), given, job.options, stamp)
        return Done(day, run.run(self.book, job.command, request))

    def steps(self, day: date, steps: Sequence[Step]) -> Iterator[Done]:
        for step in steps:
            if isinstance(step, Typed):
                self.type(step)
            else:
                yield self.do(day, step)

    def type(self, typed: Typed) -> None:
        """Fill in cells of rows that are there, as somebody would at the keyboard."""
        frame = reading.read(self.book, [typed.table]).frame(typed.table)
        named = zip(sheet_rows(frame), frame[typed.by], strict=True)
        cells = {row: dict(typed.cells[key]) for row, key in named if key in typed.cells}
        apply.apply(self.book, Plan(tuple(set_columns(typed.table, cells))), lambda: None)


def _months(here: _Office, files: SampleFiles) -> Iterator[Done]:
    here.type(Typed("settings", "setting", {k: {"value": v} for k, v in office.SETTINGS.items()}))
    for typed in calendar.AT_THE_START:
        here.type(typed)
    first, last = files.months[0].end, files.months[-1].end
    for name, file in files.office.items():
        yield here.load(first, name, file)
    waiting = list(calendar.BETWEEN)
    for month in files.months:
        while waiting and waiting[0][0] < month.end:
            yield from here.steps(*waiting.pop(0))
        yield from _work(here, month)
        while waiting and waiting[0][0] == month.end:
            yield from here.steps(*waiting.pop(0))
    yield from here.steps(last, calendar.CLOSING)


def _work(here: _Office, month: Month) -> Iterator[Done]:
    for name, file in month.tables.items():
        yield here.load(month.end, name, file)
    yield here.do(month.end, Job("validate-claims"))
    yield here.do(month.end, Job("post-charges"))
    if month.remittances:
        yield here.do(month.end, Job("import-remittance"), month.remittances)
        yield here.do(month.end, Job("post-payments"))
    if "receipts" in month.tables:
        yield here.do(month.end, Job("post-receipts"))


def describe() -> str:
    """Return one line that says what the sample office is."""
    months = sample.MONTH_ENDS
    remittances = sum(len(sample.month_remittances(end)) for end in months)
    return (
        f"{office.SETTINGS['Practice Name']}, an invented office: {len(people.patients())} "
        f"patients, {len(claims.claims())} claims, {remittances} remittances, "
        f"{months[0]:%B %Y} to {months[-1]:%B %Y}."
    )
