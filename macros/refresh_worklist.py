"""Button "Refresh worklist": the claims to call payers about, and how long payers take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def refresh_worklist(book: xw.Book, do: Do = press) -> Outcome | None:
    """List the late claims as of today on the Worklist sheet."""
    return do(book, "refresh-worklist")
