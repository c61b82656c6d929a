"""Button "Load codes": files of codes and prices into the office's store and sheets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def load_codes(
    book: xw.Book, files: Sequence[Path], code_set: str = "", payer: str = "", do: Do = press
) -> Outcome | None:
    """Load code files as downloaded; a payer's price file goes to its rates."""
    return do(book, "load-codes", files=files, set=code_set, payer=payer)
