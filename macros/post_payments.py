"""Button "Post payments": post what was imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def post_payments(book: xw.Book, do: Do = press) -> Outcome | None:
    """Post all imported payments; what cannot be posted waits on Exceptions."""
    return do(book, "post-payments")
