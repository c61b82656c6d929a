"""Button "Load": rows of a CSV file into a table, or an entry book's into all of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.run import Outcome


def load(book: xw.Book, table: str, files: Sequence[Path]) -> Outcome | None:
    """Append the rows of CSV files to a table, or of entry books to one table or ``all``."""
    return press(book, "load", files=files, table=table)
