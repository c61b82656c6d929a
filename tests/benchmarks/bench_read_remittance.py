"""Times ``xlbilling read-remittance --json`` as whole processes against its rivals.

The runs take turns, so that a busy machine slows all alike; the least time of each
counts. Run: ``python tests/benchmarks/bench_read_remittance.py [CLAIMS] [ROUNDS]``.
Bounds: at least 5 times as fast as pyx12's segment reader; at most 3 times bare_loop.py
(2.5 times at 100,000 claims, with less than 500 MB).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

FOLDER = Path(__file__).parent
PYX12_MIN, BARE_MAX, LARGE_BARE_MAX, MEGABYTES_MAX = 5.0, 3.0, 2.5, 500
LARGE = 100_000


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


def measure(claims: int, rounds: int) -> Mapping[str, tuple[float, float]]:
    """Return the least seconds and the peak megabytes by name, over so many rounds."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "made.835")
        subprocess.run([sys.executable, FOLDER / "make_835.py", str(claims), path], check=True)
        commands = {
            "xlbilling": [sys.executable, "-m", "xlbilling", "read-remittance", "--json", path],
            "bare_loop": [sys.executable, str(FOLDER / "bare_loop.py"), path],
        }
        best: dict[str, tuple[float, float]] = {}
        for _ in range(rounds):
            for name, command in commands.items():
                seconds, megabytes = run(command)
                best[name] = min(best.get(name, (seconds, megabytes)), (seconds, megabytes))
        best["pyx12"] = run([sys.executable, str(FOLDER / "pyx12_segments.py"), path])
    return best


def main() -> int:
    """Print the times and ratios; 1 when a bound does not hold."""
    claims = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    best = measure(claims, int(sys.argv[2]) if len(sys.argv) > 2 else 5)
    for name, (seconds, megabytes) in best.items():
        sys.stdout.write(f"{name:10} {seconds:7.2f} s {megabytes:6.0f} MB\n")
    ours = best["xlbilling"]
    bare, pyx12 = ours[0] / best["bare_loop"][0], best["pyx12"][0] / ours[0]
    sys.stdout.write(f"{bare:.2f} times bare_loop; pyx12 takes {pyx12:.1f} times as long\n")
    allowed = LARGE_BARE_MAX if claims >= LARGE else BARE_MAX
    return int(bare > allowed or pyx12 < PYX12_MIN or ours[1] > MEGABYTES_MAX)


if __name__ == "__main__":
    sys.exit(main())
