"""Times all claim edits against one pydantic model per row that checks nothing but shape.

Each figure is of a process of its own, and the rivals take turns in one; the least time counts.
Run: ``python -m tests.benchmarks.bench_validate [--edits]``; ``--edits`` tells each edit's time.
Bounds: at 100,000 lines all edits without NCCI take at most half of pydantic's time; with two
million NCCI pairs loaded at most twice that; ten times the lines take at most 1.5 times as long a
line; the process of 100,000 lines stays under 1,000 MB.
"""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from pydantic import BaseModel, create_model

from tests.benchmarks import make_claims
from xlbilling.edits.catalogue import all_edits, check
from xlbilling.edits.lines import Lines
from xlbilling.layout.columns import Kind, Writer
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.tables import Snapshot

PYDANTIC_MIN, NCCI_MAX, GROWTH_MAX, MEGABYTES_MAX = 2.0, 2.0, 1.5, 1000
SIZES: Final = (10_000, 100_000, 1_000_000)
ROUNDS: Final = 5
_KINDS: Final[dict[Kind, str]] = {Kind.DATE: "datetime", Kind.MONEY: "float", Kind.NUMBER: "float"}


def shape() -> type[BaseModel]:
    """Return a model of the Claims columns that people fill: kinds only, all may be blank."""
    from datetime import datetime

    types: dict[str, Any] = {"datetime": datetime, "float": float, "str": str}
    fields: dict[str, Any] = {
        column.name: (types[_KINDS.get(column.kind, "str")] | None, None)
        for column in BY_NAME["claims"].columns
        if column.writer is not Writer.PROGRAM
    }
    return create_model("ClaimLine", **fields)


def least(work: Callable[[], object], rounds: int) -> float:
    """Return the least seconds that some work took."""
    best = float("inf")
    for _ in range(rounds):
        gc.collect()
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return best


def measure(lines: int, rounds: int, *, with_ncci: bool) -> dict[str, float]:
    """Return seconds and megabytes of checking so many lines."""
    book = replace(make_claims.book(lines), codes=make_claims.code_sets())
    seconds = least(lambda: check(Lines(book, make_claims.AS_OF)), rounds)
    figures = {"edits": seconds, "megabytes": _megabytes()}
    if with_ncci:
        whole = replace(book, codes={**book.codes, **make_claims.ncci()})
        figures["ncci"] = least(lambda: check(Lines(whole, make_claims.AS_OF)), rounds)
        figures |= _pydantic(lines, rounds, book)
    figures["findings"] = len(check(Lines(book, make_claims.AS_OF)))
    return figures


def _pydantic(lines: int, rounds: int, book: Snapshot) -> dict[str, float]:
    """Time the rivals in turns, so that a busy machine slows both."""
    model = shape()
    raw = {name: make_claims.raw_claims(lines)[name] for name in model.model_fields}
    rows = [dict(zip(raw, row, strict=True)) for row in zip(*raw.values(), strict=True)]
    best = {"pydantic": float("inf"), "edits": float("inf")}
    for _ in range(rounds):
        ours = least(lambda: check(Lines(book, make_claims.AS_OF)), 1)
        theirs = least(lambda: [model.model_validate(row) for row in rows], 1)
        best = {"pydantic": min(best["pydantic"], theirs), "edits": min(best["edits"], ours)}
    return best


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def tell_edits(lines: int) -> None:
    """Print what each edit costs, the slowest first, in milliseconds."""
    sets = {**make_claims.code_sets(), **make_claims.ncci()}
    book = replace(make_claims.book(lines), codes=sets)
    times: dict[str, float] = {}
    for _ in range(3):
        seen = Lines(book, make_claims.AS_OF)
        for edit in all_edits():
            started = time.perf_counter()
            for failing in edit.check(seen):
                if len(failing.lines):
                    failing.words()
            spent = (time.perf_counter() - started) * 1000
            times[edit.id] = min(times.get(edit.id, spent), spent)
    for edit_id, spent in sorted(times.items(), key=lambda pair: -pair[1]):
        sys.stdout.write(f"{edit_id} {spent:7.1f} ms\n")
    sys.stdout.write(f"sum {sum(times.values()):.0f} ms\n")


def _apart(lines: int) -> dict[str, float]:
    """Return the figures of a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "tests.benchmarks.bench_validate", "--lines", str(lines)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def main() -> int:
    """Print the figures and ratios; 1 when a bound does not hold."""
    if "--lines" in sys.argv:
        lines = int(sys.argv[-1])
        rounds = ROUNDS if lines <= SIZES[1] else 2
        sys.stdout.write(json.dumps(measure(lines, rounds, with_ncci=lines == SIZES[1])))
        return 0
    if "--edits" in sys.argv:
        tell_edits(SIZES[1])
        return 0
    figures = {lines: _apart(lines) for lines in SIZES}
    for lines, found in figures.items():
        shown = ", ".join(f"{name} {value:,.2f}" for name, value in found.items())
        sys.stdout.write(f"{lines:>9,} lines: {shown}\n")
    return _judged(figures)


def _judged(figures: dict[int, dict[str, float]]) -> int:
    small, middle, large = (figures[lines] for lines in SIZES)
    against = middle["pydantic"] / middle["edits"]
    ncci = middle["ncci"] / middle["edits"]
    growth = [middle["edits"] / small["edits"] / 10, large["edits"] / middle["edits"] / 10]
    sys.stdout.write(
        f"pydantic takes {against:.2f} times as long; NCCI {ncci:.2f} times; "
        f"a line at ten times the lines {growth[0]:.2f} and {growth[1]:.2f} times; "
        f"{middle['megabytes']:.0f} MB\n"
    )
    holds = against >= PYDANTIC_MIN and ncci <= NCCI_MAX and max(growth) <= GROWTH_MAX
    return int(not holds or middle["megabytes"] > MEGABYTES_MAX)


if __name__ == "__main__":
    sys.exit(main())
