"""Times reading a claims book of 100,000 x 25 against python-calamine, and the command's start.

Every run is a process of its own; each measures from before its imports until the rows stand in
Python lists. The runs take turns and the least time counts.
Run: ``python tests/benchmarks/bench_read_book.py [ROWS] [ROUNDS]``.
Bounds: reading at most 1.3 times calamine's own time to lists; ``import xlbilling.cli`` adds less
than 0.15 s to Python's start.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

READ_MAX: Final = 1.3
START_MAX_SECONDS: Final = 0.15
COLUMNS: Final = 25

OURS: Final = """
from xlbilling.hosts import files
with files.open_book(path, read_only=True) as book:
    rows = book.sheets[0].used_range.raw_value
"""
CALAMINE: Final = """
from python_calamine import CalamineWorkbook
rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
"""
TIMED: Final = """
import sys, time
started = time.perf_counter()
path = sys.argv[1]
{body}
assert len(rows) == int(sys.argv[2]) + 1, len(rows)
print(time.perf_counter() - started)
"""


def make_book(path: Path, rows: int) -> None:
    """Write a claims book: text ids, dates and amounts, as an office keeps them."""
    from datetime import datetime, timedelta

    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Claims")
    sheet.write_row(0, 0, [f"Column {n}" for n in range(COLUMNS)])
    first = datetime(2026, 1, 1)
    for row in range(1, rows + 1):
        texts = [f"C{row // 2:06d}", str(row % 2 + 1), f"P{row % 9000:05d}", "11", "99213"]
        sheet.write_row(row, 0, texts * 4)
        sheet.write_datetime(row, 20, first + timedelta(days=row % 90), day)
        sheet.write_datetime(row, 21, first, day)
        sheet.write_row(row, 22, [row % 7 + 1, (row * 37 % 90_000) / 100, row * 11 % 5000 / 100])
    book.close()


def seconds_of(body: str, path: Path, rows: int) -> float:
    """Return what a process says that its reading took."""
    command = [sys.executable, "-c", TIMED.format(body=body), str(path), str(rows)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout)


def start_of(statement: str) -> float:
    """Return the seconds of a whole Python process that runs one statement."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - started


def measure(rows: int, rounds: int) -> Mapping[str, float]:
    """Return the least seconds by name."""
    best: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claims.xlsx"
        make_book(path, rows)
        for _ in range(rounds):
            seen = {
                "xlbilling": seconds_of(OURS, path, rows),
                "calamine": seconds_of(CALAMINE, path, rows),
                "python": start_of("pass"),
                "xlbilling.cli": start_of("import xlbilling.cli"),
            }
            best = {name: min(best.get(name, now), now) for name, now in seen.items()}
    return best


def main() -> int:
    """Print the times and ratios; 1 when a bound does not hold."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    best = measure(rows, int(sys.argv[2]) if len(sys.argv) > 2 else 5)
    for name, seconds in best.items():
        sys.stdout.write(f"{name:14} {seconds:7.3f} s\n")
    ratio = best["xlbilling"] / best["calamine"]
    start = best["xlbilling.cli"] - best["python"]
    sys.stdout.write(f"{ratio:.2f} times calamine; the start takes {start:.3f} s more\n")
    return int(ratio > READ_MAX or start > START_MAX_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
