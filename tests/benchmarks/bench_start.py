"""Times what ``import xlbilling.cli`` adds to Python's own start, in whole processes.

The runs take turns and the least time of each counts.
Run: ``python tests/benchmarks/bench_start.py [ROUNDS]``. Bound: 0.15 s.
"""

from __future__ import annotations

import subprocess
import sys
import time

MAX_SECONDS = 0.15


def seconds_of(statement: str) -> float:
    """Return the seconds of a whole Python process that runs one statement."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - started


def main() -> int:
    """Print both starts and their difference; 1 when the bound does not hold."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    pairs = [(seconds_of("pass"), seconds_of("import xlbilling.cli")) for _ in range(rounds)]
    bare, ours = (min(column) for column in zip(*pairs, strict=True))
    sys.stdout.write(f"python {bare:.3f} s, xlbilling.cli {ours:.3f} s: {ours - bare:.3f} s more\n")
    return int(ours - bare > MAX_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
