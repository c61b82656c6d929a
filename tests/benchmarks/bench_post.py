"""Times posting a large remittance as whole processes against openpyxl's load and save.

The workbook has 100,000 claim lines and about 300,000 ledger rows, the remittance 20,000 lines
(see make_big_office.py). ``import-remittance`` and ``post-payments`` run from start to saved file
on a copy of it, then openpyxl loads and saves it; each round does all three, so that a busy
machine slows them alike, and the least time of each counts.
Run: ``python -m tests.benchmarks.bench_post [LINES] [ROUNDS]``.
Bound: posting in less than a quarter of openpyxl's time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.make_big_office import AS_OF, LINES, Office, office

BOUND = 0.25
RIVAL = """
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
book.save(sys.argv[1])
"""

Measured = dict[str, tuple[float, float]]


def run(command: Sequence[str]) -> tuple[float, float]:
    """Return the seconds and the peak megabytes of a whole process.

    Raises:
        RuntimeError: the process failed, so its time means nothing.
    """
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def measure(made: Office, rounds: int) -> Measured:
    """Return the least seconds and the peak megabytes by name, over so many rounds."""
    best: Measured = {}
    with tempfile.TemporaryDirectory() as folder:
        ours, rival = str(Path(folder) / "ours.xlsx"), str(Path(folder) / "rival.xlsx")
        manner = ["--as-of", AS_OF.isoformat(), "--yes", "--no-backup", "--json"]
        program = [sys.executable, "-m", "xlbilling"]
        commands = {
            "import-remittance": [
                *program, "import-remittance", ours, str(made.remittance), *manner
            ],
            "post-payments": [*program, "post-payments", ours, *manner],
            "openpyxl": [sys.executable, "-c", RIVAL, rival],
        }  # fmt: skip
        for _ in range(rounds):
            shutil.copy(made.book, ours)
            shutil.copy(made.book, rival)
            for name, command in commands.items():
                seconds, megabytes = run(command)
                best[name] = min(best.get(name, (seconds, megabytes)), (seconds, megabytes))
    return best


def main(lines: int, rounds: int) -> int:
    """Print the times and ratios; 1 when the bound does not hold."""
    made = office(lines)
    best = measure(made, rounds)
    sys.stdout.write(f"{lines} claim lines, {made.ledger_rows} ledger rows\n")
    for name, (seconds, megabytes) in best.items():
        sys.stdout.write(f"{name:18} {seconds:7.2f} s {megabytes:6.0f} MB\n")
    rival = best["openpyxl"][0]
    post = best["post-payments"][0] / rival
    both = post + best["import-remittance"][0] / rival
    sys.stdout.write(f"post / openpyxl: {post:.3f}; import and post: {both:.3f} (bound {BOUND})\n")
    return int(post >= BOUND)


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    sys.exit(main(*(given + [LINES, 1][len(given) :])))
