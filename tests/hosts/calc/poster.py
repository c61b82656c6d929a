"""A program that runs commands in a live Calc that another started, each in a fork of its own.

Run as ``python -m tests.hosts.calc.poster``. Of each three lines that it is given the first is a
command, as JSON: the Calc's pipe, the book, the command, the day and its file, if any. A fork
attaches and says READY and its number once it may begin. The second line lets it: it tells the ids
of the findings, as JSON. The third asks for its end, dead or alive, which is told as ENDED; until
then its number stays its own. Windows knows no forks: there the program itself runs the one command
that it is given.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from xlbilling import run
from xlbilling.hosts import calc
from xlbilling.hosts.calc import bridge
from xlbilling.model.tables import InputFile, Request

OPTIONS = {"undo-batch": {"batch": "ERA-T1"}}
LOADED = (
    "xlbilling.hosts.calc.engine",
    "xlbilling.remit.era835",
    "xlbilling.remit.identify",
    "xlbilling.tasks.import_remittance",
    "xlbilling.tasks.post_payments",
    "xlbilling.tasks.verify_ledger",
)
"""What commands import at their first use; nothing is connected to a Calc by it."""


def told(line: str) -> None:
    """Answer a line."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def post(begin: Callable[[], object], words: Sequence[str]) -> None:
    """Attach to the Calc, find the book and run a command on it when the time has come."""
    pipe, name, command, day, *paths = words
    given = tuple(InputFile(Path(path).name, Path(path).read_bytes()) for path in paths)
    request = Request(date.fromisoformat(day), "tester", given, OPTIONS.get(command, {}))
    book = calc.attach(pipe).books[name]
    told(f"READY {os.getpid()}")
    begin()
    outcome = run.run(book, command, request)
    told(json.dumps([finding.id for finding in outcome.findings]))


def post_in_a_fork(words: Sequence[str]) -> None:
    """Run a command in a fork, which does not live on when it fails."""
    hears, says = os.pipe()
    number = os.fork()
    if not number:
        os.close(says)
        post(lambda: os.read(hears, 1), words)
        os._exit(0)
    os.close(hears)
    with os.fdopen(says, "wb") as begin:
        sys.stdin.readline()
        begin.write(b"\n")
    sys.stdin.readline()
    os.waitpid(number, 0)
    told("ENDED")


def main() -> None:
    """Run each command in a fork, until no more come."""
    if not hasattr(os, "fork"):
        post(sys.stdin.readline, json.loads(sys.stdin.readline()))
        return
    bridge.uno()
    for name in LOADED:
        importlib.import_module(name)
    while line := sys.stdin.readline():
        post_in_a_fork(json.loads(line))


if __name__ == "__main__":
    main()
