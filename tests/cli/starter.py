"""Runs commands in processes of their own that begin where a command's imports end.

It has imported what commands need. Of each pair of lines that it is given the first is a command's
words, as JSON: a fork of it runs them, and its number is told. The second asks for the fork's end,
which is waited for and told. Until then its number stays its own, dead or alive. Windows knows no
forks: there each is a process started from nothing.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Final

from xlbilling import cli

KILL: Final = getattr(signal, "SIGKILL", signal.SIGTERM)
"""What ends a process at once; Windows has one name for it, and tells it as the process's end."""
LOADED = (
    "wolfxl",
    "xlbilling.commands.on_book",
    "xlbilling.hosts.files.books",
    "xlbilling.run",
    "xlbilling.tasks.import_remittance",
    "xlbilling.tasks.post_payments",
    "xlbilling.template.older_books",
)


def begun(words: list[str]) -> tuple[int, Callable[[], int]]:
    """Begin a command; return its number, and what waits for its end and tells it."""
    if not hasattr(os, "fork"):
        line = [sys.executable, "-m", "xlbilling", *words]
        process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return process.pid, process.wait
    number = os.fork()
    if not number:
        os._exit(run(words))
    return number, lambda: os.waitpid(number, 0)[1]


def run(words: list[str]) -> int:
    """Run a command that nobody hears."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    return cli.main(words)


def main() -> None:
    """Begin each command and wait for it, until no more come."""
    for name in LOADED:
        importlib.import_module(name)
    while line := sys.stdin.readline():
        number, wait = begun(json.loads(line))
        print(number, flush=True)  # noqa: T201  the answer
        sys.stdin.readline()
        print(wait(), flush=True)  # noqa: T201  the answer


if __name__ == "__main__":
    main()
