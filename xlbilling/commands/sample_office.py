"""The sample office at work: its files on disk, and its months done one task after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xlbilling import run
from xlbilling.book import apply, reading
from xlbilling.hosts import files as file_host
from xlbilling.model.plan import Plan, SetColumn
from xlbilling.model.tables import InputFile, Request
from xlbilling.sample import claims, office, people
from xlbilling.sample import files as sample
from xlbilling.template import workbook

if TYPE_CHECKING:
    import xlwings as xw

USER: Final = "demo"
_EVENING: Final = "{day}T17:{minute:02d}:00.000-05:00"
"""The sample's own clock, so that two makings are alike: every step takes a minute."""
_CLOSING: Final = ("age-receivables", "refresh-dashboard", "make-statements", "verify-ledger")


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
        Each task once it is done; the workbook is saved after each month.

    Raises:
        BillingError: a task cannot proceed.
    """
    path.write_bytes(workbook.workbook_bytes())
    clock = _Clock()
    with file_host.open_book(path) as book:
        book.impl.backup_dir = None
        _type_settings(book)
        first = files.months[0].end
        for name, file in files.office.items():
            yield _load(book, clock, first, name, file)
        for month in files.months:
            yield from _work(book, clock, month)
            book.save()
        last = files.months[-1].end
        for task in _CLOSING:
            yield _do(book, task, clock.request(last))
        book.save()


@dataclass
class _Clock:
    """Gives each step the next minute of its day."""

    minutes: dict[date, int] = field(default_factory=dict)

    def request(self, day: date, inputs: Sequence[Path] = (), **options: str) -> Request:
        minute = self.minutes[day] = self.minutes.get(day, -1) + 1
        given = tuple(InputFile(path.name, path.read_bytes()) for path in inputs)
        stamp = _EVENING.format(day=day.isoformat(), minute=minute)
        return Request(day, USER, given, options, stamp)


def _work(book: xw.Book, clock: _Clock, month: Month) -> Iterator[Done]:
    for name, file in month.tables.items():
        yield _load(book, clock, month.end, name, file)
    yield _do(book, "validate-claims", clock.request(month.end))
    yield _do(book, "post-charges", clock.request(month.end))
    if month.remittances:
        yield _do(book, "import-remittance", clock.request(month.end, month.remittances))
        yield _do(book, "post-payments", clock.request(month.end))


def _load(book: xw.Book, clock: _Clock, day: date, table: str, file: Path) -> Done:
    return _do(book, "load", clock.request(day, [file], table=table))


def _do(book: xw.Book, task: str, request: Request) -> Done:
    return Done(request.as_of, run.run(book, task, request))


def _type_settings(book: xw.Book) -> None:
    """Fill in the Settings sheet as the office's manager would."""
    frame = reading.read(book, ()).frame("settings")
    typed: Any = frame["setting"].map(office.SETTINGS).dropna()
    apply.apply(book, Plan((SetColumn("settings", "value", typed),)), lambda: None)


def describe() -> str:
    """Return one line that says what the sample office is."""
    months = sample.MONTH_ENDS
    remittances = sum(len(sample.month_remittances(end)) for end in months)
    return (
        f"{office.SETTINGS['Practice Name']}, an invented office: {len(people.patients())} "
        f"patients, {len(claims.claims())} claims, {remittances} remittances, "
        f"{months[0]:%B %Y} to {months[-1]:%B %Y}."
    )
