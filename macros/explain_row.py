"""Button "Explain row": all that is known of the selected claim line or finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.macros.press import chosen, press

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Do
    from xlbilling.run import Outcome


def explain_row(book: xw.Book, claim: str = "", line: str = "", do: Do = press) -> Outcome | None:
    """Fill the sheet Explain; without a claim, for the selected row of Claims or Findings."""
    if claim:
        return do(book, "explain-row", claim=claim, line=line)
    table = "claims" if chosen(book, "claims", "claim_id") else "findings"
    own, number = chosen(book, table, "claim_id"), chosen(book, table, "line")
    return do(book, "explain-row", claim=own, line=number)
