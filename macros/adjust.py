"""Button "Adjust": post the open rows of Adjustments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def adjust(book: xw.Book, do: Do = press) -> Outcome | None:
    """Post the open rows of Adjustments; what may not be posted says why."""
    return do(book, "adjust")
