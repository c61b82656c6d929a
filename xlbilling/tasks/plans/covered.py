"""What payment plans cover: the patients' balances that were theirs when a plan was agreed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from xlbilling.tasks.plans.standing import Plan
from xlbilling.tasks.receivables import balances
from xlbilling.tasks.receivables.aging import account_ids


def covered_cents(
    moved: pd.DataFrame, patients: pd.DataFrame, plans: Sequence[Plan]
) -> dict[str, int]:
    """Return what each account owes on balances that one of its plans covers.

    Args:
        moved: the receivable's movements as of the day.
        patients: the Patients sheet, which says who gets whose bill.
        plans: the plans to ask of; those of one account are taken together.
    """
    own = moved[account_ids(moved, patients).isin([plan.account for plan in plans])]
    lines = balances.line_balances(own)
    owed = lines[lines["is_patient"] & (lines["cents"] > 0)]
    accounts = account_ids(owed, patients)
    found = dict.fromkeys((plan.account for plan in plans), 0)
    since = {one: _latest(plans, one) for one in found}
    for account, given, cents in zip(accounts, owed["given"], owed["cents"], strict=True):
        until = since[account]
        if until is None or given.date() <= until:
            found[account] += int(cents)
    return found


def _latest(plans: Sequence[Plan], account: str) -> date | None:
    """Return until when balances are covered; None for always."""
    starts = [plan.started for plan in plans if plan.account == account]
    known = [one for one in starts if one is not None]
    return max(known) if len(known) == len(starts) else None
