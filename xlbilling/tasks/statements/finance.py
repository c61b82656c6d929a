"""Which open lines may bear a finance charge on a day, and how much (rules ST-10).

Never a line that a statement would not bill: pending, disputed, held, of somebody bankrupt, dead
or at the agency; none in the first days after the first statement that asked for it, nor on what
became the patient's since; none twice for a month, nor on what was paid between the day and today.
Money held for the account and credits are taken off the oldest lines first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

import pandas as pd

from xlbilling.tasks import settings
from xlbilling.tasks.money.receipt_money import POSTED, REVERSED
from xlbilling.tasks.plans import finance_charges, finance_rules
from xlbilling.tasks.receivables import balances
from xlbilling.tasks.receivables.aging import account_ids
from xlbilling.tasks.statements import accounts
from xlbilling.tasks.statements.due_before import Past
from xlbilling.tasks.statements.reasons import LineReason

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.plans.finance_rules import Rule
    from xlbilling.tasks.plans.standing import Plan
    from xlbilling.tasks.statements.accounts import Account
    from xlbilling.tasks.statements.open_lines import OpenLine
    from xlbilling.tasks.statements.standing import Standing

READS: Final = (
    finance_rules.RULES,
    finance_rules.NOTICES,
    "payment_plans",
    "statements",
    "batches",
    "holds",
    "receipts",
)

LEAST_FIRST_DAYS: Final = 30
"""The days after a first statement in which nothing is charged, whatever the setting says."""
MONTH_DAYS: Final = 28
"""Days from one charge on a line to its next: a month is never charged for fewer."""

NO_RULE = "STATE DOES NOT ALLOW"
NO_NOTICE = "NO NOTICE"
NOT_BILLED = "NOT BILLED YET"
FIRST_DAYS = "FIRST DAYS"
CHARGED = "CHARGED THIS MONTH"
COVERED = "COVERED BY CREDIT"
TO_POST = "RECEIPT NOT POSTED"
TOO_LITTLE = "BELOW MINIMUM"


@dataclass(frozen=True, slots=True)
class Due:
    """A finance charge that may be asked.

    Attributes:
        line: the open line that bears it.
        base_cents: what it is worked out on.
        cents: the charge.
        rule: what the state allows.
    """

    line: OpenLine
    base_cents: int
    cents: int
    rule: Rule


@dataclass(frozen=True)
class Ground:
    """What decides about finance charges on a day.

    Attributes:
        day: the day of the charge.
        office: what decides about whole accounts.
        rules: by state, of those that allow it.
        notices: when each account was told.
        states: where each patient and guarantor lives.
        past: what was billed and owed before.
        open_service: by claim and line what is open of services, whenever it was posted, in cents.
        held: by account the patients' money that no claim took yet, whenever it was posted.
        charged: by claim and line the days of charges so far.
        this_month: what each account was charged in the day's month, in cents.
        plans: current plans by account.
        bearing: the sheet rows of plans that say that charges go on.
        first_days: days after a first statement in which nothing is charged.
        notice_days: days from notice to the first charge.
        minimum_cents: the least that an account is charged.
        to_post: the accounts with a receipt of theirs that is keyed and not posted.
        compounds: whether charges bear charges.
    """

    day: date
    office: accounts.Office
    rules: Mapping[str, Rule]
    notices: Mapping[str, date]
    states: Mapping[str, str]
    past: Past
    open_service: Mapping[tuple[str, str], int]
    held: Mapping[str, int]
    charged: Mapping[tuple[str, str], Sequence[date]]
    this_month: Mapping[str, int]
    plans: Mapping[str, Sequence[Plan]]
    bearing: frozenset[int]
    first_days: int
    notice_days: int
    minimum_cents: int
    to_post: frozenset[str]
    compounds: bool

    @cached_property
    def noticed_by(self) -> date:
        """The last day on which notice was in time."""
        return self.day - timedelta(self.notice_days)

    def rule(self, account: str, patient: str) -> Rule | None:
        """Return the stricter rule of where guarantor and patient live; None where one has none.

        None as well where nobody knows in which state the guarantor lives.
        """
        if not self.states.get(account):
            return None
        states = {self.states.get(one, "") for one in (account, patient)} - {""}
        found = [self.rules.get(state) for state in sorted(states)]
        allowed = [one for one in found if one is not None]
        if not allowed or len(allowed) < len(found):
            return None
        strictest = min(allowed, key=lambda one: one.percent)
        caps = [one.cap_cents for one in allowed if one.cap_cents is not None]
        return replace(strictest, cap_cents=min(caps, default=None))

    def why_not(self, line: OpenLine) -> str:
        """Return why nothing is charged on a line, the first reason that holds; "" for none."""
        if line.reason and not (line.reason == LineReason.PAYMENT_PLAN and self._bears(line)):
            return line.reason
        if self.rule(line.account, line.patient_id) is None:
            return NO_RULE
        bill = self.past.first_bill(line)
        if bill is None:
            return NOT_BILLED
        if (self.day - bill.sent).days <= self.first_days or self.day <= bill.due:
            return FIRST_DAYS
        days = self.charged.get((line.claim_id, line.line), ())
        return CHARGED if any(map(self._is_same_month, days)) else ""

    def bears_cents(self, line: OpenLine) -> int:
        """Return what of a line may bear a charge: what was due all the first days."""
        lasting = self.past.lasting_cents(line, self.day - timedelta(self.first_days + 1))
        service = max(0, min(line.service_cents, lasting))
        return service + (line.finance if self.compounds else 0)

    def still_cents(self, line: OpenLine, bears: int) -> int:
        """Return what of that nobody paid since, as far as the ledger goes."""
        still = self.open_service.get((line.claim_id, line.line), 0)
        return min(bears, still + (line.finance if self.compounds and still else 0))

    def _bears(self, line: OpenLine) -> bool:
        """Tell whether every current plan that covers a line says that charges go on."""
        own = [plan for plan in self.plans.get(line.account, ()) if plan.covers(line.given)]
        return bool(own) and all(plan.row in self.bearing for plan in own)

    def _is_same_month(self, other: date) -> bool:
        same = (other.year, other.month) == (self.day.year, self.day.month)
        return same or abs((self.day - other).days) < MONTH_DAYS


def ground(book: Snapshot, now: Standing, day: date, rules: Mapping[str, Rule]) -> Ground:
    """Return what decides about finance charges on a day.

    Args:
        book: with the tables of ``READS`` and those of the standing.
        now: how all accounts stand.
        day: the day of the charge.
        rules: by state.

    Raises:
        RefusedError: a setting cannot be read.
    """
    own, ever = book.settings, balances.movements(book.frame("ledger"))
    frame = book.frame("payment_plans")
    bearing = frame.index[frame["monthly_finance_charge"].str.upper() == "Y"]
    plans: dict[str, list[Plan]] = {}
    for plan in now.plans.current:
        plans.setdefault(plan.account, []).append(plan)
    return Ground(
        day,
        accounts.Office.of(book, day),
        rules,
        finance_rules.notices(book, day).values,
        _states(book),
        Past.of(_sent(book.frame("statements"), day), _of_open_lines(now), book.frame("holds")),
        _open_service(ever, now),
        accounts.held(balances.unapplied(book.frame("ledger")), book.frame("patients")),
        finance_charges.charged_on(book),
        finance_charges.by_account(_of_month(ever, day), book.frame("patients")),
        plans,
        frozenset(map(int, bearing)),
        max(LEAST_FIRST_DAYS, settings.count(own, "Finance Charge Days")),
        settings.count(own, "Finance Notice Days"),
        max(1, settings.cents(own, "Finance Charge Minimum")),
        _to_post(book, day),
        settings.is_yes(own, "Finance Charge On Charges"),
    )


def _to_post(book: Snapshot, day: date) -> frozenset[str]:
    """Return the accounts that paid by the day what post-receipts has not posted yet."""
    frame = book.frame("receipts")
    is_money = (frame["date"] <= pd.Timestamp(day)) & (frame["amount_cents"].fillna(0) > 0)
    waits = ~frame["state"].isin([POSTED, REVERSED]) & frame["returned_nsf"].isna()
    return frozenset(account_ids(frame[is_money & waits], book.frame("patients")))


def _of_month(moved: pd.DataFrame, day: date) -> pd.DataFrame:
    on = moved["effective"].dt
    own: pd.DataFrame = moved[(on.year == day.year) & (on.month == day.month)]
    return own


def _states(book: Snapshot) -> dict[str, str]:
    """Return where everybody lives; a guarantor's own row speaks before the patient's."""
    found: dict[str, str] = {}
    for table, key in (("guarantors", "guarantor_id"), ("patients", "patient_id")):
        frame = book.frame(table)
        for one, state in zip(frame[key], frame["state"], strict=True):
            if state:
                found.setdefault(one, state.upper())
    return found


def _sent(register: pd.DataFrame, day: date) -> pd.DataFrame:
    now = pd.Timestamp(day)
    return register[(register["sent"] <= now) & (register["date"] <= now)]


def _of_open_lines(now: Standing) -> pd.DataFrame:
    """Return the movements of claims on which a patient owes."""
    everyone = (*now.decided, *now.left_alone)
    claims = {line.claim_id for one in everyone for line in one.lines if line.cents > 0}
    return now.moved[now.moved["claim_id"].isin(list(claims))]


def _open_service(ever: pd.DataFrame, now: Standing) -> dict[tuple[str, str], int]:
    """Return what patients owe for services on each line, by all that was ever posted.

    Args:
        ever: all movements of the receivable, those after the day of the charge as well.
        now: how the accounts stand on that day.
    """
    lines = now.lines if len(ever) == len(now.moved) else balances.line_balances(ever)
    owed = lines[lines["is_patient"]]
    service = owed["cents"] - finance_charges.parts(owed, ever)
    keys = zip(owed["claim_id"], owed["line"], strict=True)
    return {key: int(cents) for key, cents in zip(keys, service, strict=True)}


def _spared(account: Account, known: Ground) -> str:
    """Return why an account as a whole is charged nothing; "" for no such reason."""
    silent = accounts.silenced(account, known.office)
    if silent:
        return silent[0]
    if known.notices.get(account.id, date.max) > known.noticed_by:
        return NO_NOTICE
    return TO_POST if account.id in known.to_post else ""


def of_account(account: Account, known: Ground) -> tuple[list[Due], str]:
    """Return what an account may be charged on which lines, else nothing and the reason."""
    spared = _spared(account, known)
    if spared:
        return [], spared
    owed = [line for line in account.lines if line.cents > 0]
    refused = {line: known.why_not(line) for line in owed}
    open_ = [line for line in owed if not refused[line]]
    if not open_:
        reasons = Counter(refused.values())
        return [], max(reasons, key=lambda one: (reasons[one], one), default=COVERED)
    charges = list(_charged(account, open_, known))
    found = list(_capped(charges, known.this_month.get(account.id, 0)))
    if not found:
        return [], COVERED
    if sum(one.cents for one in found) < known.minimum_cents:
        return [], TOO_LITTLE
    return found, ""


def _charged(account: Account, open_: Sequence[OpenLine], known: Ground) -> Iterator[Due]:
    """Give the lines with what is charged on them, the oldest first, before any cap of a month."""
    credits_ = -sum(min(0, line.cents) for line in account.lines)
    bears = [known.bears_cents(line) for line in open_]
    still = list(map(known.still_cents, open_, bears))
    then = _less(bears, credits_ + account.unapplied_cents)
    since = _less(still, credits_ + known.held.get(account.id, 0))
    for line, base in zip(open_, map(min, then, since), strict=True):
        rule = known.rule(line.account, line.patient_id)
        assert rule is not None, "why_not() asked for it"
        cents = rule.charge(base)
        if cents > 0:
            yield Due(line, base, cents, rule)


def _less(amounts: Sequence[int], credit: int) -> Iterator[int]:
    """Give amounts less a credit, which the first of them take."""
    left = max(0, credit)
    for one in amounts:
        taken = min(left, one)
        left -= taken
        yield one - taken


def _capped(charges: Sequence[Due], before: int) -> Iterator[Due]:
    """Give charges as far as the least of their monthly caps goes, the oldest line first.

    Args:
        charges: of one account.
        before: what it was charged in this month already, in cents.
    """
    caps = [one.rule.cap_cents - before for one in charges if one.rule.cap_cents is not None]
    left = max(0, min(caps, default=sum(one.cents for one in charges)))
    for one in charges:
        part = min(one.cents, left)
        left -= part
        if part:
            yield replace(one, cents=part)
