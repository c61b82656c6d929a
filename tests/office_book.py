"""A workbook filled with an office's tables in one go, for tests that begin where its work does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from tests.support import request
from xlbilling import run
from xlbilling.hosts import files


def opened(book: Path, day: date, tables: Iterable[tuple[str, bytes]]) -> None:
    """Load tables into a workbook and post their charges, as the commands do, but saved once.

    Args:
        book: a billing workbook; it is written over, without a backup.
        day: when all this is done.
        tables: code names, each with a CSV file's content, in the order of loading.
    """
    with files.open_book(book) as office:
        office.impl.backup_dir = None
        for table, content in tables:
            given = {f"{table}.csv": content}
            run.run(office, "load", request(day, files=given, table=table))
        run.run(office, "post-charges", request(day))
        office.save()
