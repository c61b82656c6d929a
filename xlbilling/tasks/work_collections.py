"""Bring Collections up to date: who is past due, how far, what holds it, and what is done next.

It proposes: placements, write-offs, claims against estates. Nothing of it is posted or sent; people
approve on Placements and Write-Off Proposals. Source: rules.md ST-1, ST-4, ST-5, ST-12 to ST-16;
capabilities G4 to G7.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model import money
from xlbilling.model.findings import INFO, Finding
from xlbilling.model.plan import Plan
from xlbilling.tasks.collecting import (
    collections_table,
    dues,
    estates,
    placements,
    placing,
    policy,
    proposals,
)
from xlbilling.tasks.collecting.kept import Row, rewrite
from xlbilling.tasks.collecting.placements import AT_AGENCY
from xlbilling.tasks.collecting.policy import Policy
from xlbilling.tasks.collecting.steps import next_step

if TYPE_CHECKING:
    from xlbilling.model.tables import Request, Snapshot

READS: Final[tuple[str, ...]] = (
    *dues.READS, *policy.READS, *estates.READS, collections_table.TABLE, proposals.TABLE,
)  # fmt: skip


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the four tables as they are now; nothing for those that say so already.

    Raises:
        RefusedError: a setting, Delinquency Levels or a ledger row cannot be read.
    """
    day = request.as_of
    how = Policy.of(book, day)
    found = [(due, next_step(due, how)) for due in dues.dues(book, day)]
    there = collections_table.merged(book, found, how)
    offs = proposals.merged(book, proposals.proposed(found, how), day)
    placed = _shown(book, placements.merged(book, found, day))
    dead = estates.merged(book, found, day)
    steps = Counter(step.name for _, step in found)
    past = sum(due.past_due_cents for due, _ in found)
    return Plan(
        changes=(
            *rewrite(book, collections_table.TABLE, there),
            *rewrite(book, placements.TABLE, placed),
            *rewrite(book, proposals.TABLE, offs),
            *rewrite(book, estates.TABLE, dead),
        ),
        result={
            "accounts": len(found),
            "past_due": money.to_text(past),
            "steps": dict(sorted(steps.items())),
            "write_offs": _proposed(offs),
        },
        lines=tuple(_lines(len(found), past, steps)),
        findings=(*estates.findings(dead), *_at_agency(book, placed)),
        totals={"past due": past},
    )


def _shown(book: Snapshot, rows: list[Row]) -> list[Row]:
    """Return the rows of Placements with what the ledger says of those that were placed."""
    cells = placements.shown(book, book.frame("ledger"))
    numbers = dict(zip(book.frame(placements.TABLE)["placement"], _at(book), strict=True))
    return [{**row, **_named(cells.get(numbers.get(row["placement"], 0), {}))} for row in rows]


def _at(book: Snapshot) -> list[int]:
    return [int(row) for row in book.frame(placements.TABLE).index]


def _named(cells: dict[str, Any]) -> dict[str, Any]:
    """Return cells by frame name."""
    return {f"{k}_cents" if k in {"paid", "balance"} else k: v for k, v in cells.items()}


def _proposed(rows: list[Row]) -> dict[str, Any]:
    waits = [row for row in rows if row["state"] == "OPEN"]
    return {"rows": len(waits), "amount": money.to_text(sum(row["amount_cents"] for row in waits))}


def _lines(count: int, past: int, steps: Counter[str]) -> list[str]:
    every = [f"  {name.lower()}: {n}" for name, n in sorted(steps.items())]
    return [f"{count} accounts on Collections, {money.show(past)} past due", *every]


def _at_agency(book: Snapshot, rows: list[Row]) -> list[Finding]:
    """Return placements without their holds, and those on which somebody paid us directly."""
    there = [one for one in placements.placed(book) if one.state in AT_AGENCY]
    return [*placing.unheld(book, there), *(one for row in rows for one in _direct(row))]


def _direct(row: Row) -> list[Finding]:
    parts = [row.get(name) for name in ("principal_cents", "paid_cents", "balance_cents")]
    if row["state"] not in {"PLACED", "CLOSED"} or None in parts:
        return []
    principal, paid, balance = (int(part) for part in parts if part is not None)
    elsewhere = principal - paid - balance
    if elsewhere <= 0:
        return []
    message = (
        f"placement {row['placement']}: {money.show(elsewhere)} of it was settled without the "
        f"agency; {money.show(max(balance, 0))} is left"
    )
    return [Finding("PLACE-DIRECT", INFO, message, "Placements", "tell the agency")]
