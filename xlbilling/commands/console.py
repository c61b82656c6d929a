"""Words to the terminal; whoever stops reading does not change what the exit code says."""

from __future__ import annotations

import os
import sys
from typing import TextIO


def out(text: str) -> None:
    """Write to stdout."""
    _write(sys.stdout, text)


def err(text: str) -> None:
    """Write to stderr."""
    _write(sys.stderr, text)


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        # A reader such as head has gone: what is still buffered must not fail at the end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
