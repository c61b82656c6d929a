"""What a review writes: the program's columns of Payment Plans, and the Plan Schedule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import pandas as pd

from xlbilling.model.findings import Finding
from xlbilling.model.plan import Change, Rewrite
from xlbilling.model.tables import Snapshot
from xlbilling.tasks.plans.kept_up import DEFAULTED, DONE
from xlbilling.tasks.plans.schedule import Instalment
from xlbilling.tasks.plans.standing import Plan, Plans
from xlbilling.tasks.posting.sheet_values import only_changed, set_columns
from xlbilling.tasks.statements.register import shaped
from xlbilling.tasks.validating import table_rows

PAID, PART_PAID, OPEN, MISSED = "PAID", "PART PAID", "OPEN", "MISSED"

_SHORT: Final[Mapping[str, str]] = {
    "PLAN-ID": "no id of its own",
    "PLAN-WHO": "unknown guarantor",
    "PLAN-TERMS": "terms give no schedule",
    "PLAN-STATE": "check its State",
    "PLAN-MISSED": "an instalment is missed",
    "PLAN-TWO": "another plan is current",
    "PLAN-NO-BALANCE": "nothing is owed on it",
    "PLAN-TOTAL": "differs from the balance",
    "PLAN-REG-Z": "Reg Z disclosures?",
}
"""What the Warning column says of a finding."""


def changes(book: Snapshot, known: Plans, told: Mapping[int, Sequence[Finding]]) -> list[Change]:
    """Return the cells of Payment Plans and the rows of Plan Schedule that are to change.

    Args:
        book: with both tables.
        known: the plans as of the day.
        told: the findings of each plan, by its row on the sheet.
    """
    cells = {plan.row: _cells(plan, known.day, told.get(plan.row, ())) for plan in known.plans}
    made: list[Change] = [*only_changed(book, set_columns("payment_plans", cells))]
    before = book.frame("plan_schedule")
    after = shaped(list(_schedule(known)), before)
    return made if table_rows.is_same(after, before) else [*made, Rewrite("plan_schedule", after)]


def _cells(plan: Plan, day: date, told: Sequence[Finding]) -> dict[str, Any]:
    told_of = [_SHORT[one.id] for one in told if one.id in _SHORT]
    warning = "; ".join(["in default", *told_of] if plan.state == DEFAULTED else told_of)
    is_over = plan.state in {DEFAULTED, DONE}
    cells: dict[str, Any] = dict.fromkeys((
        "instalments",
        "last_instalment",
        "paid",
        "open",
        "next_due",
        "next_amount",
        "missed",
    ))
    ended_on = (plan.since or day) if is_over else None
    if plan.state != plan.typed and not plan.becomes(day):
        cells |= {"state": plan.typed, "ended_on": plan.ended_on, "warning": warning}
    else:
        cells |= {"state": plan.state, "ended_on": ended_on, "warning": warning}
    if not plan.instalments:
        return cells
    due = plan.open[0] if plan.open else None
    return cells | {
        "instalments": len(plan.instalments),
        "last_instalment": plan.instalments[-1].cents,
        "paid": plan.paid_cents,
        "open": plan.open_cents,
        "next_due": due.due if due else None,
        "next_amount": due.open_cents if due else None,
        "missed": len(plan.missed),
    }


def _schedule(known: Plans) -> Iterator[dict[str, Any]]:
    """Give every instalment of every plan; of two plans of one id, those of the first."""
    seen: set[str] = set()
    for plan in known.plans:
        if plan.id in seen:
            continue
        seen.add(plan.id)
        for one in plan.instalments:
            yield {
                "plan": plan.id,
                "n": one.n,
                "guarantor_id": plan.account,
                "due": pd.Timestamp(one.due),
                "amount_cents": one.cents,
                "paid_cents": one.paid_cents,
                "open_cents": one.open_cents,
                "state": _state(plan, one),
            }


def _state(plan: Plan, one: Instalment) -> str:
    if not one.open_cents:
        return PAID
    if one in plan.missed:
        return MISSED
    return PART_PAID if one.paid_cents else OPEN
