"""What several cells say, told as one value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def alike(values: Iterable[Any]) -> Any:
    """Return the value that all share, None where they differ or there are none."""
    different = set(values)
    return different.pop() if len(different) == 1 else None
