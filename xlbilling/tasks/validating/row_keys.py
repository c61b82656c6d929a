"""The key of each claim line, by which a link finds its row wherever it was sorted to."""

from __future__ import annotations

from collections import Counter
from typing import Final

import numpy as np

from xlbilling.edits.columns import Texts
from xlbilling.edits.lines import Lines

LONGEST: Final = 120
"""Excel looks for at most 255 characters, signs that stand for themselves counted twice."""


def row_keys(lines: Lines) -> Texts:
    """Return ``claim|line`` for each line, with the n-th of it behind where it stands again.

    Capitals do not make two keys differ, since a lookup in a sheet does not see them.
    """
    keys: Texts = lines.text("claim_id") + "|" + lines.text("line")
    folded = [key[:LONGEST].casefold() for key in keys.tolist()]
    if len(set(folded)) == len(folded) and max(map(len, keys), default=0) <= LONGEST:
        return keys
    return _numbered([key[:LONGEST] for key in keys.tolist()])


def _numbered(stems: list[str]) -> Texts:
    taken = Counter(stem.casefold() for stem in stems)
    seen: Counter[str] = Counter()
    keys = np.empty(len(stems), dtype=object)
    for place, stem in enumerate(stems):
        low = stem.casefold()
        seen[low] += 1
        keys[place] = stem
        if seen[low] > 1:
            nth = seen[low]
            while f"{low}|{nth}" in taken:
                nth += 1
            keys[place] = f"{stem}|{nth}"
            taken[f"{low}|{nth}"] += 1
    return keys
