"""Button "Import remittance": read the payers' files, or the sheet that is open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def import_remittance(
    book: xw.Book, files: Sequence[Path] = (), payer: str = "", do: Do = press
) -> Outcome | None:
    """Read remittance files, or the active sheet where none are given, and propose what to post."""
    cell = None if files else book.selection
    sheet = cell.sheet.name if cell is not None else ""
    return do(book, "import-remittance", files=files, sheet=sheet, payer=payer)
