"""Button "Report profit": charges and what became of them, for a PivotTable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def report_profit(book: xw.Book, do: Do = press) -> Outcome | None:
    """Fill the sheet Profit as of today."""
    return do(book, "report-profit")
