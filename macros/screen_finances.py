"""Button "Screen finances": who is eligible for financial help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def screen_finances(book: xw.Book, do: Do = press) -> Outcome | None:
    """Screen guarantors by the office's own tables; propose discounts that wait for approval."""
    return do(book, "screen-finances")
