"""Button "Refresh dashboard": refresh the manager's sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.run import Outcome


def refresh_dashboard(book: xw.Book) -> Outcome | None:
    """Make the manager's Dashboard sheet anew."""
    return press(book, "refresh-dashboard")
