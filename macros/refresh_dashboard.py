"""Button "Refresh dashboard": refresh the manager's sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def refresh_dashboard(book: xw.Book, do: Do = press) -> Outcome | None:
    """Make the manager's Dashboard sheet anew."""
    return do(book, "refresh-dashboard")
