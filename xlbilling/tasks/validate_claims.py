"""Check the claims: run the edits, write the Findings sheet and the status of each claim line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from xlbilling.edits.catalogue import ClaimFinding, all_edits, check
from xlbilling.edits.lines import TABLES, Lines
from xlbilling.model.findings import ERROR, WARNING, in_order
from xlbilling.model.plan import Change, Plan, Rewrite
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks.validating import findings_table, statuses

READS: Final[tuple[str, ...]] = (*TABLES, "findings")


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the Findings table, the changed status cells and the counts of one check.

    Every line is checked, whatever its status; only lines that are not yet sent change theirs.
    """
    lines = Lines(book, request.as_of)
    found = check(lines)
    table = findings_table.merged(found, book.frame("findings"), request.as_of)
    changes: list[Change] = list(statuses.columns(lines, found))
    if not findings_table.is_same(table, book.frame("findings")):
        changes.insert(0, Rewrite("findings", table))
    result = _result(lines, found)
    return Plan(
        changes=tuple(changes),
        result=result,
        lines=_words(result),
        findings=tuple(in_order(one.as_finding() for one in found)),
    )


def _result(lines: Lines, found: Sequence[ClaimFinding]) -> dict[str, Any]:
    by_severity = Counter(one.severity for one in found)
    by_edit = Counter(one.edit.id for one in found)
    stopped = statuses.in_error(lines, found)
    claims = len(np.unique(lines.claim))
    return {
        "claims": claims,
        "lines": lines.size,
        "clean": claims - len(np.unique(lines.claim[stopped])),
        "findings_total": len(found),
        "errors": by_severity[ERROR],
        "warnings": by_severity[WARNING],
        "by_edit": dict(sorted(by_edit.items())),
    }


def _words(result: Mapping[str, Any]) -> tuple[str, ...]:
    titles = {edit.id: edit.title for edit in all_edits()}
    head = (
        f"{result['claims']} claims with {result['lines']} lines checked: "
        f"{result['clean']} claims without an error, "
        f"{result['errors']} errors, {result['warnings']} warnings"
    )
    counts = sorted(result["by_edit"].items(), key=lambda pair: (-pair[1], pair[0]))
    return (head, *(f"{count:>6}  {edit_id}  {titles[edit_id]}" for edit_id, count in counts))
