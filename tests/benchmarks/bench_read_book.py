"""Times reading a claims book through the file host against python-calamine.

Both open the same 100,000 x 25 book and make Python lists of it, in processes of their own that
take turns, so that a busy machine slows both alike; the least time of each counts. The time is
processor time of open and read, and beside it that of the whole process, imports included.
Run: ``python -m tests.benchmarks.bench_read_book [ROWS] [ROUNDS]``. Bound: 1.3 times calamine.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

BOUND = 1.3
COLUMNS = 25
CALAMINE = """
import sys, time
from python_calamine import CalamineWorkbook
started = time.process_time()
rows = CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()
print(time.process_time() - started, len(rows), len(rows[0]))
"""
OURS = """
import sys, time
import wolfxl, xlwings
from xlbilling.hosts.files import open_book
started = time.process_time()
with open_book(sys.argv[1], read_only=True) as book:
    rows = book.sheets[0].used_range.raw_value
print(time.process_time() - started, len(rows), len(rows[0]))
"""


def make_book(path: Path, rows: int) -> None:
    """Write a claims book: ids and codes as text, dates, amounts, and notes on two rows of three."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Claims")
    dates, money = (
        book.add_format({"num_format": "m/d/yyyy"}),
        book.add_format({"num_format": "0.00"}),
    )
    text = book.add_format({"num_format": "@"})
    sheet.write_row(0, 0, [f"Column {number}" for number in range(1, COLUMNS + 1)])
    for row in range(1, rows + 1):
        for column in range(8):
            sheet.write_string(row, column, f"C{row * 7 + column:08d}", text)
        for column in range(8, 12):
            code = ("99213", "CO", "PR", "Payer A", "Payer B")[(row * column) % 5]
            sheet.write_string(row, column, code, text)
        for column in range(12, 15):
            day = datetime(2025, 1, 1) + timedelta(days=row % 400)
            sheet.write_datetime(row, column, day, dates)
        for column in range(15, 24):
            sheet.write_number(row, column, (row * 7919 * column % 50_000) / 100, money)
        if row % 3:
            sheet.write_string(row, 24, "note")
    book.close()


def run(script: str, book: Path) -> tuple[float, float, str]:
    """Return the processor seconds of open and read, those of the whole process, and the shape.

    Raises:
        RuntimeError: the process failed, so its time means nothing.
    """
    with subprocess.Popen(
        [sys.executable, "-c", script, str(book)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        words = process.stdout.read().split()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"a reader ended with {process.returncode}")
    return float(words[0]), usage.ru_utime + usage.ru_stime, " x ".join(words[1:])


def main(rows: int, rounds: int) -> int:
    """Print the times and return 0 when the bound holds, else 1."""
    best: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "claims.xlsx"
        make_book(book, rows)
        for _ in range(rounds):
            shapes = set()
            for name, script in (("calamine", CALAMINE), ("file host", OURS)):
                read, whole, shape = run(script, book)
                old = best.get(name, (read, whole))
                best[name] = (min(old[0], read), min(old[1], whole))
                shapes.add(shape)
            if len(shapes) != 1:
                raise RuntimeError(f"the readers saw different sheets: {shapes}")
    for name, (read, whole) in best.items():
        sys.stdout.write(f"{name}: open and read {read:.2f} s, whole process {whole:.2f} s\n")
    ratio = best["file host"][0] / best["calamine"][0]
    sys.stdout.write(f"file host / calamine: {ratio:.2f} (at most {BOUND})\n")
    return int(ratio > BOUND)


if __name__ == "__main__":
    arguments = [int(one) for one in sys.argv[1:]]
    sys.exit(main(*(arguments + [100_000, 3][len(arguments) :])))
