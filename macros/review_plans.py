"""Button "Review plans": what is paid, missed and open of payment plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def review_plans(book: xw.Book, do: Do = press) -> Outcome | None:
    """Review the payment plans: what is paid, missed and open, and which are in default."""
    return do(book, "review-plans")
