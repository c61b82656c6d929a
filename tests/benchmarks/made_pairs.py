"""Two million NCCI pairs for benchmarks: invented pairs over code numbers in a row, no real edit."""

from __future__ import annotations

from datetime import date

import numpy as np

from xlbilling.codesets import ordering
from xlbilling.model.codes import (
    FOR_EVER,
    PTP,
    About,
    PairList,
    code_number,
    pair_keys,
)

PAIRS = 2_000_000
FIRST_CODE = 100
CODES = 16_000
"""As many codes as the published edits name; they are the numbers from 00100 on."""

_EPOCH = date(1970, 1, 1)


def made_pairs(count: int = PAIRS, *, seed: int = 20260101) -> PairList:
    """Return so many different pairs of the codes 00100 to 16099, in the order of a real set.

    Six in ten hold from some quarter since 1996 on, the others ended within the last ten years;
    the indicators 0, 1 and 9 stand at 4, 5 and 1 of ten.
    """
    random = np.random.default_rng(seed)
    picked = random.choice(CODES * CODES, size=count, replace=False, shuffle=False)
    numbers = np.array([code_number(code) for code in made_codes()], dtype=np.int64)
    quarters = np.array(
        [
            (date(year, month, 1) - _EPOCH).days
            for year in range(1996, 2026)
            for month in (1, 4, 7, 10)
        ],
        dtype=np.int32,
    )
    starts = random.choice(quarters[:80], size=count)
    ends = np.where(
        random.random(count) < 0.6, FOR_EVER, random.choice(quarters[80:], size=count) - 1
    )
    modifier = random.choice(np.array([0, 1, 9], dtype=np.int8), size=count, p=[0.4, 0.5, 0.1])
    return ordering.pairs(
        About(PTP, "2026 Q1", "made up", "", "2026-01-01", "2026-03-31"),
        pair_keys(numbers[picked // CODES], numbers[picked % CODES]),
        starts,
        ends.astype(np.int32),
        {"modifier": modifier},
    )


def made_codes() -> list[str]:
    """Return the codes that the pairs are made of."""
    return [f"{FIRST_CODE + n:05d}" for n in range(CODES)]
