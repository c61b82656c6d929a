"""Button "Missing charges": visits without a charge, and charges without a visit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def missing_charges(book: xw.Book, files: Sequence[Path] = (), do: Do = press) -> Outcome | None:
    """Compare the visits of the Encounters sheet, or of CSV files, with the charges of Claims."""
    return do(book, "missing-charges", files=files)
