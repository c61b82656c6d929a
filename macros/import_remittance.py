"""Button "Import remittance": read the payers' files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.run import Outcome


def import_remittance(book: xw.Book, files: Sequence[Path]) -> Outcome | None:
    """Read remittance files, balance and match them, and propose what to post."""
    return press(book, "import-remittance", files=files)
