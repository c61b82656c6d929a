"""Codes that name a service only as one that no other code names: told by their description."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

_WORDS: Final = re.compile(
    r"not otherwise (?:classified|specified|listed)|unlisted|unclassified|unspecified|miscellaneous"
    r"|\bnoc\b|\bnos\b",
    re.IGNORECASE,
)


def unlisted(descriptions: Iterable[str]) -> NDArray[np.bool_]:
    """Return for each description whether its code is not otherwise classified."""
    return np.array([bool(_WORDS.search(words)) for words in descriptions], dtype=bool)
