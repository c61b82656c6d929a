"""What an installation, or its end, did, as a person reads it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Step:
    """One thing that was done.

    Attributes:
        what: in a word or two.
        path: the file or folder.
        done: ``made``, ``kept``, ``put back``, ``removed`` or ``left`` and why.
    """

    what: str
    path: Path
    done: str

    @property
    def line(self) -> str:
        """The step as a person reads it."""
        return f"{self.what}: {self.done} ({self.path})"
