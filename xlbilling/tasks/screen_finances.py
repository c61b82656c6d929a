"""Screen guarantors who asked for financial help, and propose their discounts.

Percent of the poverty line and tier come from the office's own tables. A discount is a row of
Adjustments that waits: nothing is posted before somebody who may has approved it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from xlbilling.model import money
from xlbilling.model.findings import ERROR, WARNING, Finding
from xlbilling.model.plan import Plan
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks.adjust import PROPOSED
from xlbilling.tasks.assistance import proposals, screening, tables
from xlbilling.tasks.assistance.proposals import Proposal
from xlbilling.tasks.assistance.screening import ELIGIBLE, NOT_ELIGIBLE, Screening
from xlbilling.tasks.posting.sheet_values import only_changed, set_columns

READS: Final[tuple[str, ...]] = (
    "financial_screenings", "poverty_guidelines", "discount_tiers", "adjustments",
    "adjustment_types", "ledger", "patients", "guarantors", "holds", "coverage", "payers",
    "payment_plans", "remit_lines",
)  # fmt: skip
_FIXES: Final = {
    "SCREEN-WRONG": "correct the row on Financial Screenings",
    "SCREEN-GUIDELINE": f"copy the year's amounts from {tables.WHERE} to Poverty Guidelines",
    "SCREEN-TIERS": "fill in Discount Tiers: from which percent of the poverty line, how much off",
}


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the program's columns of Financial Screenings, and the discounts to be approved.

    Raises:
        RefusedError: a setting or a ledger row cannot be read.
    """
    found = screening.screened(book, request.as_of)
    wanted = proposals.proposed(book, found, request.as_of)
    sums = _proposed_cents(book, wanted)
    cells = {one.row: _cells(one, sums.get(one.id)) for one in found}
    new = proposals.changes(book, wanted, request.as_of)
    states = Counter(one.state for one in found)
    total = sum(one.cents for one in wanted)
    return Plan(
        changes=(*only_changed(book, set_columns("financial_screenings", cells)), *new),
        result={
            "as_of": request.as_of.isoformat(),
            "screenings": len(found),
            "states": dict(sorted(states.items())),
            "proposals": len(wanted),
            "proposed": money.to_text(total),
        },
        lines=tuple(_lines(found, wanted)),
        findings=(*_findings(book, found), *_of_tables(book, wanted)),
        totals={"proposed": total},
    )


def _proposed_cents(book: Snapshot, wanted: Sequence[Proposal]) -> dict[str, int]:
    """Return what stands on Adjustments by screening, waiting or posted, once this is written."""
    frame = book.frame("adjustments")
    amounts = frame["amount_cents"].fillna(0).astype("int64").tolist()
    rows = {
        key: (state, approver, cents)
        for key, state, approver, cents in zip(
            frame["adjustment"], frame["state"], frame["approver"], amounts, strict=True
        )
    }
    found: dict[str, int] = {}
    for one in wanted:
        state, approver, cents = rows.pop(one.key, (PROPOSED, "", 0))
        is_free = state == PROPOSED and not approver
        found[one.screening] = found.get(one.screening, 0) + (one.cents if is_free else cents)
    for key, (state, approver, cents) in rows.items():
        for name in found:
            if key.startswith(proposals.prefix(name)) and (approver or state != PROPOSED):
                found[name] += cents
    return found


def _cells(one: Screening, proposed: int | None) -> dict[str, Any]:
    is_known = one.state in {ELIGIBLE, NOT_ELIGIBLE}
    return {
        "guideline": one.line_cents,
        "percent_of_poverty": one.percent,
        "tier": one.tier.name if one.tier else "",
        "discount_percent": (one.tier.percent if one.tier else 0.0) if is_known else None,
        "valid_until": one.valid_until,
        "proposed": proposed,
        "state": one.state,
        "answer": one.problem,
    }


def _lines(found: Sequence[Screening], wanted: Sequence[Proposal]) -> Iterator[str]:
    if not found:
        yield "There are no financial screenings."
        return
    states = Counter(one.state.lower() for one in found)
    told = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    yield f"{len(found)} financial screenings: {told}"
    total = money.show(sum(one.cents for one in wanted))
    yield f"{len(wanted)} discounts of {total} stand on Adjustments; nothing is posted by this"


def _findings(book: Snapshot, found: Sequence[Screening]) -> Iterator[Finding]:
    """Give why screenings came to nothing; what a table of the office lacks is told once."""
    table, told = book["financial_screenings"], set[str]()
    for one in found:
        if not one.problem or one.problem in told:
            continue
        if one.rule != "SCREEN-WRONG":
            told.add(one.problem)
        words = f"screening {one.id or '(no id)'}: {one.problem}"
        where = table.where(one.column, one.row)
        yield Finding(one.rule, ERROR, words, where, _FIXES[one.rule])


def _of_tables(book: Snapshot, wanted: Sequence[Proposal]) -> Iterator[Finding]:
    """Give what is wrong with the office's tiers."""
    for name in tables.overlapping(tables.tiers(book)):
        yield Finding(
            "SCREEN-TIERS",
            WARNING,
            f"tier {name} begins before the one below it ends; the lower one counts there",
            "Discount Tiers",
            "let each tier begin where the one before it ends",
        )
    known = {name.upper() for name in book.frame("adjustment_types")["adjustment_type"]}
    for kind in sorted({one.adjustment_type for one in wanted}):
        if kind.upper() not in known:
            yield Finding(
                "SCREEN-TYPE",
                ERROR,
                f"adjustment type '{kind}' of a discount is not on Adjustment Types",
                "Discount Tiers",
                "add the type with its account, such as Charity, or name another one",
            )
