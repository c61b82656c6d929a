"""The lines of a claim gathered, and the row that states the claim's own amounts above them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from xlbilling.model.findings import ERROR
from xlbilling.remit.headers import MONEY_FIELDS
from xlbilling.remit.sheet_row import SheetRow
from xlbilling.remit.sheet_status import status_of

_FIX: Final = "delete the row in a copy of the file, or give the line its code"


@dataclass(frozen=True, slots=True)
class ClaimRows:
    """The rows of one claim.

    Attributes:
        rows: its lines, or the one row of a claim answered as a whole.
        total: the row that states the claim's amounts beside those of its lines, if any.
    """

    rows: tuple[SheetRow, ...]
    total: SheetRow | None = None


def by_claim(rows: Sequence[SheetRow]) -> list[ClaimRows]:
    """Return the rows of each claim.

    A row without a code is a claim of its own; a reversal stands apart. Where a claim has lines as
    well, a row without a code that charges what they charge together states the claim's total.
    """
    groups: dict[tuple[object, ...], list[SheetRow]] = {}
    for row in rows:
        alone = row.number if not row.text("procedure") else 0
        key = (_name(row), row.text("payer_claim_no"), status_of(row), alone)
        groups.setdefault(key, []).append(row)
    lines = {key: group for key, group in groups.items() if not key[3]}
    whole = [group[0] for key, group in groups.items() if key[3]]
    totals = {key: _total_of(group, whole) for key, group in lines.items()}
    taken = {row.number for row in totals.values() if row is not None}
    _tell_unsure(lines.values(), [row for row in whole if row.number not in taken])
    return [
        ClaimRows(tuple(group), totals.get(key))
        for key, group in groups.items()
        if group[0].number not in taken
    ]


def _name(row: SheetRow) -> str:
    return row.text("claim_id") or row.text("payer_claim_no") or row.text("member_id")


def _total_of(lines: Sequence[SheetRow], whole: Sequence[SheetRow]) -> SheetRow | None:
    """Return the row that states the claim of some lines; proven by its charge."""
    charged = sum(row.cents.get("billed", 0) for row in lines)
    for row in whole:
        if row.is_total or not _is_same_claim(row, lines[0]):
            continue
        says_nothing = not any(name in row.cents for name in MONEY_FIELDS)
        if says_nothing or (charged and row.cents.get("billed") == charged):
            row.is_total = True
            return row
    return None


def _is_same_claim(row: SheetRow, line: SheetRow) -> bool:
    both = [(row.text(name), line.text(name)) for name in ("claim_id", "payer_claim_no")]
    return (
        _name(row) != ""
        and any(a for a, _ in both)
        and all(a == b or not a or not b for a, b in both)
    )


def _tell_unsure(lines: Iterable[Sequence[SheetRow]], whole: Sequence[SheetRow]) -> None:
    """Tell of rows that may state a claim's total or be a line of it: nobody can tell which."""
    heads = [group[0] for group in lines]
    for row in whole:
        if any(_is_same_claim(row, head) for head in heads):
            what = (
                "this row has no procedure code, though other rows of its claim have: it may be "
                "the claim's total or a line"
            )
            row.tell(("SHEET-LEVEL", ERROR), what, _FIX)
