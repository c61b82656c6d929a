"""The rows of an account card that part the patients' balance, and its payment plans.

Every part of the balance stands on one row: due now, on a plan, waiting for insurance, held, at the
agency, credits. Their sum is what the ledger says that the patients owe.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from xlbilling.model import money
from xlbilling.tasks.plans.kept_up import DEFAULTED
from xlbilling.tasks.plans.standing import Plan
from xlbilling.tasks.statements.accounts import Account
from xlbilling.tasks.statements.card_rows import CardRow
from xlbilling.tasks.statements.reasons import AccountReason, LineReason

PART: Final = "Patient"
_CREDIT: Final = "credit: paid more than is owed"
_DUE: Final = "due now"
_HELD: Final = {
    AccountReason.DECEASED: "held: the guarantor has died",
    AccountReason.BANKRUPTCY: "held: the guarantor is in bankruptcy",
    AccountReason.AGENCY: "at the collection agency, or in pre-collection",
}
"""What becomes of billable lines of an account that nobody writes to."""


def of_balance(account: Account) -> list[CardRow]:
    """Return the patients' balance by what becomes of it; nothing where nothing is open."""
    sums: dict[str, int] = {}
    for line in account.lines:
        words = _words(line.reason, line.cents, account.reason)
        sums[words] = sums.get(words, 0) + line.cents
    finance = sum(line.finance for line in account.lines)
    rows = [CardRow(PART, None, words, cents) for words, cents in sorted(sums.items(), key=_order)]
    if finance:
        rows.append(CardRow("Of that", None, "finance charges", finance))
    return rows


def _order(part: tuple[str, int]) -> tuple[bool, str]:
    return part[0] != _DUE, part[0]


def _words(reason: str, cents: int, of_account: str) -> str:
    if cents < 0:
        return _CREDIT
    if not reason:
        held = (one for one in _HELD if of_account == one.value)
        return _HELD.get(next(held, AccountReason.TOO_SOON), _DUE)
    return LineReason(reason).words


def of_plans(plans: Sequence[Plan], day: date) -> Iterator[CardRow]:
    """Give what was agreed, paid and missed of each plan, and when the next part is due.

    Args:
        plans: an account's, as of a day.
        day: that day.
    """
    for plan in plans:
        each = f", {money.show(plan.instalment_cents)} a month" if plan.instalment_cents else ""
        state = plan.typed if plan.is_kept_up(day) else plan.state
        words = f"{plan.id} {state.lower()}{each}{_kept(plan, day)}"
        yield CardRow("Plan", plan.started, words, plan.total_cents or None)


def _kept(plan: Plan, day: date) -> str:
    if not plan.instalments:
        return ""
    paid = f", {money.show(plan.paid_cents)} paid so far"
    if not plan.open or not plan.is_kept_up(day):
        return f"{paid}, {money.show(plan.open_cents)} open"
    due = plan.open[0]
    word = "next due" if due.due >= day else "overdue since"
    told = f"{paid}, {word} {due.due.isoformat()}: {money.show(due.open_cents)}"
    count = len(plan.missed)
    missed = f"{count} missed" if count else "none missed"
    return f"{told}, {missed}" + (", in default" if plan.state == DEFAULTED else "")
