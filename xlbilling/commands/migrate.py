"""The ``migrate`` command: an older workbook gets the sheets and columns that it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlbilling import SCHEMA_VERSION
from xlbilling.commands.on_book import user_name
from xlbilling.hosts import files as file_host
from xlbilling.model.tables import Request
from xlbilling.template import older_books

if TYPE_CHECKING:
    from xlbilling.book.migrating import Migration


@dataclass(frozen=True)
class Manner:
    """How it is done.

    Attributes:
        is_dry_run: show what would be added, write nothing.
        without_backup: keep no dated copy of the workbook as it was.
    """

    is_dry_run: bool = False
    without_backup: bool = False


def migrate(path: Path, manner: Manner | None = None) -> tuple[dict[str, Any], list[str]]:
    """Bring a workbook up to this program's schema and return the command's JSON and lines.

    Every other command does so in memory first, and saves it with what it writes.

    Raises:
        BillingError: it cannot proceed; nothing was written.
    """
    how = manner or Manner()
    request = Request(datetime.now().astimezone().date(), user_name())
    with file_host.open_book(path, read_only=how.is_dry_run) as book:
        if how.without_backup:
            book.impl.backup_dir = None
        done = older_books.bring_up(book, request)
        is_written = done is not None and not how.is_dry_run
        if is_written:
            book.save()
    return _as_json(path, done, is_written=is_written), _lines(path, done, how)


def _as_json(path: Path, done: Migration | None, *, is_written: bool) -> dict[str, Any]:
    return {
        "book": str(path),
        "before": SCHEMA_VERSION if done is None else done.before,
        "schema": SCHEMA_VERSION,
        "tables": [] if done is None else [table.name for table in done.tables],
        "columns": {}
        if done is None
        else {name: [one.name for one in new] for name, new in done.columns.items()},
        "applied": is_written,
    }


def _lines(path: Path, done: Migration | None, how: Manner) -> list[str]:
    if done is None:
        return [f"{path.name}: schema {SCHEMA_VERSION} already, nothing to add"]
    lines = [
        f"{path.name}: {done.words}",
        *(f"  sheet {table.sheet}" for table in done.tables),
        *(
            f"  {name}: {', '.join(column.header for column in columns)}"
            for name, columns in done.columns.items()
        ),
    ]
    return [*lines, "Dry run: nothing was written."] if how.is_dry_run else lines
