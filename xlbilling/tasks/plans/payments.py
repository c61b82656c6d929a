"""What patients paid on their plans: cash on what a plan covers, from the day it was agreed.

A copay of a later visit is no instalment, and money that no claim took yet pays nothing: both
leave what the plan covers as high as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from xlbilling.model.ledger import PATIENT_OWNER, EntryType
from xlbilling.tasks.receivables.aging import account_ids
from xlbilling.tasks.receivables.line_balances import marked

if TYPE_CHECKING:
    from xlbilling.tasks.plans.standing import Plan

_CASH = (EntryType.PAYMENT.value, EntryType.REFUND.value)


class Payment(NamedTuple):
    """What was paid on one day on what became the patient's on another; negative for given back."""

    on: date
    given: date
    cents: int


def by_plan(plans: Sequence[Plan], moved: pd.DataFrame, patients: pd.DataFrame) -> dict[int, int]:
    """Return what was paid of each plan, in cents, by its row on the sheet.

    A payment counts once: where two plans of an account cover it, for the earliest instalment of
    both. A plan that is no longer current is paid no more once the account's next one has begun.

    Args:
        plans: as typed.
        moved: the receivable's movements as of a day.
        patients: the Patients sheet, which says who gets whose bill.
    """
    able = [plan for plan in plans if plan.instalments]
    if not able:
        return {}
    made = _payments(moved, patients, {plan.account for plan in able})
    found: dict[int, int] = {}
    for account, paid in made.items():
        _put(sorted(paid), [plan for plan in able if plan.account == account], found)
    return found


def _payments(
    moved: pd.DataFrame, patients: pd.DataFrame, accounts: set[str]
) -> dict[str, list[Payment]]:
    """Return the accounts' payments, a day's on one given day as one."""
    own = moved[moved["owner"] == PATIENT_OWNER]
    own = own.assign(account=account_ids(own, patients))
    own = own[own["account"].isin(accounts)]
    cash = own[own["type"].isin(_CASH)].merge(given(own), on=["claim_id", "line"], how="left")
    cash = cash[cash["given"].notna()]
    sums = cash.groupby(["account", "effective", "given"], as_index=False)["cents"].sum()
    found: dict[str, list[Payment]] = {}
    for account, on, since, cents in sums.to_numpy(dtype=object).tolist():
        found.setdefault(account, []).append(Payment(on.date(), since.date(), -int(cents)))
    return found


def given(owed: pd.DataFrame) -> pd.DataFrame:
    """Return ``claim_id``, ``line`` and ``given``: the day each line became the patient's.

    What was paid on a claim as a whole counts for the first of its lines.

    Args:
        owed: movements of what patients owe.
    """
    kept = owed[["claim_id", "line", "type", "entry", "reverses", "effective", "cents"]]
    rows = nw.from_native(kept.assign(order=np.arange(len(kept)))).lazy()
    gave = marked(rows, rows).collect().to_pandas()
    gave = gave[(gave["cents"] > 0) & gave["gave"].notna()]
    lines = gave.groupby(["claim_id", "line"], as_index=False)["gave"].min()
    whole = gave.groupby("claim_id", as_index=False)["gave"].min().assign(line="")
    both = pd.concat([lines, whole]).drop_duplicates(["claim_id", "line"])
    renamed: pd.DataFrame = both.rename(columns={"gave": "given"})
    return renamed


def _put(paid: Sequence[Payment], plans: Sequence[Plan], found: dict[int, int]) -> None:
    """Put payments on the earliest instalments of the plans that they can pay, in their order.

    What was paid beyond the instalments is what is given back first.
    """
    left = {(plan.row, one.n): one.cents for plan in plans for one in plan.instalments}
    beyond = 0
    for payment in paid:
        able = [plan for plan in plans if _takes(plan, payment, plans)]
        due = sorted(
            (one.due, plan.row, one.n, one.cents) for plan in able for one in plan.instalments
        )
        cents = payment.cents
        if able and cents < 0:
            kept = min(beyond, -cents)
            beyond, cents = beyond - kept, cents + kept
        for _, row, n, whole in due if cents >= 0 else reversed(due):
            free = left[row, n] if cents >= 0 else left[row, n] - whole
            part = min(cents, free) if cents >= 0 else max(cents, free)
            left[row, n] -= part
            found[row] = found.get(row, 0) + part
            cents -= part
        if able:
            beyond += max(0, cents)


def _takes(plan: Plan, payment: Payment, plans: Sequence[Plan]) -> bool:
    if plan.started is None or payment.on < plan.started or not plan.covers(payment.given):
        return False
    later = [one.started for one in plans if one.started and one.started > plan.started]
    return plan.typed == "CURRENT" or not later or payment.on < min(later)
