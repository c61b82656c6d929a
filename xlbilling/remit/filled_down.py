"""Cells that merged ranges and printed lists state once, in the first row they belong to.

A check's or claim's number is taken from the row above where a row has none of its own. It is
told, and the balances of the check and the match of the lines prove it: nothing else is filled.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from xlbilling.model.findings import INFO, Finding
from xlbilling.remit.cells import words_of
from xlbilling.remit.sheet_row import SheetRow

_OF_CHECK: Final = ("payment_ref", "payment_date", "payment_total", "payer_name", "payer_id")
_OF_CLAIM: Final = (
    "claim_id", "payer_claim_no", "member_id", "patient_name", "patient_last", "patient_first",
    "claim_status", "pos",
)  # fmt: skip
_NAMES_OF_CLAIM: Final = _OF_CLAIM[:6]


def fill(rows: Sequence[SheetRow]) -> list[Finding]:
    """Give each row what the rows above say of its check and claim, and tell of it."""
    checks: list[int] = []
    claims: list[int] = []
    for above, row in pairwise(rows):
        is_merged = bool(words_of(above.cell("payment_total")))
        if _lacks_check(row) and (is_merged or row.is_provider_level):
            _carry(above, row, _OF_CHECK)
            checks.append(row.number)
        if row.text("procedure") and not any(row.text(name) for name in _NAMES_OF_CLAIM):
            _carry(above, row, _OF_CLAIM)
            claims.append(row.number)
    source = rows[0].source if rows else ""
    return [*_told(checks, "check", source), *_told(claims, "claim", source)]


def _lacks_check(row: SheetRow) -> bool:
    return "payment_ref" in row.columns.places and not row.text("payment_ref")


def _carry(above: SheetRow, row: SheetRow, names: Sequence[str]) -> None:
    for name in names:
        if not row.text(name) and words_of(above.cell(name)):
            row.carry(name, above.cell(name))


def _told(numbers: Sequence[int], what: str, source: str) -> list[Finding]:
    if not numbers:
        return []
    message = (
        f"{len(numbers)} rows name no {what}, row {numbers[0]} first; the {what} of the row above "
        f"is taken"
    )
    return [Finding("SHEET-MERGED", INFO, message, source, "nothing, where the cells are merged")]
