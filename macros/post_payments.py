"""Button "Post payments": post what was imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.run import Outcome


def post_payments(book: xw.Book) -> Outcome | None:
    """Post all imported payments; what cannot be posted waits on Exceptions."""
    return press(book, "post-payments")
