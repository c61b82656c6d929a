"""Button "Check estimates": good-faith estimates against what was billed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def check_estimates(book: xw.Book, do: Do = press) -> Outcome | None:
    """Check what self-pay patients were billed against their good-faith estimates."""
    return do(book, "check-estimates")
