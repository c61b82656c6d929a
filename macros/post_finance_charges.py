"""Button "Post finance charges": charge what is past due, where state and notice allow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def post_finance_charges(book: xw.Book, do: Do = press) -> Outcome | None:
    """Post a month's finance charges on what is past due, where state and notice allow it."""
    return do(book, "post-finance-charges")
