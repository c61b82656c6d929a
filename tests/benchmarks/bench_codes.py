"""Seconds to load two million NCCI pairs from the office's store, and to look a day's lines up.

Run: ``python -m tests.benchmarks.bench_codes``.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np

from tests.benchmarks.made_pairs import made_pairs
from xlbilling.codesets import packing, shipped
from xlbilling.hosts import code_store
from xlbilling.model.codes import PTP, PairList

LOOK_UPS = 1_000_000
ROUNDS = 5


def main() -> None:
    """Tell the best of some rounds."""
    pairs = made_pairs()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder)
        code_store.put(store, PTP, packing.pack(pairs))
        size = code_store.path_of(store, PTP).stat().st_size
        loading = best(lambda: load(store))
    random = np.random.default_rng(1)
    asked = random.choice(pairs.keys, size=LOOK_UPS)
    days = np.full(LOOK_UPS, "2026-01-05", "datetime64[D]")
    looking = best(lambda: pairs.on(asked, days))
    sys.stdout.write(
        f"{len(pairs):,} pairs in {size / 1e6:.0f} MB: loaded in {loading:.3f} s;"
        f" {LOOK_UPS:,} look-ups in {looking:.3f} s\n"
    )


def load(store: Path) -> PairList:
    """Return the pairs as a task gets them."""
    sets = shipped.gather([PTP], lambda name: code_store.stored(store, name), lambda _: None)
    pairs = sets[PTP]
    assert isinstance(pairs, PairList)
    return pairs


def best(work: Callable[[], object]) -> float:
    """Return the seconds of the quickest of some rounds."""
    seconds = []
    for _ in range(ROUNDS):
        start = perf_counter()
        work()
        seconds.append(perf_counter() - start)
    return min(seconds)


if __name__ == "__main__":
    main()
