"""The workbook in which a button was pressed: the one place that asks xlwings for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xlwings as xw


def calling_book() -> xw.Book:
    """Return the workbook from which Excel, or a test, called."""
    import xlwings as xw

    return xw.Book.caller()
