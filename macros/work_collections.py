"""Button "Work collections": bring Collections up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def work_collections(book: xw.Book, do: Do = press) -> Outcome | None:
    """Bring the Collections sheet up to date; nothing is posted or sent."""
    return do(book, "work-collections")
