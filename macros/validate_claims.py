"""Button "Validate claims": check every claim row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def validate_claims(book: xw.Book, do: Do = press) -> Outcome | None:
    """Check the claims; the Findings sheet and the status columns show the result."""
    return do(book, "validate-claims")
