"""Button "Validate claims": check every claim row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.run import Outcome


def validate_claims(book: xw.Book) -> Outcome | None:
    """Check the claims; the Findings sheet and the status columns show the result."""
    return press(book, "validate-claims")
