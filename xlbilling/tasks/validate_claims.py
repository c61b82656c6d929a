"""Check the claims: run the edits, write the Findings sheet and the status of each claim line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from xlbilling.edits.catalogue import ClaimFinding, all_edits
from xlbilling.edits.columns import Columns
from xlbilling.model.errors import RefusedError
from xlbilling.model.findings import ERROR, WARNING, Finding, in_order
from xlbilling.model.plan import Change, Plan, Rewrite
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks.validating import (
    authorizations,
    backtest,
    change_log,
    checking,
    claim_checks,
    clocks,
    code_panel,
    findings_table,
    statuses,
    table_rows,
)
from xlbilling.tasks.validating.checking import Checked, checked
from xlbilling.tasks.validating.links import Links
from xlbilling.tasks.validating.on_table import OnTable
from xlbilling.tasks.validating.row_keys import row_keys

READS: Final[tuple[str, ...]] = (
    *checking.READS, "findings", "claim_checks", "claim_changes", "code_tables",
)  # fmt: skip
CODES: Final[tuple[str, ...]] = checking.CODES


def reads(request: Request) -> tuple[str, ...]:
    """Return the tables that a check reads, or a test of the office's own rules."""
    return (*checking.READS, *backtest.READS) if request.option("backtest") else READS


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the Findings table, the changed cells of Claims and the counts of one check.

    Every line is checked, whatever its status; only lines that are not yet sent change theirs.
    With the option ``backtest`` it only tells what the office's own rules would have caught.

    Raises:
        RefusedError: a rule is named that cannot be tested, or without ``backtest``.
    """
    if request.option("backtest"):
        return backtest.plan(book, request)
    if request.option("rule"):
        raise RefusedError(
            "--rule names a rule to test",
            id="USAGE",
            fix="add --backtest; a check always uses all rules",
        )
    done = checked(book, request.as_of)
    before = checking.table(book, "findings").frame
    links = Links({**done.lines.tables, **_rule_tables(book)}, done.lines.once(row_keys))
    every: list[ClaimFinding | OnTable] = [*done.found, *done.on_tables]
    table = findings_table.merged(every, before, links, request.as_of)
    told = [*(one.as_finding() for one in done.found), *(one.finding for one in done.on_tables)]
    result = _result(done)
    return Plan(
        changes=(*_listed(table, before), *_changes(book, done, request)),
        result=result,
        lines=_words(result, done),
        findings=tuple(in_order([*told, *_left_out(table)])),
    )


def _listed(table: findings_table.Table, before: pd.DataFrame) -> Iterator[Change]:
    if not table_rows.is_same(table.rows, before):
        yield Rewrite("findings", table.rows, {"go_to": table.go_to})


def _left_out(table: findings_table.Table) -> Iterator[Finding]:
    if table.left_out:
        yield Finding(
            "FINDINGS-ROOM",
            WARNING,
            f"{table.left_out:,} findings have no room on the sheet, the least grave ones",
            "Findings!A1",
            "mend what is listed and check again; --json lists all",
        )


def _changes(book: Snapshot, done: Checked, request: Request) -> Iterator[Change]:
    as_of, lines = request.as_of, done.lines
    yield from statuses.columns(lines, done.found)
    yield from clocks.columns(lines)
    yield from authorizations.columns(lines)
    first = checking.table(book, "claim_checks")
    yield from claim_checks.changes(lines, done.found, first, as_of)
    log = checking.table(book, "claim_changes")
    yield from change_log.changes(lines, log, request)
    shown = checking.table(book, "code_tables").frame
    yield from code_panel.changes(shown, book.codes, as_of)


def _rule_tables(book: Snapshot) -> dict[str, Columns]:
    return {name: Columns(checking.table(book, name)) for name in ("payer_rules", "office_rules")}


def _result(done: Checked) -> dict[str, Any]:
    lines, found = done.lines, done.found
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
        "switched_off": dict(sorted(Counter(one.edit.id for one in done.off).items())),
    }


def _words(result: Mapping[str, Any], done: Checked) -> tuple[str, ...]:
    titles = {edit.id: edit.title for edit in (*all_edits(), *done.own.edits)}
    head = (
        f"{result['claims']} claims with {result['lines']} lines checked: "
        f"{result['clean']} claims without an error, "
        f"{result['errors']} errors, {result['warnings']} warnings"
    )
    counts = sorted(result["by_edit"].items(), key=lambda pair: (-pair[1], pair[0]))
    shown = [head, *(f"{count:>6}  {edit_id}  {titles[edit_id]}" for edit_id, count in counts)]
    off = result["switched_off"]
    if off:
        named = ", ".join(f"{edit_id} {count}" for edit_id, count in off.items())
        shown.append(f"{sum(off.values())} findings switched off by Payer Rules: {named}")
    return tuple(shown)
