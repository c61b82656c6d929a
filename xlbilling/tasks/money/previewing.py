"""What a dry run of patients' money and of decisions shows: its rows, and what they change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from xlbilling.tasks.posting import preview

if TYPE_CHECKING:
    from xlbilling.model.ledger import Entry
    from xlbilling.model.plan import Plan
    from xlbilling.model.tables import Request, Snapshot


def with_preview(plan: Plan, book: Snapshot, request: Request, entries: Sequence[Entry]) -> Plan:
    """Return a Plan that tells its rows and what they do to receivables, where nothing is written.

    Args:
        plan: of the run.
        book: the workbook as read.
        request: a dry run or a real one, which is left as it is.
        entries: the rows that the run adds.
    """
    if not request.is_dry_run:
        return plan
    seen = preview.of_entries(book.frame("ledger"), entries)
    return replace(
        plan,
        result={**plan.result, "preview": seen.as_json()},
        lines=(*plan.lines, *seen.lines()),
    )
