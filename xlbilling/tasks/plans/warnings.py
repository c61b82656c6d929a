"""What is wrong with payment plans, or worth a person's look: one finding for each.

Source: rules.md ST-11; Reg Z (12 CFR 1026.2(a)(17)): who gives credit by written agreement in more
than four instalments, or with a finance charge, more than 25 times a year, owes disclosures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import pandas as pd

from xlbilling.model import money
from xlbilling.model.findings import ERROR, INFO, WARNING, Finding
from xlbilling.model.tables import TableData
from xlbilling.tasks.plans.kept_up import CURRENT, DEFAULTED, DONE
from xlbilling.tasks.plans.standing import Plan, Plans

INSTALMENTS: Final = 4
"""More of them by written agreement are credit under Reg Z."""
EXTENSIONS: Final = 25
"""More of them in a year bring the office under Reg Z."""
STATES: Final = (CURRENT, DEFAULTED, DONE)


@dataclass(frozen=True)
class Sight:
    """What the plans are seen against.

    Attributes:
        table: Payment Plans as read, for addresses.
        known: as of the day.
        covered: what each account with a current plan owes on what its plans cover.
        accounts: the ids of all guarantors and patients.
        credit: the rows whose plan is credit under Reg Z, with why.
    """

    table: TableData
    known: Plans
    covered: Mapping[str, int] = field(default_factory=dict)
    accounts: Collection[str] = ()
    credit: Mapping[int, str] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The as-of day."""
        return self.known.day

    def at(self, plan: Plan, column: str) -> str:
        """Return the address of a plan's cell."""
        return self.table.where(column, plan.row)


def credit(table: TableData, charged: Mapping[str, int]) -> dict[int, str]:
    """Return the rows of plans that are credit under Reg Z, each with what makes it so.

    Args:
        table: Payment Plans as read.
        charged: the finance charges that stand in the ledger by account, in cents.
    """
    found = {}
    for row, one in zip(table.frame.index, table.frame.to_dict("records"), strict=True):
        amounts = (one[f"{name}_cents"] for name in ("finance_charge", "total", "instalment"))
        charge, total, each = (0 if pd.isna(cents) else int(cents) for cents in amounts)
        count = -(-total // each) if each > 0 else 0
        if charge > 0:
            found[int(row)] = f"a finance charge of {money.show(charge)}"
        elif one["monthly_finance_charge"].upper() == "Y":
            found[int(row)] = "monthly finance charges on what it covers"
        elif charged.get(one["guarantor_id"], 0) > 0:
            posted = money.show(charged[one["guarantor_id"]])
            found[int(row)] = f"finance charges of {posted} on its account"
        elif count > INSTALMENTS and one["written_agreement"].upper() != "N":
            found[int(row)] = f"{count} instalments by written agreement"
    return found


def findings(sight: Sight) -> list[Finding]:
    """Return what is wrong with each plan, in the order of the sheet."""
    return [one for plan in sight.known.plans for one in of_plan(plan, sight)]


def unreviewed(known: Plans, table: TableData) -> list[Finding]:
    """Return the plans that are something else by the ledger than their State says."""
    return [
        Finding(
            "PLAN-REVIEW",
            WARNING,
            f"plan {plan.id} is {plan.typed} on the sheet, by the ledger it is {plan.state}; this "
            "run went by the sheet",
            table.where("state", plan.row),
            "run 'xlbilling review-plans', then this again",
        )
        for plan in known.plans
        if plan.becomes(known.day)
    ]


def of_plan(plan: Plan, sight: Sight) -> Iterator[Finding]:
    """Give what is wrong with one plan."""
    yield from _row(plan, sight)
    if plan.problems:
        return
    yield from _state(plan, sight)
    if plan.is_kept_up(sight.day) and plan.state == CURRENT:
        yield from _balance(plan, sight)
    yield from _reg_z(plan, sight)


def _row(plan: Plan, sight: Sight) -> Iterator[Finding]:
    """Give what keeps a row from being a plan at all."""
    twice = Counter(one.id for one in sight.known.plans)[plan.id] if plan.id else 0
    if not plan.id:
        fix = "give each plan an id of its own under Plan"
        yield Finding("PLAN-ID", ERROR, "a plan has no id", sight.at(plan, "plan"), fix)
    elif twice > 1:
        fix = "give each plan an id of its own"
        words = f"plan {plan.id} stands on {twice} rows"
        yield Finding("PLAN-ID", ERROR, words, sight.at(plan, "plan"), fix)
    if plan.account not in sight.accounts:
        words = f"plan {plan.id}: '{plan.account[:30]}' is neither on Guarantors nor on Patients"
        fix = "type the id of the guarantor, or of the patient who gets the bill"
        yield Finding("PLAN-WHO", ERROR, words, sight.at(plan, "guarantor_id"), fix)
    if plan.typed not in STATES:
        words = f"plan {plan.id}: its State is '{plan.typed[:30]}'; expected {', '.join(STATES)}"
        fix = "choose the State from its list, or leave it blank for CURRENT"
        yield Finding("PLAN-STATE", ERROR, words, sight.at(plan, "state"), fix)
    if plan.problems:
        words = f"plan {plan.id}: {'; '.join(plan.problems)}; it has no schedule"
        fix = "type Started, Total, Instalment and Due Day as they were agreed"
        yield Finding("PLAN-TERMS", ERROR, words, sight.at(plan, "total"), fix)


def _state(plan: Plan, sight: Sight) -> Iterator[Finding]:
    """Give what a plan has become, and what the sheet says against it."""
    became = plan.state != plan.typed
    if plan.state == DEFAULTED and became:
        dues = ", ".join(one.due.isoformat() for one in plan.missed)
        words = (
            f"plan {plan.id} is in default: {len(plan.missed)} instalments were missed (due "
            f"{dues}); {money.show(plan.open_cents)} goes back to dunning at level 3"
        )
        fix = "call the guarantor; agree on a new plan as a row of its own where there is to be one"
        yield Finding("PLAN-DEFAULT", WARNING, words, sight.at(plan, "state"), fix)
    elif plan.state == DONE and became:
        words = f"plan {plan.id} is paid: {money.show(plan.paid_cents)}"
        yield Finding("PLAN-DONE", INFO, words, sight.at(plan, "state"), "")
    elif plan.state == DONE and plan.open_cents:
        words = f"plan {plan.id} is DONE, but {money.show(plan.open_cents)} of it is not paid"
        fix = "put State back to CURRENT, or leave it: the balance is then billed as any other"
        yield Finding("PLAN-STATE", WARNING, words, sight.at(plan, "state"), fix)
    elif plan.state == CURRENT and plan.missed:
        first = plan.missed[0]
        words = (
            f"plan {plan.id}: instalment {first.n}, due {first.due.isoformat()}, is missed: "
            f"{money.show(first.open_cents)} of {money.show(first.cents)} is open"
        )
        fix = "call the guarantor before the next one is missed, which ends the plan"
        yield Finding("PLAN-MISSED", WARNING, words, sight.at(plan, "next_due"), fix)


def _balance(plan: Plan, sight: Sight) -> Iterator[Finding]:
    """Give where a current plan and the balance that it covers do not agree."""
    own = [
        one for one in sight.known.of(plan.account)
        if one.is_kept_up(sight.day) and one.state == CURRENT and one.instalments
    ]  # fmt: skip
    if len(own) > 1:
        others = ", ".join(one.id for one in own if one is not plan)
        words = f"plan {plan.id}: the account has another current plan ({others})"
        fix = "set the one that no longer counts to DONE, or agree on one plan for both"
        yield Finding("PLAN-TWO", WARNING, words, sight.at(plan, "state"), fix)
    owed, agreed = sight.covered.get(plan.account, 0), sum(one.open_cents for one in own)
    if not owed:
        words = (
            f"plan {plan.id} has {money.show(plan.open_cents)} open, but the account owes nothing "
            "that it covers"
        )
        fix = "check the guarantor and Started, or set State to DONE"
        yield Finding("PLAN-NO-BALANCE", WARNING, words, sight.at(plan, "guarantor_id"), fix)
    elif owed != agreed:
        words = (
            f"plan {plan.id}: {money.show(agreed)} is open of what was agreed, the balance it "
            f"covers is {money.show(owed)}: {money.difference(agreed, owed)}"
        )
        fix = "agree on a new Total, or look for what was paid, adjusted or charged since"
        yield Finding("PLAN-TOTAL", WARNING, words, sight.at(plan, "total"), fix)


def _reg_z(plan: Plan, sight: Sight) -> Iterator[Finding]:
    why = sight.credit.get(plan.row)
    if why is None or plan.state != CURRENT:
        return
    year = plan.started.year if plan.started else sight.day.year
    count = sum(
        one.started is not None and one.started.year == year
        for one in sight.known.plans
        if one.row in sight.credit
    )
    words = (
        f"plan {plan.id} has {why}: consumer credit under Reg Z where the office gives more than "
        f"{EXTENSIONS} such credits a year; {count} began in {year}"
    )
    fix = f"agree on {INSTALMENTS} instalments or fewer without a charge, or give the disclosures"
    yield Finding("PLAN-REG-Z", WARNING, words, sight.at(plan, "instalment"), fix)
