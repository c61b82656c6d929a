"""The next step of an account past due, and why not further: rules ST-5, ST-12 to ST-14, ST-16."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Final

from xlbilling.model import cells, money
from xlbilling.tasks.collecting.dues import Due
from xlbilling.tasks.collecting.policy import (
    BAD_DEBT,
    LETTER,
    PLACE,
    STATEMENT,
    DelinquencyLevel,
    Policy,
)
from xlbilling.tasks.collecting.visits import Visit
from xlbilling.tasks.statements.hold_effects import Effect, stopping
from xlbilling.tasks.statements.open_lines import OpenLine
from xlbilling.tasks.statements.reasons import AccountReason, LineReason

SMALL: Final = "WRITE OFF SMALL"
QMB: Final = "WRITE OFF QMB"
ESTATE: Final = "ESTATE"
HOLD: Final = "HOLD"
WAIT: Final = "WAIT"
AT_AGENCY: Final = "AT AGENCY"
PLAN: Final = "PLAN"
APPLY_CREDIT: Final = "APPLY CREDIT"
REFUND: Final = "REFUND"
BILL_MEDICAID: Final = "BILL MEDICAID"
FIND_ADDRESS: Final = "FIND ADDRESS"

_EFFECTS: Final = {
    LETTER: Effect.LETTERS,
    PLACE: Effect.PLACEMENT,
    BAD_DEBT: Effect.WRITE_OFF,
}
_NO_LINE_STEPS: Final = {
    LineReason.AGENCY.value: AT_AGENCY,
    LineReason.PAYMENT_PLAN.value: PLAN,
    LineReason.QMB.value: QMB,
    LineReason.INSURANCE_PENDING.value: WAIT,
}


@dataclass(frozen=True)
class Step:
    """What is done next with an account.

    Attributes:
        name: one of the steps of the Collections sheet.
        why: what it rests on, and what keeps it from going further.
        lines: the lines that it is about: those to place or to write off.
        first_billed: the first statement of these lines' visits.
    """

    name: str
    why: str
    lines: tuple[OpenLine, ...] = ()
    first_billed: date | None = None

    @property
    def cents(self) -> int:
        """What its lines come to."""
        return sum(line.cents for line in self.lines)


def level_of(due: Due, policy: Policy) -> DelinquencyLevel:
    """Return the account's delinquency level: the highest of its visits."""
    found = [policy.level_of(visit) for visit in due.visits]
    return max(found, key=lambda one: one.level, default=policy.levels[0])


def next_step(due: Due, policy: Policy) -> Step:
    """Return what is done next with an account, the first that holds."""
    return (
        _nothing_to_collect(due, policy)
        or _small(due, policy)
        or _credit_first(due)
        or _returned(due, policy)
        or _by_level(due, policy)
    )


def _nothing_to_collect(due: Due, policy: Policy) -> Step | None:
    """Return why nobody is asked for money, whatever the level."""
    account = due.account
    if account.balance_cents < 0:
        owed = money.show(-account.balance_cents)
        return Step(REFUND, f"{owed} is the patient's property: never written off, however small")
    if account.reason == AccountReason.DECEASED:
        return Step(ESTATE, account.detail)
    if account.reason in {AccountReason.BANKRUPTCY, AccountReason.NO_STATEMENT}:
        return Step(HOLD, account.detail)
    whole = {hold.type for hold in due.holds if not hold.place}
    if account.reason == AccountReason.AGENCY and "AGENCY" in whole:
        return Step(AT_AGENCY, "the whole account is at the agency")
    if not due.visits:
        return _no_line_left(due, policy)
    return None


def _no_line_left(due: Due, policy: Policy) -> Step:
    """Return the step of an account of which no line may be billed, by its commonest reason."""
    reason, words = due.account.reason, due.account.detail
    owed = [line for line in due.account.lines if line.cents > 0]
    if owed and all(place(line) in policy.at_agency for line in owed):
        return Step(AT_AGENCY, words)
    pending = [line for line in owed if line.reason == LineReason.QMB.value]
    if reason == LineReason.QMB.value and any(map(policy.waits_for_medicaid, pending)):
        return Step(BILL_MEDICAID, f"{words}; Medicaid covers the patient and was not billed")
    if reason == LineReason.AGENCY.value and "AGENCY" not in due.hold_types:
        return Step(HOLD, _on_hold(sorted(due.hold_types)))  # nothing of it was placed
    return Step(_NO_LINE_STEPS.get(reason, HOLD), words)


def place(line: OpenLine) -> str:
    """Return a line as sheets name it: ``C1/2``, ``C1`` for the whole claim."""
    return f"{line.claim_id}/{line.line}" if line.line else line.claim_id


def _small(due: Due, policy: Policy) -> Step | None:
    """Return the write-off of a small balance (ST-13)."""
    cents = due.account.balance_cents
    if not 0 < cents <= policy.small_cents or due.age_days <= policy.small_days:
        return None
    if any(line.reason for line in due.account.lines) or due.has_credit:
        return None
    held = stopping(due.hold_types, Effect.WRITE_OFF)
    if held:
        return Step(HOLD, f"{money.show(cents)} is small; {_on_hold(held)}")
    shown, limit = money.show(cents), money.show(policy.small_cents)
    why = f"{shown} is at most {limit} and {due.age_days} days old, over {policy.small_days}"
    return Step(SMALL, why, due.account.billable)


def _credit_first(due: Due) -> Step | None:
    if not due.has_credit:
        return None
    credit = due.account.unapplied_cents - sum(
        line.cents for line in due.account.billable if line.cents < 0
    )
    return Step(APPLY_CREDIT, f"{money.show(credit)} of the household's money is not applied yet")


def _returned(due: Due, policy: Policy) -> Step | None:
    """Return the write-off of what an agency gave back (ST-12)."""
    lines = tuple(
        line for visit in due.visits for line in visit.lines if place(line) in policy.returned
    )
    if not lines:
        return None
    held = stopping(due.hold_types - {"AGENCY"}, Effect.WRITE_OFF)
    if held:
        return Step(HOLD, f"the agency gave it back; {_on_hold(held)}")
    return Step(BAD_DEBT, "the agency gave it back", lines)


def _by_level(due: Due, policy: Policy) -> Step:
    level = level_of(due, policy)
    if level.step == STATEMENT:
        return _statement(due, policy, f"level {level.level}, {level.words.lower()}")
    ripe = [visit for visit in due.visits if policy.is_ripe(visit)]
    if not ripe:
        return _statement(due, policy, _not_ripe(due, policy))
    if level.step == BAD_DEBT:
        reached = [one for one in ripe if policy.level_of(one).step == BAD_DEBT]
        if reached:
            why = f"{due.age_days} days old, final notice {_final(reached)}"
            return _unless_held(due, BAD_DEBT, Step(BAD_DEBT, why, _lines(reached)))
    if policy.asks_for_letter(level):
        return _letter_first(due, policy, ripe, level)
    return _placed(due, policy, ripe)


def _letter_first(due: Due, policy: Policy, ripe: Sequence[Visit], level: DelinquencyLevel) -> Step:
    """Return the letter's step, or the one after it once its days are over."""
    sent = policy.letters.get(due.id)
    told = [one for one in ripe if sent and one.final_notice and one.final_notice <= sent]
    if not told or sent is None:
        if not due.account.person.is_reachable:
            return Step(FIND_ADDRESS, due.account.detail or "street, city or ZIP is missing")
        why = f"final notice {_final(ripe)}"
        return _unless_held(due, LETTER, Step(LETTER, why, _lines(ripe)))
    until = sent + timedelta(policy.letter_days)
    if policy.day <= until:
        return Step(WAIT, f"the letter of {sent.isoformat()} gives until {until.isoformat()}")
    if level.step == LETTER:
        return Step(WAIT, f"the letter of {sent.isoformat()} is out; the next level decides")
    return _placed(due, policy, told)


def _placed(due: Due, policy: Policy, ripe: Sequence[Visit]) -> Step:
    """Return the placement with the agency, or what keeps it from it (ST-12)."""
    old = [
        one
        for one in ripe
        if one.first_billed and (policy.day - one.first_billed).days >= policy.agency_days
    ]
    if not old:
        first = min(one.first_billed for one in ripe if one.first_billed)
        begins = first + timedelta(policy.agency_days)
        return Step(WAIT, f"first billed {first.isoformat()}; may be placed {begins.isoformat()}")
    count, old = len(old), _that_fit(old)
    cents = sum(one.cents for one in old)
    if cents < policy.least_cents:
        shown, least = money.show(cents), money.show(policy.least_cents)
        return Step(WAIT, f"{shown} is less than the {least} that the agency takes")
    first = min(one.first_billed for one in old if one.first_billed)
    why = f"final notice {_final(old)}, first billed {first.isoformat()}; needs an approver"
    if len(old) < count:
        why += f"; the first {len(old):,} of {count:,} visits, as many as one placement can name"
    return _unless_held(due, PLACE, Step(PLACE, why, _lines(old), first))


def _that_fit(visits: Sequence[Visit]) -> list[Visit]:
    """Return the first visits, as many as one row of Placements can name the lines of."""
    lines = cells.fitting(map(place, _lines(visits)))
    ends = accumulate(len(visit.lines) for visit in visits)
    return list(visits[: max(bisect_right(list(ends), lines), 1)])


def _unless_held(due: Due, name: str, step: Step) -> Step:
    """Return a step, or HOLD where a hold stops it; what is at the agency stops nothing else."""
    held = stopping(due.hold_types - {"AGENCY"}, _EFFECTS[name])
    return Step(HOLD, f"{name.lower()} is next; {_on_hold(held)}") if held else step


def _statement(due: Due, policy: Policy, why: str) -> Step:
    """Return the next statement, or what it waits for."""
    account, last = due.account, due.last_statement
    if not account.reason:
        return Step(STATEMENT, why)
    if account.reason == AccountReason.TOO_SOON and last is not None:
        begins = last + timedelta(policy.cycle_days)
        return Step(WAIT, f"{why}; the next statement is due {begins.isoformat()}")
    if account.reason == AccountReason.BAD_ADDRESS:
        return Step(FIND_ADDRESS, account.detail)
    name = WAIT if account.reason == AccountReason.BELOW_MINIMUM else HOLD
    return Step(name, f"{why}; {account.detail}")


def _not_ripe(due: Due, policy: Policy) -> str:
    finals = [one.final_notice for one in due.visits if one.final_notice]
    if not finals:
        return "no final notice yet"
    until = min(finals) + timedelta(policy.notice_days)
    return f"the final notice of {min(finals).isoformat()} has until {until.isoformat()}"


def _final(visits: Sequence[Visit]) -> str:
    return min(one.final_notice for one in visits if one.final_notice).isoformat()


def _lines(visits: Sequence[Visit]) -> tuple[OpenLine, ...]:
    return tuple(line for visit in visits for line in visit.lines)


def _on_hold(types: Sequence[str]) -> str:
    return f"on hold: {', '.join(types).lower()}"
