"""Button "Verify ledger": prove that the ledger is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def verify_ledger(book: xw.Book, do: Do = press) -> Outcome | None:
    """Prove that no ledger row was changed, lost or added from outside."""
    return do(book, "verify-ledger")
