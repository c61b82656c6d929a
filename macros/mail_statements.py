"""Button "Mail statements": the day's unsent statements for a mail house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def mail_statements(book: xw.Book, to: str = "", do: Do = press) -> Outcome | None:
    """Write the day's unsent statements into a CSV file beside the workbook, which is saved."""
    return do(book, "mail-statements", to=to)
