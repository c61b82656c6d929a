"""Times a click on Validate in live Calc against the bare bulk reading and writing of its cells.

A workbook of 10,000 claim lines is open in LibreOffice, Python is warm: the same click was done
before on another copy. What the click reads and writes is noted area by area; the rival asks Calc
for exactly these areas and puts the same content into them, through UNO and nothing else. They take
turns in one process; the least time of each counts.
Run: ``python -m tests.benchmarks.bench_click [LINES]``.
Bound: the click takes at most three times what the rival takes.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import xlwings as xw

from tests.benchmarks import make_claims
from xlbilling import run
from xlbilling.book import writing
from xlbilling.hosts import calc, files
from xlbilling.hosts.calc import cells_in, cells_out
from xlbilling.hosts.files.package.addresses import Area
from xlbilling.model.plan import Append
from xlbilling.model.tables import Request
from xlbilling.template import workbook

LINES: Final = 10_000
ROUNDS: Final = 3
BOUND: Final = 3.0
CLICK: Final = Request(make_claims.AS_OF, "tester")
_LEFT_ALONE: Final = {"settings"}

Touched = list[tuple[str, Area]]


def make(lines: int, path: Path) -> None:
    """Make the workbook of an office with so many claim lines."""
    path.write_bytes(workbook.workbook_bytes())
    with files.open_book(path) as book:
        book.impl.backup_dir = None
        for name, table in make_claims.book(lines).tables.items():
            if name not in _LEFT_ALONE and len(table.frame):
                writing.append(book, Append(name, table.frame.reset_index(drop=True)))
        book.save()


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


def click(path: Path, reads: Touched, writes: Touched) -> float:
    """Return the seconds of a click on a fresh copy; note what it touched."""
    with calc.open_book(path, read_only=True) as book, noted(reads, writes):
        gc.collect()
        started = time.perf_counter()
        outcome = run.run(book, "validate-claims", CLICK)
        seconds = time.perf_counter() - started
        assert outcome.was_applied
    return seconds


def bare(path: Path, reads: Touched, writes: Touched) -> float:
    """Return the seconds that UNO alone takes for the same cells, on a fresh copy too."""
    with calc.open_book(path, read_only=True) as book:
        for missing in {name for name, _ in writes} - {sheet.name for sheet in book.sheets}:
            book.sheets.add(missing, after=book.sheets[-1])
        contents = {place: _cells(book, place).getDataArray() for place in writes}
        gc.collect()
        started = time.perf_counter()
        for place in reads:
            _cells(book, place).getDataArray()
        for place in writes:
            _cells(book, place).setDataArray(contents[place])
        return time.perf_counter() - started


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
    ratio = min(ours) / min(theirs)
    sys.stdout.write(
        f"{lines:,} lines: click {min(ours):.2f} s, bare UNO {min(theirs):.2f} s, "
        f"{ratio:.2f} times; all: {ours} {theirs}\n"
    )
    return int(ratio > BOUND)


if __name__ == "__main__":
    sys.exit(main())
