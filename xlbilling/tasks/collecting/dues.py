"""Every account that is past due or has a credit, with all that its next step rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model.ledger import Account as LedgerAccount
from xlbilling.model.ledger import EntryType
from xlbilling.tasks import settings
from xlbilling.tasks.collecting.visits import Levels, Visit, visits_of
from xlbilling.tasks.receivables.aging import account_ids, in_force
from xlbilling.tasks.statements import accounts as households
from xlbilling.tasks.statements import standing as standings
from xlbilling.tasks.statements.accounts import Account, History, Office
from xlbilling.tasks.statements.standing import Standing, standing

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.tables import Snapshot

READS: Final = standings.READS
"""The tables that dues are read from."""


@dataclass(frozen=True, slots=True)
class Held:
    """A hold in force: its type, and the claim it names, "" for more than one claim."""

    type: str
    place: str


@dataclass(frozen=True)
class Due:
    """An account as collections see it.

    Attributes:
        account: with the reason why it gets no statement now, "" where it gets one.
        visits: what of it may be billed, and how far each has come.
        past_due_cents: what became the patient's longer ago than a statement gives to pay.
        age_days: of its oldest open line, from the day it became the patient's.
        holds: those in force that name the account or a claim that it owes on.
        last_statement: the day of the newest.
        last_payment: the day and the cents of the newest payment.
    """

    account: Account
    visits: tuple[Visit, ...]
    past_due_cents: int
    age_days: int
    holds: tuple[Held, ...] = ()
    last_statement: date | None = None
    last_payment: tuple[date, int] | None = None

    @property
    def id(self) -> str:
        """The guarantor's id."""
        return self.account.id

    @property
    def oldest(self) -> date | None:
        """The first day on which an open line became the patient's; None where nothing is owed."""
        return min((line.given for line in self.account.lines if line.cents > 0), default=None)

    @property
    def hold_types(self) -> frozenset[str]:
        """The types of its holds."""
        return frozenset(hold.type for hold in self.holds)

    @property
    def has_credit(self) -> bool:
        """Whether money of the household waits to be applied to what it owes."""
        is_credit = any(line.cents < 0 for line in self.account.billable)
        return self.account.unapplied_cents > 0 or is_credit


def dues(book: Snapshot, day: date) -> list[Due]:
    """Return the accounts that are past due or have a credit balance, by id.

    Raises:
        RefusedError: a setting or a ledger row cannot be read.
    """
    now = standing(book, day)
    office, known = Office.of(book, day), Levels.of(book, now)
    grace = settings.count(book.settings, "Statement Due Days")
    everyone = [*now.decided, *(_decided(one, now, office) for one in now.left_alone)]
    payments = _last_payments(book, now.rows)
    holds = _holds(in_force(book.frame("holds"), day), everyone)
    found = []
    for account in sorted(everyone, key=lambda one: one.id):
        history = now.histories.get(account.id, History())
        ages = [((day - line.given).days, line.cents) for line in account.lines if line.cents > 0]
        past = sum(cents for age, cents in ages if age > grace)
        if past > 0 or account.balance_cents < 0:
            found.append(
                Due(
                    account,
                    visits_of(account, history, known, day),
                    past,
                    max((age for age, _ in ages), default=0),
                    holds.get(account.id, ()),
                    history.last,
                    payments.get(account.id),
                )
            )
    return found


def _decided(account: Account, now: Standing, office: Office) -> Account:
    return households.decided(account, now.histories.get(account.id, History()), office)


def _holds(holds: pd.DataFrame, everyone: Iterable[Account]) -> dict[str, tuple[Held, ...]]:
    """Return the holds of each account: those of its claims, of its patients, and of all of it."""
    of_claim: dict[str, str] = {}
    of_patient: dict[str, set[str]] = {}
    known = set()
    for account in everyone:
        known.add(account.id)
        for line in account.lines:
            of_claim[line.claim_id] = account.id
            of_patient.setdefault(line.patient_id, set()).add(account.id)
    found: dict[str, dict[Held, None]] = {}
    for row in holds.to_dict("records"):
        for account_id in _named(row, of_claim, of_patient, known):
            found.setdefault(account_id, {})[Held(row["type"], row["claim_id"])] = None
    return {name: tuple(sorted(held, key=_in_order)) for name, held in found.items()}


def _in_order(held: Held) -> tuple[str, str]:
    return held.type, held.place


def _named(
    hold: Mapping[Any, Any],
    of_claim: Mapping[str, str],
    of_patient: Mapping[str, set[str]],
    known: set[str],
) -> set[str]:
    if hold["claim_id"]:
        return {of_claim[hold["claim_id"]]} if hold["claim_id"] in of_claim else set()
    found = {hold["guarantor_id"]} & known
    return found | of_patient.get(hold["patient_id"], set())


def _last_payments(book: Snapshot, rows: pd.DataFrame) -> dict[str, tuple[date, int]]:
    """Return the newest payment of each account's patients: its day and its amount."""
    credited = [LedgerAccount.PATIENT_AR.value, LedgerAccount.UNAPPLIED.value]
    taken_back = set(rows["reverses"]) - {""}
    own = rows[
        (rows["type"] == EntryType.PAYMENT.value)
        & (rows["debit"] == LedgerAccount.CASH.value)
        & rows["credit"].isin(credited)
        & (rows["payer_id"] == "")
        & (rows["reverses"] == "")
        & ~rows["entry"].isin(taken_back)
    ]
    if own.empty:
        return {}
    accounts = account_ids(own, book.frame("patients"))
    found: dict[str, tuple[date, int]] = {}
    for name, at, cents in zip(accounts, own["effective"], own["amount_cents"], strict=True):
        day, before = found.get(name, (date.min, 0))
        if at.date() >= day:
            found[name] = (at.date(), int(cents) + (before if at.date() == day else 0))
    return found
