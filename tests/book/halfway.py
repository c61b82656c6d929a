"""An office's book at each command of a payment's life, and commands on it that stop half-way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

import pytest
import xlwings as xw

from tests.book.dying import EngineDied, Writes, opened
from tests.macros import played_vba
from tests.posting.corpus_office import DAY
from tests.posting.make835 import Claim, Payment, Service, file_of
from xlbilling import run as conductor
from xlbilling.book import journal, known, reading
from xlbilling.hosts import files
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.tables import InputFile, Request, frame_digest

ANSWERS: Final = [
    Claim("C1", 15000, 8000, services=[Service("99213", 15000, 8000, [("CO", "45", 5000), ("PR", "3", 2000)], "2026-02-01")]),
    Claim("C2", 10000, 0, "4", services=[Service("99212", 10000, 0, [("CO", "204", 10000)], "2026-02-01")]),
    Claim("NOBODY", 5000, 4000, cas=[("CO", "45", 1000)]),
]  # fmt: skip
REMITTANCE: Final = file_of(Payment(ANSWERS, plb=[("WO", "F1", 500)]))
OFFICE: Final = file_of(Payment(ANSWERS[:2]))
OPTIONS: Final = {"undo-batch": {"batch": "ERA-T1"}}

Digests = dict[str, str]


def request(command: str) -> Request:
    given = (InputFile("one.835", REMITTANCE),) if command == "import-remittance" else ()
    return Request(date.fromisoformat(DAY), "tester", given, OPTIONS.get(command, {}))


def digests(book: Path) -> Digests:
    """Every table's digest, and the sheets; the audit trail counts by its rows alone."""
    with files.open_book(book, read_only=True) as opened_book:
        read = reading.read(opened_book, BY_NAME)
        assert not journal.is_kept(opened_book)
    found = {name: frame_digest(read.frame(name)) for name in BY_NAME if name != "audit"}
    sheets = sorted(set(read.sheets) - {journal.SHEET})
    return found | {"audit": str(len(read.frame("audit"))), "sheets": str(sheets)}


@contextmanager
def commanded(book: Path, writes: Writes, *, has_vba: bool) -> Iterator[xw.Book]:
    """Open a live book for one command, the add-in's VBA at hand or not."""
    with opened(book, writes) as live, known.kept(live, played_vba.ADDIN if has_vba else ""):
        writes.vba = played_vba.runner(live) if has_vba else None
        yield live


def stopped(book: Path, command: str, at: int | None, *, has_vba: bool = False) -> int:
    """Run a command on a live book that dies at a write; a person saves what is there.

    Args:
        book: the workbook.
        command: the task's name.
        at: the write at which it dies, counted from one; None where it does not.
        has_vba: whether the add-in's VBA is at hand, as for a click.
    """
    writes = Writes(at)
    with commanded(book, writes, has_vba=has_vba) as live:
        if at is None:
            conductor.run(live, command, request(command))
        else:
            with pytest.raises(EngineDied):
                conductor.run(live, command, request(command))
    return writes.count
