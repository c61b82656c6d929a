"""What is proposed as a write-off: small balances, bad debt, a QMB's share (ST-12 to ST-14).

A proposal is no posting: post-write-offs posts those that somebody who may has approved, and only
while they would be proposed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import pandas as pd

from xlbilling.model import money
from xlbilling.tasks.collecting.kept import Row, is_noted, rows_of
from xlbilling.tasks.collecting.policy import BAD_DEBT
from xlbilling.tasks.collecting.steps import SMALL
from xlbilling.tasks.money.receipt_money import OPEN, POSTED, REVERSED
from xlbilling.tasks.statements.hold_effects import Effect, stopping
from xlbilling.tasks.statements.reasons import LineReason

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.collecting.dues import Due
    from xlbilling.tasks.collecting.policy import Policy
    from xlbilling.tasks.collecting.steps import Step
    from xlbilling.tasks.statements.open_lines import OpenLine

TABLE: Final = "write_off_proposals"
KINDS: Final[Mapping[str, str]] = {SMALL: "SMALL BALANCE", BAD_DEBT: "BAD DEBT"}
"""By step, the kind of its proposals; an adjustment type is called alike."""
_QMB: Final = "QMB"
_DONE: Final = frozenset({POSTED, REVERSED})

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One claim line that nobody will pay."""

    kind: str
    account: str
    claim_id: str
    line: str
    cents: int
    why: str

    @property
    def key(self) -> Key:
        """What tells it from others: kind, claim and line."""
        return self.kind, self.claim_id, self.line


def proposed(found: Iterable[tuple[Due, Step]], policy: Policy) -> dict[Key, Proposal]:
    """Return all that is proposed as of a day, by key, in the order of accounts and lines."""
    every = (one for due, step in found for one in _of_account(due, step, policy))
    return {one.key: one for one in every}


def _of_account(due: Due, step: Step, policy: Policy) -> Iterator[Proposal]:
    if step.name in KINDS:
        for line in step.lines:
            if line.cents > 0:
                yield _proposal(KINDS[step.name], due, line, step.why)
    if stopping(due.hold_types, Effect.WRITE_OFF):
        return
    for line in due.account.lines:
        is_qmb = line.reason == LineReason.QMB.value and line.cents > 0
        if is_qmb and not policy.waits_for_medicaid(line):
            yield _proposal(_QMB, due, line, "a QMB owes no cost sharing")


def _proposal(kind: str, due: Due, line: OpenLine, why: str) -> Proposal:
    return Proposal(kind, due.id, line.claim_id, line.line, line.cents, why)


def merged(book: Snapshot, wanted: Mapping[Key, Proposal], day: date) -> list[Row]:
    """Return the whole table: what was posted or declined stays, what still holds is kept up.

    A row that somebody approved keeps its amount: where that is another one now, it says so and a
    new row asks for a new name.
    """
    left = dict(wanted)
    rows = [row for old in rows_of(book, TABLE) if (row := _kept(old, wanted, left)) is not None]
    taken = {row["proposal"] for row in rows}
    rows.extend(_row(_number(one, day, taken), one, day) for one in left.values())
    return rows


def _kept(old: Row, wanted: Mapping[Key, Proposal], left: dict[Key, Proposal]) -> Row | None:
    """Return a row as it is now, None for one that goes; what it says is no longer left to say."""
    key = (old["kind"], old["claim_id"], old["line"])
    if old["state"] in _DONE:
        return old
    now = wanted.get(key)
    is_declined = (old["decline"] or "").upper() == "Y"
    if is_declined:
        left.pop(key, None)
        return {**old, "answer": "declined"}
    if now is not None and key in left:
        if not old["approver"] or old["amount_cents"] == now.cents:
            del left[key]
            return {**old, "amount_cents": now.cents, "reason": now.why, "state": OPEN,
                    "answer": _answer(old)}  # fmt: skip
        return {**old, "answer": f"{money.show(now.cents)} is open now; see the new row"}
    return {**old, "answer": "no longer proposed"} if is_noted(TABLE, old) else None


def _answer(old: Row) -> str | None:
    """Return what post-write-offs answered, but not what no longer holds."""
    return old["answer"] if old["answer"] not in {"declined", "no longer proposed"} else None


def _number(one: Proposal, day: date, taken: set[str]) -> str:
    stem = f"W{day:%Y%m%d}-{one.claim_id}-{one.line or 'claim'}"
    n, name = 1, stem
    while name in taken:
        n += 1
        name = f"{stem}-{n}"
    taken.add(name)
    return name


def _row(number: str, one: Proposal, day: date) -> Row:
    return {
        "proposal": number,
        "date": pd.Timestamp(day),
        "guarantor_id": one.account,
        "claim_id": one.claim_id,
        "line": one.line,
        "amount_cents": one.cents,
        "kind": one.kind,
        "adjustment_type": one.kind,
        "owner": "PATIENT",
        "reason": one.why,
        "state": OPEN,
    }
