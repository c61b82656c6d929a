"""Button "Report productivity": what each user did, week by week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def report_productivity(book: xw.Book, do: Do = press) -> Outcome | None:
    """Fill the sheet Productivity as of today."""
    return do(book, "report-productivity")
