"""Times a click on Validate in live Calc against the bare bulk reading and writing of its cells.

A workbook of 10,000 claim lines is open in LibreOffice, Python is warm: the same click was done
before on another copy. The click is the whole of what the button does, from the still screen to
the sentence in the status bar. What it reads and writes is noted area by area; the rival asks Calc
for each of these areas once and puts the same content into them, through UNO and nothing else.
They take turns in one process; the least time of each counts. Processor seconds, Python's and
LibreOffice's together, are told beside, for a busy machine stretches both unevenly.
Run: ``python -m tests.benchmarks.bench_click [LINES]``.
Bound: the click takes at most three times what the rival takes.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import xlwings as xw

from tests.benchmarks import make_claims
from xlbilling.book import names, writing
from xlbilling.hosts import calc, files
from xlbilling.hosts.calc import cells_in, cells_out
from xlbilling.hosts.files.package.addresses import Area
from xlbilling.macros import asking, press
from xlbilling.model.plan import Append
from xlbilling.template import workbook

LINES: Final = 10_000
ROUNDS: Final = 3
BOUND: Final = 3.0
BUTTON: Final = "validate_claims"
_LEFT_ALONE: Final = {"settings"}

Touched = list[tuple[str, Area]]


class Time(NamedTuple):
    """How long something took.

    Attributes:
        wall: seconds on the clock.
        processor: processor seconds of Python and LibreOffice together.
    """

    wall: float
    processor: float


def make(lines: int, path: Path) -> None:
    """Make the workbook of an office with so many claim lines."""
    path.write_bytes(workbook.workbook_bytes())
    with files.open_book(path) as book:
        book.impl.backup_dir = None
        for name, table in make_claims.book(lines).tables.items():
            if name not in _LEFT_ALONE and len(table.frame):
                writing.append(book, Append(name, table.frame.reset_index(drop=True)))
        names.set_constant(book, asking.AS_OF, make_claims.AS_OF.isoformat())
        book.save()


def timed(work: Callable[[], None]) -> Time:
    """Return how long some work takes."""
    gc.collect()
    before = time.perf_counter(), time.process_time() + _office_seconds()
    work()
    after = time.perf_counter(), time.process_time() + _office_seconds()
    return Time(after[0] - before[0], after[1] - before[1])


def _office_seconds() -> float:
    """Return the processor seconds of this process's LibreOffice so far; 0 where none tells."""
    pipe, ticks = f"name={calc.start()};".encode(), 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if pipe in (process / "cmdline").read_bytes():
                fields = (process / "stat").read_text().rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
        except OSError:  # it ended meanwhile
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def noted(reads: Touched, writes: Touched) -> Iterator[None]:
    """Note which areas the host reads and writes in bulk."""
    read, write = cells_in.read, cells_out.Block.write

    def reading(sheet: Any, area: Area) -> cells_in.Block:
        reads.append((sheet.name, area))
        return read(sheet, area)

    def writing_block(block: Any) -> None:
        writes.append((block._sheet.name, block._area))  # noqa: SLF001  what it is about to write
        write(block)

    cells_in.read = reading
    setattr(cells_out.Block, "write", writing_block)  # noqa: B010  a method of the host's
    try:
        yield
    finally:
        cells_in.read = read
        setattr(cells_out.Block, "write", write)  # noqa: B010  as above


def click(path: Path, reads: Touched, writes: Touched) -> Time:
    """Return how long a click on a fresh copy takes; note what it touched."""
    with calc.open_book(path, read_only=True) as book, noted(reads, writes):
        book.set_mock_caller()
        took = timed(lambda: press.button(BUTTON))
        assert "lines checked: " in str(book.app.status_bar), book.app.status_bar
    return took


def bare(path: Path, reads: Touched, writes: Touched) -> Time:
    """Return how long UNO alone takes for the same cells, on a fresh copy too."""
    with calc.open_book(path, read_only=True) as book:
        for missing in {name for name, _ in writes} - {sheet.name for sheet in book.sheets}:
            book.sheets.add(missing, after=book.sheets[-1])
        contents = {place: _cells(book, place).getDataArray() for place in writes}

        def work() -> None:
            for place in reads:
                _cells(book, place).getDataArray()
            for place in writes:
                _cells(book, place).setDataArray(contents[place])

        return timed(work)


def _cells(book: xw.Book, place: tuple[str, Area]) -> Any:
    name, area = place
    return book.sheets(name).impl.cells_of(area)


def main() -> int:
    """Print both times and their ratio; 1 when the bound does not hold."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    with tempfile.TemporaryDirectory(prefix="xlbilling-") as folder:
        path = Path(folder) / "office.xlsx"
        make(lines, path)
        click(path, [], [])
        ours, theirs = [], []
        for _ in range(ROUNDS):
            reads: Touched = []
            writes: Touched = []
            ours.append(click(path, reads, writes))
            theirs.append(bare(path, list(dict.fromkeys(reads)), list(dict.fromkeys(writes))))
    mine, other = _least(ours), _least(theirs)
    ratio = mine.wall / other.wall
    sys.stdout.write(
        f"{lines:,} lines: click {mine.wall:.2f} s, bare UNO {other.wall:.2f} s, {ratio:.2f} times; "
        f"processor seconds {mine.processor:.2f} and {other.processor:.2f}, "
        f"{mine.processor / other.processor:.2f} times\n"
    )
    return int(ratio > BOUND)


def _least(times: list[Time]) -> Time:
    return Time(min(one.wall for one in times), min(one.processor for one in times))


if __name__ == "__main__":
    sys.exit(main())
