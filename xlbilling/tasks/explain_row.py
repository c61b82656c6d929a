"""Explain a claim or one line of it: a sheet with all that the check knows and finds about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from xlbilling.edits.catalogue import ClaimFinding
from xlbilling.edits.columns import Positions
from xlbilling.edits.lines import Lines
from xlbilling.layout.frames import nearest
from xlbilling.layout.pages.explain_page import Explained, Explanation, explain_page
from xlbilling.model.errors import RefusedError
from xlbilling.model.findings import ERROR, WARNING, in_order
from xlbilling.model.plan import Plan
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks.validating import checking, row_facts
from xlbilling.tasks.validating.checking import Checked, checked
from xlbilling.tasks.validating.statuses import gravity

READS: Final[tuple[str, ...]] = (*checking.READS, "claim_checks")
CODES: Final[tuple[str, ...]] = checking.CODES


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the sheet Explain for the claim, and the line, that the options name.

    Raises:
        RefusedError: no claim is named, or there is no such claim or line.
    """
    done = checked(book, request.as_of)
    at = _lines_asked(done.lines, request.option("claim"), request.option("line"))
    found, off = _about(done.found, done, at), _about(done.off, done, at)
    counted = _counted(found)
    named = _title(done.lines, at, request.option("line"))
    first = checking.table(book, "claim_checks").frame
    told = Explanation(
        named,
        f"As of {request.as_of.isoformat()}: {counted}",
        row_facts.sections(done.lines, at, first),
        [_explained(done, one) for one in found],
        [_explained(done, one) for one in off],
        row_facts.rules(done, at),
    )
    return Plan(
        changes=(explain_page(told),),
        result=_result(done.lines, at, found, off),
        lines=(f"{named}: {counted}; see the sheet Explain",),
        findings=tuple(in_order(one.as_finding() for one in found)),
    )


def _lines_asked(lines: Lines, claim: str, line: str) -> Positions:
    if not claim:
        raise RefusedError(
            "no claim is named",
            id="CLAIM-MISSING",
            fix="choose its row on Claims or Findings, or name one with --claim",
        )
    at = np.flatnonzero(lines.holds("claim_id", claim.__eq__))
    if not len(at):
        near = nearest(claim, [text for text in lines.distinct("claim_id").values if text])
        hint = f" (is '{near}' meant?)" if near else ""
        raise RefusedError(
            f"no claim '{claim}' on the Claims sheet{hint}",
            id="CLAIM-UNKNOWN",
            fix="see the column Claim ID; capitals count",
        )
    numbers = np.array(lines.text_at("line", at), dtype=object)
    chosen = at[numbers == line] if line else at
    if not len(chosen):
        raise RefusedError(
            f"claim '{claim}' has no line '{line}'; it has {', '.join(numbers)}",
            id="LINE-UNKNOWN",
            fix="name one of these with --line, or leave it out for the whole claim",
        )
    return chosen


def _about(found: Sequence[ClaimFinding], done: Checked, at: Positions) -> list[ClaimFinding]:
    """Return what concerns some lines or their claim, the gravest first."""
    claim, chosen = int(done.lines.claim[at[0]]), set(at.tolist())
    mine = [
        one
        for one in found
        if one.position in chosen
        or (one.whole_claim and int(done.lines.claim[one.position]) == claim)
    ]
    return sorted(mine, key=gravity)


def _title(lines: Lines, at: Positions, line: str) -> str:
    [claim] = lines.text_at("claim_id", at[:1])
    return f"Claim {claim} line {line}" if line else f"Claim {claim}"


def _counted(found: Sequence[ClaimFinding]) -> str:
    if not found:
        return "nothing was found"
    errors = sum(one.severity == ERROR for one in found)
    warnings = sum(one.severity == WARNING for one in found)
    notes = len(found) - errors - warnings
    counts = ((errors, "error"), (warnings, "warning"), (notes, "note"))
    return ", ".join(row_facts.counted(number, noun) for number, noun in counts if number)


def _explained(done: Checked, one: ClaimFinding) -> Explained:
    edit = one.edit
    what, _, expected = one.words.partition("; expected ")
    parts = [("What is", what), ("What was expected", expected)] if expected else []
    parts = parts or [("What is", one.words)]
    parts += [("Why", edit.basis), ("How to mend", edit.fix)]
    if edit.answer:
        parts.append(("Clearinghouse's answer", f"277CA status {edit.answer}"))
    rule = row_facts.rule_for(done, one)
    if rule is not None:
        parts.append(("By a payer's rule", row_facts.rule_words(rule)))
    whose = "" if one.whole_claim else f" (line {one.line or 'without number'})"
    return Explained(f"{edit.id}  {edit.title}{whose}", one.severity, one.where, tuple(parts))


def _result(
    lines: Lines, at: Positions, found: Sequence[ClaimFinding], off: Sequence[ClaimFinding]
) -> dict[str, Any]:
    return {
        "claim": lines.text_at("claim_id", at[:1])[0],
        "lines": lines.text_at("line", at),
        "edits": [one.edit.id for one in found],
        "switched_off": [one.edit.id for one in off],
    }
