"""Button "Post charges": put new charges into the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def post_charges(book: xw.Book, do: Do = press) -> Outcome | None:
    """Post the charge of every claim line that has none in the ledger."""
    return do(book, "post-charges")
