"""Times posting a large remittance as whole processes against openpyxl's load and save.

The workbook has 100,000 claim lines and about 300,000 ledger rows, the remittance 20,000 lines
(see make_big_office.py). ``import-remittance`` and ``post-payments`` run from start to saved file
on a copy of it, then openpyxl loads and saves it; each round does all three, and the least time of
each counts. Beside the seconds from start to saved file stand those of the processor, which a busy
machine does not stretch.
Run: ``python -m tests.benchmarks.bench_post [LINES] [ROUNDS]``.
Bound: posting in less than a quarter of openpyxl's time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.make_big_office import AS_OF, LINES, Office, office

BOUND = 0.25
RIVAL = """
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
book.save(sys.argv[1])
"""


class Cost(NamedTuple):
    """What a whole process took: seconds, processor seconds, peak megabytes.

    ``is_whole`` is false where the process was ended before it was done: it takes more than this.
    """

    seconds: float
    processor: float
    megabytes: float
    is_whole: bool = True


def run(command: Sequence[str], limit: float = threading.TIMEOUT_MAX) -> Cost:
    """Return what a whole process took, or what it had taken when it was ended at a limit.

    Args:
        command: the program and its arguments.
        limit: the seconds after which the process is ended.

    Raises:
        RuntimeError: the process failed, so its time means nothing.
    """
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        watch = threading.Timer(limit, process.kill)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        watch.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    is_whole = seconds < limit
    if process.returncode and is_whole:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, is_whole)


def measure(made: Office, rounds: int) -> dict[str, Cost]:
    """Return the cheapest run of each by name, over so many rounds."""
    best: dict[str, Cost] = {}
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
                cost = run(command)
                best[name] = min(best.get(name, cost), cost)
    return best


def main(lines: int, rounds: int) -> int:
    """Print the times and ratios; 1 when the bound does not hold."""
    made = office(lines)
    best = measure(made, rounds)
    sys.stdout.write(f"{lines} claim lines, {made.ledger_rows} ledger rows\n")
    for name, cost in best.items():
        sys.stdout.write(
            f"{name:18} {cost.seconds:7.1f} s, {cost.processor:7.1f} s of the processor, "
            f"{cost.megabytes:5.0f} MB\n"
        )
    ours, before, rival = best["post-payments"], best["import-remittance"], best["openpyxl"]
    for what, nth in (("seconds", 0), ("processor", 1)):
        post, both = ours[nth] / rival[nth], (ours[nth] + before[nth]) / rival[nth]
        sys.stdout.write(f"{what}: post / openpyxl {post:.3f}, import and post {both:.3f}\n")
    sys.stdout.write(f"bound: post in less than {BOUND} of openpyxl's seconds\n")
    return int(ours.seconds >= BOUND * rival.seconds)


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    sys.exit(main(*(given + [LINES, 1][len(given) :])))
