"""Balances that came back from a payment plan in default: their dunning begins at level 3 (ST-11).

A plan whose State says DEFAULTED without the day it ended counts as ended on the day of the run,
until review-plans has written that day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from xlbilling.tasks.plans.standing import Plans
from xlbilling.tasks.statements.accounts import Account, History
from xlbilling.tasks.statements.levels import Back, back_in_dunning


def after(
    histories: Mapping[str, History],
    accounts: Sequence[Account],
    plans: Plans,
    level_days: Sequence[int],
) -> dict[str, History]:
    """Return the accounts' histories, with when each defaulted plan's visits came back to dunning.

    Args:
        histories: what each account was billed before.
        accounts: all of them, with their open lines.
        plans: as of the day of the run.
        level_days: how many days after the first statement each level needs.
    """
    found = dict(histories)
    defaulted = {plan.account for plan in plans.defaulted}
    for account in accounts:
        if account.id in defaulted:
            back = _back(account, plans, level_days)
            found[account.id] = replace(found.get(account.id, History()), back=back)
    return found


def _back(account: Account, plans: Plans, level_days: Sequence[int]) -> dict[str, Back]:
    found: dict[str, Back] = {}
    for plan in plans.defaulted:
        if plan.account == account.id:
            back = back_in_dunning(plan.ended_on or plan.since or plans.day, level_days)
            found |= {line.claim_id: back for line in account.lines if plan.covers(line.given)}
    return found
