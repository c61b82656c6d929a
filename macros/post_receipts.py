"""Button "Post receipts": post patients' money to what they owe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def post_receipts(book: xw.Book, do: Do = press) -> Outcome | None:
    """Post patients' money to what they owe; the rest stays unapplied, in sight."""
    return do(book, "post-receipts")
