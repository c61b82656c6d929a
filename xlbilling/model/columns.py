"""A sheet's size, and its columns by letters and by numbers from 1."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384


@lru_cache(maxsize=LAST_COLUMN)
def column_letters(column: int) -> str:
    """Return a column's letters: 1 gives ``A``, 28 gives ``AB``.

    Raises:
        ValueError: the number is below 1.
    """
    if column < 1:
        raise ValueError(f"column {column} does not exist")
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=LAST_COLUMN)
def column_number(letters: str) -> int:
    """Return the number of a column: ``A`` gives 1, ``AB`` gives 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
