"""A program of its own that runs a command in a live Calc that another started.

Run as ``python -m tests.hosts.calc.poster PIPE BOOK COMMAND DAY [FILE]``. It says READY once it may
begin, waits for a line, and ends with the ids of the findings as JSON.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

from xlbilling import run
from xlbilling.hosts import calc
from xlbilling.model.tables import InputFile, Request

OPTIONS = {"undo-batch": {"batch": "ERA-T1"}}


def main(pipe: str, name: str, command: str, day: str, *paths: str) -> None:
    """Attach to the Calc, find the book and run the command on it."""
    given = tuple(InputFile(Path(path).name, Path(path).read_bytes()) for path in paths)
    request = Request(date.fromisoformat(day), "tester", given, OPTIONS.get(command, {}))
    book = calc.attach(pipe).books[name]
    sys.stdout.write("READY\n")
    sys.stdout.flush()
    sys.stdin.readline()
    outcome = run.run(book, command, request)
    sys.stdout.write(json.dumps([finding.id for finding in outcome.findings]) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
