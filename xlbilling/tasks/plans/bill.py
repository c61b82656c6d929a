"""What a bill asks for by payment plan: instalments overdue, the next one, and what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from xlbilling.layout.pages.grid import short_date
from xlbilling.model import money
from xlbilling.tasks.plans.schedule import month_later
from xlbilling.tasks.plans.standing import Plan, Plans

_SHOWN: Final = 3
_BARE: Final = "Payment plan instalment"
_FINANCE: Final = "Finance charges on your payment plan"


@dataclass(frozen=True, slots=True)
class Asked:
    """One instalment on a bill: what it says, and what is asked for it, in cents.

    Attributes:
        due: its own day; None for one without.
    """

    words: str
    cents: int
    due: date | None = None


@dataclass(frozen=True, slots=True)
class PlanBill:
    """What plans ask of an account on a bill.

    Attributes:
        asked: the instalments that are overdue or due within a month.
        later: the due dates after these and what is due then.
    """

    asked: tuple[Asked, ...] = ()
    later: tuple[tuple[date, int], ...] = ()

    @property
    def due_cents(self) -> int:
        """What is asked for now."""
        return sum(one.cents for one in self.asked)

    def past_due_cents(self, day: date) -> int:
        """What of it was due before a day."""
        return sum(one.cents for one in self.asked if one.due is not None and one.due < day)

    def next_due(self, day: date) -> date | None:
        """The day of the first instalment that is asked for and not past due; None for none."""
        days = (one.due for one in self.asked if one.due is not None and one.due >= day)
        return min(days, default=None)

    @property
    def later_words(self) -> str:
        """What is left of the plan after this bill and when it is due; "" for nothing."""
        if not self.later:
            return ""
        left = sum(cents for _, cents in self.later)
        shown = [f"{money.show(cents)} on {short_date(due)}" for due, cents in self.later[:_SHOWN]]
        more = len(self.later) - len(shown)
        last = f" and {more} more until {short_date(self.later[-1][0])}" if more else ""
        words = f"After this, {money.show(left)} of your payment plan is left"
        return f"{words}: {', '.join(shown)}{last}."


def bills(known: Plans, owed: Mapping[str, tuple[int, int]]) -> dict[str, PlanBill]:
    """Return what current plans ask of each account, at most what is owed on what they cover.

    Args:
        known: the plans as of the bill's date.
        owed: what each account owes on lines that a plan bills, and how much of that is finance
            charges, in cents; these stand apart and are due at once.
    """
    current = known.current
    return {
        account: _with_finance(
            _bill([one for one in current if one.account == account], cents - finance, known.day),
            finance,
        )
        for account, (cents, finance) in owed.items()
    }


def _with_finance(bill: PlanBill, cents: int) -> PlanBill:
    """Return a bill that asks for finance charges as well, on a line of their own."""
    return replace(bill, asked=(*bill.asked, Asked(_FINANCE, cents))) if cents else bill


def _bill(plans: Sequence[Plan], owed: int, day: date) -> PlanBill:
    until, left = month_later(day), owed
    parts = sorted(part for plan in plans for part in _parts(plan, day))
    asked, later = [], []
    for due, words, cents in parts:
        part = min(cents, left)
        left -= part
        if part and due < until:
            asked.append(Asked(words, part, None if words == _BARE else due))
        elif part:
            later.append((due, part))
    return PlanBill(tuple(asked), tuple(later))


def _parts(plan: Plan, day: date) -> list[tuple[date, str, int]]:
    """Return a plan's open instalments; of one whose terms give no schedule, one that is due."""
    if not plan.instalments:
        return [(day, _BARE, plan.instalment_cents)]
    count = len(plan.instalments)
    return [
        (one.due, f"{_BARE} {one.n} of {count}, {_when(one.due, day)}", one.open_cents)
        for one in plan.open
    ]


def _when(due: date, day: date) -> str:
    return f"past due since {short_date(due)}" if due < day else f"due {short_date(due)}"
