"""What a shell does with a workbook of an older schema before anything else: it is brought up."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

import pandas as pd

from xlbilling.book import migrating, writing
from xlbilling.model.plan import Append
from xlbilling.template.default_rows import default_rows

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.book.migrating import Migration
    from xlbilling.model.tables import Request

COMMAND: Final = "migrate"


def bring_up(book: xw.Book, request: Request) -> Migration | None:
    """Add what an older workbook lacks, with a row in the audit trail; None for one of this schema.

    Nothing is saved: a dry run plans on the workbook in memory, and lets go of it.

    Raises:
        BookError: it is not ours or newer, or something of a person's is in the way; nothing was
            written.
    """
    if not migrating.is_older(book):
        return None
    done = migrating.migrate(book, default_rows)
    writing.append(book, Append("audit", pd.DataFrame([_audit_row(done, request)])))
    return done


def _audit_row(done: Migration, request: Request) -> dict[str, object]:
    return {
        "stamp": request.stamp or datetime.now().astimezone().isoformat(timespec="milliseconds"),
        "user": request.user,
        "command": COMMAND,
        "as_of": pd.Timestamp(request.as_of),
        "counts": done.words,
    }
