"""Button "Post write-offs": post the approved write-offs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def post_write_offs(book: xw.Book, do: Do = press) -> Outcome | None:
    """Post the write-offs that somebody approved; the others stay proposed."""
    return do(book, "post-write-offs")
