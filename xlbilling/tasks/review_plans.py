"""Review the payment plans: instalments paid, missed and open, defaults, and what is odd.

A plan's State is the program's as the rule says: two missed instalments make it DEFAULTED, the last
payment DONE. A DEFAULTED or DONE that a person chose is kept; who takes a plan up again agrees on a
new one as a row of its own. Source: rules.md ST-11.
"""

from __future__ import annotations

from typing import Any, Final

from xlbilling.model import money
from xlbilling.model.findings import Finding
from xlbilling.model.plan import Plan as TaskPlan
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks.plans import finance_charges, review, standing, warnings
from xlbilling.tasks.plans.covered import covered_cents
from xlbilling.tasks.plans.kept_up import CURRENT, DEFAULTED, DONE
from xlbilling.tasks.plans.standing import Plans
from xlbilling.tasks.plans.warnings import Sight
from xlbilling.tasks.receivables import balances
from xlbilling.tasks.receivables.asked import accounts_known

READS: Final[tuple[str, ...]] = (
    "payment_plans", "plan_schedule", "ledger", "patients", "guarantors",
)  # fmt: skip


def plan(book: Snapshot, request: Request) -> TaskPlan:
    """Return the program's columns of Payment Plans and the Plan Schedule as of a day.

    Raises:
        RefusedError: a setting or a ledger row cannot be read.
    """
    moved = balances.movements(balances.as_of(book["ledger"], request.as_of))
    known = standing.plans(book, moved, request.as_of)
    sight = Sight(
        book["payment_plans"],
        known,
        covered_cents(moved, book.frame("patients"), known.current),
        frozenset(accounts_known(book)),
        warnings.credit(
            book["payment_plans"], finance_charges.by_account(moved, book.frame("patients"))
        ),
    )
    told = {one.row: list(warnings.of_plan(one, sight)) for one in known.plans}
    found = [finding for each in told.values() for finding in each]
    return TaskPlan(
        changes=tuple(review.changes(book, known, told)),
        result=_result(known, found),
        lines=_lines(known, found),
        findings=tuple(found),
        totals={"open": _open(known)},
    )


def _open(known: Plans) -> int:
    return sum(one.open_cents for one in known.plans if one.state == CURRENT)


def _result(known: Plans, found: list[Finding]) -> dict[str, Any]:
    states = [one.state for one in known.plans]
    return {
        "as_of": known.day.isoformat(),
        "plans": len(states),
        "current": states.count(CURRENT),
        "defaulted": states.count(DEFAULTED),
        "done": states.count(DONE),
        "open": money.to_text(_open(known)),
        "missed": sum(len(one.missed) for one in known.plans if one.state == CURRENT),
        "became": {one.id: one.state for one in known.plans if one.becomes(known.day)},
        "warnings": len(found),
    }


def _lines(known: Plans, found: list[Finding]) -> tuple[str, ...]:
    if not known.plans:
        return ("There are no payment plans.",)
    states = [one.state for one in known.plans]
    current = states.count(CURRENT)
    return (
        f"{current} of {len(states)} payment plans are current, {money.show(_open(known))} open",
        *(
            f"  {one.id}: {one.typed.lower()} before, now {one.state.lower()}"
            for one in known.plans
            if one.becomes(known.day)
        ),
        f"{len(found)} findings",
    )
