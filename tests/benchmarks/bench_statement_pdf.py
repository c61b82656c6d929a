"""Times one PDF for each statement against LibreOffice printing all their sheets as one document.

An office of so many statements is made, with their sheets. Ours is the whole of what a command
does to print: the sheets as a workbook of their own, a LibreOffice for it, a PDF each. The rival is
``soffice --convert-to pdf`` of that same workbook, which gives one document. They take turns; the
least time of each counts. Our own memory is told, LibreOffice's left out.
Run: ``python -m tests.benchmarks.bench_statement_pdf [STATEMENTS] [ROUNDS]``; 1,000 take some
minutes.
Bound: ours takes at most twice what the rival takes, and under 1.5 GB.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

from tests.ledgers import Visit
from xlbilling import run
from xlbilling.book import names, writing
from xlbilling.hosts import file_saving, files, pdf
from xlbilling.hosts.calc import bridge
from xlbilling.hosts.files import print_copy
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model import ledger
from xlbilling.model.plan import Append
from xlbilling.model.tables import Request
from xlbilling.template import workbook

STATEMENTS: Final = 1_000
ROUNDS: Final = 1
BOUND: Final = 2.0
MOST_MEMORY: Final = 1.5 * 1024**3
DAY: Final = date(2026, 3, 31)
_PAID_ON: Final = date(2026, 2, 10)


def make(count: int, path: Path) -> list[str]:
    """Make an office with so many statements on their sheets; return the sheets' names."""
    path.write_bytes(workbook.workbook_bytes())
    accounts = [f"P{n:05}" for n in range(count)]
    entries = []
    for account in accounts:
        for n in range(3):
            visit = Visit(f"C{account}-{n}", patient=account)
            entries += [visit.charge(150_00), visit.paid(80_00, _PAID_ON)]
            entries += [visit.contractual(50_00, _PAID_ON), visit.to_patient(20_00, _PAID_ON, "3")]
    rows, head = ledger.chain(entries, "")
    with files.open_book(path) as book:
        book.impl.backup_dir = None
        patients = frames.from_records(BY_NAME["patients"], [_patient(one) for one in accounts])
        writing.append(book, Append("patients", patients.frame.reset_index(drop=True)))
        writing.append(book, Append("ledger", ledger.to_frame(rows)))
        names.set_constant(book, names.LEDGER_HEAD, head)
        outcome = run.run(book, "make-statements", Request(DAY, "tester"))
        assert outcome.plan.result["statements"] == count
        book.save()
    return accounts


def _patient(account: str) -> dict[str, object]:
    return {
        "patient_id": account, "last": "Fennel", "first": "Milo", "dob": datetime(1980, 5, 1),
        "sex": "M", "address": "1 Orchard Way", "city": "Birch Hollow", "state": "OH",
        "zip": "43999",
    }  # fmt: skip


def ours(path: Path, sheets: Sequence[str], folder: Path) -> None:
    """Print a PDF for each sheet, as a command does."""
    wanted = {f"{sheet}.pdf": (sheet,) for sheet in sheets}
    with files.open_book(path, read_only=True) as book:
        note = file_saving.note_of(str(folder / path.name))
        saving = file_saving.keep(note, "bench", folder, {}, tuple(wanted))
        pdf.print_into(book, {folder / name: own for name, own in wanted.items()}, saving)
        saving.settle()


def rival(copy: Path, folder: Path) -> None:
    """Let LibreOffice print the sheets' workbook as one document, in a profile of its own."""
    profile = (folder / "profile").as_uri()
    own = (f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf")
    line = [bridge.program(), *own, "--outdir", str(folder), str(copy)]
    subprocess.run(line, check=True, capture_output=True)
    assert (folder / f"{copy.stem}.pdf").is_file()


def seconds(work: Callable[[Path], None]) -> float:
    """Return how long some work takes in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        before = time.perf_counter()
        work(Path(folder))
        return time.perf_counter() - before


def memory() -> int:
    """Return the most bytes that this process ever held."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def main(count: int = STATEMENTS, rounds: int = ROUNDS) -> bool:
    """Time both, print the ratio; tell whether the bounds hold."""
    with tempfile.TemporaryDirectory() as made:
        path, copy = Path(made) / "office.xlsx", Path(made) / "sheets.xlsx"
        sheets = make(count, path)
        with files.open_book(path, read_only=True) as book, copy.open("wb") as out:
            print_copy.write(book.impl.state, sheets, out)
        ones, whole = [], []
        for _ in range(rounds):
            whole.append(seconds(lambda folder: rival(copy, folder)))
            ones.append(seconds(lambda folder: ours(path, sheets, folder)))
    ratio, used = min(ones) / min(whole), memory()
    sys.stdout.write(
        f"{count:,} statements on {os.cpu_count()} cores: a PDF each {min(ones):.1f} s; one "
        f"document by LibreOffice {min(whole):.1f} s; ratio {ratio:.2f} (bound {BOUND}); our "
        f"memory {used / 1024**2:.0f} MB\n"
    )
    return ratio <= BOUND and used < MOST_MEMORY


if __name__ == "__main__":
    sys.exit(0 if main(*map(int, sys.argv[1:])) else 1)
