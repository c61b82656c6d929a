"""Rows that only add an adjustment to the row above: exports with one row for each adjustment.

The line's own amounts stand in each of its rows, in the first only, or as zeros in the others. That
repeated amounts are one line's, and no second line's, is proven by the line's balance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from xlbilling.model.findings import INFO, Finding
from xlbilling.remit.headers import MONEY_FIELDS
from xlbilling.remit.plb_codes import SHARED, code_and_rest
from xlbilling.remit.sheet_provider_level import names_no_claim
from xlbilling.remit.sheet_row import SheetRow

_NAMES: Final = (
    "payment_ref", "claim_id", "payer_claim_no", "member_id", "patient_name", "patient_last",
    "procedure", "service_from", "line_control",
)  # fmt: skip
_OF_ADJUSTMENT: Final = frozenset({
    "adj_codes", "adj_group", "adj_amounts", "adjustment", "remarks",
})  # fmt: skip
_AMOUNTS: Final = tuple(one for one in MONEY_FIELDS if one not in {"adjustment", "plb_amount"})


def join(rows: Sequence[SheetRow]) -> tuple[list[SheetRow], list[Finding]]:
    """Return the rows, those that only add an adjustment put to the row they belong to."""
    kept: list[SheetRow] = []
    added: list[int] = []
    for block in _blocks(rows):
        head, *more = block
        kept.append(head)
        if all(map(_is_bare, more)) or _is_one_line(block):
            head.more = more
            head.findings += [one for row in more for one in row.findings]
            added += [row.number for row in more]
        else:
            kept += more
    if not added:
        return kept, []
    what = (
        f"{len(added)} rows only add an adjustment to the row above, row {added[0]} first; "
        f"they are read as one line"
    )
    return kept, [Finding("SHEET-JOINED", INFO, what, rows[0].source, "nothing to do")]


def _blocks(rows: Sequence[SheetRow]) -> Iterator[list[SheetRow]]:
    block: list[SheetRow] = []
    for row in rows:
        if block and _goes_on(block[0], row):
            block.append(row)
            continue
        if block:
            yield block
        block = [row]
    if block:
        yield block


def _goes_on(head: SheetRow, row: SheetRow) -> bool:
    if row.text("procedure") not in {"", head.text("procedure")}:
        return False  # most rows
    if not (row.texts("adj_codes") and head.texts("adj_codes")):
        return False
    if _is_bare(row):
        return not _may_be_provider_level(head, row) and all(
            row.text(name) in {"", head.text(name)} for name in _NAMES
        )
    names = [name for name in row.columns.places if name not in _OF_ADJUSTMENT]
    return all(row.text(name) == head.text(name) for name in names)


def _may_be_provider_level(head: SheetRow, row: SheetRow) -> bool:
    """Tell whether a row that names no claim, below a line in balance, is none of its line."""
    is_code = any(code_and_rest(text, SHARED)[0] for text in row.texts("adj_codes"))
    if not is_code or row.text("adj_group") or not names_no_claim(row):
        return False
    return head.stated_cents() == head.cents.get("billed", 0) - head.cents.get("paid", 0)


def _is_bare(row: SheetRow) -> bool:
    """Tell whether a row has no amount of a line: such an adjustment can be no line's own."""
    return not any(row.cents.get(name) for name in _AMOUNTS)


def _is_one_line(block: Sequence[SheetRow]) -> bool:
    """Tell whether the rows balance together, and the first one does not by itself."""
    head = block[0]
    open_ = head.cents.get("billed", 0) - head.cents.get("paid", 0)
    amounts = [row.stated_cents() for row in block]
    return amounts[0] != open_ and sum(amounts) == open_
